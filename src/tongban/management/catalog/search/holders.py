"""Holders: which items have a wording, of those that the filters leave.

Of one wording a province has as many items as divisions. They are asked for only of the wordings
that answer, a few each, by an index that has them in the order in which they are shown; filters by
place narrow inside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongban.management.catalog.search import labels

Group = tuple[str, ...]
"""Tokens one of which must be there."""
ALIKE = 12
"""Of items of a province that are worded the same, so many are shown; a filter shows the others."""

# Every value is a parameter. Statements are put together of these pieces and of conditions that
# stand in ``_ways`` below.
MINE = """mine AS MATERIALIZED (
    SELECT e.* FROM catalog_item AS i JOIN catalog_searchentry AS e ON e.item_id = i.id
    WHERE {}
), """
IN_MINE = "JOIN (SELECT DISTINCT wording_id FROM mine) AS m ON m.wording_id = w.id"
# With a limit it is asked wording by wording, and never of all the entries at once.
SOME = "CROSS JOIN LATERAL (SELECT 1 FROM ({}) AS e LIMIT 1) AS m"
ONE = "SELECT 1 FROM catalog_searchentry AS e WHERE {}"
# What the index of the entries has: the rows themselves are not fetched.
FIRST = """(SELECT e.item_id, e.readiness, e.division_code, e.department_id, e.for_people,
        e.for_companies, e.is_online, {near} AS is_near
    FROM {} AS e WHERE {}
    ORDER BY e.readiness, e.division_code, e.item_id LIMIT {alike})"""


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement, and the values of its parameters in their order."""

    text: str = ""
    values: tuple[Any, ...] = ()

    def within(self, template: str) -> "Sql":
        """The piece in the place that the template leaves."""
        return Sql(template.format(self.text), self.values)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the items found must be; nothing by itself."""

    digits: str = ""
    """Of the division: its items, those below it, and those above it that serve it."""
    audience: str = ""
    """``person`` or ``company``."""
    online_only: bool = False
    department_id: UUID | None = None
    theme: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filters()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What must stand in a wording, as labels, so that an item of it may be left."""
        groups: list[Group] = []
        if self.digits:
            groups.append(labels.place_labels(self.digits))
        if self.audience:
            groups.append((labels.PERSON if self.audience == "person" else labels.COMPANY,))
        if self.online_only:
            groups.append((labels.ONLINE,))
        if self.theme:
            groups.append((labels.theme_label(self.theme),))
        return tuple(groups)

    @property
    def before(self) -> Sql:
        """What stands before a statement: the few items that a department has."""
        if self.department_id is None:
            return Sql()
        ways = self._ways("i.department_id = %s", self.department_id)
        return _joined(MINE, " OR ", ways)

    @property
    def narrowing(self) -> Sql:
        """What follows ``catalog_searchwording AS w``: only wordings of which an item is left.

        Nothing where their labels say as much already.
        """
        if self.department_id is not None:
            return Sql(IN_MINE)
        if len(self.groups) < 2 and len(self.digits) <= labels.CITY:
            return Sql()
        ways = self._ways("e.wording_id = w.id")
        return _joined(SOME, " UNION ALL ", [way.within(ONE) for way in ways])

    def of(self, wording: str, near: str = "", alike: int = ALIKE) -> Sql:
        """Some entries of the wording that this column names, as a query; first ones first.

        ``near`` are the digits of a division that is preferred: with it some of its items, or of
        those above it that serve it, come beside some of all the others, and are marked.
        """
        marked = {is_near: {"alike": alike, "near": is_near} for is_near in (False, True)}
        if self.department_id is not None:
            return Sql(FIRST.format("mine", f"e.wording_id = {wording}", **marked[False]))
        condition = f"e.wording_id = {wording}"
        if near and not self.digits:
            (there,) = self._ways(condition)
            ways = self._ways(condition, digits=near)
            others = Sql(
                f"{there.text} AND e.division_code NOT BETWEEN %s AND %s"
                " AND e.division_code <> ALL(%s)",
                (*there.values, *_bounds(near), _above(near)),
            )
            first = FIRST.format("catalog_searchentry", "{}", **marked[True])
            other = FIRST.format("catalog_searchentry", "{}", **marked[False])
            return _joined(
                "{}",
                " UNION ALL ",
                [*(way.within(first) for way in ways), others.within(other)],
            )
        ways = self._ways(condition)
        one = FIRST.format("catalog_searchentry", "{}", **marked[False])
        several = FIRST.format("({})", "true", **marked[False])
        return _joined(several, " UNION ALL ", [way.within(one) for way in ways])

    def _ways(self, condition: str, *values: Any, digits: str = "") -> list[Sql]:
        """What is asked of an entry besides this condition: one way or, of a place, two, for an
        index follows a range or some values and not either.
        """
        text, given = condition, list(values)
        for more, value in (
            ("e.for_people", self.audience == "person" or None),
            ("e.for_companies", self.audience == "company" or None),
            ("e.is_online", self.online_only or None),
            ("%s = ANY(e.themes)", self.theme or None),
        ):
            if value is not None:
                text += f" AND {more}"
                given += [value] if "%s" in more else []
        digits = digits or self.digits
        if not digits:
            return [Sql(text, tuple(given))]
        inside = Sql(
            f"{text} AND e.division_code BETWEEN %s AND %s",
            (*given, *_bounds(digits)),
        )
        above = _above(digits)
        if not above:
            return [inside]
        return [inside, Sql(f"{text} AND e.division_code = ANY(%s)", (*given, above))]


def _bounds(digits: str) -> tuple[str, str]:
    return digits.ljust(12, "0"), digits.ljust(12, "9")


def _above(digits: str) -> list[str]:
    return [digits[:end].ljust(12, "0") for end in labels.LEVELS if end < len(digits)]


def _joined(template: str, between: str, pieces: Sequence[Sql]) -> Sql:
    return Sql(
        template.format(between.join(piece.text for piece in pieces)),
        tuple(value for piece in pieces for value in piece.values),
    )


def filters(
    *,
    division_code: str = "",
    audience: str = "",
    online_only: bool = False,
    department_id: UUID | None = None,
    theme: str = "",
) -> Filters:
    """The filters of a search."""
    return Filters(
        # What is no code is no place, and nothing is there.
        digits=labels.digits_of(division_code) or "?" if division_code else "",
        audience=audience if audience in {"person", "company"} else "",
        online_only=online_only,
        department_id=department_id,
        # The database keeps no text with a NUL, and cannot be asked for one.
        theme=theme.replace("\0", "\N{REPLACEMENT CHARACTER}"),
    )
