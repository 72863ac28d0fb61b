"""Django's registration of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件."""

    name = "tongban.handling.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        """Say to the apps below what there is about cases (see ``rooms``)."""
        from tongban.handling.cases.rooms import open_rooms

        open_rooms()
