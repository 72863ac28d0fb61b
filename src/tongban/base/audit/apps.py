"""Django's registration of this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """审计."""

    name = "tongban.base.audit"
    label = "audit"
    verbose_name = "审计"
