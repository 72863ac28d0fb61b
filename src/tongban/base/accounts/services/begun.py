"""Registrations that were begun: what is proven, at which step they are, and emptying them."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.accounts import codes
from tongban.base.accounts.identity import ENOUGH, FURTHER, LinkKind
from tongban.base.accounts.models import Account, NaturalPerson, Registration
from tongban.base.accounts.terms import NEEDED, TermsKind
from tongban.base.accounts.types import RegistrationState
from tongban.base.kernel.errors import Conflict, Missing
from tongban.base.kernel.moments import now

LINK_CONTEXT = "accounts.linkage.subject"


def kinds_needed(row: Registration) -> tuple[TermsKind, ...]:
    """What must be agreed to: a network identity has a text of its own."""
    if row.link_kind == LinkKind.NETWORK_ID:
        return (TermsKind.SERVICE, TermsKind.PRIVACY, TermsKind.NETWORK_ID)
    return NEEDED


def proven(row: Registration) -> set[str]:
    """The elements that are proven."""
    return {one.partition(":")[0] for one in row.verified}


def is_enough(row: Registration) -> bool:
    """Whether an account may be opened: an identity card and two further elements, or a link."""
    return bool(row.link_kind) or len(proven(row) & set(FURTHER)) >= ENOUGH


def must_be_new(known: NaturalPerson | None) -> None:
    """Raises Conflict for who has an account, or whom only an officer can help."""
    if known is None:
        return
    if known.died_on is not None or known.merged_into_id is not None:
        raise Conflict(_("这份证件的登记要当面核对，请到办事大厅。"), code="to_the_hall")
    if Account.objects.filter(person=known).exists():
        raise Conflict(
            _("您已经有账户了，不用再注册。请用手机号登录；手机号换了，请到办事大厅。"),
            code="already_registered",
        )


def emptied(row: Registration, state: RegistrationState) -> None:
    """Nothing personal stays in a registration that is over (GB/T 22239-2019 剩余信息保护)."""
    row.state = state
    row.phone = row.name = row.id_number = row.link_subject = ""
    row.code_digest = None
    row.verified, row.consents = [], []
    row.save()


def locked(registration_id: UUID) -> Registration:
    """The row, locked. Raises Missing (``registration_over``)."""
    row = Registration.objects.select_for_update(of=("self",)).filter(id=registration_id).first()
    if row is None or row.state == RegistrationState.LAPSED or row.expires_at <= now():
        raise Missing(_("这次注册已经过期，请从头再来一次。"), code="registration_over")
    return row


def must_be_at(row: Registration, *states: RegistrationState) -> None:
    """Raises Conflict for a step that is behind."""
    if row.state not in states:
        raise Conflict(_("这一步已经过去了，请接着往下办。"), code="registration_elsewhere")


def code_must_live(row: Registration) -> None:
    """Raises Conflict (``code_over``) for a code that is too old or was guessed at too often."""
    sent = row.code_sent_at
    if row.tries >= codes.TRIES or sent is None or sent + codes.LIFE <= now():
        raise Conflict(_("这条验证码不能用了，请再发一次。"), code="code_over")


def queue_up(key: str) -> None:
    """One at a time for one key: of two at once, the second sees what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
