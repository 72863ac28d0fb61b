"""安全告警: find in the security log what somebody has to look at, and say that one looked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, SecurityAlert
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import AlertKind
from tongban.base.audit.queries import acts_between
from tongban.base.audit.services import record
from tongban.base.audit.types import Record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction

STRETCH = timedelta(minutes=15)
LOOK_BACK = timedelta(hours=2)
"""How far back each run looks: longer than a worker is away when it is restarted."""
FAILURES_OF_ONE_ACCOUNT = 6
"""One more than are free: somebody waited and went on. Refused tries are not recorded at all."""
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
    """Look through the last two hours of the security log; returns how many alerts are new.

    Runs as often as one likes: an alert has a mark of its own for each hour, and its count grows.
    One that was acknowledged stays acknowledged.
    """
    must(actor, "watch")
    new = 0
    began = now() - LOOK_BACK
    failures = acts_between(("sign_in_failed",), since=began)
    # By day all of a city signs in; there is nothing to look for in that.
    night = _is_night(began) or _is_night(now())
    sign_ins = acts_between(("sign_in",), since=began) if night else ()
    for found in (*_failures(failures), *_at_night(sign_ins)):
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
    must(actor, "acknowledge_alert")
    note = note.strip()
    if not 2 <= len(note) <= 500 or "\0" in note:
        raise Invalid(
            _("没有处置，请写明查了什么、怎么办。"),
            findings=[
                FieldFinding("note", "length", _("请用 2 到 500 个字写明查了什么、怎么办。"))
            ],
        )
    alert = SecurityAlert.objects.select_for_update().filter(id=alert_id).first()
    if alert is None:
        raise Missing(_("没有这条告警。"))
    if alert.acknowledged_at is not None:
        raise Conflict(_("这条告警已经处置过了。"), code="alert_acknowledged")
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


def _failures(entries: tuple[Record, ...]) -> Iterator[_Found]:
    of_account: dict[str, list[Record]] = defaultdict(list)
    of_address: dict[str, list[Record]] = defaultdict(list)
    for entry in reversed(entries):  # oldest first
        of_account[f"{entry.subject_kind}:{entry.subject_id}"].append(entry)
        of_address[str(entry.detail.get("address_mark", ""))].append(entry)
    for whose, failed in of_account.items():
        count, last = _busiest(failed, lambda entry: str(entry.id))
        if count >= FAILURES_OF_ONE_ACCOUNT:
            known = last.subject_kind == "account"
            yield _told(AlertKind.ONE_ACCOUNT, whose, count, last, last.subject_id if known else "")
    for mark, failed in of_address.items():
        count, last = _busiest(failed, lambda entry: f"{entry.subject_kind}:{entry.subject_id}")
        if count >= ACCOUNTS_OF_ONE_ADDRESS:
            yield _told(AlertKind.ONE_ADDRESS, mark, count, last, "")


def _busiest(entries: list[Record], counted: Callable[[Record], str]) -> tuple[int, Record]:
    """The most different things within any stretch, and the last entry of that stretch."""
    within: Counter[str] = Counter()
    start, most, last = 0, 0, entries[0]
    for entry in entries:
        within[counted(entry)] += 1
        while entry.at - entries[start].at > STRETCH:
            gone = counted(entries[start])
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            start += 1
        if len(within) >= most:
            most, last = len(within), entry
    return most, last


def _at_night(entries: tuple[Record, ...]) -> Iterator[_Found]:
    for entry in entries:
        if entry.detail.get("is_high") and _is_night(entry.at):
            yield _told(AlertKind.AT_NIGHT, str(entry.id), 1, entry, entry.subject_id)


def _told(kind: AlertKind, whose: str, count: int, last: Record, subject: str) -> _Found:
    return _Found(
        kind=kind,
        mark=f"{kind.value}:{whose}:{to_shanghai(last.at):%Y%m%d%H}",
        subject=subject,
        about=str(last.detail.get("address", "")),
        count=count,
        last_at=last.at,
    )


def _is_night(at: datetime) -> bool:
    hour = to_shanghai(at).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def _account(subject: str) -> Account | None:
    return Account.objects.filter(id=subject).first() if subject else None
