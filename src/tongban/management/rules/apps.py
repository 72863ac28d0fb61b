"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    """规则."""

    name = "tongban.management.rules"
    label = "rules"
    verbose_name = "规则"

    def ready(self) -> None:
        """Put up the link of the staff bar."""
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        keepers = frozenset({Duty.ITEM_MANAGER, Duty.SIGNER, Duty.CHIEF})
        register_desk_link(DeskLink("rules", _("规则"), "rules:tables", keepers, order=33))
