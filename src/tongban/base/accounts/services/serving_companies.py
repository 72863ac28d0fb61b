"""单位到窗口: an officer acts for a company whose person stands there, as far as the company lets it."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.acting import mandate_of
from tongban.base.accounts.delegations import in_force
from tongban.base.accounts.models import Delegation
from tongban.base.accounts.queries import legal_person_by_code
from tongban.base.accounts.rights import must
from tongban.base.accounts.types import ClerkPower, DelegationWay
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def serve_company(*, actor: Actor, delegation_id: UUID, credit_code: str) -> Delegation:
    """Begin to act for a company, for whose clerk or representative ``delegation_id`` lets one act.

    What it may do there is what the company let that person do, asked anew with every request.
    Raises Missing, Forbidden (not served by oneself, one's own company), Invalid for a code that is
    none, Conflict (``not_served``, ``company_unknown``, ``company_cancelled``, ``not_for_company``).
    """
    must(actor, "serve_company")
    row = Delegation.objects.select_for_update(of=("self",)).filter(id=delegation_id).first()
    if row is None:
        raise Missing(_("没有这次授权。"))
    must(actor, "serve_company", row, only="asker")
    if row.way != DelegationWay.PRESENT or not in_force().filter(id=row.id).exists():
        raise Conflict(
            _("这个人现在不在您这里办，或者已经结束。请重新核对身份。"), code="not_served"
        )
    report = check_credit_code(credit_code)
    if not report.ok:
        message = _("统一社会信用代码不对，请对着营业执照再看一遍。")
        raise Invalid(message, findings=[FieldFinding("credit_code", "credit_code", message)])
    company = legal_person_by_code(report.value)
    if company is None:
        raise Conflict(
            _("还没有这个单位的登记。请法定代表人先登记单位，再来办。"), code="company_unknown"
        )
    must(actor, "serve_company", company, only="own_company")
    if company.cancelled_at is not None:
        raise Conflict(
            _("这个单位已经注销，不能再替它办。请核对营业执照。"), code="company_cancelled"
        )
    mandate = mandate_of(row.person_id, company.id)
    if mandate is None or ClerkPower.APPLY not in mandate.powers:
        raise Conflict(
            _(
                "%(name)s不能替这个单位办：不是法定代表人，单位也没有授权。请法定代表人先授权，或者本人来办。"
            )
            % {"name": row.person.name},
            code="not_for_company",
        )
    moment = now()
    made = Delegation.objects.create(
        person=row.person,
        legal_person=company,
        account_id=row.account_id,
        post_id=row.post_id,
        way=DelegationWay.PRESENT,
        since=moment,
        until=row.until,
        agreed_at=moment,
        taken_at=moment,
        place=row.place,
    )
    record(
        actor=actor,
        act="serve_company",
        subject_kind="person",
        subject_id=row.person_id,
        division_code=row.person.division_code or actor.division_code,
        detail={
            "delegation": str(made.id),
            "way": made.way,
            "company": str(company.id),
            "representative": mandate.is_representative,
        },
    )
    return made
