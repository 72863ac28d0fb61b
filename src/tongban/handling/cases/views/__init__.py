"""Pages of the desk, a file a noun."""

from tongban.handling.cases.views.acts import act
from tongban.handling.cases.views.beyond import beyond_act, beyond_ask, my_beyond
from tongban.handling.cases.views.bulk import bulk
from tongban.handling.cases.views.case import case, reveal
from tongban.handling.cases.views.claims import claim_act, note_strike, note_write
from tongban.handling.cases.views.compare import compare
from tongban.handling.cases.views.fees import fee_exempt, my_fee, my_receipt
from tongban.handling.cases.views.hearings import (
    hearing_act,
    hearing_open,
    hearings,
    my_concern_hearing,
    my_hearing,
)
from tongban.handling.cases.views.inbox import desk, workload
from tongban.handling.cases.views.incoming import papers_in
from tongban.handling.cases.views.inspecting import (
    inspection_act,
    inspection_file,
    inspection_plan,
    opinion_ask,
    opinion_receive,
)
from tongban.handling.cases.views.interested import (
    concern,
    concerns,
    interested_act,
    interested_enter,
    my_concern_service,
)
from tongban.handling.cases.views.joint import joint, joint_file, joint_return
from tongban.handling.cases.views.materials import material_file, material_preview
from tongban.handling.cases.views.measures import measure_act, measure_ask
from tongban.handling.cases.views.papers import my_service
from tongban.handling.cases.views.post import my_post, post_act
from tongban.handling.cases.views.promising import late_promise, late_supply, terminate
from tongban.handling.cases.views.replacing import check_act, my_defence, replacement
from tongban.handling.cases.views.right_body import my_start_from
from tongban.handling.cases.views.ruling import answer_review, ask_review

__all__ = [
    "act",
    "answer_review",
    "ask_review",
    "beyond_act",
    "beyond_ask",
    "bulk",
    "case",
    "check_act",
    "claim_act",
    "compare",
    "concern",
    "concerns",
    "desk",
    "fee_exempt",
    "hearing_act",
    "hearing_open",
    "hearings",
    "inspection_act",
    "inspection_file",
    "inspection_plan",
    "interested_act",
    "interested_enter",
    "joint",
    "joint_file",
    "joint_return",
    "late_promise",
    "late_supply",
    "material_file",
    "material_preview",
    "measure_act",
    "measure_ask",
    "my_beyond",
    "my_concern_hearing",
    "my_concern_service",
    "my_defence",
    "my_fee",
    "my_hearing",
    "my_post",
    "my_receipt",
    "my_service",
    "my_start_from",
    "note_strike",
    "note_write",
    "opinion_ask",
    "opinion_receive",
    "papers_in",
    "post_act",
    "replacement",
    "reveal",
    "terminate",
    "workload",
]
