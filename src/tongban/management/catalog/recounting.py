"""重新清点: what the counts on items hang on beside their guides, so that it is known without
reading a guide whether they still hold. An item's *stamp* says what it was judged from.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from tongban import __version__
from tongban.management.catalog import elements
from tongban.management.catalog.judging import Surroundings, ending_with
from tongban.management.catalog.lint.offering import free_here
from tongban.management.catalog.lint.strictness import set_here
from tongban.management.catalog.models import Item, LackRecount
from tongban.management.catalog.types import ItemState
from tongban.management.catalog.watching import BODY, LAW, LINK, TABLE

BATCH = 500
"""Items of one transaction."""
ENDING = 12
"""Characters that the codes of the same item share in every division: 基本编码, of one with a
sequence the last ten of it and that. Items that merely share them are judged once too often."""


def rules_digest() -> str:
    """What the rules are: another one with every release and every change of what the installation
    says of them (``lint.offering.free_here``, ``lint.strictness.set_here``).
    """
    told = "\n".join([_files_digest(), *sorted(free_here()), *set_here()])
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


@cache
def _files_digest() -> str:
    told = hashlib.blake2b(__version__.encode(), digest_size=16)
    here = Path(__file__).parent
    for place in (Path(elements.__file__), *sorted((here / "lint").glob("*.py"))):
        told.update(place.read_bytes())
    return told.hexdigest()


def counted_items() -> QuerySet[Item]:
    """The items whose guide in force is judged."""
    return Item.objects.filter(revision__isnull=False).exclude(state=ItemState.CANCELLED)


def batches() -> Iterator[list[UUID]]:
    """The ids of all of them, as many at a time as one transaction judges."""
    last: UUID | None = None
    while True:
        items = counted_items().order_by("id")
        if last is not None:
            items = items.filter(id__gt=last)
        found = list(items.values_list("id", flat=True)[:BATCH])
        if found:
            yield found
        if len(found) < BATCH:
            return
        last = found[-1]


def last_recount() -> LackRecount | None:
    """When all items were counted last, and what came of it."""
    return LackRecount.objects.order_by("-ended_at").first()


def counted_by_these_rules() -> bool:
    """Whether the rules are those of the last recount."""
    last = last_recount()
    return last is not None and last.rules == rules_digest()


class Stamping:
    """Makes stamps of items; what many share is asked for once."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._alike: dict[str, str] = {}
        self._knows_all = False
        self._rules = rules_digest()

    def learn_all(self) -> None:
        """Read once which guides each item has beside it in other divisions: for a whole run."""
        self._alike = dict(_alike(_published_alike()))
        self._knows_all = True

    def prepare(self, watched: Iterable[Iterable[str]]) -> None:
        """Ask at once for what these items watch."""
        kinds: dict[str, set[str]] = {LAW: set(), BODY: set()}
        for keys in watched:
            for key in keys:
                kind, _colon, name = key.partition(":")
                if kind in kinds:
                    kinds[kind].add(name)
        self._around.ended(kinds[LAW])
        self._around.unknown_bodies(kinds[BODY])

    def stamp(self, item: Item, watched: Iterable[str]) -> str:
        """What an item's counts hang on, as a digest."""
        model = item.model_item
        told = [
            self._rules,
            str(item.revision_id),
            item.code,
            item.code_profile,
            item.item_type,
            item.tier,
            item.division_code,
            item.department.credit_code or "",
            str(model.revision_id) if model is not None else "",
            self._beside(item.code),
            *(f"{key}={self._now(key)}" for key in watched),
        ]
        return hashlib.blake2b("\n".join(told).encode(), digest_size=16).hexdigest()

    def _now(self, key: str) -> str:
        kind, _colon, name = key.partition(":")
        return _STATES[kind](self._around, name)

    def _beside(self, code: str) -> str:
        ending = code[-ENDING:]
        if ending not in self._alike and not self._knows_all:
            alike = ending_with(ending, _published_alike())
            self._alike[ending] = dict(_alike(alike)).get(ending, "")
        return self._alike.get(ending, "")


def _published_alike() -> QuerySet[Item]:
    return Item.objects.filter(state=ItemState.PUBLISHED, revision__isnull=False)


def _alike(items: QuerySet[Item]) -> Iterator[tuple[str, str]]:
    """(ending, digest of the guides in force of all items whose code ends so), in any order."""
    sums: dict[str, int] = {}
    rows = items.values_list("code", "division_code", "revision_id")
    for code, division_code, revision_id in rows.iterator(chunk_size=5000):
        told = f"{code}\n{division_code}\n{revision_id}".encode()
        figure = int.from_bytes(hashlib.blake2b(told, digest_size=16).digest())
        # A sum, because rows come in any order and a digest of each alone is kept nowhere.
        sums[code[-ENDING:]] = (sums.get(code[-ENDING:], 0) + figure) % (1 << 128)
    for ending, figure in sums.items():
        yield ending, f"{figure:032x}"


def _law(around: Surroundings, title: str) -> str:
    day = around.ended([title]).get(title)
    return day.isoformat() if day is not None else ""


def _link(around: Surroundings, address: str) -> str:
    return around.dead_links.get(address, "")


def _body(around: Surroundings, code: str) -> str:
    return "unknown" if around.unknown_bodies([code]) else ""


def _table(around: Surroundings, key: str) -> str:
    view = around.rules(key)
    return str(view.id) if view is not None else ""


_STATES: dict[str, Callable[[Surroundings, str], str]] = {
    LAW: _law,
    LINK: _link,
    BODY: _body,
    TABLE: _table,
}
"""Kind of what is watched → how it stands now."""
