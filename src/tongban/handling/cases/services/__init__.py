"""Acts of cases. Each is one function, in one transaction, in six steps in the same order."""

from tongban.handling.cases.services.accepting import (
    accept_by_silence,
    accept_case,
    pass_prereview,
    refuse_to_accept,
)
from tongban.handling.cases.services.correcting import (
    close_uncorrected,
    correct_case,
    request_correction,
)
from tongban.handling.cases.services.deciding import grant, refuse, return_decision
from tongban.handling.cases.services.drafting import (
    discard_draft,
    drop_material,
    save_answers,
    start_draft,
    upload_material,
)
from tongban.handling.cases.services.filing import file_case, set_serials_aside
from tongban.handling.cases.services.finishing import close_case, issue_result
from tongban.handling.cases.services.following import follow_person
from tongban.handling.cases.services.joint import (
    answer_jointly,
    end_joint_limit,
    return_subcase,
)
from tongban.handling.cases.services.measures import (
    approve_measure,
    ask_extension,
    ask_procedure,
    end_procedure,
    refuse_measure,
)
from tongban.handling.cases.services.revealing import reveal
from tongban.handling.cases.services.reviewing import (
    fail_inspection,
    fail_review,
    pass_inspection,
    pass_review,
    return_review,
)
from tongban.handling.cases.services.withdrawing import withdraw_case

__all__ = [
    "accept_by_silence",
    "accept_case",
    "answer_jointly",
    "approve_measure",
    "ask_extension",
    "ask_procedure",
    "close_case",
    "close_uncorrected",
    "correct_case",
    "discard_draft",
    "drop_material",
    "end_joint_limit",
    "end_procedure",
    "fail_inspection",
    "fail_review",
    "file_case",
    "follow_person",
    "grant",
    "issue_result",
    "pass_inspection",
    "pass_prereview",
    "pass_review",
    "refuse",
    "refuse_measure",
    "refuse_to_accept",
    "request_correction",
    "return_decision",
    "return_review",
    "return_subcase",
    "reveal",
    "save_answers",
    "set_serials_aside",
    "start_draft",
    "upload_material",
    "withdraw_case",
]
