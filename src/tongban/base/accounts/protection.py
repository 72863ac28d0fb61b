"""Reads of what protects accounts: sessions, alerts and the security log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tongban.base.accounts.models import Account, FactorReset, SecurityAlert, SignInSession
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import SECURITY_ACTS, ResetState
from tongban.base.audit.queries import acts_between
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the security log, as it is read."""

    at: datetime
    act: str
    words: Any
    who: str
    address: str
    device: str
    is_bad: bool


def sessions_of(account: Account) -> QuerySet[SignInSession]:
    """Where an account is or was signed in, what is open first, newest first."""
    return (
        SignInSession.objects.filter(account=account)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now() - KEPT))
        .order_by(_open_first(), "-seen_at")
    )


def _open_first() -> Any:
    return F("ended_at").desc(nulls_first=True)


def alerts(actor: Actor, *, is_open: bool, limit: int = 50) -> list[SecurityAlert]:
    """Alerts that wait for somebody, or the last that were dealt with."""
    must(actor, "alerts")
    rows = SecurityAlert.objects.filter(acknowledged_at__isnull=is_open)
    return list(
        rows.select_related("account__person", "acknowledged_by__person").order_by("-last_at")[
            :limit
        ]
    )


def waiting_reset(account_id: UUID) -> FactorReset | None:
    """The request to reset an account's factors that waits for a security administrator."""
    return (
        FactorReset.objects.select_related("asked_by__person")
        .filter(account_id=account_id, state=ResetState.ASKED)
        .first()
    )


def waiting_resets(actor: Actor) -> list[FactorReset]:
    """Every request to reset factors that waits, the oldest first."""
    must(actor, "waiting_resets")
    return list(
        FactorReset.objects.select_related("account__person", "asked_by__person")
        .filter(state=ResetState.ASKED)
        .order_by("created_at")[:100]
    )


def security_log(
    actor: Actor,
    *,
    acts: tuple[str, ...] = (),
    account: Account | None = None,
    days: int = 7,
    offset: int = 0,
    limit: int = 50,
) -> list[LogLine]:
    """The security log, newest first. Two questions, however long it is."""
    must(actor, "security_log")
    chosen = tuple(act for act in acts if act in SECURITY_ACTS) or tuple(SECURITY_ACTS)
    entries = acts_between(
        chosen,
        since=now() - timedelta(days=days),
        account_id=account.id if account else None,
        offset=offset,
        limit=limit,
    )
    subjects = {e.subject_id for e in entries if e.subject_kind == "account"}
    names = {
        str(one.id): str(one) for one in Account.objects.filter(id__in=[UUID(s) for s in subjects])
    }
    return [
        LogLine(
            at=entry.at,
            act=entry.act,
            words=SECURITY_ACTS[entry.act],
            who=names.get(entry.subject_id, ""),
            address=str(entry.detail.get("address", "")),
            device=str(entry.detail.get("device", "")),
            is_bad=entry.act in {"sign_in_failed", "slow_down"},
        )
        for entry in entries
    ]
