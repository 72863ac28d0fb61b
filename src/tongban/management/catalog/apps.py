"""Django's registration of this app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """事项."""

    name = "tongban.management.catalog"
    label = "catalog"
    verbose_name = "事项"

    def ready(self) -> None:
        """Let the search index and the change feed follow the names of departments."""
        from tongban.base.orgs.types import follow_department_names
        from tongban.management.catalog.exchange.feed import tell_department
        from tongban.management.catalog.search.index import write_entries_of_department

        follow_department_names(write_entries_of_department)
        follow_department_names(tell_department)
