"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """事项."""

    name = "tongban.management.catalog"
    label = "catalog"
    verbose_name = "事项"

    def ready(self) -> None:
        """Let the search index and the change feed follow the names of departments; say what
        companies apply for.
        """
        from tongban.base.accounts.types import register_company_matters
        from tongban.base.kernel.retention import register_kept
        from tongban.base.orgs.types import follow_department_names
        from tongban.management.catalog.entrusting import ItemsForCompanies
        from tongban.management.catalog.exchange.feed import tell_department
        from tongban.management.catalog.exchange.naming import check_names
        from tongban.management.catalog.lint.offering import check_free
        from tongban.management.catalog.lint.strictness import check_strictness
        from tongban.management.catalog.retention import KEPT
        from tongban.management.catalog.search.index import write_entries_of_department

        register_kept(KEPT)
        register_company_matters(ItemsForCompanies())
        follow_department_names(write_entries_of_department)
        follow_department_names(tell_department)
        check_names()
        check_free()
        check_strictness()
        _put_up_entrances()


def _put_up_entrances() -> None:
    """The links of the staff bar."""
    from tongban.base.orgs.types import Duty
    from tongban.base.pages.navigation import DeskLink, register_desk_link

    keepers = frozenset({Duty.ITEM_MANAGER, Duty.CHIEF, Duty.SYSTEM_ADMIN})
    wordsmiths = frozenset({Duty.ITEM_MANAGER, Duty.DATA_OFFICER})
    for link in (
        DeskLink("items", _("事项"), "catalog:items", keepers, order=30),
        DeskLink("words", _("检索用词"), "catalog:words", wordsmiths, order=31, is_rare=True),
        DeskLink(
            "directory",
            _("基本目录"),
            "catalog:directory",
            frozenset({Duty.SYSTEM_ADMIN}),
            order=32,
            is_rare=True,
        ),
        DeskLink(
            "documents",
            _("法规和政策"),
            "documents:all",
            frozenset({Duty.ITEM_MANAGER, Duty.SYSTEM_ADMIN}),
            order=35,
            is_rare=True,
        ),
        DeskLink(
            "upstream",
            _("上级变更"),
            "exchange:upstream",
            frozenset({Duty.ITEM_MANAGER}),
            order=36,
            is_rare=True,
        ),
        DeskLink(
            "exchange",
            _("导入导出"),
            "exchange:desk",
            frozenset({Duty.SYSTEM_ADMIN}),
            order=73,
        ),
    ):
        register_desk_link(link)
