"""编辑: a change to a table is drafted and handed in, returned, taken back or given up."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of
from tongban.management.rules.models import RuleDraft, RuleTable
from tongban.management.rules.rights import must
from tongban.management.rules.services.keeping import (
    edited,
    locked_draft,
    locked_table,
    must_hold,
    note,
    put,
)
from tongban.management.rules.types import RuleContent

KEY = re.compile(r"[a-z][a-z0-9_]{1,63}")
MOST_NAME, MOST_NOTE, MOST_LAW = 200, 200, 2000


@in_one_transaction
def open_table(*, actor: Actor, key: str, name: str, department_id: UUID) -> RuleDraft:
    """新建: an empty table of a department, with its first change open.

    Raises Invalid for a key or name that will not do, Conflict (``key_taken``).
    """
    must(actor, "open_table")
    must(actor, "open_table", department_id)
    department = department_of(department_id)
    key, name = key.strip(), name.strip()
    wrong = []
    if not KEY.fullmatch(key):
        wrong.append(
            FieldFinding("key", "key", _("代码用小写字母、数字和下划线，字母开头，2 到 64 个。"))
        )
    if not 0 < len(name) <= MOST_NAME:
        wrong.append(FieldFinding("name", "length", _("请写名称，最多 200 个字。")))
    if wrong:
        raise Invalid(_("没有建成，请按提示改。"), findings=wrong)
    table, fresh = RuleTable.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "department": department,
            "division_code": department.division.code,
        },
    )
    if not fresh:
        raise Conflict(_("已经有代码为“%(key)s”的规则表了。") % {"key": key}, code="key_taken")
    note(actor, "open_table", table, name=name)
    return _begun(actor, table)


@in_one_transaction
def begin_rules(*, actor: Actor, table_id: UUID) -> RuleDraft:
    """Open a change to a table; the one that is open already is given back."""
    must(actor, "begin_rules")
    table = locked_table(table_id)
    must(actor, "begin_rules", table)
    found = RuleDraft.objects.filter(table=table, state__in=OPEN_STATES).first()
    if found is not None:
        return found
    draft = _begun(actor, table)
    note(actor, "begin_rules", table, draft=str(draft.id))
    return draft


def _begun(actor: Actor, table: RuleTable) -> RuleDraft:
    base = table.revision
    draft = RuleDraft(
        table=table,
        base=base,
        name=base.name if base else table.name,
        by_law=base.by_law if base else "",
    )
    put(draft, base.content if base else RuleContent())
    edited(draft, actor)
    draft.save()
    return draft


@in_one_transaction
def save_rules(
    *,
    actor: Actor,
    draft_id: UUID,
    saved: int,
    content: RuleContent,
    name: str,
    by_law: str,
    note_: str = "",
) -> RuleDraft:
    """Keep what was edited; it need not hold yet.

    ``saved`` is the count that was read. Raises Conflict (``draft_changed``) when somebody saved
    meanwhile, (``draft_state``) when it is not being edited; Invalid for a name of no length and
    for what cannot be kept at all.
    """
    must(actor, "save_rules")
    draft = locked_draft(draft_id)
    must(actor, "save_rules", draft)
    draft.must_be_able("save")
    if draft.saved != saved:
        raise Conflict(
            _("%(who)s刚刚也改了这张表。您的修改没有保存，请看过新的再改。")
            % {"who": draft.edited_by},
            code="draft_changed",
        )
    if not 0 < len(name.strip()) <= MOST_NAME:
        raise Invalid(
            _("名称应为 1 到 200 个字。"),
            findings=[FieldFinding("name", "length", _("请写名称，最多 200 个字。"))],
        )
    put(draft, content)
    draft.name, draft.by_law = name.strip(), by_law.strip()[:MOST_LAW]
    draft.note = note_.strip()[:MOST_NOTE]
    draft.saved += 1
    edited(draft, actor)
    draft.save()
    note(actor, "save_rules", draft.table, draft=str(draft.id), save=draft.saved)
    return draft


@in_one_transaction
def submit_rules(*, actor: Actor, draft_id: UUID) -> RuleDraft:
    """Hand a change in for approval. Raises Invalid with everything that does not hold."""
    must(actor, "submit_rules")
    draft = locked_draft(draft_id)
    must(actor, "submit_rules", draft)
    draft.must_be_able("submit")
    must_hold(draft.content)
    draft.handed_in(actor)
    draft.save()
    note(actor, "submit_rules", draft.table, draft=str(draft.id), save=draft.saved)
    return draft


@in_one_transaction
def return_rules(*, actor: Actor, draft_id: UUID, reason: str) -> RuleDraft:
    """Send a change back to its editors, with the reason. Raises Invalid without one."""
    must(actor, "return_rules")
    draft = locked_draft(draft_id)
    must(actor, "return_rules", draft)
    draft.must_be_able("return")
    draft.returned(actor, reason)
    draft.save()
    note(actor, "return_rules", draft.table, draft=str(draft.id), reason=draft.reason)
    return draft


@in_one_transaction
def take_back_rules(*, actor: Actor, draft_id: UUID) -> RuleDraft:
    """Go on editing what was handed in, or approved and not yet in force."""
    must(actor, "take_back_rules")
    draft = locked_draft(draft_id)
    must(actor, "take_back_rules", draft)
    draft.must_be_able("take_back")
    draft.taken_back()
    draft.save()
    note(actor, "take_back_rules", draft.table, draft=str(draft.id))
    return draft


@in_one_transaction
def discard_rules(*, actor: Actor, draft_id: UUID) -> None:
    """Give a change up. What is in force stays."""
    must(actor, "discard_rules")
    draft = locked_draft(draft_id)
    must(actor, "discard_rules", draft)
    draft.must_be_able("discard")
    draft.state = DraftState.DISCARDED
    draft.save()
    note(actor, "discard_rules", draft.table, draft=str(draft.id))
