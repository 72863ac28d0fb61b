"""Reads of cases, already scoped to who asks."""

from tongban.handling.cases.ages import too_young
from tongban.handling.cases.answers import known_of
from tongban.handling.cases.numbers import numbers_taken
from tongban.handling.cases.panels import ShownPanel, panels_at
from tongban.handling.cases.queries.after_checks import after_checks_of
from tongban.handling.cases.queries.agreements import agreements, is_in_force
from tongban.handling.cases.queries.beyond import own_beyond_panel
from tongban.handling.cases.queries.claims import claimed_by_another, claims_on
from tongban.handling.cases.queries.desk import (
    acts_allowed,
    correctable_places,
    desk_case,
    materials_for_desk,
)
from tongban.handling.cases.queries.dossier import (
    Dossier,
    case_by_id,
    cases_closed_before,
    dossier_of,
    papers_in_dossier,
)
from tongban.handling.cases.queries.enclosures import enclosures_of
from tongban.handling.cases.queries.figures import (
    MonthFigures,
    month_figures,
    popular_items,
    under_way,
)
from tongban.handling.cases.queries.interested import (
    Concern,
    has_concerns,
    my_concern,
    my_concerns,
)
from tongban.handling.cases.queries.irregularities import irregularities
from tongban.handling.cases.queries.joint import (
    JointRow,
    joint_case,
    joint_inbox,
    joint_parts_of,
    may_answer_jointly,
    shown_jointly,
    unanswered_subcases,
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
from tongban.handling.cases.queries.over import (
    promised_cases,
    tacit_cases,
    unanswered_cases,
    unanswered_reviews,
    uncorrected_cases,
    unsupplied_cases,
)
from tongban.handling.cases.queries.promises import (
    awaiting_late,
    has_replaced,
    late_wanted,
    promised_keys,
    promises_offered,
    replaced_keys,
    replacements_offered,
)
from tongban.handling.cases.queries.received import received_cases, received_figures
from tongban.handling.cases.queries.result_way import (
    ResultQuestion,
    result_choice,
    result_question,
)
from tongban.handling.cases.queries.right_body import departments_to_name
from tongban.handling.cases.queries.ruling import review_of, ruling_of
from tongban.handling.cases.queries.standing import materials_standing
from tongban.handling.cases.queries.telling import (
    CaseView,
    answers_shown,
    events_of,
    used_in_words,
    view_of,
    views_of,
)
from tongban.handling.cases.queries.timeline import timeline_of
from tongban.handling.cases.queries.waiting import Inbox, InboxRow, inbox
from tongban.handling.cases.queries.workload import Load, Workload, workload
from tongban.handling.cases.services.filing import findings_before_filing

__all__ = [
    "CaseView",
    "Concern",
    "Dossier",
    "Inbox",
    "InboxRow",
    "JointRow",
    "Load",
    "MonthFigures",
    "Notice",
    "ResultQuestion",
    "ShownPanel",
    "Workload",
    "acts_allowed",
    "after_checks_of",
    "agreements",
    "answers_shown",
    "awaiting_late",
    "case_by_id",
    "case_by_query_number",
    "cases_closed_before",
    "claimed_by_another",
    "claims_on",
    "correctable_places",
    "departments_to_name",
    "desk_case",
    "dossier_of",
    "draft_answers",
    "enclosures_of",
    "events_of",
    "findings_before_filing",
    "has_concerns",
    "has_replaced",
    "inbox",
    "irregularities",
    "is_in_force",
    "joint_case",
    "joint_inbox",
    "joint_parts_of",
    "just_filed",
    "known_of",
    "known_values",
    "late_wanted",
    "materials_for_desk",
    "materials_standing",
    "may_answer_jointly",
    "measure_choices",
    "measures_awaiting",
    "measures_of",
    "month_figures",
    "my_case",
    "my_cases",
    "my_concern",
    "my_concerns",
    "my_draft_for",
    "my_licensed_case",
    "my_licensed_cases",
    "my_state",
    "numbers_taken",
    "open_matters",
    "open_notice",
    "own_beyond_panel",
    "panels_at",
    "papers_in_dossier",
    "popular_items",
    "promised_cases",
    "promised_keys",
    "promises_offered",
    "received_cases",
    "received_figures",
    "refused_to_clerk",
    "replaced_keys",
    "replacements_offered",
    "result_choice",
    "result_question",
    "review_of",
    "ruling_of",
    "shown_jointly",
    "tacit_cases",
    "timeline_of",
    "too_young",
    "unanswered_cases",
    "unanswered_reviews",
    "unanswered_subcases",
    "uncorrected_cases",
    "under_way",
    "unsupplied_cases",
    "upload_limit",
    "used_in_words",
    "view_of",
    "views_of",
    "workload",
]
