"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """缴费."""

    name = "tongban.management.payments"
    label = "payments"
    verbose_name = "缴费"

    def ready(self) -> None:
        """Register the providers that come with the app, and its links on the desk."""
        from tongban.base.kernel.retention import register_kept
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.management.payments import plugins
        from tongban.management.payments.retention import KEPT

        plugins.register_own()
        register_kept(KEPT)
        for key, label, route, order in (
            ("payments", _("退付和减免"), "payments:desk", 70),
            ("reconciliation", _("对账"), "payments:reconciliation", 71),
        ):
            register_desk_link(
                DeskLink(key, label, route, duties=frozenset({Duty.FINANCE.value}), order=order)
            )
