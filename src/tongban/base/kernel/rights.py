"""Who may do what, as a table that a person can read; the checks, the tests and the page
``docs/rights.md`` come from it.

Each app writes its rows in its ``rights.py``, one a line:

``act | who | reach | but not | refusal | what it does | to what``

- **act**: the function's name. Two lines of one act are two ways to the right.
- **who**: the words below, or duties of posts; one of them is enough.
- **reach**: how far, word by word; all of them must hold. ``city`` is no bound. ``mine`` is looked
  up among one's own, so that another's is answered like one that does not exist. ``above``: the act
  above, which knows whose case it is, has bound it. Others are predicates of the app. The platform and its operator reach the whole city.
- **but not**: who must keep out all the same, and with what words.
- **refusal**: which sentence refuses; ``-`` refuses in silence, as if there were no such thing.

A mistake in a table is told while it is imported.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Forbidden

Predicate = Callable[[Actor, Any], bool]

WHO: dict[str, Callable[[Actor], bool]] = {
    "anybody": lambda _actor: True,
    "inner": lambda _actor: True,
    "somebody": lambda actor: actor.capacity is not Capacity.VISITOR,
    "signed_in": lambda actor: actor.account_id is not None,
    "applicant": lambda actor: (
        actor.is_applicant and actor.account_id is not None and actor.person_id is not None
    ),
    "assistant": lambda actor: (
        actor.is_assisting and actor.account_id is not None and actor.ward_id is not None
    ),
    "person": lambda actor: (
        actor.capacity in {Capacity.SELF, Capacity.CLERK}
        and actor.account_id is not None
        and actor.person_id is not None
    ),
    "officer": lambda actor: actor.is_officer,
    "machine": lambda actor: actor.is_machine,
    "platform": lambda actor: actor.is_platform,
}
"""Words for who: anybody; a part of another act, which has asked already; somebody who is not a
visitor; whoever is signed in; a person for oneself, a company or a child (``person``: not for a
child); ``assistant``: who acts for another person under the own name, as a helper, at a window or
as an agent; any post; an admitted
system (``machine:scope`` with that scope); the platform and its operator. Other words are duties.
"""

UNBOUND = frozenset({"city", "mine", "above"})
_NOTHING: Any = object()
_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Refusal:
    """The sentence that refuses, and its code. ``values`` are put into the sentence."""

    text: Promise | str
    code: str = Forbidden.code
    values: Callable[[Actor, Any], Mapping[str, Any]] | None = None

    def error(self, actor: Actor, thing: Any) -> Forbidden:
        """The error to raise, in the reader's language."""
        text = str(self.text)
        return Forbidden(
            text % self.values(actor, thing) if self.values else text,
            code=self.code,
        )


@dataclass(frozen=True, slots=True)
class Bound:
    """One word of reach or of keeping out: its predicate, its words for the page, its refusal.

    Of a reach the predicate says who is within, of a keeping out whom it hits.
    """

    holds: Predicate
    words: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    act: str
    who: tuple[str, ...]
    reach: tuple[str, ...]
    but_not: tuple[str, ...]
    refusal: Refusal | None
    does: str
    thing: str
    fits: Callable[[Actor], bool]
    """Whether the actor is one of ``who``."""

    @property
    def is_inner(self) -> bool:
        """Whether it is a part of other acts, which ask for the right."""
        return self.who == ("inner",)


def _grounds(who: tuple[str, ...]) -> Callable[[Actor], bool]:
    """One question for all words of a row: the duties are asked for together."""
    duties = frozenset(word for word in who if word not in WHO and ":" not in word)
    scopes = [word.partition(":")[2] for word in who if ":" in word]
    asked = [WHO[word] for word in who if word in WHO]

    def fits(actor: Actor) -> bool:
        if duties and actor.is_officer and not duties.isdisjoint(actor.duties):
            return True
        if any(ask(actor) for ask in asked):
            return True
        return any(actor.is_machine and scope in actor.scopes for scope in scopes)

    return fits


class Rights:
    """The table of one app."""

    def __init__(
        self, app: str, reaches: Mapping[str, Bound], keep_out: Mapping[str, Bound]
    ) -> None:
        self.app = app
        self.reaches = dict(reaches)
        self.keep_out = dict(keep_out)
        self.rows: dict[str, tuple[Row, ...]] = {}

    def must(self, actor: Actor, act: str, thing: Any = _NOTHING, *, only: str = "") -> None:
        """The first step of an act: raises Forbidden for whoever may not.

        Without ``thing`` it asks who; with it, how far and who must keep out, too. ``only`` names
        the one bound to be asked for, where an act learns what it needs step by step.
        """
        refused = self._refused(actor, act, thing, only)
        if refused is not None:
            refusal = refused[0]
            if refusal is None:
                raise LookupError(f"{self.app}.{act} refuses in silence: ask may()")
            raise refusal.error(actor, thing)

    def may(self, actor: Actor, act: str, thing: Any = _NOTHING, *, only: str = "") -> bool:
        """The same as an answer, for pages that offer an act and for reads that stay silent."""
        return self._refused(actor, act, thing, only) is None

    def _refused(
        self, actor: Actor, act: str, thing: Any, only: str
    ) -> tuple[Refusal | None] | None:
        rows = self.rows[act]
        found: tuple[Refusal | None] | None = (rows[0].refusal,)
        is_first = True
        for row in rows:
            if not row.fits(actor):
                continue
            if thing is _NOTHING:
                return None
            missed = self._missed(row, actor, thing, only)
            if missed is None:
                return None
            if is_first:
                found, is_first = missed, False
        return found

    def _missed(
        self, row: Row, actor: Actor, thing: Any, only: str
    ) -> tuple[Refusal | None] | None:
        """The first bound of a row that does not hold, as the refusal to answer with."""
        for word in row.reach:
            if word in UNBOUND or (only and word != only) or self._is_everywhere(row, actor):
                continue
            bound = self.reaches[word]
            if not bound.holds(actor, thing):
                return (bound.refusal or row.refusal,)
        for word in row.but_not:
            if only and word != only:
                continue
            bound = self.keep_out[word]
            if bound.holds(actor, thing):
                return (bound.refusal or row.refusal,)
        return None

    @staticmethod
    def _is_everywhere(row: Row, actor: Actor) -> bool:
        return actor.is_platform and "platform" in row.who


_tables: dict[str, Rights] = {}


def tables() -> dict[str, Rights]:
    """App → its table, of every app whose ``rights`` has been imported."""
    return dict(sorted(_tables.items()))


def rights_of(
    app: str,
    table: str,
    *,
    refusals: Mapping[str, Refusal] | None = None,
    duties: Iterable[str] = (),
    reaches: Mapping[str, Bound] | None = None,
    keep_out: Mapping[str, Bound] | None = None,
) -> Rights:
    """Read an app's table. Raises ValueError for a line that does not hold, with the line."""
    rights = Rights(app, reaches or {}, keep_out or {})
    known = {str(duty) for duty in duties}
    said = refusals or {}
    rows: dict[str, list[Row]] = {}
    for line in table.strip().splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = _row(line, rows, said)
        wrong = {w for w in row.who if w not in WHO and w not in known and ":" not in w}
        wrong |= {word for word in row.reach if word not in UNBOUND and word not in rights.reaches}
        wrong |= {word for word in row.but_not if word not in rights.keep_out}
        wrong |= {
            word for word in row.but_not if not (row.refusal or rights.keep_out[word].refusal)
        }
        if wrong or not (row.who and row.reach):
            raise ValueError(f"rights of {app}: {line.strip()!r}: unknown {sorted(wrong)}")
        rows.setdefault(row.act, []).append(row)
    rights.rows = {act: tuple(of_act) for act, of_act in rows.items()}
    _all_used(rights, said)
    _tables[app] = rights
    return rights


def _row(line: str, before: Mapping[str, list[Row]], refusals: Mapping[str, Refusal]) -> Row:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != _COLUMNS:
        raise ValueError(f"{line.strip()!r} has {len(cells)} cells, not {_COLUMNS}")
    act, who, reach, but_not, refusal, does, thing = cells
    first = before[act][0] if act in before else None
    if refusal not in {"-", *refusals}:
        raise ValueError(f"{line.strip()!r}: no refusal {refusal!r}")
    if not (does and thing):
        raise ValueError(f"{line.strip()!r} does not say what it does")
    out = () if but_not == "-" else tuple(but_not.split())
    # Who must keep out must not find another way in by a second duty.
    if first and (first.does, first.thing, first.but_not) != (does, thing, out):
        raise ValueError(f"{line.strip()!r} says something else than the line before")
    words = tuple(who.split())
    return Row(
        act=act,
        who=words,
        reach=tuple(reach.split()),
        but_not=out,
        refusal=None if refusal == "-" else refusals[refusal],
        does=does,
        thing=thing,
        fits=_grounds(words),
    )


def _all_used(rights: Rights, refusals: Mapping[str, Refusal]) -> None:
    """Nothing stands beside the table that no line names."""
    lines = [row for of_act in rights.rows.values() for row in of_act]
    idle = {key for key, one in refusals.items() if all(row.refusal is not one for row in lines)}
    idle |= rights.reaches.keys() - {word for row in lines for word in row.reach}
    idle |= rights.keep_out.keys() - {word for row in lines for word in row.but_not}
    if idle:
        raise ValueError(f"rights of {rights.app}: no line names {sorted(idle)}")
