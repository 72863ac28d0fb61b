"""Django's registration of this app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """事项."""

    name = "tongban.management.catalog"
    label = "catalog"
    verbose_name = "事项"
