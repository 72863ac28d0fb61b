"""Django's registration of this app."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """区划·机构·岗位."""

    name = "tongban.base.orgs"
    label = "orgs"
    verbose_name = "区划·机构·岗位"
