"""Django's registration of this app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """送达物流."""

    name = "tongban.management.delivery"
    label = "delivery"
    verbose_name = "送达物流"

    def ready(self) -> None:
        """Register the couriers that come with the app, and what is kept of parcels."""
        from tongban.base.kernel.retention import register_kept
        from tongban.management.delivery import plugins
        from tongban.management.delivery.retention import KEPT

        plugins.register_own()
        register_kept(KEPT)
