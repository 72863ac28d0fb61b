"""Any acts by anybody in any order: the case stays of one piece, and what is refused changes nothing."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.base.clocks.models import Clock
from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.errors import TongbanError
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, CaseEvent, Correction
from tongban.handling.cases.states import STATE_OF_STEP
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.types import ENDED, CaseState
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.types import SYSTEM
from tongban.sharing.licenses.models import License

REASON = {"reason": "因为"}
ACTS = {
    "pass_prereview": {},
    "accept_case": {},
    "refuse_to_accept": REASON,
    "request_correction": {"items": [("material:plan", "请标出水池"), ("form:remark", "请写明")]},
    "save_answers": {"answers": {"remark": "早七点"}},
    "upload_material": {"requirement_key": "plan", "filename": "图.png"},
    "correct_case": {},
    "pass_review": {},
    "return_review": REASON,
    "fail_review": REASON,
    "pass_inspection": {},
    "fail_inspection": REASON,
    "grant": {},
    "refuse": REASON,
    "return_decision": REASON,
    "withdraw_case": {},
    "issue_result": {},
    "close_case": {},
    "file_case": {},
    "discard_draft": {},
}
INSPECTED = {"inspected": "pass", "inspected_in_vain": "fail"}
WHO = ("gu", "xia", "window", "far_window", "handler", "inspector", "signer", "health_signer",
       "platform", "visitor")  # fmt: skip
LIKELY = {
    "filed": [("pass_prereview", "window"), ("request_correction", "window")],
    "prereviewed": [("accept_case", "window"), ("request_correction", "window")],
    "correcting": [("upload_material", "gu"), ("correct_case", "gu")],
    "accepted": [("pass_review", "handler"), ("return_review", "handler"),
                 ("accept_case", "window"), ("inspected", "inspector"),
                 ("pass_inspection", "inspector")],
    "reviewed": [("grant", "signer"), ("return_decision", "signer"), ("refuse", "signer")],
    "granted": [("issue_result", "platform"), ("close_case", "platform")],
}  # fmt: skip
"""What goes on, so that walks get somewhere: half of the steps are drawn from here."""


def actor_of(town, who):
    if who in {"gu", "xia"}:
        return town.person(who)
    return {"platform": system(), "visitor": VISITOR}.get(who) or town.officer(who)


def done(town, act, who, case_id):
    """One act, or all that two inspectors do on the spot: a branch of its own where the process has
    the step, which nothing passes before.
    """
    if act in INSPECTED:
        town.inspected(Case(id=case_id), INSPECTED[act])
        return
    more = dict(ACTS[act])
    if act == "upload_material":
        more["stream"] = city.picture()
    getattr(acts, act)(actor=actor_of(town, who), case_id=case_id, **more)


def must_be_of_one_piece(case_id):
    case = Case.objects.get(id=case_id)
    state = CaseState(case.state)
    position = workflow.position("case", case.id)
    running = set(
        Clock.objects.filter(subject_id=case.id, ended_at=None).values_list("limit_kind", flat=True)
    )
    open_notices = Correction.objects.filter(case=case, answered_at__isnull=True).count()
    assert case.number
    assert (case.closed_at is not None) == (state in ENDED)
    assert sorted(case.waiting_duties) == sorted({w.duty for w in position.waiting} - {SYSTEM})
    if state in ENDED:
        assert position.waiting == ()
        assert running == set()
        assert position.cancelled == (state is CaseState.WITHDRAWN)
    else:
        expected = {STATE_OF_STEP[w.step] for w in position.waiting}
        if case.accepted_at is not None:
            expected = {CaseState.ACCEPTED if s is CaseState.PREREVIEWED else s for s in expected}
        assert expected == {state}
        assert open_notices == (1 if state is CaseState.CORRECTING else 0)
        assert (
            running
            == {
                CaseState.FILED: {"acceptance"},
                CaseState.PREREVIEWED: {"acceptance"},
                CaseState.CORRECTING: {"correction"},
                CaseState.ACCEPTED: {"promised", "statutory"},
                CaseState.REVIEWED: {"promised", "statutory"},
                CaseState.GRANTED: {"delivery"},
            }[state]
        )
    assert (case.accepted_at is not None) >= (case.decided_at is not None)
    assert (case.decided_at is not None) == (case.decision != "")
    assert (case.license_id is not None) == License.objects.filter(subject_id=case.id).exists()
    if state is CaseState.CLOSED:
        assert case.decision
        assert (case.license_id is not None) == (case.decision == "granted")
    kinds = list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds.count("filed") == 1
    assert kinds.count("granted") + kinds.count("refused") == (1 if case.decision else 0)
    assert kinds.count("closed") == (1 if state is CaseState.CLOSED else 0)


@pytest.mark.slow
@pytest.mark.parametrize("item", ["food", "joint"])
def test_no_order_of_acts_leaves_a_case_in_pieces(town, item):
    start = town.filed(item).id

    @settings(max_examples=12)
    @given(st.data())
    def walk(data):
        with transaction.atomic():
            before = looking.everything()
            for _step in range(data.draw(st.integers(3, 14), label="steps")):
                state = Case.objects.get(id=start).state
                if state in LIKELY and data.draw(st.booleans(), label="likely"):
                    act, who = data.draw(st.sampled_from(LIKELY[state]), label="act")
                else:
                    act = data.draw(st.sampled_from(sorted({*ACTS, *INSPECTED})), label="act")
                    who = data.draw(st.sampled_from(WHO), label="who")
                try:
                    done(town, act, who, start)
                except TongbanError as error:
                    told = bool(error.code and error.message)
                    assert (told, looking.everything()) == (True, before)
                else:
                    must_be_of_one_piece(start)
                    before = looking.everything()
            transaction.set_rollback(True)

    walk()
