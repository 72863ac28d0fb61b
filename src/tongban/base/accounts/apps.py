"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Put the entrances about officers into the staff bar."""
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        system, security, audit = (
            frozenset({Duty.SYSTEM_ADMIN.value}),
            frozenset({Duty.SECURITY_ADMIN.value}),
            frozenset({Duty.AUDIT_ADMIN.value}),
        )
        for link in (
            DeskLink("standing_in", _("代班"), "accounts:standing_in", order=60),
            DeskLink("recusals", _("回避"), "accounts:recusals", order=61),
            DeskLink("officers", _("工作人员"), "accounts:officers", system, order=70),
            DeskLink(
                "rights_review", _("权限复核"), "accounts:rights_review", security | audit, order=71
            ),
        ):
            register_desk_link(link)
