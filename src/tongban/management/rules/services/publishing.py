"""审核和发布: a table becomes a revision, now or on the day from which it holds."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import DraftState
from tongban.base.kernel.errors import Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of
from tongban.management.rules.content import read_content
from tongban.management.rules.models import RuleDraft, RuleRevision, RuleTable
from tongban.management.rules.rights import must
from tongban.management.rules.services.keeping import (
    locked_draft,
    must_hold,
    note,
    put,
)
from tongban.management.rules.types import RuleContent


@in_one_transaction
def approve_rules(
    *,
    actor: Actor,
    draft_id: UUID,
    effective_on: date | None = None,
    saved: int | None = None,
) -> RuleDraft:
    """Approve a change: it is published now, or on the day it takes effect.

    Never by somebody who edited it (Forbidden, ``own_change``). ``saved`` is the count that was
    read: edited anew meanwhile, it is another (Conflict, ``draft_changed``). Raises Invalid when
    it does not hold any more, or for a day that is past or over a year ahead.
    """
    must(actor, "approve_rules")
    draft = locked_draft(draft_id)
    must(actor, "approve_rules", draft)
    draft.must_be_able("approve")
    day = draft.approved(actor, effective_on, is_as_read=saved in {None, draft.saved})
    must_hold(draft.content)
    draft.save()
    note(actor, "approve_rules", draft.table, draft=str(draft.id), effective_on=day.isoformat())
    if day <= today():
        _publish_draft(actor, draft)
    return draft


@in_one_transaction
def publish_due_rules(*, actor: Actor, draft_id: UUID) -> bool:
    """Publish an approved change whose day has come; for the platform's job.

    One that does not hold any more goes back to its editors with the reason. Returns whether it was
    published; one that another process published already is left alone.
    """
    must(actor, "publish_due_rules")
    draft = locked_draft(draft_id)
    if not draft.is_due:
        return False
    try:
        must_hold(draft.content)
    except Invalid as error:
        draft.failed(error)
        draft.save()
        note(actor, "return_rules", draft.table, draft=str(draft.id), reason=draft.reason)
        return False
    _publish_draft(actor, draft)
    return True


def _publish_draft(actor: Actor, draft: RuleDraft) -> None:
    draft.revision = _publish(
        actor,
        draft.table,
        content=draft.content,
        name=draft.name,
        by_law=draft.by_law,
        note_=draft.note,
    )
    draft.state = DraftState.PUBLISHED
    draft.save()


@in_one_transaction
def publish_rules(
    *,
    actor: Actor,
    key: str,
    name: str,
    department_id: UUID,
    jdm: Mapping[str, Any],
    inputs: list[dict[str, Any]],
    examples: list[dict[str, Any]],
    by_law: str = "",
) -> RuleRevision:
    """Publish a table at once: for the platform, which takes tables over from where they were
    approved. Officers submit a draft that another approves.

    The same content again gives the latest revision. Raises Invalid with every finding: nodes that
    may not be there, undeclared names, cells nobody can read, examples that do not pass.
    """
    must(actor, "publish_rules")
    content = read_content(jdm, inputs, examples)
    must_hold(content)
    department = department_of(department_id)
    # Two publications under one key wait for each other, so that versions have no gap.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rules:{key}"])
    table, _fresh = RuleTable.objects.select_for_update().get_or_create(
        key=key,
        defaults={
            "name": name,
            "department": department,
            "division_code": department.division.code,
        },
    )
    return _publish(actor, table, content=content, name=name, by_law=by_law)


def _publish(
    actor: Actor,
    table: RuleTable,
    *,
    content: RuleContent,
    name: str,
    by_law: str,
    note_: str = "",
) -> RuleRevision:
    """The step that all ways to publication share; the table's row is locked."""
    revision = RuleRevision(table=table, name=name, by_law=by_law, note=note_)
    put(revision, content)
    kept = [name, by_law, revision.jdm, revision.inputs, revision.examples]
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    revision.digest = hashlib.sha256(text.encode()).hexdigest()
    latest = table.revisions.order_by("-version").first()
    if latest is not None and latest.digest == revision.digest:
        return latest
    revision.version = latest.version + 1 if latest else 1
    revision.published_at, revision.published_by = now(), actor.as_value()
    revision.save(force_insert=True)
    table.revision, table.name = revision, name
    table.save(update_fields=["revision", "name"])
    note(actor, "publish_rules", table, version=revision.version, digest=revision.digest)
    return revision
