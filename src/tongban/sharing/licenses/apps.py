"""Django's registration of this app."""

from django.apps import AppConfig


class LicensesConfig(AppConfig):
    """电子证照·印章."""

    name = "tongban.sharing.licenses"
    label = "licenses"
    verbose_name = "电子证照·印章"

    def ready(self) -> None:
        """Tell accounts what is kept about people here."""
        from tongban.base.accounts.types import register_person_records
        from tongban.sharing.licenses.people import LicenseRecords

        register_person_records("licenses", LicenseRecords())
