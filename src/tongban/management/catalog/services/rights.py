"""Who may change a department's items."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Forbidden
from tongban.base.orgs.types import Duty


def must_manage(actor: Actor, department_id: UUID) -> None:
    """Only the department's item manager, or the platform, changes its items."""
    if actor.is_platform:
        return
    if not (actor.has(Duty.ITEM_MANAGER) and actor.department_id == department_id):
        raise Forbidden(_("只有本部门的事项管理员能改这个事项。"))


def must_approve(actor: Actor, department_id: UUID) -> None:
    """The department's chief representative or an item manager of it; never for one's own change,
    which the act looks at.
    """
    if not (actor.has(Duty.ITEM_MANAGER, Duty.CHIEF) and actor.department_id == department_id):
        raise Forbidden(_("只有本部门的首席代表或另一位事项管理员能审核。"))


def must_be_platform(actor: Actor) -> None:
    """Raises Forbidden for anybody but the platform: an officer's change is approved by another."""
    if not actor.is_platform:
        raise Forbidden(_("指南要由另一个人审核后才能发布，请提交审核。"))
