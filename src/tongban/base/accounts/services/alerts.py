"""安全告警: find in the security log what somebody has to look at, and say that one looked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tongban.base.accounts.models import Account, SecurityAlert
from tongban.base.accounts.types import AlertKind
from tongban.base.audit.queries import acts_between
from tongban.base.audit.services import record
from tongban.base.audit.types import Record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.types import Duty

STRETCH = timedelta(minutes=15)
FAILURES_OF_ONE_ACCOUNT = 10
ACCOUNTS_OF_ONE_ADDRESS = 10
NIGHT_FROM, NIGHT_TO = 22, 6


@dataclass(frozen=True, slots=True)
class _Found:
    kind: AlertKind
    mark: str
    subject: str
    about: str
    count: int
    last_at: datetime


@in_one_transaction
def watch(*, actor: Actor) -> int:
    """Look through the last stretches of the security log; returns how many alerts are new.

    Runs as often as one likes: an alert has a mark of its own for each stretch of 15 minutes, and
    its count grows. One that was acknowledged stays acknowledged.
    """
    if not actor.is_platform:
        raise Forbidden("安全告警由平台自己生成。")
    new = 0
    began = _stretch(now() - STRETCH)
    entries = acts_between(("sign_in", "sign_in_failed"), since=began)
    for found in _found(entries):
        alert, created = SecurityAlert.objects.get_or_create(
            mark=found.mark,
            defaults={
                "kind": found.kind,
                "account": _account(found.subject),
                "about": found.about,
                "count": found.count,
                "last_at": found.last_at,
            },
        )
        new += created
        if not created and alert.count != found.count:
            SecurityAlert.objects.filter(id=alert.id).update(
                count=found.count, last_at=found.last_at
            )
    return new


@in_one_transaction
def acknowledge_alert(*, actor: Actor, alert_id: UUID, note: str) -> SecurityAlert:
    """Say what was done about an alert. Raises Invalid without a note, Conflict when it was done."""
    if not actor.has(Duty.SECURITY_ADMIN):
        raise Forbidden("只有安全管理员能处置安全告警。")
    note = note.strip()
    if not 2 <= len(note) <= 500 or "\0" in note:
        raise Invalid(
            "没有处置，请写明查了什么、怎么办。",
            findings=[FieldFinding("note", "length", "请用 2 到 500 个字写明查了什么、怎么办。")],
        )
    alert = SecurityAlert.objects.select_for_update().filter(id=alert_id).first()
    if alert is None:
        raise Missing("没有这条告警。")
    if alert.acknowledged_at is not None:
        raise Conflict("这条告警已经处置过了。", code="alert_acknowledged")
    alert.acknowledged_at = now()
    alert.acknowledged_by_id = actor.account_id
    alert.note = note
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    record(
        actor=actor,
        act="acknowledge_alert",
        subject_kind="security_alert",
        subject_id=alert.id,
        reason=note,
    )
    return alert


def _stretch(at: datetime) -> datetime:
    """When the stretch of 15 minutes began that a moment is in."""
    seconds = int(STRETCH.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=at.tzinfo)


def _found(entries: tuple[Record, ...]) -> Iterator[_Found]:
    failures: Counter[tuple[datetime, str]] = Counter()
    tried: dict[tuple[datetime, str], set[str]] = defaultdict(set)
    last: dict[tuple[datetime, str], Record] = {}
    for entry in entries:
        stretch = _stretch(entry.at)
        if entry.act == "sign_in_failed":
            whose = (stretch, f"{entry.subject_kind}:{entry.subject_id}")
            place = (stretch, str(entry.detail.get("address_mark", "")))
            failures[whose] += 1
            tried[place].add(whose[1])
            for key in (whose, place):
                if key not in last or entry.at > last[key].at:
                    last[key] = entry
        elif entry.detail.get("is_high") and _is_night(entry.at):
            yield _Found(
                AlertKind.AT_NIGHT,
                f"at_night:{entry.id}",
                entry.subject_id,
                str(entry.detail.get("address", "")),
                1,
                entry.at,
            )
    for key, count in failures.items():
        if count >= FAILURES_OF_ONE_ACCOUNT:
            entry = last[key]
            known = entry.subject_kind == "account"
            yield _Found(
                AlertKind.ONE_ACCOUNT,
                f"one_account:{key[1]}:{key[0]:%Y%m%d%H%M}",
                entry.subject_id if known else "",
                str(entry.detail.get("address", "")),
                count,
                entry.at,
            )
    for key, names in tried.items():
        if len(names) >= ACCOUNTS_OF_ONE_ADDRESS:
            entry = last[key]
            yield _Found(
                AlertKind.ONE_ADDRESS,
                f"one_address:{key[1]}:{key[0]:%Y%m%d%H%M}",
                "",
                str(entry.detail.get("address", "")),
                len(names),
                entry.at,
            )


def _is_night(at: datetime) -> bool:
    hour = to_shanghai(at).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def _account(subject: str) -> Account | None:
    return Account.objects.filter(id=subject).first() if subject else None
