"""Acts of cases. Each is one function, in one transaction, in six steps in the same order."""

from tongban.handling.cases.services.accepting import (
    accept_by_silence,
    accept_case,
    pass_prereview,
    refuse_to_accept,
)
from tongban.handling.cases.services.claims import (
    assign_case,
    claim_case,
    end_claims_of,
    give_back_case,
    hand_over_case,
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
from tongban.handling.cases.services.due import follow_due
from tongban.handling.cases.services.filing import file_case, set_serials_aside
from tongban.handling.cases.services.finishing import close_case, issue_result
from tongban.handling.cases.services.following import follow_person
from tongban.handling.cases.services.measures import (
    approve_measure,
    ask_extension,
    ask_procedure,
    end_procedure,
    refuse_measure,
)
from tongban.handling.cases.services.notes import strike_note, write_note
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
    "approve_measure",
    "ask_extension",
    "ask_procedure",
    "assign_case",
    "claim_case",
    "close_case",
    "close_uncorrected",
    "correct_case",
    "discard_draft",
    "drop_material",
    "end_claims_of",
    "end_procedure",
    "fail_inspection",
    "fail_review",
    "file_case",
    "follow_due",
    "follow_person",
    "give_back_case",
    "grant",
    "hand_over_case",
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
    "reveal",
    "save_answers",
    "set_serials_aside",
    "start_draft",
    "strike_note",
    "upload_material",
    "withdraw_case",
    "write_note",
]
