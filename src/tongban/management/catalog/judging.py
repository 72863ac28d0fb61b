"""What surrounds a guide, for the linter: its item's code, form, process, model and siblings; and
what the rules come to together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Collate, Reverse

from tongban.base.kernel.codes.item_code import check_item_code
from tongban.base.orgs.queries import departments, division_names
from tongban.base.pages.wording import short_day
from tongban.management.catalog import guides
from tongban.management.catalog.documents.links import dead_links
from tongban.management.catalog.documents.reading import ended_titles, plain_title
from tongban.management.catalog.lint.linting import completeness, lint, unsaid
from tongban.management.catalog.lint.rules import Context, Sibling
from tongban.management.catalog.models import Item
from tongban.management.catalog.types import Guide, GuideFinding, ItemState, for_people, unhandled
from tongban.management.eforms import queries as eforms
from tongban.management.rules import queries as rules
from tongban.management.rules.types import RulesView
from tongban.management.workflow import queries as workflow

MOST_SIBLINGS = 20


class Surroundings:
    """What surrounds guides and is the same for many: each thing is asked for once."""

    def __init__(self) -> None:
        self._ended: dict[str, date | None] = {}
        self._bodies: dict[str, bool] = {}
        self._rules: dict[str, RulesView | None] = {}

    @cached_property
    def dead_links(self) -> dict[str, str]:
        """Address → the day since which it does not open."""
        return dead_links()

    @cached_property
    def division_names(self) -> dict[str, str]:
        """Code of a division → its name."""
        return division_names()

    def ended(self, titles: Iterable[str]) -> dict[str, date]:
        """Of these titles those of documents that ended, with the day."""
        wanted = {plain_title(title) for title in titles} - {""}
        if unknown := wanted - self._ended.keys():
            self._ended |= dict.fromkeys(unknown) | ended_titles(unknown)
        return {title: day for title in wanted if (day := self._ended[title]) is not None}

    def unknown_bodies(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Of these credit codes those that no department has."""
        named = tuple(codes)
        if unasked := set(named) - self._bodies.keys():
            found = departments().filter(credit_code__in=unasked)
            known = set(found.values_list("credit_code", flat=True))
            self._bodies |= {code: code in known for code in unasked}
        return tuple(code for code in named if not self._bodies[code])

    def rules(self, key: str) -> RulesView | None:
        """What a decision table says now."""
        if key not in self._rules:
            self._rules[key] = rules.in_force(key)
        return self._rules[key]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules and the count of elements come to for a guide."""

    must_left: int
    should_left: int
    completeness: int


def judged(guide: Guide, context: Context) -> Judged:
    """How much a guide lacks, counted as its item's page lists it (``lacking``)."""
    return judged_by(lint(guide, context), guide, context)


def judged_by(told: Sequence[GuideFinding], guide: Guide, context: Context) -> Judged:
    """The same of what the rules said already."""
    must = sum(found.must for found in told)
    left = len(told) - must + len(unsaid(guide, context, told))
    return Judged(must, left, completeness(guide, context))


def context_of(
    item: Item,
    *,
    form_id: UUID | None,
    process_id: UUID | None,
    name: str = "",
    around: Surroundings | None = None,
) -> Context:
    """Everything that the rules may look at. Raises Missing for a form or process not there."""
    around = around or Surroundings()
    form = eforms.form(form_id) if form_id is not None else None
    steps = workflow.steps_of(process_id) if process_id is not None else []
    return Context(
        name=name or item.name,
        item_code=item.code,
        code_profile=item.code_profile,
        item_type=item.item_type,
        body_code=item.department.credit_code or "",
        has_form=form is not None,
        form=form,
        has_process=process_id is not None,
        unknown_steps=tuple(unhandled(step.step for step in steps)),
        step_count=len(steps),
        steps_for_people=tuple(for_people(s.step for s in steps if not s.optional)),
        rules=around.rules,
        model=_model(item),
        siblings=_siblings(item, around),
        dead_links=around.dead_links,
    )


def with_bodies(context: Context, guide: Guide, around: Surroundings | None = None) -> Context:
    """The context with what the guide names and what is not so: joint bodies that no department is,
    legal bases that have ended.
    """
    around = around or Surroundings()
    ended = around.ended(clause.title for clause in guide.by_law)
    laws = {title: short_day(day) for title, day in ended.items()}
    unknown = around.unknown_bodies(part.code for part in guide.joint_parts)
    return replace(context, unknown_bodies=unknown, ended_laws=laws)


def _model(item: Item) -> Guide | None:
    model = item.model_item
    if model is None or model.revision_id is None:
        return None
    return guides.guide(model.revision_id)


def ending_of(item: Item) -> str:
    """What the codes of the same item, handled the same way, end with in every division; empty
    where the code does not say.
    """
    parts = check_item_code(item.code, profile=item.code_profile).parts
    return parts["basic"] + parts.get("sequence", "") if parts.get("basic") else ""


def ending_with(ending: str, items: QuerySet[Item] | None = None) -> QuerySet[Item]:
    """Items whose code ends so, by an index: a catalogue of a province has a million codes."""
    found = Item.objects.all() if items is None else items
    return found.alias(turned=Collate(Reverse("code"), "C")).filter(turned__startswith=ending[::-1])


def _siblings(item: Item, around: Surroundings) -> tuple[Sibling, ...]:
    """The same item of the directory, handled the same way, as other divisions publish it."""
    ending = ending_of(item)
    if not ending:
        return ()
    rows = (
        ending_with(ending)
        .filter(state=ItemState.PUBLISHED)
        .exclude(id=item.id)
        .exclude(division_code=item.division_code)
        .order_by("division_code", "code")
        .values_list("department__name", "division_code", "tier", "revision_id")[:MOST_SIBLINGS]
    )
    return tuple(
        Sibling(department, around.division_names.get(place, place), guides.guide(revision_id))
        for department, place, tier, revision_id in rows
        if revision_id is not None and tier == item.tier
    )
