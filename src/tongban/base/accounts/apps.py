"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Put the security administrator's page into the staff bar; look at the city's list."""
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        unknown = sorted(set(settings.SECOND_FACTOR_DUTIES) - set(Duty.values))
        if unknown:
            # A mistyped duty would be one that silently needs no second factor.
            raise ImproperlyConfigured(
                f"TONGBAN_SECOND_FACTOR_DUTIES 里没有这样的职责：{', '.join(unknown)}。"
                f"可以写：{', '.join(Duty.values)}。"
            )
        register_desk_link(
            DeskLink(
                "security",
                _("安全"),
                "accounts:security",
                duties=frozenset({Duty.SECURITY_ADMIN.value}),
                order=85,
            )
        )
