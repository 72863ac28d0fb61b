"""Django's registration of this app."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """期限."""

    name = "tongban.base.clocks"
    label = "clocks"
    verbose_name = "期限"
