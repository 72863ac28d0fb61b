"""Django's registration of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件."""

    name = "tongban.handling.cases"
    label = "cases"
    verbose_name = "办件"
