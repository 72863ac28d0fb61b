"""Django's registration of this app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """事项."""

    name = "tongban.management.catalog"
    label = "catalog"
    verbose_name = "事项"

    def ready(self) -> None:
        """Let the search index follow the names of departments; open the desk's pages."""
        from django.utils.translation import gettext_lazy as _

        from tongban.base.orgs.types import Duty, follow_department_names
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.management.catalog.search.index import write_entries_of_department

        follow_department_names(write_entries_of_department)
        register_desk_link(
            DeskLink(
                "documents",
                _("法规和政策"),
                "documents:all",
                frozenset({Duty.ITEM_MANAGER, Duty.SYSTEM_ADMIN}),
                order=35,
            )
        )
