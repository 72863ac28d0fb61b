"""Who may do what to a case. Checked inside each act, not only in the page that offers it."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.types import ClerkPower
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Forbidden
from tongban.base.orgs.queries import within
from tongban.handling.cases.models import Case
from tongban.handling.cases.states import HALL_DUTIES


def is_applicant_of(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's own, in the capacity it acts in now."""
    if actor.capacity in {Capacity.SELF, Capacity.GUARDIAN}:
        mine = actor.applying_person_id
        return mine is not None and case.legal_person_id is None and case.person_id == mine
    if actor.capacity is Capacity.CLERK:
        return case.legal_person_id is not None and case.legal_person_id == actor.legal_person_id
    return False


def must_be_assured(actor: Actor, wanted: int) -> None:
    """Raises Forbidden (``assurance_too_low``) for whoever is less verified than the item asks."""
    if actor.assurance < wanted:
        raise Forbidden(
            _("这件事要求实名等级 L%(wanted)s，您现在是 L%(level)s。请再核验一项身份。")
            % {"wanted": wanted, "level": actor.assurance},
            code="assurance_too_low",
        )


def must_be_applicant(actor: Actor, case: Case) -> None:
    """Raises Forbidden for anybody but the applicant, and for a clerk who may not do this."""
    if not is_applicant_of(actor, case):
        raise Forbidden(_("这不是您的办件。"), code="not_your_case")
    if actor.capacity is Capacity.CLERK:
        must_be_entrusted(actor, case.item.code, case.department_id)


def refusal_of_clerk(
    actor: Actor, item_code: str, department_id: UUID | None, power: ClerkPower = ClerkPower.APPLY
) -> Forbidden | None:
    """Why a clerk may not do this for the company, or None. Costs no question unless refused."""
    if actor.capacity is not Capacity.CLERK:
        return None
    if power in actor.powers and actor.reaches(item_code, department_id):
        return None
    if actor.legal_person_id and accounts.legal_person(actor.legal_person_id).cancelled_at:
        return Forbidden(
            _("%(company)s已经注销，只能看办过的事。") % {"company": actor.legal_person_name},
            code="company_cancelled",
        )
    return Forbidden(
        _("%(company)s没有授权您办这件事。请让法定代表人改授权，或者换个身份。")
        % {"company": actor.legal_person_name},
        code="outside_scope",
    )


def must_be_entrusted(
    actor: Actor, item_code: str, department_id: UUID | None, power: ClerkPower = ClerkPower.APPLY
) -> None:
    """Raises Forbidden (``outside_scope``, ``company_cancelled``) for a clerk whom the company has
    not entrusted with this. Others are not concerned.
    """
    refusal = refusal_of_clerk(actor, item_code, department_id, power)
    if refusal is not None:
        raise refusal


def sees(actor: Actor, case: Case) -> bool:
    """Whether an officer's post reaches the case: its division, and its department or a hall."""
    if not actor.is_officer:
        return False
    if not case.division_code.startswith(within(actor.division_code)):
        return False
    if actor.items and case.item.code not in actor.items:
        return False
    return case.department_id == actor.department_id or actor.has(*HALL_DUTIES)


def must_see(actor: Actor, case: Case) -> None:
    """Raises Forbidden for a post that does not reach the case."""
    if not sees(actor, case):
        raise Forbidden(_("这个办件不归您的岗位管。"), code="wrong_post")


def is_own(actor: Actor, case: Case) -> bool:
    """Whether the officer must keep out of the case: filed by oneself, one's own, a declared
    relative's, or that of a company which one represents, acts for or has declared
    (公务员法 76). Two questions at most.
    """
    if actor.account_id is not None and actor.account_id == case.account_id:
        return True
    if actor.person_id is None:
        return False
    if actor.person_id == case.person_id:
        return True
    out = accounts.keeps_out(actor)
    company = case.legal_person
    if company is not None and out.of_company(company.credit_code, company.representative_id):
        return True
    if case.person_id in out.persons:
        return True
    # Of a company's case the person is who filed it: a relative's errand is a relative's case.
    return bool(out.digests and case.person and bytes(case.person.id_digest) in out.digests)


def may_do(actor: Actor, case: Case, duty: str) -> bool:
    """Whether the actor may do a step that is for this duty."""
    if not (sees(actor, case) and actor.has(duty)):
        return False
    return duty in HALL_DUTIES or case.department_id == actor.department_id


def must_do(actor: Actor, case: Case, duty: str) -> None:
    """Raises Forbidden when the actor may not, with why."""
    if not may_do(actor, case, duty):
        raise Forbidden(_("您的岗位不能办这一步。"), code="wrong_post")
    if is_own(actor, case):
        raise Forbidden(
            _("这是您本人、亲属或者您单位的申请，按规定要回避，请交给同事。"), code="own_case"
        )
