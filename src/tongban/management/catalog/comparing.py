"""What two guides tell differently: element by element, of a list row by row, of a row part by part.

Rows are made of what the editor's inputs are made of (``editing.parts``), so that a part that is
added there is compared here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.pages.wording import yuan
from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.editing.parts import ROW_KINDS, Part, PartKind
from tongban.management.catalog.elements import ELEMENTS, Element, Shape
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.types import Difference, Guide
from tongban.management.eforms.types import Form

IDENTITY: Mapping[str, tuple[str, ...]] = {
    "by_law": ("title", "article"),
    "exercise.discretion": ("conduct", "degree", "kind"),
    "joint_parts": ("code",),
}
"""What makes two rows the same one, where it is neither a key nor the first thing that is written."""
NEVER_SHOWN = frozenset({PartKind.KEY, PartKind.QUESTION})
OF_MACHINES = frozenset({"held_license_type", "kind", "channel", "shows"})
"""Parts that say nothing to people outside."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two guides, with the questions that its rows may hang on."""

    guide: Guide | None
    form: Form | None = None

    def rows(self, place: str) -> list[Row]:
        """The rows of an element as their parts."""
        value = value_at(self.guide, place) if self.guide is not None else None
        if isinstance(value, Mapping):
            return [{"line": line, "source": source} for line, source in value.items()]
        names = [part.name for part in ROW_KINDS[place].parts]
        return [
            {name: getattr(row, name) for name in names if hasattr(row, name)}
            | {"key": getattr(row, "key", "")}
            for row in value or ()
        ]

    def when(self, value: Any) -> str:
        """Under which answers of which question, in its words."""
        if not value:
            return ""
        key, wanted = value.get("field", ""), value.get("is", [])
        wanted = wanted if isinstance(wanted, list | tuple) else [wanted]
        question, answers = self._question(key)
        said = _("、").join(answers.get(one, _yes_or_no(one)) for one in wanted)
        return _("%(question)s：%(answer)s") % {"question": question.rstrip("？?"), "answer": said}

    def _question(self, key: str) -> tuple[str, dict[Any, str]]:
        asked = self.form.fields.get(key) if self.form is not None else None
        if asked is not None:
            return asked.label, {option.value: option.label for option in asked.options}
        for one in self.guide.situations if self.guide is not None else ():
            if one.key == key:
                return one.question, {choice.value: choice.label for choice in one.choices}
        return key, {}


def _yes_or_no(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


def differences(
    before: Guide | None,
    after: Guide,
    forms: tuple[Form | None, Form | None] = (None, None),
    *,
    for_people: bool = False,
) -> list[Difference]:
    """What two guides tell differently, in the order of the editor. ``forms`` are those that their
    materials and fees may hang on; ``for_people`` leaves out what only machines read.
    """
    old, new = _Side(before, forms[0]), _Side(after, forms[1])
    found: list[Difference] = []
    for element in ELEMENTS.values():
        if element.shape in {Shape.ROWS, Shape.MAP}:
            found += _of_rows(element, old, new, for_people=for_people)
        else:
            found += _of_value(element, old, new)
    return found


def _of_value(element: Element, old: _Side, new: _Side) -> Iterator[Difference]:
    before, after = (
        value_at(side.guide, element.place) if side.guide is not None else None
        for side in (old, new)
    )
    # Of a first guide it is told what it says, not every box that nobody ticked.
    if before == after or (old.guide is None and not after):
        return
    if element.shape is Shape.LINES:
        words = _lines(before or (), after or ())
    else:
        words = shown(element, before), shown(element, after)
    if words[0] == words[1] and element.shape is Shape.LIMIT:
        words = _whole_limit(element, before), _whole_limit(element, after)
    if not (words[0] or words[1]):
        return
    yield Difference(element.place, str(element.label), *_told_apart(*words))


def _lines(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """The lines that are not in the other; all of them where only their order changed."""
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    if not gone and not come:
        gone, come = list(before), list(after)
    return _("；").join(gone), _("；").join(come)


def _whole_limit(element: Element, limit: Any) -> str:
    """A limit with all that a line usually leaves out."""
    said = [shown(element, limit), getattr(limit, "note", "")]
    extension = getattr(limit, "extension", None)
    if extension is not None:
        said.append(
            _("可以延长%(limit)s，由%(who)s批准（%(clause)s）")
            % {
                "limit": extension.limit.text,
                "who": extension.approver,
                "clause": extension.clause,
            }
        )
    return _("；").join(text for text in said if text)


def _told_apart(before: str, after: str) -> tuple[str, str]:
    """What reads the same and is not: say at least that something changed."""
    return (
        (before, _("%(told)s（有改动）") % {"told": after}) if before == after else (before, after)
    )


# Rows ----------------------------------------------------------------------------------------


def _of_rows(element: Element, old: _Side, new: _Side, *, for_people: bool) -> Iterator[Difference]:
    place = element.place
    before, after = old.rows(place), new.rows(place)
    if before == after:
        return
    parts = [
        part
        for part in ROW_KINDS[place].parts
        if part.kind not in NEVER_SHOWN and not (for_people and part.name in OF_MACHINES)
    ]
    pairs = _pairs(place, before, after)
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    for was, now, number in ((*pair, at) for at, pair in enumerate(pairs) if pair in differing):
        said = _row_words(parts, was, now, old, new)
        if for_people and was is not None and now is None:
            said = (_name(place, was), "")  # of what is gone nobody needs to know the rest
        if not (said[0] or said[1]):
            continue
        row = now or was or {}
        key = row.get("key") or str(number + 1)
        label = _("%(label)s：%(name)s") % {"label": element.label, "name": _name(place, row)}
        yield Difference(f"{place}.{key}", label, *said)
    if not differing:
        names = [_("、").join(_name(place, row) for row in rows) for rows in (before, after)]
        yield Difference(place, _("%(label)s的顺序") % {"label": element.label}, *names)


def _row_words(
    parts: Sequence[Part], was: Row | None, now: Row | None, old: _Side, new: _Side
) -> tuple[str, str]:
    """Of a row that is new or gone all that it says, of one that changed what changed."""
    if was is None or now is None:
        return _all_words(parts, was, old), _all_words(parts, now, new)
    changed = [part for part in parts if was.get(part.name) != now.get(part.name)]
    if not changed:
        return "", ""
    return _told_apart(
        _("；").join(_part_words(part, was, old) for part in changed),
        _("；").join(_part_words(part, now, new) for part in changed),
    )


def _all_words(parts: Sequence[Part], row: Row | None, side: _Side) -> str:
    if row is None:
        return ""
    return _("；").join(
        _part_words(part, row, side)
        for part in parts
        if row.get(part.name) not in (None, "", 0, (), [], False)
    )


def _part_words(part: Part, row: Row, side: _Side) -> str:
    words = _value_words(part, row.get(part.name), side)
    return _("%(label)s：%(text)s") % {"label": part.label, "text": words or _("没有")}


def _value_words(part: Part, value: Any, side: _Side) -> str:  # noqa: PLR0911 - a kind a line
    match part.kind:
        case PartKind.FLAG:
            return _("是") if value else _("否")
        case PartKind.MONEY:
            return yuan(value or 0)
        case PartKind.LINES:
            return _("；").join(value or ())
        case PartKind.CODE:
            codes = dict(part.choices) or CODE_TABLES[part.codes].codes
            return str(codes.get(value, value or ""))
        case PartKind.WHEN:
            return side.when(value)
        case PartKind.ANSWERS:
            return _("、").join(choice.label for choice in value or ())
        case PartKind.FILE if value and "://" not in str(value):
            return _("一份文件")
        case _:
            return "" if value is None else str(value)


def _pairs(
    place: str, before: Sequence[Row], after: Sequence[Row]
) -> list[tuple[Row | None, Row | None]]:
    """Each row with the one it was; those of before first, then those that are new."""
    left = list(after)
    found: list[tuple[Row | None, Row | None]] = []
    for row in before:
        same = next((one for one in left if _identity(place, one) == _identity(place, row)), None)
        if same is not None:
            left.remove(same)
        found.append((row, same))
    # What was given another name at the same place is the same row with another name.
    for at, (was, now) in enumerate(found):
        if now is None and was is not None and not was.get("key") and at < len(after):
            renamed = next((one for one in left if one is after[at]), None)
            if renamed is not None:
                left = [one for one in left if one is not renamed]
                found[at] = (was, renamed)
    return found + [(None, row) for row in left]


def _identity(place: str, row: Row) -> tuple[Any, ...]:
    if row.get("key"):
        return (row["key"],)
    names = IDENTITY.get(place) or (_first_text(place),)
    return tuple(row.get(name) for name in names)


def _first_text(place: str) -> str:
    return next(part.name for part in ROW_KINDS[place].parts if part.kind not in NEVER_SHOWN)


def _name(place: str, row: Row) -> str:
    """What a row is called: what is written first, a clause with its article."""
    if place == "by_law":
        return _("《%(title)s》%(article)s") % {"title": row["title"], "article": row["article"]}
    if place == "joint_parts":
        return str(row["asked"])
    return str(row.get(_first_text(place)) or row.get("key", ""))
