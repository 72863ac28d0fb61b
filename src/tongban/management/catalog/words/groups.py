"""Groups of words: each a line of the synonym table, as it holds and as the draft has it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tongban.management.catalog.models import WordChange
from tongban.management.catalog.search.synonyms import current_version, lines_of
from tongban.management.catalog.search.thesaurus import Line
from tongban.management.catalog.search.words import plain

WEAK = "~"
"""Behind an official word that only touches on it."""
SAID_BETWEEN, MEANS_BETWEEN = "、", "|"
"""What parts the words of a line of the table."""
_APART = re.compile(r"[、，,;；\n\r]+")
_OFFICIALS_APART = re.compile(r"[|｜\n\r]+")
_PLUS = re.compile(r"\s*[+＋]\s*")
Key = tuple[str, ...]
"""A way of saying by its words, in whatever order they stand: what the search looks by."""


def ways_of(text: str) -> list[str]:
    """The ways in which people say it, each once, in order."""
    return _each_once(_APART.split(text))


def officials_of(text: str) -> list[str]:
    """The ways in which items say it, the best first. A comma belongs to an official name."""
    return _each_once(one.replace("～", WEAK) for one in _OFFICIALS_APART.split(text))


def _each_once(words: Iterable[str]) -> list[str]:
    tidy = (_PLUS.sub("+", " ".join(word.split())) for word in words)
    return list(dict.fromkeys(word for word in tidy if word))


def key_of_way(way: str) -> Key:
    """By which the search knows a way of saying."""
    return tuple(sorted(plain(part).replace(" ", "") for part in way.split("+")))


def key_of(line: Line) -> str:
    """By which a group is named in addresses: it stays the same from version to version, and is
    another as soon as the group is.
    """
    return digest_of(line.said, line.means)


def digest_of(*parts: str) -> str:
    """A short mark of what somebody has read, so that it can be told whether it is still so."""
    return hashlib.sha256("\t".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Group:
    """A group of words: what people say (``said``), and what items say for it (``means``)."""

    key: str
    said: str
    means: str
    before: Line | None = None
    """As it holds; None for one that the draft adds."""
    change: WordChange | None = None

    @cached_property
    def ways(self) -> list[str]:
        """What people say."""
        return ways_of(self.said)

    @cached_property
    def officials(self) -> list[str]:
        """What items say, the best first; ``~`` behind what only touches on it."""
        return officials_of(self.means)

    @property
    def other_officials(self) -> list[str]:
        """What items say besides the first."""
        return self.officials[1:]

    @property
    def name(self) -> str:
        """What it is called: its first official word, or what it was before it was taken away."""
        means = self.means or (self.before.means if self.before else "")
        return next(iter(officials_of(means)), "").removesuffix(WEAK)

    @property
    def state(self) -> str:
        """``same``, ``changed``, ``new`` or ``removed``: what the draft does to it."""
        if self.change is None:
            return "same"
        if not self.means:
            return "removed"
        return "changed" if self.before is not None else "new"

    @property
    def seen(self) -> str:
        """The mark of what somebody who opened it has read."""
        return digest_of(self.said, self.means)

    @property
    def line(self) -> Line:
        """As a line of the table."""
        return Line(self.said, self.means)

    @cached_property
    def changed_ways(self) -> tuple[list[str], list[str]]:
        """What people say that the draft adds, and that it takes away."""
        return _changed(ways_of(self.before.said) if self.before else [], self.ways)

    @cached_property
    def changed_officials(self) -> tuple[list[str], list[str]]:
        """What items say that the draft adds, and that it takes away."""
        return _changed(officials_of(self.before.means) if self.before else [], self.officials)


def _changed(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    added = [one for one in after if one not in before]
    return added, [one for one in before if one not in after]


def groups() -> list[Group]:
    """All groups as the draft has them, what it adds first, those that it takes away among them."""
    changes = {change.key: change for change in WordChange.objects.order_by("-created_at")}
    held: dict[str, Group] = {}
    for line in lines_of(current_version()):
        key = key_of(line)
        change = changes.pop(key, None)
        held[key] = (
            Group(key, line.said, line.means, line)
            if change is None
            else Group(key, change.said, change.means, line, change)
        )
    # What changed a group that does not hold any more, because a table was published besides the
    # draft, is a group of its own; what took such a one away has nothing left to do.
    others = [
        Group(change.key, change.said, change.means, None, change)
        for change in changes.values()
        if change.means
    ]
    return [*others, *held.values()]


def group_of(key: str) -> Group | None:
    """The group of that name, as the draft has it."""
    return next((one for one in groups() if one.key == key), None)


def drafted_lines(found: Sequence[Group]) -> list[tuple[str, str]]:
    """The table that the draft would publish: what holds in its order, then what is added."""
    kept = [one for one in found if one.state in {"same", "changed"}]
    new = [one for one in found if one.state == "new"]
    return [(one.said, one.means) for one in [*kept, *reversed(new)]]


def draft_mark(found: Iterable[Group]) -> str:
    """The mark of the whole draft, as somebody has read it; empty when it changes nothing."""
    marks = sorted(digest_of(one.key, one.said, one.means) for one in found if one.change)
    return digest_of(*marks) if marks else ""


def ways_to_groups(found: Iterable[Group]) -> Mapping[Key, list[Group]]:
    """Ways of saying → the groups in which they stand."""
    said: dict[Key, list[Group]] = {}
    for group in found:
        if group.state != "removed":
            for key in dict.fromkeys(map(key_of_way, group.ways)):
                said.setdefault(key, []).append(group)
    return said


@dataclass(frozen=True, slots=True)
class Difference:
    """A group that differs between two tables; what is not there is None."""

    before: Line | None
    after: Line | None

    @property
    def group(self) -> Group:
        """As a draft that makes the one of the other."""
        after = self.after or Line("", "")
        change = WordChange(said=after.said, means=after.means)
        return Group("", after.said, after.means, self.before, change)


def differences(before: Iterable[Line], after: Iterable[Line]) -> list[Difference]:
    """Group by group what makes one table of the other, whatever order their groups stand in.

    A group is taken for the same when it means the same, or says mostly the same.
    """
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    gone = [line for line in old if line not in new]
    come = [line for line in new if line not in old]
    by_means: dict[str, list[Line]] = {}
    by_way: dict[Key, list[Line]] = {}
    for line in gone:
        by_means.setdefault(line.means, []).append(line)
        for way in ways_of(line.said):
            by_way.setdefault(key_of_way(way), []).append(line)
    pairs: dict[Line, Line] = {}
    taken: set[Line] = set()
    for line in come:
        ways = [key_of_way(way) for way in ways_of(line.said)]
        shared: dict[Line, float] = dict.fromkeys(by_means.get(line.means, ()), 0.5)
        for said in ways:
            for other in by_way.get(said, ()):
                shared[other] = shared.get(other, 0.0) + 1 / len(ways)
        best = max(
            (one for one in shared if one not in taken and shared[one] >= 0.5),
            key=lambda one: shared[one],
            default=None,
        )
        if best is not None:
            taken.add(best)
            pairs[line] = best
    return [
        *(Difference(pairs.get(line), line) for line in come),
        *(Difference(line, None) for line in gone if line not in taken),
    ]
