"""Reads of rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.moments import today
from tongban.management.rules import checks, engine
from tongban.management.rules.cells import in_words, read_cell
from tongban.management.rules.content import as_jdm, examples_as_values, inputs_as_values
from tongban.management.rules.models import RuleDraft, RuleRevision, RuleTable
from tongban.management.rules.rights import may
from tongban.management.rules.sources import named_materials, named_of_forms, source_of
from tongban.management.rules.types import (
    Fact,
    RuleContent,
    RulesView,
    Verdict,
)

__all__ = [
    "by_law_of",
    "drafts_due",
    "in_force",
    "judge",
    "managed_table",
    "managed_tables",
    "named_materials",
    "named_of_forms",
    "open_draft",
    "parts_of",
    "revision",
    "row_in_words",
    "source_of",
]


def in_force(key: str) -> RulesView | None:
    """What a table says now; None for one that is not there or was never published."""
    table = RuleTable.objects.select_related("revision").filter(key=key).first()
    return _view(table, table.revision) if table and table.revision else None


def revision(revision_id: UUID) -> RulesView:
    """One published revision. Raises Missing."""
    row = RuleRevision.objects.select_related("table").filter(id=revision_id).first()
    if row is None:
        raise Missing(_("没有这一版规则。"))
    return _view(row.table, row)


def by_law_of(revision_id: UUID) -> str:
    """What a revision rests on."""
    return (
        RuleRevision.objects.filter(id=revision_id).values_list("by_law", flat=True).first() or ""
    )


def _view(table: RuleTable, row: RuleRevision) -> RulesView:
    return RulesView(
        id=row.id,
        key=table.key,
        name=row.name,
        version=row.version,
        published_at=row.published_at,
        content=row.content,
    )


def judge(revision_id: UUID, facts: Mapping[str, Fact]) -> Verdict:
    """What a published table says of some facts: it grants, or a person decides."""
    return engine.published(revision_id).judge(facts)


def row_in_words(
    content: RuleContent,
    number: int,
    options: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
) -> list[tuple[str, str]]:
    """(what is asked about, the condition) of one row, in words; what fits anything is left out.

    ``options``: input → value and wording, where values are codes of a form.
    """
    kinds = checks.kinds_of(content)
    row = content.rows[number - 1]
    told = []
    for name, label in content.columns.items():
        cell = read_cell(row.cells.get(name, ""), kinds[name])
        if not cell.is_any:
            told.append((label, in_words(cell, options.get(name, ()))))
    return told


def parts_of(content: RuleContent) -> dict[str, Any]:
    """A table as ``services.publish_rules`` takes it: the JDM, the declared values, the examples."""
    return {
        "jdm": as_jdm(content),
        "inputs": inputs_as_values(content),
        "examples": examples_as_values(content),
    }


def managed_tables(actor: Actor) -> QuerySet[RuleTable]:
    """The tables that the actor looks after, by name."""
    found = RuleTable.objects.select_related("revision", "department").order_by("name", "key")
    if actor.department_id is None or not may(actor, "managed_tables"):
        return found.none()
    return found.filter(department_id=actor.department_id)


def managed_table(actor: Actor, key: str) -> RuleTable:
    """One of them; raises Missing for any other, as if there were none."""
    found = managed_tables(actor).filter(key=key).first()
    if found is None:
        raise Missing(_("没有这张规则表，或者不归您的部门管。"))
    return found


def open_draft(table: RuleTable) -> RuleDraft | None:
    """The change that is on its way, if there is one."""
    draft = RuleDraft.objects.filter(table=table, state__in=OPEN_STATES).first()
    if draft is not None:
        draft.table = table
    return draft


def drafts_of(tables: Iterable[RuleTable]) -> dict[UUID, RuleDraft]:
    """Table → its open change."""
    rows = RuleDraft.objects.filter(table__in=list(tables), state__in=OPEN_STATES)
    return {row.table_id: row for row in rows}


def drafts_due(day: date | None = None) -> list[UUID]:
    """Approved changes whose day has come."""
    return list(
        RuleDraft.objects.filter(state=DraftState.APPROVED, effective_on__lte=day or today())
        .order_by("effective_on", "id")
        .values_list("id", flat=True)
    )


def revisions_of(table: RuleTable) -> list[RuleRevision]:
    """The history, the latest first."""
    return list(table.revisions.order_by("-version"))
