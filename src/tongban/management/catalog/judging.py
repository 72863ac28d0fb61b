"""What surrounds a guide, for the linter: its item's code, form, process, model and siblings."""

from dataclasses import replace
from uuid import UUID

from tongban.base.kernel.codes.item_code import check_item_code
from tongban.base.orgs.queries import departments, division_names
from tongban.base.pages.wording import short_day
from tongban.management.catalog.documents.links import dead_links
from tongban.management.catalog.documents.reading import ended_titles
from tongban.management.catalog.lint.rules import Context, Sibling
from tongban.management.catalog.models import Item
from tongban.management.catalog.types import Guide, ItemState, for_people, unhandled
from tongban.management.eforms import queries as eforms
from tongban.management.rules import queries as rules
from tongban.management.workflow import queries as workflow

MOST_SIBLINGS = 20


def context_of(
    item: Item, *, form_id: UUID | None, process_id: UUID | None, name: str = ""
) -> Context:
    """Everything that the rules may look at. Raises Missing for a form or process not there."""
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
        rules=rules.in_force,
        model=_model(item),
        siblings=_siblings(item),
        dead_links=dead_links(),
    )


def with_bodies(context: Context, guide: Guide) -> Context:
    """The context with what the guide names and what is not so: joint bodies that no department is,
    legal bases that have ended.
    """
    ended = ended_titles(clause.title for clause in guide.by_law)
    laws = {title: short_day(day) for title, day in ended.items()}
    named = [part.code for part in guide.joint_parts]
    known: set[str | None] = set()
    if named:
        bodies = departments().filter(credit_code__in=named)
        known = set(bodies.values_list("credit_code", flat=True))
    unknown = tuple(code for code in named if code not in known)
    return replace(context, unknown_bodies=unknown, ended_laws=laws)


def _model(item: Item) -> Guide | None:
    model = item.model_item
    if model is None or model.revision is None:
        return None
    return Guide.from_json(model.revision.guide)


def _siblings(item: Item) -> tuple[Sibling, ...]:
    """The same item of the directory, handled the same way, as other divisions publish it."""
    parts = check_item_code(item.code, profile=item.code_profile).parts
    basic, sequence = parts.get("basic", ""), parts.get("sequence", "")
    if not basic:
        return ()
    rows = (
        Item.objects.filter(code__endswith=basic + sequence, state=ItemState.PUBLISHED)
        .exclude(id=item.id)
        .exclude(division_code=item.division_code)
        .select_related("revision", "department")
        .order_by("division_code", "code")[:MOST_SIBLINGS]
    )
    names = division_names() if rows else {}
    return tuple(
        Sibling(
            row.department.name,
            names.get(row.division_code, row.division_code),
            Guide.from_json(row.revision.guide),
        )
        for row in rows
        if row.revision is not None and row.tier == item.tier
    )
