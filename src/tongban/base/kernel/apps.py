"""Django's registration of this app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """公共词汇."""

    name = "tongban.base.kernel"
    label = "kernel"
    verbose_name = "公共词汇"

    def ready(self) -> None:
        """Look at the networks that the city names: a mistyped one would be found at night."""
        from tongban.base.kernel.outgoing import named_networks

        named_networks()
