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
        from tongban.handling.cases.papers import (
            CaseSubject,
            awaiting_papers_panel,
            own_papers_panel,
            papers_panel,
        )
        from tongban.handling.cases.people import CaseRecords
        from tongban.handling.cases.queries import under_way
        from tongban.handling.cases.queries.inspecting import (
            inspection_panel,
            own_inspection_panel,
        )
        from tongban.handling.cases.queries.measures import awaiting_panel, time_panel
        from tongban.handling.cases.queries.promises import (
            ending_panel,
            late_panel,
            own_late_panel,
        )
        from tongban.handling.cases.queries.ruling import (
            PastRulings,
            own_ruling_panel,
            reviews_panel,
            ruling_panel,
        )
        from tongban.handling.cases.states import STATE_OF_STEP, STEPS_BY_RULE
        from tongban.handling.cases.types import KIND, Panel, PanelPlace, register_panel
        from tongban.management.catalog.types import (
            register_handled_steps,
            register_item_use,
            register_steps_by_rule,
        )
        from tongban.management.documents.types import register_paper_subject
        from tongban.management.rules.types import register_past_cases

        declare_templates(TEMPLATES)
        register_handled_steps(STATE_OF_STEP)
        register_steps_by_rule(STEPS_BY_RULE)
        register_item_use(under_way)
        register_past_cases(PastRulings())
        register_person_records("cases", CaseRecords())
        register_panel(Panel(PanelPlace.DESK, 10, "cases/awaiting.html", awaiting_panel))
        register_panel(Panel(PanelPlace.DESK_CASE, 10, "cases/time.html", time_panel))
        register_panel(Panel(PanelPlace.DESK, 20, "cases/reviews.html", reviews_panel))
        register_panel(Panel(PanelPlace.DESK_CASE_MAIN, 20, "cases/ruling.html", ruling_panel))
        register_panel(Panel(PanelPlace.OWN_CASE, 20, "cases/own_ruling.html", own_ruling_panel))
        register_panel(
            Panel(PanelPlace.DESK_CASE_MAIN, 20, "cases/inspection.html", inspection_panel)
        )
        register_panel(
            Panel(PanelPlace.OWN_CASE, 20, "cases/own_inspection.html", own_inspection_panel)
        )
        for place, order, template, fill in (
            (PanelPlace.DESK_CASE, 20, "cases/late.html", late_panel),
            (PanelPlace.OWN_CASE, 10, "cases/own_late.html", own_late_panel),
            (PanelPlace.DESK_CASE, 90, "cases/ending.html", ending_panel),
        ):
            register_panel(Panel(place, order, template, fill))
        register_panel(Panel(PanelPlace.DESK_CASE_MAIN, 20, "documents/papers.html", papers_panel))
        register_panel(
            Panel(PanelPlace.OWN_CASE, 10, "documents/own_papers.html", own_papers_panel)
        )
        register_panel(Panel(PanelPlace.DESK, 20, "documents/awaiting.html", awaiting_papers_panel))
        register_paper_subject(KIND, CaseSubject())
