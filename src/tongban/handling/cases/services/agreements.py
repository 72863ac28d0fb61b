"""代收协议, kept by the system administrator: made and ended, never changed."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.divisions import division_name, known
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import ReceivingAgreement
from tongban.handling.cases.rights import must

KIND = "receiving_agreement"
MOST_ITEMS = 500
LONGEST_CODE, LONGEST_BASIS = 64, 200


@in_one_transaction
def make_agreement(
    *,
    actor: Actor,
    city: str,
    basis: str,
    since: date,
    until: date,
    item_codes: Sequence[str] = (),
) -> ReceivingAgreement:
    """Put down what was agreed with another city. ``item_codes`` empty: every item whose guide
    allows it. Raises Invalid with every finding.
    """
    must(actor, "make_agreement")
    codes = list(dict.fromkeys(code.strip() for code in item_codes if code.strip()))
    code = city.strip()[:6]
    findings = []
    if not (len(code) == 6 and code.isascii() and code.isdigit() and code.endswith("00")) or not (
        code[2:4] != "00" and known(code)
    ):
        findings.append(FieldFinding("city", "city", _("请填对方城市的 6 位区划代码，如 340100。")))
    elif code[:4] == actor.division_code[:4]:
        findings.append(FieldFinding("city", "own_city", _("这是本市，不用代收协议。")))
    if not basis.strip() or len(basis.strip()) > LONGEST_BASIS:
        findings.append(FieldFinding("basis", "required", _("请写协议的名称和文号。")))
    if until < since or until < today():
        findings.append(FieldFinding("until", "range", _("止的日期要在起的日期和今天以后。")))
    if len(codes) > MOST_ITEMS or any(len(one) > LONGEST_CODE for one in codes):
        findings.append(
            FieldFinding("item_codes", "too_long", _("事项编码一行一个，最多 500 个。"))
        )
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    made = ReceivingAgreement.objects.create(
        division_code=actor.division_code,
        city_code=code.ljust(12, "0"),
        city_name=division_name(code) or code,
        item_codes=codes,
        basis=basis.strip(),
        since=since,
        until=until,
        made_by=actor.as_value(),
    )
    _note("make_agreement", actor, made, until=until.isoformat(), items=len(codes))
    return made


@in_one_transaction
def end_agreement(*, actor: Actor, agreement_id: UUID) -> ReceivingAgreement:
    """End one before its last day; what was received under it goes on. Raises Missing, Conflict
    (``agreement_ended``).
    """
    must(actor, "end_agreement")
    row = ReceivingAgreement.objects.select_for_update().filter(id=agreement_id).first()
    if row is None:
        raise Missing(_("没有这份协议。"))
    if row.ended_at is not None:
        raise Conflict(_("这份协议已经终止了。"), code="agreement_ended")
    row.ended_at, row.ended_by = now(), actor.as_value()
    row.save(update_fields=["ended_at", "ended_by"])
    _note("end_agreement", actor, row)
    return row


def _note(act: str, actor: Actor, row: ReceivingAgreement, **detail: object) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=row.id,
        division_code=row.division_code,
        detail={"city": row.city_code, **detail},
    )
