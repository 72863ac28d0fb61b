"""A search tried with the words in force and with the draft, beside one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tongban.management.catalog.search.finding import search
from tongban.management.catalog.search.thesaurus import Line, Thesaurus, compiled
from tongban.management.catalog.types import SearchHit
from tongban.management.catalog.words.groups import Group, draft_mark, drafted_lines

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """The first answers before and after, with their places on the other side."""

    before: list[tuple[SearchHit, int | None]]
    after: list[tuple[SearchHit, int | None]]

    @property
    def is_same(self) -> bool:
        """Whether the draft answers as the table in force does."""
        return [hit.item_id for hit, _ in self.before] == [hit.item_id for hit, _ in self.after]


def tried(query: str, found: Sequence[Group]) -> Trial:
    """What the search finds with each table. Nothing is counted."""
    table = _drafted(
        draft_mark(found), tuple(Line(said, means) for said, means in drafted_lines(found))
    )
    before = search(query, limit=SHOWN, counted=False, meant=False).hits
    after = search(query, limit=SHOWN, counted=False, meant=False, table=table).hits
    return Trial(_placed(before, after), _placed(after, before))


def _placed(
    hits: Sequence[SearchHit], others: Sequence[SearchHit]
) -> list[tuple[SearchHit, int | None]]:
    places = {hit.item_id: number for number, hit in enumerate(others, 1)}
    return [(hit, places.get(hit.item_id)) for hit in hits]


@lru_cache(maxsize=1)
def _drafted(mark: str, lines: tuple[Line, ...]) -> Thesaurus:
    """The draft made ready, kept while it is tried. ``mark`` is only for telling drafts apart."""
    del mark
    return compiled(lines)
