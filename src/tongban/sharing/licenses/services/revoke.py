"""Change the state of a licence: withhold, revoke, cancel, give back, expire."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.rights import must
from tongban.sharing.licenses.states import EXPIRES, may_follow
from tongban.sharing.licenses.types import LicenseStatus

LONGEST_REASON = 500


@in_one_transaction
def revoke_license(*, actor: Actor, license_id: UUID, status: str, reason: str) -> License:
    """Take a licence out of use: 02 暂扣 03 撤销 04 注销 05 失效 06 办理转出 07 吊销 99 其他.

    It holds for every look from this moment. Raises Invalid (not such a state, no reason),
    Missing, Forbidden, or Conflict when the state it is in does not allow it.
    """
    must(actor, "revoke_license")
    if status not in LicenseStatus.values or status == LicenseStatus.VALID:
        raise Invalid(_("请选择暂扣、撤销、注销、失效、转出、吊销或其他。"), code="license_status")
    return _move(actor, license_id, LicenseStatus(status), reason, "revoke_license")


@in_one_transaction
def restore_license(*, actor: Actor, license_id: UUID, reason: str) -> License:
    """Give a licence back into use: 暂扣发还, 取消转出. Raises as ``revoke_license`` does."""
    must(actor, "restore_license")
    return _move(actor, license_id, LicenseStatus.VALID, reason, "restore_license")


@in_one_transaction
def expire_license(*, actor: Actor, license_id: UUID) -> License:
    """过期失效: the last day of a licence is over. Only the platform.

    Not over, or already out of use for good: nothing happens. Raises Missing and Forbidden.
    """
    must(actor, "expire_license")
    held = License.objects.select_for_update().filter(id=license_id).first()
    if held is None:
        raise Missing(_("没有这张证照。"))
    if held.status not in EXPIRES or held.valid_until is None:
        return held
    if held.valid_until >= moments.today():
        return held
    return _written(
        actor,
        held,
        LicenseStatus.EXPIRED,
        f"有效期到 {held.valid_until.isoformat()} 为止。",
        "expire_license",
    )


def _move(actor: Actor, license_id: UUID, then: LicenseStatus, reason: str, act: str) -> License:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(
            _("请写明原因，最多 %(longest_reason)s 个字。") % {"longest_reason": LONGEST_REASON},
            code="reason_required",
        )
    held = License.objects.select_for_update().filter(id=license_id).first()
    if held is None:
        raise Missing(_("没有这张证照。"))
    must(actor, act, held.issuer_id)
    if not may_follow(LicenseStatus(held.status), then):
        raise Conflict(
            _("这张证照现在是“%(status)s”，不能改为“%(label)s”。")
            % {"status": held.get_status_display(), "label": then.label},
            code="license_state",
        )
    return _written(actor, held, then, reason, act)


def _written(actor: Actor, held: License, then: LicenseStatus, reason: str, act: str) -> License:
    held.status = then
    held.status_reason = reason
    held.status_at = held.changed_at = moments.now()
    held.operation = License.Operation.UPDATE
    held.save(update_fields=["status", "status_reason", "status_at", "changed_at", "operation"])
    record(
        actor=actor,
        act=act,
        subject_kind="license",
        subject_id=held.id,
        division_code=held.division_code,
        detail={"identifier": held.identifier, "status": then.value},
        reason=reason,
    )
    return held
