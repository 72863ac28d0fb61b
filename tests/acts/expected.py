"""What is allowed, worked out from the tables: who by ``rights.py`` of each app, when by the states.

Nothing here asks the acts. A word of a table of rights that is not told here fails, and so does an
act without a line.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.acts.people import HALL, HANDLING, Who
from tests.acts.situations import Situation
from tests.house.rights import ROWS
from tongban.handling.cases.states import ACTS as DESK

UNDER_WAY = "accepted reviewed"
UNDECIDED = "filed prereviewed correcting accepted reviewed"
FILED = f"{UNDECIDED} granted closed not_accepted not_corrected withdrawn terminated"
ANY = f"draft discarded {FILED}"

DUTY_OF_STEP = {
    "prereview": "window",
    "accept": "window",
    "review": "handler",
    "inspect": "reviewer",
    "decide": "signer",
}
"""Who does a step, by the processes that come with the platform."""

OUTCOMES = {
    "standard": {
        "prereview": {"pass", "correction", "refuse"},
        "accept": {"accept", "correction", "refuse"},
        "review": {"pass", "return"},
        "decide": {"grant", "refuse", "return"},
    },
    "inspects": {
        "accept": {"accept", "correction", "refuse"},
        "review": {"pass", "fail"},
        "inspect": {"pass", "fail"},
        "decide": {"grant", "refuse", "return"},
    },
}
"""Outcomes of the steps, by the charts of those processes."""

LINES = f"""
# act                  | states          | there must be            | there must not be
save_answers           | draft correcting |                         |
upload_material        | draft correcting |                         |
drop_material          | draft           |                          |
discard_draft          | draft           |                          |
file_case              | draft           | complete                 |
correct_case           | correcting      | mended                   |
withdraw_case          | {UNDECIDED}     |                          |
draw_promise           | draft           | lacks_lease              | late.signed instead.signed
sign_promise           | draft           | promise.drawn            |
draw_replacement       | draft           | complete/lacks_lease     | instead.signed
drop_replacement       | draft           | instead.open             | -idle
state_defence          | granted closed  | check.hearing            | defended
supply_late            | {UNDER_WAY}     | late.missing             |
start_from_case        | not_accepted    | right_body               |
ask_human_review       | closed          | by_rules                 | again.asked again.answered
answer_human_review    | closed          | again.asked              |
ask_extension          | {UNDER_WAY}     |                          | elsewhere extension.open extended
ask_procedure          | {UNDER_WAY}     |                          | elsewhere procedure.open
approve_measure        | {UNDER_WAY}     | measure.asked            |
refuse_measure         | {UNDER_WAY}     | measure.asked            |
end_procedure          | {UNDER_WAY}     | procedure.running        |
ask_beyond_guide       | {UNDECIDED}     |                          | elsewhere beyond.asked beyond.open
approve_beyond_guide   | {UNDECIDED}     | beyond.asked             |
refuse_beyond_guide    | {UNDECIDED}     | beyond.asked             |
answer_beyond_guide    | {UNDECIDED}     | beyond.open              |
plan_inspection        | {UNDER_WAY}     |                          | elsewhere inspection.open
add_inspection_photo   | {UNDER_WAY}     | inspection.open          |
record_inspection      | {UNDER_WAY}     | inspection.open          |
confirm_inspection     | {UNDER_WAY}     | inspection.recorded      |
cancel_inspection      | {UNDER_WAY}     | inspection.open          |
commission_opinion     | {UNDER_WAY}     |                          | elsewhere
receive_opinion        | {UNDER_WAY}     | opinion.open             |
terminate_case         | {UNDER_WAY}     |                          | elsewhere
enter_interested       | {UNDER_WAY}     |                          | elsewhere concern.there
strike_interested      | {UNDER_WAY}     | concern.there            |
hear_interested        | {UNDER_WAY}     | concern.there            |
state_opinion          | {UNDER_WAY}     | concern.there            |
ask_hearing            | {UNDER_WAY}     | concern.there            | hearing.open hearing.done right.over
ask_hearing_concerned  | {UNDER_WAY}     | concern.there            | hearing.open hearing.done concern.over
open_hearing           | {UNDER_WAY}     |                          | elsewhere hearing.open hearing.done
plan_hearing           | {UNDER_WAY}     | hearing.asked/hearing.planned |
call_off_hearing       | {UNDER_WAY}     | hearing.asked/hearing.planned | hearing.by_law
record_hearing         | {UNDER_WAY}     | hearing.due/hearing.recorded | chair.handles
sign_hearing_record    | {UNDER_WAY}     | hearing.recorded         |
confirm_hearing_record | {UNDER_WAY}     | hearing.recorded came.applicant |
confirm_record_concerned | {UNDER_WAY}   | hearing.recorded came.concerned |
record_after_check     | granted closed  | check.open               |
revoke_after_check     | closed          | check.hearing defended   |
uphold_after_check     | granted closed  | check.hearing defended   |
answer_jointly         | {UNDER_WAY}     | joint.waiting            |
return_subcase         | {UNDER_WAY}     | joint.answered           |
renew_fee              | {UNDER_WAY} granted | fee.expired          |
claim_refund           | {FILED}         | fee.paid                 | refund.asked
ask_fee_exemption      | {FILED}         | fee.waiting              | exemption.asked
choose_result_way      | {UNDECIDED} granted closed |               | refused handed
send_papers            | filed prereviewed correcting |             | takes_no_post
register_papers        | {FILED}         |                          | in.there
return_papers          | {FILED}         | in.there                 | in.back
send_result            | closed          | post.asked               |
hand_result_out        | closed          | window.asked             |
try_courier_again    | closed          | post.stuck               |
write_note             | {FILED}         |                          |
strike_note            | {FILED}         | note.written             |
reveal                 | {FILED}         |                          |
accept_by_silence      | filed prereviewed | silent                 | -idle
close_uncorrected      | correcting      | correction.over          | -idle
warn_of_late           | {UNDER_WAY}     | late.near                | -idle
close_unsupplied       | {UNDER_WAY}     | late.over                | -idle
grant_by_silence       | {UNDER_WAY}     | tacit.over               | -idle concern.untold hearing.demanded
report_late_review     | closed          | again.over               | -idle
end_joint_limit        | {UNDER_WAY}     | joint.over               | -idle
issue_result           | granted         | step:issue               | -idle
close_case             | granted         | step:close               | -idle
decide_by_rules        | filed           | rules.wait               | -idle
hand_elsewhere         | {UNDER_WAY}     |                          | elsewhere
note_elsewhere         | {UNDER_WAY}     | elsewhere                |
decide_elsewhere       | {UNDER_WAY}     | elsewhere                |
give_back              | {UNDER_WAY}     | elsewhere                |
draft_amendment        | {FILED}         | paper.signed/paper.served | amendment
review_paper           | {FILED}         | paper.draft              |
sign_paper             | {FILED}         | paper.reviewed           |
drop_paper             | {FILED}         | paper.draft/paper.reviewed |
hand_over_paper        | {FILED}         | paper.signed             | paper.on_its_way
post_paper             | {FILED}         | paper.signed             | paper.on_its_way
confirm_service        | {FILED}         | paper.on_its_way         |
return_service         | {FILED}         | paper.on_its_way         |
leave_paper            | {FILED}         | paper.signed             | paper.on_its_way
publish_service        | {FILED}         | paper.signed             | paper.on_its_way paper.published
complete_published     | {FILED}         | paper.days_over          | -idle
withdraw_publication   | closed          | paper.public             |
choose_service         | {ANY}           |                          |
open_paper             | {FILED}         | paper.signed/paper.served |
approve_refund         | {FILED}         | refund.asked             |
refuse_refund          | {FILED}         | refund.asked             |
approve_exemption      | {FILED}         | exemption.asked          |
refuse_exemption       | {FILED}         | exemption.asked          |
"""
"""``-idle``: out of its time the act of a job does nothing, and is not refused."""

DECIDING = {
    "grant": "late.missing procedure.running inspection.open opinion.open fee.due joint.waiting "
    "joint.against hearing.open hearing.demanded concern.untold concern.waits",
    "refuse": "tacit.over procedure.running inspection.open opinion.open joint.waiting "
    "hearing.open hearing.demanded right.untold right.waits",
}
"""What a decision waits for, and what it cannot be against."""
INSPECTING = {"pass_inspection": "inspection.passed", "fail_inspection": "inspection.failed"}
CLAIMS = ("claim_case", "give_back_case", "hand_over_case", "assign_case")
AT_TWO_STEPS = ("request_correction", "refuse_to_accept")

NOT_ON_A_CASE = {
    "cases.start_draft": "there is no case yet",
    "cases.end_claims_of": "about an officer who left; test_claims.py",
    "cases.follow_due": "about a row of the inbox that a job mends; test_inbox.py",
    "cases.follow_person": "about all cases of a person; test_entering_for_people.py",
    "cases.erase_case": "a part of destroying an archive; archives/tests",
    "cases.erase_unfiled": "a part of destroying an archive; bundles/tests",
    "cases.set_serials_aside": "about numbers",
    "cases.make_agreement": "about another city; test_agreements.py",
    "cases.end_agreement": "about another city; test_agreements.py",
    "documents.make_paper": "a part of the acts that tell",
    "documents.withdraw_grants": "a part of revoking; test_publications.py",
    "documents.erase_papers": "a part of destroying an archive; archives/tests",
    "documents.render_paper": "a part of reading a paper",
    "documents.publish_paper_template": "about wordings",
    "documents.set_numbering": "about numbers",
    "payments.ask_payment": "a part of acts of cases",
    "payments.renew_payment": "a part of renew_fee",
    "payments.cancel_payment": "a part of acts of cases",
    "payments.ask_refund": "a part of claim_refund",
    "payments.ask_exemption": "a part of ask_fee_exemption",
    "payments.take_payment": "what a provider tells is never refused; test_take_payment.py",
    "payments.send_refund": "a job that never refuses; test_send_refund.py",
    "payments.catch_up_refunds": "about all refunds",
    "payments.send_refund_again": "a refund that nobody tries any more; test_send_refund.py",
    "payments.expire_payments": "about all notices whose day is over",
    "payments.settle_refund": "what a provider did; test_refunds.py",
    "payments.take_statement": "about a day's money",
    "payments.miss_statement": "about a day's money",
    "payments.note_forgery": "about a message that is nobody's",
    "payments.explain_difference": "about money, and no case",
}
"""Acts of these apps that are not about one case, and where they are tried."""

APPS = ("cases", "documents", "payments")


@dataclass(frozen=True)
class Line:
    """When an act is allowed."""

    states: frozenset[str]
    needs: tuple[frozenset[str], ...]
    """Of each, one must be there."""
    bars: frozenset[str]
    is_idle: bool
    """Out of its time nothing happens."""

    def holds(self, s: Situation) -> bool:
        """Whether it is the time for it."""
        there = s.facts | {f"step:{step}" for step in s.steps}
        return (
            s.state in self.states
            and all(one & there for one in self.needs)
            and not self.bars & there
        )


def _read() -> dict[str, Line]:
    lines = {}
    for text in LINES.strip().splitlines():
        if text.startswith("#"):
            continue
        act, states, needs, bars = (cell.strip() for cell in text.split("|"))
        wanted = tuple(frozenset(word.split("/")) for word in needs.split())
        kept = frozenset(bars.split())
        lines[act] = Line(frozenset(states.split()), wanted, kept - {"-idle"}, "-idle" in kept)
    return lines


TABLE = _read()


def lines_of(name: str) -> bool:
    """Whether it is told here when an act is allowed."""
    act = name.split(".")[1]
    return act in TABLE or act in DESK or act in CLAIMS or act in AT_TWO_STEPS


def _outcomes(s: Situation) -> dict[str, set[str]]:
    return OUTCOMES["inspects" if "inspects" in s.facts else "standard"]


def _sees(w: Who) -> bool:
    return bool(
        "officer" in w.words
        and w.is_here
        and w.duties & HANDLING
        and (w.department == "market" or w.duties & HALL)
    )


def _does_step(w: Who, duty: str) -> bool:
    return _sees(w) and duty in w.duties and (duty in HALL or w.department == "market")


def _duties_of(act: str, s: Situation) -> list[str]:
    """The duty of the step that an act of the desk does; of claims, those that wait."""
    if act in CLAIMS:
        return [DUTY_OF_STEP[step] for step in s.steps if step in DUTY_OF_STEP]
    step = "accept" if act in AT_TWO_STEPS else DESK[act].step
    return [DUTY_OF_STEP[step]]


def _is_theirs(act: str, w: Who, s: Situation) -> bool:
    """Whose the case is; the notice for whom it concerns is that person's."""
    if act in {"open_paper", "choose_service"} and "paper.theirs" in s.facts:
        return w.is_concerned
    return w.is_applicant


def _is_close(w: Who, s: Situation) -> bool:
    """Whose own case it is, or whom it concerns (公务员法 76)."""
    return w.is_applicant or (w.is_concerned and "concern.there" in s.facts)


REACH: dict[str, Callable[[str, Who, Situation], bool]] = {
    "city": lambda *_: True,
    "post": lambda _act, w, s: _sees(w) and "filed" in s.facts,
    "office": lambda _act, w, _s: w.department == "market",
    "step": lambda act, w, s: any(_does_step(w, duty) for duty in _duties_of(act, s)),
    "named": lambda _act, w, _s: w.account in {"inspector", "handler"},
    "in_hand": lambda _act, w, s: w.account != "" and w.account == s.by.get("claim"),
    "shares_out": lambda _act, w, _s: (
        "chief" in w.duties or ("signer" in w.duties and w.department == "market")
    ),
    "author": lambda _act, w, s: w.account == s.by.get("author"),
    "joint": lambda _act, w, _s: w.department == "health",
    "own": lambda act, w, s: w.applies and _is_theirs(act, w, s),
    "concerned": lambda _act, w, s: w.applies and w.is_concerned and "concern.there" in s.facts,
    "entrusted": lambda *_: True,
    "agreed": lambda *_: True,
    "assured": lambda *_: True,
    "handled": lambda _act, w, _s: _sees(w),
}
"""The words of reach in cases, documents and payments, for the people and cases of this test."""

OUT: dict[str, Callable[[Who, Situation], bool]] = {
    "cancelled": lambda *_: False,
    "own_case": _is_close,
    "own_subject": _is_close,
    "receiver": lambda w, s: w.account == s.by.get("receiver"),
    "asker": lambda w, s: w.account == s.by.get("asker"),
    "chaired": lambda w, s: w.account == s.by.get("chair"),
    "drafter": lambda w, s: w.account == s.by.get("drafter"),
    "without_rule": lambda w, s: "platform" in w.words and "by_rules" not in s.facts,
}
"""The words of who must keep out."""


def may(name: str, w: Who, s: Situation) -> bool:
    """Whether a line of the table of rights names this person, for this case."""
    act = name.split(".")[1]
    for row in ROWS[name]:
        if not w.words & set(row.who):
            continue
        everywhere = "platform" in w.words and "platform" in row.who
        if not everywhere and not all(REACH[word](act, w, s) for word in row.reach):
            continue
        if not any(OUT[word](w, s) for word in row.but_not):
            return True
    return False


def is_named(name: str, w: Who) -> bool:
    """Whether any line names somebody of this kind."""
    return any(w.words & set(row.who) for row in ROWS[name])


def is_time(name: str, w: Who, s: Situation) -> bool:
    """Whether the case stands where the act is possible, for whom may do it."""
    act = name.split(".")[1]
    if act in CLAIMS:
        return _claimable(act, w, s)
    if act in TABLE:
        return TABLE[act].holds(s) and not _done_by(act, w, s)
    rules = [DESK[f"{act}_at_prereview"], DESK[act]] if act in AT_TWO_STEPS else [DESK[act]]
    return any(
        rule.step in s.steps
        and rule.outcome in _outcomes(s)[rule.step]
        and not (rule.is_before_acceptance and {"accepted", "silent"} & s.facts)
        and not ("elsewhere" in s.facts and "officer" in w.words)
        and not set(DECIDING.get(act, "").split()) & s.facts
        and (act not in INSPECTING or INSPECTING[act] in s.facts)
        and not _is_anothers(DUTY_OF_STEP[rule.step], w, s)
        for rule in rules
    )


def _is_anothers(duty: str, w: Who, s: Situation) -> bool:
    """A colleague has the step in hand (the claims of this test are of the only waiting step)."""
    if "claimed" not in s.facts or duty not in {DUTY_OF_STEP[step] for step in s.steps}:
        return False
    return w.account != s.by["claim"]


def _done_by(act: str, w: Who, s: Situation) -> bool:
    """Two confirm an inspection, each once."""
    return act == "confirm_inspection" and w.account == s.by.get("recorder")


def _claimable(act: str, w: Who, s: Situation) -> bool:
    if act in {"give_back_case", "hand_over_case"}:
        return "claimed" in s.facts
    waits = any(step in DUTY_OF_STEP for step in s.steps) and "elsewhere" not in s.facts
    if act == "assign_case":
        return waits
    return waits and not ("claimed" in s.facts and w.account != s.by["claim"])


def is_idle(name: str, w: Who, s: Situation) -> bool:
    """Whether the act answers without doing anything where it is not its time."""
    act = name.split(".")[1]
    if act == "assign_case":
        # Whoever has the fewest in hand may be who has it already.
        return "claimed" in s.facts
    if act == "claim_case":
        return "claimed" in s.facts and w.account == s.by["claim"]
    if act == "hand_elsewhere":
        return "elsewhere" in s.facts
    if act == "drop_replacement":
        return s.state == "draft"
    if act == "complete_published":
        return "paper_id" in s.ids
    if act == "end_joint_limit":
        return "subcase_id" in s.ids
    return act in TABLE and TABLE[act].is_idle
