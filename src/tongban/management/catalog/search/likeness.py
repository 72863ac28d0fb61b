"""How easily one character is written for another: it sounds the same, looks alike, lies beside it.

People type by sound and take the wrong one of the characters offered; or write what looks alike;
or hit a neighbouring letter. What differs otherwise is rather another word than a slip.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from tongban.management.catalog.search.words import (
    folded,
    is_chinese,
    pieces,
    readings,
    sounds,
    syllabled,
)

SAME = 0.97
"""Sounds the same but for the tone."""
NEAR = 0.92
"""Sounds the same to most speakers: zh and z, n and ng."""
SHAPED = 0.88
"""Is written much the same."""
SPOKEN = 0.78
"""Sounds the same where n and l, h and f are one."""
BESIDE = 0.62
"""Differs in one letter of its pinyin."""
SLIP = 0.6
"""From here on one may have been meant for the other."""
UNLIKE = 0.3
LACKING = 0.75
"""One character of a word was left out."""
DOUBLED = 0.9
"""One was typed twice."""
_HALF = 0.8
"""Only the beginning of its pinyin was typed."""
_DIALECT = str.maketrans("lf", "nh")


@lru_cache(maxsize=1)
def lookalikes() -> Mapping[str, str]:
    """Character → those that look like it. Made by ``tools/lookalikes.py``."""
    file = files("tongban.management.catalog") / "data" / "lookalikes.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines if line and not line.startswith("#")}


@lru_cache(maxsize=16384)
def likeness(written: str, meant: str, sound: str = "") -> float:
    """From ``UNLIKE`` to 1, of two characters; ``sound``: of the one that was meant, in its word."""
    if written == meant:
        return 1.0
    # Rare readings would make nearly everything sound alike.
    ours = set(readings(written)[:2])
    theirs = {sound} if sound else set(readings(meant)[:1])
    if not ours.isdisjoint(theirs):
        return SAME
    soft, others = {folded(one) for one in ours}, {folded(one) for one in theirs}
    if not soft.isdisjoint(others):
        return NEAR
    known = lookalikes()
    if meant in known.get(written, "") or written in known.get(meant, ""):
        return SHAPED
    is_spoken = not _spoken(soft).isdisjoint(_spoken(others))
    is_beside = any(_beside(one, other) for one in ours for other in theirs)
    return SPOKEN if is_spoken else BESIDE if is_beside else UNLIKE


def _spoken(sounds: set[str]) -> set[str]:
    return {one[0].translate(_DIALECT) + one[1:] for one in sounds if one}


def _beside(one: str, other: str) -> bool:
    """Whether they differ in one letter, which only one of them may have."""
    if len(one) < len(other):
        one, other = other, one
    if len(one) - len(other) > 1 or len(other) < 2:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    return one[at + 1 :] == other[at + (len(one) == len(other)) :]


@lru_cache(maxsize=4096)
def units(written: str) -> tuple[str, ...] | None:
    """Characters, and syllables where letters spell some; None where letters spell none."""
    found: list[str] = []
    for piece in pieces(written):
        run = piece.group()
        if is_chinese(run):
            found += run
            continue
        spelt = syllabled(run) if run.isalpha() else None
        # One or two letters are the beginning of a syllable that was not typed to its end.
        if spelt is None and not (run.isalpha() and len(run) <= 2):
            return None
        found += spelt or [run]
    return tuple(found)


def likeness_of_words(written: str, meant: str) -> float:
    """Of a part of a query and a word that is written in characters; 0 when there is none.

    One character may be lacking or typed twice, when all the others are right. Two that are not
    alike make another word.
    """
    typed = units(written)
    if typed is None:
        return 0.0
    if len(typed) == len(meant):
        return _of_each(typed, meant)
    if len(typed) + 1 == len(meant) and len(typed) > 2:
        return LACKING if _is_without_one(typed, meant) else 0.0
    if len(typed) == len(meant) + 1:
        same = any(a == b and _left_out(typed, at) == meant for at, (a, b) in _double(typed))
        return DOUBLED if same else 0.0
    return 0.0


def _of_each(typed: Sequence[str], meant: str) -> float:
    """The least of each; 0 when two are unlike."""
    least, right = 1.0, 0
    for one, other, sound in zip(typed, meant, sounds(meant), strict=True):
        if one == other:
            right += 1
            continue
        value = _of_unit(one, other, sound)
        if value < SLIP and least < SLIP:
            return 0.0
        least = min(least, value)
    # A word of two sounds like many others: one of them must be right.
    return least if right or len(meant) > 2 else 0.0


def _of_unit(typed: str, meant: str, sound: str) -> float:
    if is_chinese(typed):
        return likeness(typed, meant, sound)
    if typed == sound:
        return SAME
    if folded(typed) == folded(sound):
        return NEAR
    return _HALF if sound.startswith(typed) else 0.0


def _is_without_one(typed: Sequence[str], meant: str) -> bool:
    return any(meant[:at] + meant[at + 1 :] == "".join(typed) for at in range(1, len(meant) - 1))


def _double(typed: Sequence[str]) -> list[tuple[int, tuple[str, str]]]:
    return list(enumerate(pairwise(typed)))


def _left_out(typed: Sequence[str], at: int) -> str:
    return "".join((*typed[:at], *typed[at + 1 :]))
