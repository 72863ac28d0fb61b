"""Django's registration of this app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """页面壳与样式."""

    name = "tongban.base.pages"
    label = "pages"
    verbose_name = "页面壳与样式"
