"""Django's registration of this app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """文件."""

    name = "tongban.base.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Register the store and the scanners that come with the app."""
        from tongban.base.files import plugins

        plugins.register_own()
