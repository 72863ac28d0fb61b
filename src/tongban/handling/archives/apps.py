"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    """电子归档."""

    name = "tongban.handling.archives"
    label = "archives"
    verbose_name = "电子归档"

    def ready(self) -> None:
        """Put the entrance into the staff bar, and say what is kept how long."""
        from tongban.base.kernel.retention import register_kept
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.handling.archives.retention import KEPT

        register_desk_link(
            DeskLink(
                "archives",
                _("档案"),
                "archives:archives",
                frozenset({Duty.ARCHIVIST.value}),
                order=60,
            )
        )
        register_kept(KEPT)
