"""Django's registration of this app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """事项."""

    name = "tongban.management.catalog"
    label = "catalog"
    verbose_name = "事项"

    def ready(self) -> None:
        """Let the search index follow the names of departments; say what companies apply for."""
        from tongban.base.accounts.types import register_company_matters
        from tongban.base.orgs.types import follow_department_names
        from tongban.management.catalog.entrusting import ItemsForCompanies
        from tongban.management.catalog.search.index import write_entries_of_department

        register_company_matters(ItemsForCompanies())
        follow_department_names(write_entries_of_department)
