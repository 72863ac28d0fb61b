"""失败次数: slow guessers down, without shutting the owner out.

A try is counted before its password or code is looked at and given back when it was right, so that
a hundred tries at the same moment count a hundred times. Three counters stand against a guesser:

- one account from one place (an address, or a browser that has signed in there before),
- one account from all places,
- one address for all accounts.

The last two do not hinder a browser that has signed in as this account before; it has its own
counter of the first kind. So whoever attacks an account from everywhere makes strangers wait, and
the owner goes on in the browser at home, or by a code over SMS.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.accounts.models import FailedTries
from tongban.base.accounts.rights import must
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import TooMany
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction

CONTEXT = "accounts.failedtries.key"


@dataclass(frozen=True, slots=True)
class Counter:
    """From which failure on one waits, how long at first and at most, and when it is forgotten."""

    limit: int
    first: timedelta
    most: timedelta
    forgotten_after: timedelta


TOGETHER = Counter(5, timedelta(seconds=30), timedelta(hours=1), timedelta(hours=2))
ACCOUNT = Counter(20, timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=1))
# A hall's hundreds of people come from one address, and some of them mistype.
ADDRESS = Counter(60, timedelta(seconds=30), timedelta(minutes=15), timedelta(minutes=15))
CODE = Counter(3, timedelta(minutes=10), timedelta(minutes=10), timedelta(minutes=10))
"""One SMS code, which is worth three minutes: after the third wrong try it is worth nothing."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try: at whose account, from which address, in which known browser if in one.

    ``whose`` is the account's id or, when there is none, the name that was typed: both count alike.
    ``kind`` keeps passwords and second factors apart.
    """

    whose: str
    address: str
    browser: str = ""
    kind: str = "password"

    def counters(self) -> dict[str, Counter]:
        """Key → counter, sorted, so that two tries lock rows in the same order."""
        place = f"browser {self.browser}" if self.browser else f"address {self.address}"
        keys = {f"{self.kind}|{self.whose}|{place}": TOGETHER}
        if not self.browser:
            keys[f"{self.kind}|{self.whose}|"] = ACCOUNT
            keys[f"{self.kind}||{self.address}"] = ADDRESS
        return dict(sorted((_key(text), counter) for text, counter in keys.items()))


@dataclass(frozen=True, slots=True)
class CodeTry:
    """A try at one SMS code in the one session that asked for it."""

    code_key: str

    def counters(self) -> dict[str, Counter]:
        """One counter."""
        return {_key(f"code|{self.code_key}"): CODE}


@in_one_transaction
def claim_try(*, actor: Actor, one: Try | CodeTry) -> None:
    """Count a try before it is made. Raises TooMany, and counts nothing, while one has to wait."""
    must(actor, "claim_try")
    counters = one.counters()
    at = now()
    rows = _locked(list(counters))
    waits = [row.wait_until for row in rows.values() if row.wait_until and row.wait_until > at]
    if waits:
        raise TooMany(
            _("试的次数太多了，请过几分钟再试，或打 12345。"),
            retry_after=int((max(waits) - at).total_seconds()) + 1,
            code="too_many_tries",
        )
    for key, counter in counters.items():
        row = rows[key]
        fresh = at - row.last_at > counter.forgotten_after
        row.count = 1 if fresh else row.count + 1
        row.last_at = at
        over = row.count - counter.limit
        row.wait_until = (
            at + min(counter.first * 2 ** min(over, 20), counter.most) if over >= 0 else None
        )
    FailedTries.objects.bulk_update(rows.values(), ["count", "last_at", "wait_until"])


@in_one_transaction
def forgive_try(*, actor: Actor, one: Try | CodeTry) -> None:
    """Take a try back that was right. What was counted for this account and place is forgotten.

    The wider counters give one try back and no more: or an attacker would sign in to an account of
    one's own now and then, and count from nought again.
    """
    must(actor, "forgive_try")
    counters = one.counters()
    rows = _locked(list(counters))
    for key, row in rows.items():
        counter = counters[key]
        row.count = 0 if counter in {TOGETHER, CODE} else max(0, row.count - 1)
        if row.count < counter.limit:
            row.wait_until = None
    FailedTries.objects.bulk_update(rows.values(), ["count", "wait_until"])


@in_one_transaction
def record_failed_try(*, actor: Actor, one: Try, account_known: bool, device: str) -> None:
    """Write a wrong try into the security log, and that the next has to wait if it has.

    An unknown name is kept as its keyed digest: it may be somebody's password, typed into the
    wrong field.
    """
    kind = "account" if account_known else "login_name"
    subject = one.whose if account_known else digest(one.whose, CONTEXT).hex()[:32]
    detail = {
        "kind": one.kind,
        "device": device,
        "address": masked_address(one.address),
        "address_mark": digest(one.address, CONTEXT).hex()[:32],
    }
    record(actor=actor, act="sign_in_failed", subject_kind=kind, subject_id=subject, detail=detail)
    waiting = FailedTries.objects.filter(key__in=list(one.counters()), wait_until__gt=now())
    if waiting.exists():
        record(actor=actor, act="slow_down", subject_kind=kind, subject_id=subject, detail=detail)


@in_one_transaction
def forget_old_tries(*, actor: Actor) -> int:
    """Clear away what was counted longer ago than any counter remembers."""
    must(actor, "forget_old_tries")
    longest = max(c.forgotten_after for c in (TOGETHER, ACCOUNT, ADDRESS, CODE))
    return FailedTries.objects.filter(last_at__lt=now() - longest).delete()[0]


def masked_address(address: str) -> str:
    """``203.0.113.9`` as ``203.0.*.*``, ``2001:db8:1::9`` as ``2001:db8:*``."""
    if ":" in address:
        return ":".join([*address.split(":")[:2], "*"])
    parts = address.split(".")
    return ".".join([*parts[:2], "*", "*"]) if len(parts) == 4 else ""


def _key(text: str) -> str:
    return digest(text, CONTEXT).hex()


def _locked(keys: list[str]) -> dict[str, FailedTries]:
    """The rows of the keys, made where there are none, locked in the order of the keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_failedtries (key, count, last_at)"
            " SELECT key, 0, %s FROM unnest(%s::text[]) AS key ON CONFLICT (key) DO NOTHING",
            [now(), keys],
        )
    rows = FailedTries.objects.select_for_update().filter(key__in=keys).order_by("key")
    return {row.key: row for row in rows}
