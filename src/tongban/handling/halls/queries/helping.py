"""Whom a person let act, and what was done: read off the audit trail, which nobody can change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.accounts import queries as accounts
from tongban.base.audit import queries as audit
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.moments import now

DOINGS = {
    "start_draft": _("开始填写申请"),
    "renew_draft": _("按新的指南核对"),
    "save_answers": _("填写申请表"),
    "hand_in_material": _("上传材料"),
    "withdraw_material": _("取消材料"),
    "file_case": _("提交申请"),
    "correct_case": _("补正"),
    "answer_beyond_guide": _("答复指南以外的要求"),
}
"""Acts for another person, in the words that the person reads."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """One thing that was done for a person."""

    at: datetime
    words: str
    name: str


def doings_of(delegation: Any, *, limit: int = 50) -> list[DoneLine]:
    """What was done with one delegation, newest first."""
    if delegation.account_id is None:
        return []
    rows = audit.acts_between(
        sorted(DOINGS),
        since=delegation.since,
        until=delegation.until,
        account_id=delegation.account_id,
        limit=500,
    )
    mine = [r for r in rows if r.actor.get("delegation") == str(delegation.id)]
    return [DoneLine(r.at, str(DOINGS[r.act]), r.actor.get("name", "")) for r in mine[:limit]]


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A delegation as its person reads it."""

    row: Any
    is_open: bool
    waits: bool
    """A code that nobody has entered yet."""
    done: list[DoneLine]


def given_rows(actor: Actor, *, limit: int = 20) -> list[GivenRow]:
    """Whom the person let act, and who acted at a window: only to the person, for oneself."""
    if actor.capacity is not Capacity.SELF or actor.person_id is None:
        return []
    return rows_of(accounts.delegations_of(actor.person_id)[:limit])


def rows_of(delegations: Iterable[Any]) -> list[GivenRow]:
    """Delegations with what was done."""
    moment = now()
    return [
        GivenRow(
            row=one,
            is_open=one.ended_at is None and one.until > moment,
            waits=one.taken_at is None
            and one.ended_at is None
            and one.code_until is not None
            and one.code_until > moment,
            done=doings_of(one),
        )
        for one in delegations
    ]
