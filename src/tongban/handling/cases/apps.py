"""Django's registration of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件."""

    name = "tongban.handling.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        """Offer the texts that applicants get, and say which steps of a process are handled."""
        from tongban.base.accounts.types import register_person_records
        from tongban.base.notices.types import declare_templates
        from tongban.handling.cases.messages import TEMPLATES
        from tongban.handling.cases.people import CaseRecords
        from tongban.handling.cases.queries import under_way
        from tongban.handling.cases.states import STATE_OF_STEP
        from tongban.management.catalog.types import register_handled_steps, register_item_use

        declare_templates(TEMPLATES)
        register_handled_steps(STATE_OF_STEP)
        register_item_use(under_way)
        register_person_records("cases", CaseRecords())
