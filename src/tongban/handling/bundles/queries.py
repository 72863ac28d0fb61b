"""Reads of bundles: what is published, one's own applications, what a department keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.clocks.queries import clocks_for, clocks_of
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import FieldFinding, Missing
from tongban.handling.bundles.checks import findings_of, parts_of
from tongban.handling.bundles.merged import known_of, merged_of, whole_answers
from tongban.handling.bundles.merging import Merged, MergedMaterial, Part, merge
from tongban.handling.bundles.models import Bundle, BundleApplication, BundlePart
from tongban.handling.bundles.planning import behind, longest, stages_of
from tongban.handling.bundles.rights import may
from tongban.handling.bundles.services.applying import days_of
from tongban.handling.bundles.services.rows import answers_of, content_of
from tongban.handling.bundles.types import (
    FAILED,
    KIND,
    ApplicationState,
    BundleContent,
    BundleState,
    PartState,
)
from tongban.management.eforms import queries as eforms
from tongban.sharing.materials import queries as materials

__all__ = [
    "ApplicationView",
    "BundleView",
    "PartView",
    "answers_of",
    "application_view",
    "bundles_for",
    "content_of",
    "draft_findings",
    "findings_on_page",
    "handed_in",
    "known_of",
    "managed_bundle",
    "managed_bundles",
    "merged_of",
    "my_bundle",
    "my_bundles",
    "public_bundle",
    "public_bundles",
    "search_bundles",
    "view_of",
    "whole_answers",
]


@dataclass(frozen=True)
class BundleView:
    """A published bundle as its guide shows it; every figure is counted from the items' guides."""

    bundle: Bundle
    content: BundleContent
    merged: Merged
    stages: tuple[tuple[Part, ...], ...]
    days: int
    """Working days of the longest way, every item's promise kept."""
    days_apart: int
    """The same when one item is done after the other."""
    fees: tuple[tuple[str, int], ...]
    """(item and name, 分)."""
    papers_before: int
    papers: tuple[MergedMaterial, ...]
    spared: tuple[tuple[Any, str], ...]

    @property
    def fee_sum(self) -> int:
        """In 分."""
        return sum(amount for _name, amount in self.fees)

    @property
    def questions_asked(self) -> int:
        """Questions that are left to answer: merged ones once, known and fed ones not at all."""
        return sum(not field.source for field in self.merged.form.fields.values())

    @property
    def departments(self) -> int:
        """How many departments take part."""
        return len({part.department for part in self.merged.parts.values()})


def public_bundles() -> QuerySet[Bundle]:
    """Every published bundle, by name."""
    return Bundle.objects.filter(state=BundleState.PUBLISHED).select_related(
        "revision", "department"
    )


def public_bundle(key: str) -> Bundle:
    """One published bundle; raises Missing."""
    found = public_bundles().filter(key=key).first()
    if found is None:
        raise Missing(_("没有这个一件事。"))
    return found


def bundles_for(audience: str) -> list[tuple[Bundle, int, str]]:
    """(bundle, number of items, summary) for people or for companies; one query."""
    rows = []
    for bundle in public_bundles():
        content = _content(bundle)
        if content.for_companies == (audience == "company"):
            rows.append((bundle, len(content.items), content.summary))
    return rows


def search_bundles(query: str, codes: Sequence[str] = ()) -> list[tuple[Bundle, int, str]]:
    """Published bundles whose name or words are in what was typed, or the other way round; then
    those that hold one of the items found (``codes``, best first).
    """
    text = "".join(query.split()).casefold()
    if not text:
        return []
    named, holding = [], []
    for bundle in public_bundles():
        content = _content(bundle)
        row = (bundle, len(content.items), content.summary)
        words = [w.casefold() for w in (content.name, *content.words)]
        if any(w and (w in text or (len(text) > 1 and text in w)) for w in words):
            named.append(row)
        elif {item.code for item in content.items} & set(codes[:1]):
            holding.append(row)
    return named + holding


def view_of(bundle: Bundle, chosen: dict[str, str] | None = None) -> BundleView:
    """A bundle with what its items' guides come to. Without ``chosen`` every item is counted, and
    of the materials those that everybody needs.
    """
    return _view(bundle, _content(bundle), chosen)


def _content(bundle: Bundle) -> BundleContent:
    assert bundle.revision is not None  # it is published
    return BundleContent.from_json(bundle.revision.content)


def _view(bundle: Bundle, content: BundleContent, chosen: dict[str, str] | None) -> BundleView:
    keys = [item.key for item in (content.included(chosen) if chosen else content.items)]
    parts = parts_of(content, keys)
    merged = merge(content, parts)
    by_key = {part.key: part for part in parts}
    needs = content.needs(frozenset(by_key))
    days = {key: days_of(part.guide) for key, part in by_key.items()}
    return BundleView(
        bundle=bundle,
        content=content,
        merged=merged,
        stages=tuple(tuple(by_key[key] for key in stage) for stage in stages_of(needs)),
        days=longest(needs, days),
        days_apart=sum(days.values()),
        fees=tuple(
            (f"{part.name}：{fee.name}", fee.amount) for part in parts for fee in part.guide.fees
        ),
        papers_before=sum(len(part.guide.materials_for({})) for part in parts),
        papers=tuple(merged.uploads({})),
        spared=tuple(merged.spared({})),
    )


# One's own ------------------------------------------------------------------------------------


def my_bundles(actor: Actor) -> QuerySet[BundleApplication]:
    """One's applications in the capacity one acts in, newest first."""
    mine = actor.applying_person_id
    if not may(actor, "my_bundles"):
        return BundleApplication.objects.none()
    if actor.capacity is Capacity.CLERK and actor.legal_person_id:
        whose: dict[str, Any] = {"legal_person_id": actor.legal_person_id}
    elif actor.capacity in {Capacity.SELF, Capacity.GUARDIAN} and mine:
        whose = {"person_id": mine, "legal_person__isnull": True}
    else:
        return BundleApplication.objects.none()
    return (
        BundleApplication.objects.filter(**whose)
        .exclude(state=ApplicationState.DISCARDED)
        .select_related("revision__bundle__department", "person", "legal_person__representative")
        .order_by("-created_at")
    )


def my_bundle(actor: Actor, application_id: UUID) -> BundleApplication:
    """One of one's applications; raises Missing for anybody else's."""
    found = my_bundles(actor).filter(id=application_id).first()
    if found is None or not may(actor, "my_bundle"):
        raise Missing(_("没有这个申请，或者不是您的。请看看是不是用了别的身份登录。"))
    return found


@dataclass(frozen=True, slots=True)
class PartView:
    """One line of the progress page."""

    part: BundlePart
    department: str
    waits_for: tuple[str, ...]
    """Names of the items whose result it waits for."""
    holds_up: tuple[str, ...]
    """Names of the items that cannot go on when it failed."""
    clock: Any
    may_withdraw: bool
    may_continue: bool

    @property
    def badge_kind(self) -> str:
        """The colour of its state."""
        return {
            PartState.FILED: "doing",
            PartState.GRANTED: "done",
            PartState.STUCK: "you",
            PartState.REFUSED: "no",
            PartState.ENDED: "no",
            PartState.BLOCKED: "no",
        }.get(PartState(self.part.state), "")


@dataclass(frozen=True)
class ApplicationView:
    """An application with all its lines."""

    application: BundleApplication
    stages: tuple[tuple[PartView, ...], ...]
    clock: Any

    @property
    def parts(self) -> list[PartView]:
        """Every line, in order."""
        return [part for stage in self.stages for part in stage]

    @property
    def granted(self) -> int:
        """How many items are granted."""
        return sum(p.part.state == PartState.GRANTED for p in self.parts)

    @property
    def failed(self) -> list[PartView]:
        """What did not come about, and why."""
        return [p for p in self.parts if p.part.state in FAILED - {PartState.BLOCKED}]

    @property
    def blocked(self) -> list[PartView]:
        """What cannot go on."""
        return [p for p in self.parts if p.part.state == PartState.BLOCKED]


def application_view(application: BundleApplication) -> ApplicationView:
    """All lines of a filed application: three queries, whatever their number."""
    content = content_of(application)
    parts = {
        part.key: part
        for part in application.parts.select_related("case__department", "case__license").defer(
            "case__answers"
        )
    }
    needs = content.needs(frozenset(parts))
    ticking = clocks_for("case", [part.case_id for part in parts.values()])
    is_open = application.state == ApplicationState.FILED

    def line(key: str) -> PartView:
        part = parts[key]
        running = [c for c in ticking.get(part.case_id, []) if c.ended_at is None]
        return PartView(
            part=part,
            department=part.case.department.name,
            waits_for=tuple(
                parts[k].item_name
                for k in sorted(needs[key])
                if parts[k].state != PartState.GRANTED
            ),
            holds_up=tuple(parts[k].item_name for k in sorted(behind(needs, key))),
            clock=min(running, key=lambda c: c.due_at, default=None),
            may_withdraw=is_open
            and part.state in {PartState.WAITING, PartState.FILED, PartState.STUCK}
            and part.case.state not in {"granted", "closed"},
            may_continue=part.state in {PartState.STUCK, PartState.BLOCKED}
            and part.case.state == "draft",
        )

    return ApplicationView(
        application=application,
        stages=tuple(tuple(line(key) for key in stage) for stage in stages_of(needs)),
        clock=next(reversed(clocks_of(KIND, application.id)), None),
    )


def handed_in(application: BundleApplication) -> dict[str, list[Any]]:
    """Paper → what was handed in for it."""
    found: dict[str, list[Any]] = {}
    for material in materials.materials_of(KIND, application.id):
        found.setdefault(material.requirement_key, []).append(material)
    return found


def findings_on_page(
    application: BundleApplication, merged: Merged, page: str
) -> list[FieldFinding]:
    """What is wrong on one page, as each item's own form judges it."""
    answers = whole_answers(application, merged)
    here = merged.form.page(page)
    asked = {field.key for field in here.fields} if here else set()
    found: dict[str, FieldFinding] = {}
    for key, part in merged.parts.items():
        told = eforms.findings_of(UUID(part.form.id), merged.answers_of(key, answers))
        for finding in merged.as_asked(key, told):
            if finding.place in asked:
                found.setdefault(finding.place, finding)
    return list(found.values())


# A department's own ---------------------------------------------------------------------------


def managed_bundles(actor: Actor) -> list[Bundle]:
    """The bundles that the department leads."""
    if actor.department_id is None or not may(actor, "managed_bundles"):
        return []
    return list(Bundle.objects.filter(department_id=actor.department_id).select_related("revision"))


def managed_bundle(actor: Actor, key: str) -> Bundle:
    """One of them; raises Missing."""
    found = Bundle.objects.filter(key=key).select_related("revision", "department").first()
    if found is None or not may(actor, "managed_bundle", found):
        raise Missing(_("没有这个一件事，或者不归您的部门牵头。"))
    return found


def draft_findings(bundle: Bundle) -> list[FieldFinding]:
    """What keeps the change, or what is in force, from holding now."""
    kept = bundle.draft or (bundle.revision.content if bundle.revision else None)
    return findings_of(BundleContent.from_json(kept)) if kept else []
