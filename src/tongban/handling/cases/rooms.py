"""What the rooms of this app show on the pages about cases, and what they tell the apps below."""

from tongban.base.accounts.types import follow_tenure_ends, register_person_records
from tongban.base.clocks.types import DueFollower, follow_due
from tongban.base.notices.types import declare_templates
from tongban.handling.cases import concerned_papers, papers
from tongban.handling.cases.messages import TEMPLATES
from tongban.handling.cases.people import CaseRecords
from tongban.handling.cases.queries import (
    after_checks,
    beyond,
    claims,
    deemed,
    hearings,
    incoming,
    inspecting,
    interested,
    joint,
    measures,
    notes,
    promises,
    renewing,
    right_body,
    ruling,
    under_way,
)
from tongban.handling.cases.queries import fees as fee_reads
from tongban.handling.cases.queries import post as post_reads
from tongban.handling.cases.services import fees, post
from tongban.handling.cases.services.claims import claims_end
from tongban.handling.cases.services.due import keep_due, put_off_recount
from tongban.handling.cases.services.joint import joint_follower
from tongban.handling.cases.states import STATE_OF_STEP, STEPS_BY_RULE
from tongban.handling.cases.types import (
    INTERESTED,
    KIND,
    Panel,
    PanelPlace,
    follow_cases,
    register_panel,
)
from tongban.management.catalog.types import (
    register_handled_steps,
    register_item_use,
    register_steps_by_rule,
)
from tongban.management.delivery import types as delivery
from tongban.management.documents.types import register_paper_subject
from tongban.management.payments.types import register_subject
from tongban.management.rules.types import register_past_cases

DESK, SIDE, MAIN = PanelPlace.DESK, PanelPlace.DESK_CASE, PanelPlace.DESK_CASE_MAIN
OWN, BELOW = PanelPlace.OWN_CASE, PanelPlace.OWN_CASE_BELOW

PANELS = (
    Panel(DESK, 10, "cases/awaiting.html", measures.awaiting_panel),
    Panel(DESK, 5, "cases/deemed.html", deemed.deemed_panel),
    Panel(DESK, 15, "cases/beyond_awaiting.html", beyond.awaiting_beyond_panel),
    Panel(DESK, 20, "cases/reviews.html", ruling.reviews_panel),
    Panel(DESK, 20, "documents/awaiting.html", papers.awaiting_papers_panel),
    Panel(DESK, 20, "cases/joint_awaiting.html", joint.joint_inbox_panel),
    Panel(DESK, 22, "cases/unbooked.html", post_reads.unbooked_panel),
    Panel(DESK, 25, "cases/hearings_awaiting.html", hearings.hearings_panel),
    Panel(DESK, 30, "cases/checks_awaiting.html", after_checks.checks_panel),
    Panel(SIDE, 5, "cases/claim.html", claims.claim_panel),
    Panel(
        SIDE,
        10,
        "cases/time.html",
        measures.time_panel,
        {"extension": "cases/way_extension.html", "procedure": "cases/way_procedure.html"},
    ),
    Panel(SIDE, 8, "cases/renewal.html", renewing.renewal_panel),
    Panel(SIDE, 20, "cases/late.html", promises.late_panel),
    Panel(SIDE, 20, "cases/fees.html", fee_reads.fee_panel),
    Panel(SIDE, 30, "cases/post.html", post_reads.post_panel),
    Panel(
        SIDE,
        31,
        "cases/incoming.html",
        incoming.incoming_panel,
        {"incoming": "cases/way_incoming.html"},
    ),
    Panel(SIDE, 90, "", promises.ending_panel, {"ending": "cases/way_ending.html"}),
    Panel(MAIN, 20, "cases/ruling.html", ruling.ruling_panel),
    Panel(
        MAIN,
        20,
        "cases/inspection.html",
        inspecting.inspection_panel,
        {"inspection": "cases/way_inspection.html", "opinion": "cases/way_opinion.html"},
    ),
    Panel(
        MAIN,
        25,
        "cases/interested.html",
        interested.interested_panel,
        {"interested": "cases/way_interested.html"},
    ),
    Panel(
        MAIN,
        26,
        "cases/hearing.html",
        hearings.hearing_panel,
        {"hearing": "cases/way_hearing.html"},
    ),
    Panel(MAIN, 30, "cases/beyond.html", beyond.beyond_panel, {"beyond": "cases/way_beyond.html"}),
    Panel(MAIN, 20, "cases/after_check.html", after_checks.after_check_panel),
    Panel(MAIN, 20, "documents/papers.html", papers.papers_panel),
    Panel(MAIN, 20, "cases/joint_parts.html", joint.joint_panel),
    Panel(MAIN, 90, "cases/notes.html", notes.notes_panel),
    Panel(OWN, 5, "cases/own_right_body.html", right_body.own_right_body_panel),
    Panel(OWN, 5, "cases/own_beyond.html", beyond.own_beyond_panel),
    Panel(OWN, 8, "cases/own_renewal.html", renewing.renewal_panel),
    Panel(OWN, 10, "cases/own_late.html", promises.own_late_panel),
    Panel(OWN, 10, "cases/own_check.html", after_checks.own_check_panel),
    Panel(OWN, 15, "cases/own_hearing.html", hearings.own_hearing_panel),
    Panel(OWN, 20, "cases/own_ruling.html", ruling.own_ruling_panel),
    Panel(OWN, 20, "cases/own_inspection.html", inspecting.own_inspection_panel),
    Panel(OWN, 20, "cases/joint_own.html", joint.own_joint_panel),
    Panel(OWN, 2, "cases/own_fees.html", fee_reads.fee_panel),
    Panel(BELOW, 10, "documents/own_papers.html", papers.own_papers_panel),
    Panel(BELOW, 30, "cases/own_post.html", post_reads.own_post_panel),
)


def open_rooms() -> None:
    """Register it all, once, when Django is ready."""
    follow_due(KIND, DueFollower(keep_due, put_off_recount))
    follow_tenure_ends(claims_end)
    declare_templates(TEMPLATES)
    register_handled_steps(STATE_OF_STEP)
    register_steps_by_rule(STEPS_BY_RULE)
    register_item_use(under_way)
    register_past_cases(ruling.PastRulings())
    register_person_records("cases", CaseRecords())
    register_subject(fees.CaseFees())
    delivery.register_subject(post.CasePost())
    register_paper_subject(KIND, papers.CaseSubject())
    register_paper_subject(INTERESTED, concerned_papers.InterestedSubject())
    for follower in (fees.follow, post.follow, joint_follower):
        follow_cases(follower)
    for panel in PANELS:
        register_panel(panel)
