"""验证方式重置: who lost what proves that it is oneself starts anew, and never on one person's word."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, FactorReset, NaturalPerson, Tenure
from tongban.base.accounts.queries import account as account_with
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.ending import end_all_of
from tongban.base.accounts.services.warning import warn_owner
from tongban.base.accounts.types import ResetState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def ask_for_factor_reset(*, actor: Actor, account_id: UUID, reason: str) -> FactorReset:
    """A system administrator says why an officer's factors should be set up anew; nothing changes.

    Raises Forbidden, also for oneself; Missing, Invalid without a reason, Conflict (``no_factor``,
    ``reset_asked``).
    """
    must(actor, "ask_for_factor_reset")
    must(actor, "ask_for_factor_reset", account_id)
    assert actor.account_id is not None  # nobody's own account is asked for by nobody
    account = _locked(account_id)
    why = _must_say(reason, "reason", _("请写明怎么核实是本人、丢了什么。"))
    _must_have_factors(account)
    if FactorReset.objects.filter(account=account, state=ResetState.ASKED).exists():
        raise Conflict(_("已经申请过，在等安全管理员办理。"), code="reset_asked")
    asked = FactorReset.objects.create(account=account, asked_by_id=actor.account_id, reason=why)
    record(
        actor=actor,
        act="ask_for_factor_reset",
        subject_kind="account",
        subject_id=account.id,
        reason=why,
    )
    return asked


@in_one_transaction
def reset_factors(*, actor: Actor, reset_id: UUID, note: str = "") -> FactorReset:
    """A security administrator takes an officer's factors away: app, passkeys and recovery codes.

    Every session and grant ends, and the owner is told. A high post is acted in again once a factor
    was set up anew. Raises as ``_decided``, and Conflict (``no_factor``) when there is none left.
    """
    asked = _decided(actor, reset_id, ResetState.DONE, note.strip()[:500])
    _reset(actor, asked.account, "reset_factors", where="安全管理员处", reason=asked.reason)
    return asked


@in_one_transaction
def refuse_factor_reset(*, actor: Actor, reset_id: UUID, note: str) -> FactorReset:
    """A security administrator does not do it, and says why. Raises as ``_decided``, and Invalid."""
    must(actor, "refuse_factor_reset")
    why = _must_say(note, "note", _("请写明为什么不办。"))
    asked = _decided(actor, reset_id, ResetState.REFUSED, why)
    record(
        actor=actor,
        act="refuse_factor_reset",
        subject_kind="account",
        subject_id=asked.account_id,
        reason=why,
    )
    return asked


@in_one_transaction
def reset_factors_at_window(*, actor: Actor, person_id: UUID, card_seen: bool) -> None:
    """Who lost the telephone with the app stands at the window, compared with the card.

    Never for an officer: behind a post stands more than one's own matters, and two others decide.
    Raises Forbidden, Missing, Invalid unless the card was seen, Conflict (``no_factor``,
    ``officer``, ``to_the_admin``).
    """
    must(actor, "reset_factors_at_window")
    must(actor, "reset_factors_at_window", person_id)
    person = NaturalPerson.objects.filter(id=person_id).first()
    found = Account.objects.filter(person_id=person_id).first()
    if person is None or found is None:
        raise Missing(_("这个人没有账户。"))
    if not card_seen:
        raise Invalid(
            _("没有重置。"),
            findings=[FieldFinding("card_seen", "required", _("请勾选：当面核对过本人和证件"))],
        )
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这份登记已经停用，不能再改。"), code="to_the_admin")
    account = _locked(found.id)
    if Tenure.objects.filter(account=account, ended_at__isnull=True).exists():
        raise Conflict(_("工作人员的验证方式要由系统管理员申请、安全管理员重置。"), code="officer")
    _must_have_factors(account)
    _reset(actor, account, "reset_factors_at_window", where="办事大厅")


def _reset(actor: Actor, account: Account, act: str, *, where: str, reason: str = "") -> None:
    kinds = list(
        Authenticator.objects.select_for_update()
        .filter(user_id=account.pk)
        .order_by("id")
        .values_list("type", flat=True)
    )
    Authenticator.objects.filter(user_id=account.pk).delete()
    ended = end_all_of(actor, account, "factors_reset")
    record(
        actor=actor,
        act=act,
        subject_kind="account",
        subject_id=account.id,
        reason=reason,
        detail={"factors": kinds, **ended},
    )
    warn_owner(actor, account, "factors_reset", where=where)


def _decided(actor: Actor, reset_id: UUID, state: ResetState, note: str) -> FactorReset:
    """Steps one to four of a decision. Raises Forbidden for whoever is no security administrator,
    asked for it or is the one whose factors they are; Missing; Conflict (``reset_decided``).
    """
    act = "reset_factors" if state is ResetState.DONE else "refuse_factor_reset"
    must(actor, act)
    asked = (
        FactorReset.objects.select_for_update(of=("self",))
        .select_related("account__person")
        .filter(id=reset_id)
        .first()
    )
    if asked is None:
        raise Missing(_("没有这件申请。"))
    must(actor, act, asked)
    if asked.state != ResetState.ASKED:
        raise Conflict(_("这件申请已经办过了。"), code="reset_decided")
    if state is ResetState.DONE:
        _must_have_factors(_locked(asked.account_id))
    asked.state, asked.note = state, note
    asked.decided_by_id, asked.decided_at = actor.account_id, now()
    asked.save(update_fields=["state", "note", "decided_by", "decided_at"])
    return asked


def _locked(account_id: UUID) -> Account:
    account_with(account_id)
    return (
        Account.objects.select_for_update(of=("self",)).select_related("person").get(id=account_id)
    )


def _must_have_factors(account: Account) -> None:
    if not Authenticator.objects.filter(user_id=account.pk).exists():
        raise Conflict(_("这个账户没有验证器和通行密钥，不用重置。"), code="no_factor")


def _must_say(text: str, place: str, words: str) -> str:
    told = text.replace("\x00", "").strip()
    if not 2 <= len(told) <= 500:
        raise Invalid(_("没有提交。"), findings=[FieldFinding(place, "length", words)])
    return told
