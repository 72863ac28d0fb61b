"""Django's registration of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件."""

    name = "tongban.handling.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        """Offer the texts that applicants get."""
        from tongban.base.notices.types import declare_templates
        from tongban.handling.cases.messages import TEMPLATES

        declare_templates(TEMPLATES)
