"""Django's registration of this app."""

from django.apps import AppConfig


class EformsConfig(AppConfig):
    """表单."""

    name = "tongban.management.eforms"
    label = "eforms"
    verbose_name = "表单"
