"""Reads of cases, already scoped to who asks."""

from tongban.handling.cases.numbers import numbers_taken
from tongban.handling.cases.panels import ShownPanel, panels_at
from tongban.handling.cases.queries.desk import (
    InboxRow,
    acts_allowed,
    correctable_places,
    desk_case,
    inbox,
    materials_for_desk,
)
from tongban.handling.cases.queries.dossier import (
    Dossier,
    case_by_id,
    cases_closed_before,
    dossier_of,
)
from tongban.handling.cases.queries.figures import (
    MonthFigures,
    month_figures,
    popular_items,
    under_way,
)
from tongban.handling.cases.queries.measures import (
    measure_choices,
    measures_awaiting,
    measures_of,
)
from tongban.handling.cases.queries.mine import (
    Notice,
    case_by_query_number,
    draft_answers,
    just_filed,
    known_values,
    my_case,
    my_cases,
    my_draft_for,
    my_licensed_case,
    my_licensed_cases,
    my_state,
    open_matters,
    open_notice,
    refused_to_clerk,
    upload_limit,
)
from tongban.handling.cases.queries.over import unanswered_cases, uncorrected_cases
from tongban.handling.cases.queries.received import received_cases, received_figures
from tongban.handling.cases.queries.telling import (
    CaseView,
    answers_shown,
    events_of,
    used_in_words,
    view_of,
    views_of,
)
from tongban.handling.cases.queries.timeline import timeline_of

__all__ = [
    "CaseView",
    "Dossier",
    "InboxRow",
    "MonthFigures",
    "Notice",
    "ShownPanel",
    "acts_allowed",
    "answers_shown",
    "case_by_id",
    "case_by_query_number",
    "cases_closed_before",
    "correctable_places",
    "desk_case",
    "dossier_of",
    "draft_answers",
    "events_of",
    "inbox",
    "just_filed",
    "known_values",
    "materials_for_desk",
    "measure_choices",
    "measures_awaiting",
    "measures_of",
    "month_figures",
    "my_case",
    "my_cases",
    "my_draft_for",
    "my_licensed_case",
    "my_licensed_cases",
    "my_state",
    "numbers_taken",
    "open_matters",
    "open_notice",
    "panels_at",
    "popular_items",
    "received_cases",
    "received_figures",
    "refused_to_clerk",
    "timeline_of",
    "unanswered_cases",
    "uncorrected_cases",
    "under_way",
    "upload_limit",
    "used_in_words",
    "view_of",
    "views_of",
]
