"""What a search finds, and what it offers to who types."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Readiness(models.IntegerChoices):
    """How far one can go on with an item that was found."""

    ONLINE = 0, _("可以网上办理")
    IN_THE_HALL = 1, _("有办事指南")
    LISTED = 2, _("只列入目录")


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One item that was found."""

    item_id: UUID
    code: str
    name: str
    main_item: str
    department_id: UUID
    department: str
    division_code: str
    item_type: str
    state: str
    summary: str
    promised_text: str
    visits: int | None
    is_online: bool
    score: float
    """0–100, falling from the first hit to the last."""
    marks: tuple[tuple[int, int], ...] = ()
    """(begin, end) of the parts of the name that answer the query."""

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The name in pieces, each with whether it answers the query."""
        found = []
        at = 0
        for begin, end in self.marks:
            found += [(self.name[at:begin], False), (self.name[begin:end], True)]
            at = end
        return tuple((text, marked) for text, marked in (*found, (self.name[at:], False)) if text)


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """Hits of one main item, best first."""

    name: str
    """The main item, or the item's own name when it has none."""
    departments: tuple[str, ...]
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SearchCount:
    """How many of the items found have something, for the filters."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found."""

    query: str
    """As read: without control characters, at most 200 characters."""
    hits: tuple[SearchHit, ...] = ()
    """Best first, at most as many as asked for."""
    corrected: str = ""
    """What was looked for in place of the query, when the query seems mistyped."""
    place: str = ""
    """Code of the division that the query names, whose items come first."""
    total: int = 0
    """How many were found, those beyond the limit included."""
    for_people: int = 0
    for_companies: int = 0
    online: int = 0
    departments: tuple[SearchCount, ...] = ()
    """By department id, most first, at most fifty."""
    is_legible: bool = True
    """Whether there is a Chinese character, a letter or a figure in the query: all that is looked
    for. Pictures, signs and other scripts are not."""
    is_noted: bool = False
    """Whether what found nothing was noted for the editors of words."""

    @property
    def groups(self) -> tuple[SearchGroup, ...]:
        """The hits by main item, in the order of each group's best."""
        grouped: dict[str, list[SearchHit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.main_item or hit.name, []).append(hit)
        return tuple(
            SearchGroup(name, tuple(dict.fromkeys(h.department for h in hits)), tuple(hits))
            for name, hits in grouped.items()
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody who types may be about to type."""

    text: str
    code: str = ""
    """The item's code when the text is the name of exactly one kept item."""
