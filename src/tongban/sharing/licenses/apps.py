"""Django's registration of this app."""

from django.apps import AppConfig


class LicensesConfig(AppConfig):
    """电子证照·印章."""

    name = "tongban.sharing.licenses"
    label = "licenses"
    verbose_name = "电子证照·印章"
