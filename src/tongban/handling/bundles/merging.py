"""Merging: many forms become one in which each question is asked once, many lists of materials one
in which each paper is asked once; and what was answered is given to each form again.

Two questions are one when both read the same source that the platform knows, or when the bundle
declares it. A question that is always asked stands for those that are asked only under a condition;
questions under different conditions stay apart, so that nobody is asked what no guide asks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tongban.handling.bundles.types import BundleContent
from tongban.management.catalog.types import Guide, Origin, Requirement
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Field, FieldFinding, Form, Page

Place = tuple[str, str]
"""(item, field or material)."""
SEPARATOR = "__"


def key_of(place: Place) -> str:
    """The name of a merged question or paper: ``food__area``."""
    return SEPARATOR.join(place)


@dataclass(frozen=True, slots=True)
class Part:
    """One item as it is merged."""

    key: str
    name: str
    department: str
    form: Form
    guide: Guide


@dataclass(frozen=True, slots=True)
class MergedMaterial:
    """One paper that is asked once, and for which items."""

    key: str
    requirement: Requirement
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Merged:
    """The one form and the one list."""

    parts: Mapping[str, Part]
    form: Form
    asked_as: Mapping[Place, str]
    """(item, field) → the question that stands for it; without those that a result fills."""
    fed: frozenset[tuple[str, str]]
    """(item, ``form:<key>`` or ``material:<key>``) that another item's result fills."""
    same_materials: Mapping[Place, Place] = field(default_factory=dict)

    @property
    def questions_before(self) -> int:
        """How many questions the forms have apart."""
        return sum(len(part.form.fields) for part in self.parts.values())

    def answers_of(self, key: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers to one item's form, as it asks them."""
        form = self.parts[key].form
        given = {
            name: answers[self.asked_as[key, name]]
            for name in form.fields
            if (key, name) in self.asked_as and self.asked_as[key, name] in answers
        }
        return eforms.without_gaps(form, given)

    def uploads(self, answers: Mapping[str, Any]) -> list[MergedMaterial]:
        """The papers to hand in under these answers, each once."""
        found: dict[Place, MergedMaterial] = {}
        for place, requirement in self._applying(answers):
            if requirement.origin != Origin.UPLOAD or self._is_fed(place):
                continue
            first = self.same_materials.get(place, place)
            if first not in found:
                found[first] = MergedMaterial(key_of(first), requirement, (place,))
                continue
            there = found[first]
            needed = there.requirement.required or requirement.required
            found[first] = replace(
                there,
                requirement=replace(there.requirement, required=needed),
                places=(*there.places, place),
            )
        return list(found.values())

    def spared(self, answers: Mapping[str, Any]) -> list[tuple[Requirement, str]]:
        """What need not be handed in, and why not: ``form``, ``held``, ``fed`` or ``same``."""
        found: list[tuple[Requirement, str]] = []
        first: set[Place] = set()
        for place, requirement in self._applying(answers):
            if self._is_fed(place):
                found.append((requirement, "fed"))
            elif requirement.origin != Origin.UPLOAD:
                found.append((requirement, requirement.origin))
            elif self.same_materials.get(place, place) in first:
                found.append((requirement, "same"))
            else:
                first.add(self.same_materials.get(place, place))
        return found

    def _is_fed(self, place: Place) -> bool:
        return (place[0], f"material:{place[1]}") in self.fed

    def _applying(self, answers: Mapping[str, Any]) -> Iterable[tuple[Place, Requirement]]:
        for key, part in self.parts.items():
            for requirement in part.guide.materials_for(self.answers_of(key, answers)):
                yield (key, requirement.key), requirement

    def as_asked(self, key: str, findings: Iterable[FieldFinding]) -> list[FieldFinding]:
        """Findings about one item's form or materials, at the merged places."""
        told = []
        for finding in findings:
            kind, _colon, name = finding.place.rpartition(":")
            if kind == "material":
                first = self.same_materials.get((key, name), (key, name))
                told.append(replace(finding, place=f"material:{key_of(first)}"))
            else:
                asked = self.asked_as.get((key, finding.place), "")
                told.append(replace(finding, place=asked or finding.place))
        return told


def merge(content: BundleContent, parts: Sequence[Part]) -> Merged:
    """The parts as one form. Places that an item's guide does not have any more are passed over."""
    by_key = {part.key: part for part in parts}
    fed = frozenset(
        (feed.taker, feed.place)
        for feed in content.feeds
        if feed.giver in by_key and feed.taker in by_key
    )
    fields = {
        (part.key, name): asked
        for part in parts
        for name, asked in part.form.fields.items()
        if (part.key, f"form:{name}") not in fed
    }
    stands_for = _representatives(fields, _classes(content, fields))
    members: dict[Place, list[Place]] = {}
    for place, first in stands_for.items():
        members.setdefault(first, []).append(place)
    pages = tuple(
        Page(
            key=f"{part.key}-{page.key}",
            title=page.title,
            lead=page.lead,
            fields=tuple(
                _asked(fields, members[part.key, f.key], stands_for)
                for f in page.fields
                if (part.key, f.key) in members
            ),
        )
        for part in parts
        for page in part.form.pages
    )
    return Merged(
        parts=by_key,
        form=Form(
            id="",
            key="bundle",
            name=content.name,
            version=1,
            pages=tuple(page for page in pages if page.fields),
            schema={},
        ),
        asked_as={place: key_of(first) for place, first in stands_for.items()},
        fed=fed,
        same_materials=_same_materials(content, by_key),
    )


def _classes(content: BundleContent, fields: Mapping[Place, Field]) -> dict[Place, Place]:
    """Question → the first of those that are the same question, conditions left aside."""
    root = {place: place for place in fields}

    def find(place: Place) -> Place:
        while root[place] != place:
            place = root[place]
        return place

    order = {place: n for n, place in enumerate(fields)}
    groups: list[list[Place]] = []
    sources: dict[tuple[str, str], list[Place]] = {}
    for place, asked in fields.items():
        if asked.source:
            sources.setdefault((asked.source, asked.kind.value), []).append(place)
    groups += sources.values()
    groups += [
        [place for place in (_place(text, "form") for text in group) if place in fields]
        for group in content.same
    ]
    for group in groups:
        for place in group[1:]:
            one, other = sorted((find(group[0]), find(place)), key=order.__getitem__)
            root[other] = one
    return {place: find(place) for place in fields}


def _representatives(
    fields: Mapping[Place, Field], classes: Mapping[Place, Place]
) -> dict[Place, Place]:
    """Question → the one that is asked for it."""
    together: dict[Place, list[Place]] = {}
    for place, first in classes.items():
        together.setdefault(first, []).append(place)
    always = {
        first: next((place for place in group if fields[place].when is None), None)
        for first, group in together.items()
    }
    found: dict[Place, Place] = {}
    under: dict[tuple[Place, Place, tuple[Any, ...]], Place] = {}
    for place, asked in fields.items():
        first = classes[place]
        chosen = always[first]
        if chosen is None:
            assert asked.when is not None
            parent = (place[0], asked.when[0])
            # A condition names a field before it, which has its own representative by now.
            sign = (first, found.get(parent, parent), tuple(map(str, asked.when[1])))
            chosen = under.setdefault(sign, place)
        found[place] = chosen
    return found


def _asked(
    fields: Mapping[Place, Field], members: Sequence[Place], stands_for: Mapping[Place, Place]
) -> Field:
    """The question that is asked for all its members."""
    first = stands_for[members[0]]
    asked = fields[first]
    when = asked.when
    if when is not None:
        parent = (first[0], when[0])
        when = (key_of(stands_for.get(parent, parent)), when[1])
    return replace(
        asked,
        key=key_of(first),
        required=any(fields[place].required for place in members if fields[place].when is None)
        or asked.required,
        max_length=min(fields[place].max_length for place in members),
        when=when,
    )


def _same_materials(content: BundleContent, parts: Mapping[str, Part]) -> dict[Place, Place]:
    there = {(key, m.key) for key, part in parts.items() for m in part.guide.materials}
    found: dict[Place, Place] = {}
    for group in content.same:
        places = [p for p in (_place(text, "material") for text in group) if p in there]
        for place in places:
            found[place] = found.get(places[0], places[0])
    return found


def _place(text: str, kind: str) -> Place:
    """``food.form:area`` → (food, area); what is of another kind is no place here."""
    item, _dot, rest = text.partition(".")
    name, _colon, key = rest.partition(":")
    return (item, key) if name == kind else ("", "")
