"""Who may administer accounts."""

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Forbidden
from tongban.base.orgs.types import Duty


def must_administer(actor: Actor, *duties: str) -> None:
    """Raises Forbidden but for the platform, the system administrator and these duties."""
    if not (actor.is_platform or actor.has(Duty.SYSTEM_ADMIN, *duties)):
        raise Forbidden(_("只有系统管理员能建账户和任职。"))
