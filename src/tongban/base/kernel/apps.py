"""Django's registration of this app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """公共词汇."""

    name = "tongban.base.kernel"
    label = "kernel"
    verbose_name = "公共词汇"
