"""办事指南 is law: of all that an officer may do, one act alone can name a material beyond it."""

import inspect
import re
from pathlib import Path

import pytest

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.orgs.types import Duty
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import BeyondRequest, Case
from tongban.handling.cases.rights import RIGHTS
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries as catalog

BEYOND = "ask_beyond_guide"
OFFICERS = {"officer", *Duty.values}
DESK = {
    name: tuple(
        p for p in inspect.signature(inspect.unwrap(getattr(acts, name))).parameters if p != "actor"
    )
    for name, rows in RIGHTS.rows.items()
    if name in acts.__all__ and any(OFFICERS & set(row.who) for row in rows)
}
"""Acts that some post may do → what they are given."""

WORDS = frozenset({"opinion", "reason", "words", "result", "answer", "again_words", "text"})
"""What an officer says of the own act. It opens no place to hand anything in at: see below."""
CHOSEN = frozenset(
    {"kind", "outcome", "procedure", "own", "cause", "agrees", "part", "again_kind", "right_department", "way",
     "account_ids", "to", "days", "planned_at"}
)  # fmt: skip
"""Taken from a list, or a number, or a moment."""
JUDGED = {
    ("request_correction", "items"): "places of the guide's revision and of the form only",
    ("record_inspection", "points"): "the guide's points, every one and none besides",
    ("refuse_to_accept", "right_body"): "a body outside; the case ends with it",
    ("plan_inspection", "place"): "where officers come to",
    ("commission_opinion", "who"): "asked of a third party",
    ("commission_opinion", "question"): "asked of a third party",
    ("ask_fee_exemption", "amount"): "money",
    ("ask_fee_exemption", "clause"): "the clause that lets somebody off a fee",
    ("add_inspection_photo", "stream"): "the office's own file",
    ("add_inspection_photo", "filename"): "the office's own file",
    ("receive_opinion", "stream"): "the office's own file",
    ("receive_opinion", "filename"): "the office's own file",
    **{
        ("enter_interested", given): "who else is concerned, and how that person is reached"
        for given in ("name", "document_type", "code", "concern", "phone", "address")
    },
    ("hear_interested", "waives"): "what an interested person said",
    **{
        ("plan_hearing", given): "what is heard, where, and whom it is told"
        for given in ("subject", "place", "announced")
    },
    **{
        ("record_hearing", given): "who came and what was said there"
        for given in ("applicant_came", "interested_ids", "reviewers", "others", "record")
    },
    ("sign_hearing_record", "consent"): "of those who took part",
    **{
        ("make_agreement", given): "an agreement with another city, about no case"
        for given in ("city", "item_codes", "since", "until", "basis")
    },
    ("register_papers", "requirement_key"): "one of the guide's materials; see test_incoming.py",
    ("register_papers", "number"): "of a letter that has come",
    **{
        ("return_papers", given): "where what came goes back to"
        for given in ("name", "phone", "address")
    },
}
"""(act, what it is given) that needs a look of its own, and why nothing is asked by it."""
STEPS = ("prereview", "accept", "correct", "review", "decide")


def test_what_every_act_of_the_desk_is_given_has_been_judged():
    assert BEYOND in DESK
    assert len(DESK) > 30
    new = {
        (name, given)
        for name, all_given in DESK.items()
        for given in all_given
        if name != BEYOND
        and not given.endswith("_id")
        and given not in WORDS | CHOSEN
        and (name, given) not in JUDGED
    }
    assert new == set(), "may an officer name a material beyond the guide by these?"
    gone = {pair for pair in JUDGED if pair[1] not in DESK.get(pair[0], ())}
    assert gone == set()


KEEPING = {
    "bundles/services/applying.py": "a material of a draft; its key is a requirement of the bundle",
    "cases/services/drafting.py": "upload_material: the guide's requirements alone",
    "cases/services/promising.py": "supply_late: what a signed promise names, of the guide",
    "cases/services/beyond.py": "answer_beyond_guide",
    "cases/services/right_body.py": "the new guide's requirements alone",
}
"""Where a file becomes a material of a case, and under which key."""


def test_a_material_is_kept_nowhere_else():
    handling = Path(acts.__file__).parents[2]
    calls = re.compile(r"\bmaterial_acts\.(hand_in|reuse_material)\(")
    found = {
        path.relative_to(handling).as_posix()
        for path in handling.rglob("*.py")
        if "tests" not in path.parts and calls.search(path.read_text("utf-8"))
    }
    assert found == set(KEEPING)


@pytest.mark.parametrize("place", ["material:hygiene", "material:", "form:hygiene", "beyond:x", ""])
@pytest.mark.parametrize("step", ["prereview", "accept"])
def test_a_correction_names_nothing_beyond_the_guide(town, step, place):
    case = town.at(step)
    with nothing_changes(), pytest.raises(Invalid):
        acts.request_correction(
            actor=town.officer("window"),
            case_id=case.id,
            items=[("material:plan", "请标出水池"), (place, "请交卫生证明")],
        )


def ways_in(town, case, key):
    """Every way in which an applicant hands something in for a case that is filed."""
    given = {"actor": town.person(), "case_id": case.id}
    a_file = {"stream": picture(), "filename": "图.png"}
    yield lambda: acts.upload_material(**given, requirement_key=key, **a_file)
    yield lambda: acts.supply_late(**given, requirement_key=key, **a_file)
    yield lambda: acts.send_papers(
        **given, requirement_key=key, name="谷雨", phone="10000000001", address="希夷大道 1 号"
    )
    yield lambda: acts.answer_beyond_guide(**given, beyond_id=new_id(), **a_file)


@pytest.mark.parametrize("step", STEPS)
def test_whatever_was_said_there_is_no_place_to_hand_it_in_at(town, step):
    case = town.at(step)
    assert "hygiene" not in {m.key for m in catalog.guide(case.revision_id).materials}
    for way in ways_in(town, case, "hygiene"):
        with nothing_changes(), pytest.raises((Conflict, Invalid, Missing)):
            way()


def test_what_is_asked_beyond_it_opens_one_place_once_another_approved(town):
    case = town.at("review")
    asked = acts.ask_beyond_guide(
        actor=town.officer("handler"),
        case_id=case.id,
        name="卫生证明",
        reason="楼下是医院",
        law="《示例条例》",
        article="第三条",
    )
    for way in ways_in(town, case, asked.requirement_key):
        with nothing_changes(), pytest.raises((Conflict, Invalid, Missing)):
            way()
    given = {"case_id": case.id, "beyond_id": asked.id}
    with nothing_changes(), pytest.raises(Missing):
        acts.answer_beyond_guide(actor=town.person(), **given, words="没有")
    acts.approve_beyond_guide(actor=town.officer("signer"), **given)
    acts.answer_beyond_guide(
        actor=town.person(), **given, stream=picture(), filename="卫生证明.png"
    )
    assert BeyondRequest.objects.get().state == "given"
    assert Case.objects.get(id=case.id).state == "accepted"
