"""The part of an item's page that is the same for everybody, drawn once for as long as it holds."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tongban.base.orgs.queries import names_of
from tongban.base.pages.keeping import Kept, Key, ground
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import PageMark

PAGES = Kept(16 * 1024 * 1024)
"""Some three thousand guides in a process; a page that is not there is drawn as ever."""


def key_of(mark: PageMark, *, is_begun: bool) -> Key:
    """Everything that such a part is made from: rows, towns, day, language, hotline.

    ``is_begun`` is the one thing about the reader that it shows: whether there is a draft to go on
    with. Which one, and whose, it does not say.
    """
    towns: tuple[str, ...] = ()
    if mark.revision_id is not None:
        towns = tuple(catalog.guide(mark.revision_id).towns)
    return (
        *(mark.item_id, mark.revision_id, mark.rows, is_begun),
        *(tuple(sorted(names_of(towns).items())) if towns else ()),
        *(settings.CITY["hotline"], *ground()),
    )


def drawn(template: str, values: dict[str, Any]) -> SafeString:
    """The part drawn from these values alone: it is not told who asks."""
    return render_to_string(template, {**values, "hotline": settings.CITY["hotline"]})
