"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"
