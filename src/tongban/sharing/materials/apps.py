"""Django's registration of this app."""

from django.apps import AppConfig


class MaterialsConfig(AppConfig):
    """材料库."""

    name = "tongban.sharing.materials"
    label = "materials"
    verbose_name = "材料库"
