"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HallsConfig(AppConfig):
    """大厅·窗口."""

    name = "tongban.handling.halls"
    label = "halls"
    verbose_name = "大厅·窗口"

    def ready(self) -> None:
        """Register the readers, hear of filings, and put up entrances and panels."""
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.handling.cases.types import (
            Panel,
            PanelPlace,
            follow_cases,
            register_eraser,
            register_panel,
        )
        from tongban.handling.halls import plugins
        from tongban.handling.halls.queries import received_panel
        from tongban.handling.halls.queries.noticing import NoticeSubject
        from tongban.handling.halls.services.receiving import erase_receipt, hear_of_case
        from tongban.handling.halls.types import ONE_NOTICE
        from tongban.management.documents.types import register_paper_subject

        plugins.register_own()
        register_paper_subject(ONE_NOTICE, NoticeSubject())
        follow_cases(hear_of_case)
        register_eraser(lambda case, actor: erase_receipt(actor=actor, case_id=case.id))
        register_panel(Panel(PanelPlace.OWN_CASE_BELOW, 40, "halls/received.html", received_panel))
        register_panel(Panel(PanelPlace.DESK_CASE, 5, "halls/received_desk.html", received_panel))
        for entry in (
            DeskLink("window", _("窗口"), "halls:window", frozenset({Duty.WINDOW.value}), order=12),
            DeskLink(
                "notices",
                _("告知单"),
                "halls:notices",
                frozenset({Duty.WINDOW.value}),
                order=14,
            ),
            DeskLink("agent", _("代办"), "halls:agent", frozenset({Duty.AGENT.value}), order=13),
            DeskLink(
                "halls", _("大厅"), "halls:manage", frozenset({Duty.SYSTEM_ADMIN.value}), order=69
            ),
        ):
            register_desk_link(entry)
