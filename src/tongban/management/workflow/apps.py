"""Django's registration of this app."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """流程."""

    name = "tongban.management.workflow"
    label = "workflow"
    verbose_name = "流程"
