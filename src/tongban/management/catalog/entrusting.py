"""The items among which a company chooses what a clerk is for (``accounts.matters``)."""

from tongban.base.accounts.types import CompanyMatter
from tongban.management.catalog.queries import items_for_companies


class ItemsForCompanies:
    """Reads them off the catalogue."""

    def for_companies(self) -> list[CompanyMatter]:
        """Every published item that companies apply for online."""
        return [
            CompanyMatter(item.code, item.name, item.department_id, item.department.name)
            for item in items_for_companies()
        ]
