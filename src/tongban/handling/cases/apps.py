"""Django's registration of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件."""

    name = "tongban.handling.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        """Offer the texts that applicants get, and say which steps of a process are handled."""
        from tongban.base.accounts.types import register_person_records
        from tongban.base.notices.types import declare_templates
        from tongban.handling.cases.messages import TEMPLATES
        from tongban.handling.cases.papers import CaseSubject, own_papers_panel, papers_panel
        from tongban.handling.cases.people import CaseRecords
        from tongban.handling.cases.queries import under_way
        from tongban.handling.cases.queries.joint import (
            joint_inbox_panel,
            joint_panel,
            own_joint_panel,
        )
        from tongban.handling.cases.queries.measures import awaiting_panel, time_panel
        from tongban.handling.cases.services.joint import joint_follower
        from tongban.handling.cases.states import STATE_OF_STEP
        from tongban.handling.cases.types import (
            KIND,
            Panel,
            PanelPlace,
            follow_cases,
            register_panel,
        )
        from tongban.management.catalog.types import register_handled_steps, register_item_use
        from tongban.management.documents.types import register_paper_subject

        declare_templates(TEMPLATES)
        register_handled_steps(STATE_OF_STEP)
        register_item_use(under_way)
        register_person_records("cases", CaseRecords())
        register_panel(Panel(PanelPlace.DESK, 10, "cases/awaiting.html", awaiting_panel))
        register_panel(Panel(PanelPlace.DESK_CASE, 10, "cases/time.html", time_panel))
        follow_cases(joint_follower)
        register_panel(Panel(PanelPlace.DESK, 20, "cases/joint_awaiting.html", joint_inbox_panel))
        register_panel(Panel(PanelPlace.DESK_CASE_MAIN, 20, "cases/joint_parts.html", joint_panel))
        register_panel(Panel(PanelPlace.OWN_CASE, 20, "cases/joint_own.html", own_joint_panel))
        register_panel(Panel(PanelPlace.DESK_CASE_MAIN, 20, "documents/papers.html", papers_panel))
        register_panel(
            Panel(PanelPlace.OWN_CASE, 10, "documents/own_papers.html", own_papers_panel)
        )
        register_paper_subject(KIND, CaseSubject())
