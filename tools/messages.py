"""Collects the interface texts for translation: ``.venv/bin/python tools/messages.py``.

The Chinese text is the message id. Texts come from Python and from Django's templates, go into
``src/tongban/main/locale/<language>/LC_MESSAGES/django.po``, and what is translated there stays.
``--missing`` lists what has no translation yet and exits with 1 if there is any. ``make setup``
compiles the files.
"""

import re
import sys
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "src/tongban/main/locale"
LANGUAGES = ("en",)
DOMAIN = "django"

LAZY = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def from_template(
    source: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Any]:
    """The texts of a template, as Babel's extractors give them: line, function, text, comments."""
    from django.utils.translation.template import templatize

    # Everything that is no text becomes X, so that what is left reads as Python.
    told = _INDENT.sub("", templatize(source.read().decode("utf-8")))
    yield from extract_python(BytesIO(told.encode("utf-8")), keywords, comment_tags, options)


def collected() -> Catalog:
    """Every text of the source, with the files that it is in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    catalog = Catalog(domain=DOMAIN, project="Tongban", charset="utf-8")
    for place, _line, text, comments, context in extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=LAZY,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        catalog.add(text, None, [(place, 0)], auto_comments=comments, context=context)
    return catalog


def place_of(language: str) -> Path:
    """The file of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def kept(language: str) -> Catalog:
    """What is translated so far."""
    place = place_of(language)
    if not place.exists():
        return Catalog(locale=language, domain=DOMAIN, project="Tongban")
    with place.open("rb") as stream:
        return read_po(stream, locale=language, domain=DOMAIN)


def brought_up_to_date(language: str, template: Catalog) -> Catalog:
    """Write the language's file anew: new texts empty, translated ones kept.

    Translations of texts that are gone stay at its end as comments, and count again as soon as
    their text comes back.
    """
    catalog = kept(language)
    begun = catalog.creation_date
    for message in catalog.obsolete.values():
        if message.string and message.id not in catalog:
            catalog[message.id] = message
    catalog.update(template, no_fuzzy_matching=True)
    for key in [key for key, gone in catalog.obsolete.items() if gone.id in catalog]:
        del catalog.obsolete[key]
    # A time of the last run would make every run a change.
    catalog.creation_date = begun
    place = place_of(language)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as stream:
        write_po(stream, catalog, include_lineno=False, sort_by_file=True, width=100)
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """Texts without a translation."""
    return [str(message.id) for message in catalog if message.id and not message.string]


def main(arguments: list[str]) -> int:
    """Collect, or list what is missing; 1 when something is."""
    template = collected()
    failed = 0
    for language in LANGUAGES:
        if "--missing" in arguments:
            known = kept(language)
            gaps = [
                str(message.id)
                for message in template
                if message.id
                and not getattr(known.get(message.id, message.context), "string", None)
            ]
            failed |= bool(gaps)
            sys.stdout.write("".join(f"{language}: {text}\n" for text in gaps))
            continue
        catalog = brought_up_to_date(language, template)
        total = len([m for m in catalog if m.id])
        sys.stdout.write(f"{language}: {total} texts, {len(missing(catalog))} not translated\n")
    return failed


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
