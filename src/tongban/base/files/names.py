"""File names as people may have given them, made harmless."""

import unicodedata

LONGEST = 200
"""Characters of a kept name, its ending included."""
NAMELESS = "未命名"
"""The name of what came without one. It is kept, so it is the same for every reader."""
_DANGEROUS_FORMATS = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters that turn the reading direction or hide: an exe must not read as a photo."""


def extension(name: str) -> str:
    """The ending without its dot, in lower case; empty when there is none."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > 10 or not ending.isascii() or not ending.isalnum():
        return ""
    return ending.lower()


def clean(name: str) -> str:
    """The last part of a path, without control and direction characters, at most 200 characters.

    The ending survives the cut. What is left of nothing is 未命名.
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode("utf-8"))
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(
        " " if c.isspace() else c
        for c in name
        if c not in _DANGEROUS_FORMATS and (c.isspace() or unicodedata.category(c) != "Cc")
    )
    name = " ".join(name.split()).lstrip(".").rstrip(". ").strip()
    if extension(name):
        stem, __, ending = name.rpartition(".")
        stem = stem[: LONGEST - len(ending) - 1].rstrip()
        return f"{stem or NAMELESS}.{ending}"
    return name[:LONGEST] or NAMELESS


def with_extension(name: str, ending: str) -> str:
    """The name with an ending put behind, still within the longest length."""
    return f"{name[: LONGEST - len(ending) - 1]}.{ending}"
