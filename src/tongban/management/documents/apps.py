"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """文书."""

    name = "tongban.management.documents"
    label = "documents"
    verbose_name = "文书"

    def ready(self) -> None:
        """Tell whoever verifies files of the papers, and put the templates into the staff bar."""
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.management.documents.queries import Register
        from tongban.sharing.licenses.types import register_papers

        register_papers(Register())
        register_desk_link(
            DeskLink(
                "papers",
                _("文书模板"),
                "papers:templates",
                duties=frozenset({Duty.SEAL_KEEPER.value, Duty.ITEM_MANAGER.value}),
                order=45,
                is_rare=True,
            )
        )
