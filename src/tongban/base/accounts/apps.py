"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Put the security administrator's page into the staff bar."""
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        register_desk_link(
            DeskLink(
                "security",
                _("安全"),
                "accounts:security",
                duties=frozenset({Duty.SECURITY_ADMIN.value}),
                order=85,
            )
        )
