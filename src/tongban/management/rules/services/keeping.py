"""What the acts on rule tables share: the lock, the state, what is kept, the audit trail."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Invalid, Missing
from tongban.management.rules import checks
from tongban.management.rules.content import (
    as_jdm,
    examples_as_values,
    inputs_as_values,
    read_content,
)
from tongban.management.rules.models import Content, RuleDraft, RuleTable
from tongban.management.rules.types import RuleContent


def locked_table(table_id: UUID) -> RuleTable:
    """The table, its row locked; raises Missing."""
    table = RuleTable.objects.select_for_update(of=("self",)).filter(id=table_id).first()
    if table is None:
        raise Missing(_("没有这张规则表。"))
    return table


def locked_draft(draft_id: UUID) -> RuleDraft:
    """The draft with its table, both rows locked, the table's first as everywhere."""
    table_id = RuleDraft.objects.filter(id=draft_id).values_list("table_id", flat=True).first()
    if table_id is None:
        raise Missing(_("没有这份修改。"))
    table = locked_table(table_id)
    draft = RuleDraft.objects.select_for_update().get(id=draft_id)
    draft.table = table
    return draft


def put(row: Content, content: RuleContent) -> None:
    """Write a table onto a row; the caller saves it. Read back at once: what cannot be, is told."""
    row.jdm = as_jdm(content)
    row.inputs = inputs_as_values(content)
    row.examples = examples_as_values(content)
    row.content = read_content(row.jdm, row.inputs, row.examples)


def must_hold(content: RuleContent) -> None:
    """Raises Invalid with everything that is wrong, examples that do not pass among it."""
    found = checks.findings(content)
    if found:
        raise Invalid(_("规则表没有通过检查，请按提示改正。"), findings=found)


def edited(draft: RuleDraft, actor: Actor) -> None:
    """Write down who edited it, and how much is left to mend."""
    draft.edited(actor)
    draft.left = min(len(checks.findings(draft.content)), 30_000)


def note(actor: Actor, act: str, table: RuleTable, **detail: Any) -> None:
    """Write the act down in the audit trail."""
    record(
        actor=actor,
        act=act,
        subject_kind="rules",
        subject_id=table.id,
        division_code=table.division_code,
        detail={"key": table.key, **{k: v for k, v in detail.items() if v}},
    )
