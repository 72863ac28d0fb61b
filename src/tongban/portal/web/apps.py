"""Django's registration of this app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """页面与我的空间."""

    name = "tongban.portal.web"
    label = "web"
    verbose_name = "页面与我的空间"
