"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectorsConfig(AppConfig):
    """对接部门系统."""

    name = "tongban.handling.connectors"
    label = "connectors"
    verbose_name = "对接部门系统"

    def ready(self) -> None:
        """Register the connectors that come along, listen to cases, put panels and a link."""
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.handling.cases.types import (
            Panel,
            PanelPlace,
            follow_cases,
            register_enclosures,
            register_eraser,
            register_panel,
        )
        from tongban.handling.connectors import providers
        from tongban.handling.connectors.following import case_moved
        from tongban.handling.connectors.queries import alarm_panel, case_panel, enclosures
        from tongban.handling.connectors.services import erase_handover

        providers.register_own()
        follow_cases(case_moved)
        register_enclosures(enclosures)
        register_eraser(lambda case, actor: erase_handover(actor=actor, case=case))
        where = "connectors/where.html"
        register_panel(Panel(PanelPlace.DESK_CASE, 5, where, case_panel))
        register_panel(Panel(PanelPlace.OWN_CASE, 5, where, case_panel))
        register_panel(Panel(PanelPlace.DESK, 5, "connectors/alarm.html", alarm_panel))
        register_desk_link(
            DeskLink(
                "connectors",
                _("对接系统"),
                "connectors:systems",
                frozenset({Duty.DATA_OFFICER.value}),
                order=65,
            )
        )
