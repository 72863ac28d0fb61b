"""Django's registration of this app."""

from django.apps import AppConfig


class OpenapiConfig(AppConfig):
    """对外接口."""

    name = "tongban.portal.openapi"
    label = "openapi"
    verbose_name = "对外接口"
