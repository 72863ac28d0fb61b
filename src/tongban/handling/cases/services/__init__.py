"""Acts of cases. Each is one function, in one transaction, in six steps in the same order."""

from tongban.handling.cases.services.accepting import (
    accept_by_silence,
    accept_case,
    pass_prereview,
    refuse_to_accept,
)
from tongban.handling.cases.services.after_checks import (
    record_after_check,
    revoke_after_check,
    state_defence,
    uphold_after_check,
)
from tongban.handling.cases.services.agreements import end_agreement, make_agreement
from tongban.handling.cases.services.beyond import (
    answer_beyond_guide,
    approve_beyond_guide,
    ask_beyond_guide,
    refuse_beyond_guide,
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
from tongban.handling.cases.services.elsewhere import (
    decide_elsewhere,
    give_back,
    hand_elsewhere,
    note_elsewhere,
)
from tongban.handling.cases.services.erasing import erase_case, erase_unfiled
from tongban.handling.cases.services.fees import ask_fee_exemption, claim_refund, renew_fee
from tongban.handling.cases.services.filing import file_case, set_serials_aside
from tongban.handling.cases.services.finishing import close_case, issue_result
from tongban.handling.cases.services.following import follow_person
from tongban.handling.cases.services.hearing_records import (
    confirm_hearing_record,
    confirm_record_concerned,
    record_hearing,
    sign_hearing_record,
)
from tongban.handling.cases.services.hearings import (
    ask_hearing,
    ask_hearing_concerned,
    call_off_hearing,
    open_hearing,
    plan_hearing,
)
from tongban.handling.cases.services.incoming import register_papers, return_papers
from tongban.handling.cases.services.inspecting import (
    add_inspection_photo,
    cancel_inspection,
    confirm_inspection,
    plan_inspection,
    record_inspection,
)
from tongban.handling.cases.services.interested import (
    enter_interested,
    hear_interested,
    state_opinion,
    strike_interested,
)
from tongban.handling.cases.services.joint import (
    answer_jointly,
    end_joint_limit,
    return_subcase,
)
from tongban.handling.cases.services.late_reviews import report_late_review
from tongban.handling.cases.services.measures import (
    approve_measure,
    ask_extension,
    ask_procedure,
    end_procedure,
    refuse_measure,
)
from tongban.handling.cases.services.notes import strike_note, write_note
from tongban.handling.cases.services.opinions import commission_opinion, receive_opinion
from tongban.handling.cases.services.post import (
    choose_result_way,
    hand_result_out,
    send_papers,
    send_result,
    try_courier_again,
)
from tongban.handling.cases.services.promising import (
    close_unsupplied,
    draw_promise,
    sign_promise,
    supply_late,
    warn_of_late,
)
from tongban.handling.cases.services.replacing import draw_replacement, drop_replacement
from tongban.handling.cases.services.revealing import reveal
from tongban.handling.cases.services.reviewing import (
    fail_inspection,
    fail_review,
    pass_inspection,
    pass_review,
    return_review,
)
from tongban.handling.cases.services.right_body import start_from_case
from tongban.handling.cases.services.ruling import (
    answer_human_review,
    ask_human_review,
    decide_by_rules,
)
from tongban.handling.cases.services.tacit import grant_by_silence
from tongban.handling.cases.services.terminating import terminate_case
from tongban.handling.cases.services.withdrawing import withdraw_case

__all__ = [
    "accept_by_silence",
    "accept_case",
    "add_inspection_photo",
    "answer_beyond_guide",
    "answer_human_review",
    "answer_jointly",
    "approve_beyond_guide",
    "approve_measure",
    "ask_beyond_guide",
    "ask_extension",
    "ask_fee_exemption",
    "ask_hearing",
    "ask_hearing_concerned",
    "ask_human_review",
    "ask_procedure",
    "assign_case",
    "call_off_hearing",
    "cancel_inspection",
    "choose_result_way",
    "claim_case",
    "claim_refund",
    "close_case",
    "close_uncorrected",
    "close_unsupplied",
    "commission_opinion",
    "confirm_hearing_record",
    "confirm_inspection",
    "confirm_record_concerned",
    "correct_case",
    "decide_by_rules",
    "decide_elsewhere",
    "discard_draft",
    "draw_promise",
    "draw_replacement",
    "drop_material",
    "drop_replacement",
    "end_agreement",
    "end_claims_of",
    "end_joint_limit",
    "end_procedure",
    "enter_interested",
    "erase_case",
    "erase_unfiled",
    "fail_inspection",
    "fail_review",
    "file_case",
    "follow_due",
    "follow_person",
    "give_back",
    "give_back_case",
    "grant",
    "grant_by_silence",
    "hand_elsewhere",
    "hand_over_case",
    "hand_result_out",
    "hear_interested",
    "issue_result",
    "make_agreement",
    "note_elsewhere",
    "open_hearing",
    "pass_inspection",
    "pass_prereview",
    "pass_review",
    "plan_hearing",
    "plan_inspection",
    "receive_opinion",
    "record_after_check",
    "record_hearing",
    "record_inspection",
    "refuse",
    "refuse_beyond_guide",
    "refuse_measure",
    "refuse_to_accept",
    "register_papers",
    "renew_fee",
    "report_late_review",
    "request_correction",
    "return_decision",
    "return_papers",
    "return_review",
    "return_subcase",
    "reveal",
    "revoke_after_check",
    "save_answers",
    "send_papers",
    "send_result",
    "set_serials_aside",
    "sign_hearing_record",
    "sign_promise",
    "start_draft",
    "start_from_case",
    "state_defence",
    "state_opinion",
    "strike_interested",
    "strike_note",
    "supply_late",
    "terminate_case",
    "try_courier_again",
    "uphold_after_check",
    "upload_material",
    "warn_of_late",
    "withdraw_case",
    "write_note",
]
