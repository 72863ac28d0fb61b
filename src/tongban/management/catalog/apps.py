"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """事项."""

    name = "tongban.management.catalog"
    label = "catalog"
    verbose_name = "事项"

    def ready(self) -> None:
        """Let the search index and the change feed follow the names of departments; put the pages of
        the exchange into the staff bar.
        """
        from tongban.base.orgs.types import Duty, follow_department_names
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.management.catalog.exchange.feed import tell_department
        from tongban.management.catalog.search.index import write_entries_of_department

        follow_department_names(write_entries_of_department)
        follow_department_names(tell_department)
        register_desk_link(
            DeskLink(
                "upstream",
                _("上级变更"),
                "exchange:upstream",
                frozenset({Duty.ITEM_MANAGER}),
                order=32,
            )
        )
        register_desk_link(
            DeskLink(
                "exchange",
                _("导入导出"),
                "exchange:desk",
                frozenset({Duty.SYSTEM_ADMIN}),
                order=73,
            )
        )
