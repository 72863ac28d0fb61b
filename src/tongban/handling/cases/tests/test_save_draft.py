"""起草: begin, answer, upload, take back, throw away."""

import io
import json

import pytest

from tongban.base.files.tests.samples import EXE, HTML, pdf
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing, TongbanError
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.city import picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog.models import Item
from tongban.management.catalog.services import publish_item
from tongban.sharing.materials.queries import materials_of


@pytest.fixture
def draft(town):
    return acts.start_draft(actor=town.person(), item_code=town.codes["food"])


def test_beginning_twice_is_one_draft(town, draft):
    with nothing_changes():
        again = acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    assert again.id == draft.id
    assert (draft.state, draft.number, draft.waiting_duties) == ("draft", None, [])
    assert looking.audits(draft) == ["start_draft"]


def test_beginning_as_a_person_and_for_a_company_are_two_drafts(town):
    publish_item(
        actor=city.operator(),
        item_id=town.items["food"],
        guide=city.guide(audiences=("1", "2")),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )
    own = acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    companys = acts.start_draft(actor=town.clerk(), item_code=town.codes["food"])
    assert own.id != companys.id
    assert (own.legal_person_id, companys.legal_person_id) == (None, town.company)


@pytest.mark.parametrize(
    ("item", "who", "code"),
    [
        ("listed", "self", "guide_not_published"),
        ("shop", "self", "for_companies_only"),
        ("food", "clerk", "for_people_only"),
    ],
)
def test_an_item_that_is_not_for_this_applicant_is_not_begun(town, item, who, code):
    actor = town.person() if who == "self" else town.clerk()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.start_draft(actor=actor, item_code=town.codes[item])
    assert refused.value.code == code


def test_an_unknown_item_is_missing(town):
    with nothing_changes(), pytest.raises(Missing):
        acts.start_draft(actor=town.person(), item_code="1" * 31)


def test_an_item_that_is_done_at_the_hall_alone_is_not_begun(town):
    publish_item(
        actor=city.operator(),
        item_id=town.items["food"],
        guide=city.guide(handle_forms=("1",), visits=1, visit_reason="当面核对", materials=(),
                         result=city.RECEIPT),
        form_id=None,
        process_id=None,
    )  # fmt: skip
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    assert refused.value.code == "not_online"


def test_a_suspended_item_is_not_begun(town):
    Item.objects.filter(id=town.items["food"]).update(state="suspended")
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    assert refused.value.code == "item_not_open"


@pytest.mark.parametrize("who", ["window", "visitor"])
def test_an_officer_or_a_visitor_begins_nothing(town, who):
    actor = VISITOR if who == "visitor" else town.officer(who)
    with nothing_changes(), pytest.raises(Forbidden) as refused:
        acts.start_draft(actor=actor, item_code=town.codes["food"])
    assert refused.value.code == "not_an_applicant"


def test_answers_are_kept_as_typed_and_none_takes_one_away(town, draft):
    acts.save_answers(
        actor=town.person(), case_id=draft.id, answers={"trade": ["hot"], "kitchen": "很大"}
    )
    acts.save_answers(actor=town.person(), case_id=draft.id, answers={"trade": None})
    kept = Case.objects.get(id=draft.id)
    assert answers_of(kept) == {"kitchen": "很大"}
    assert kept.operation == "U"


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"trade": ["hot"], "colour": "红"}, [("colour", "unknown_field")]),
        ({"x" * 500: "1"}, [("x" * 40, "unknown_field")]),
        ({"remark": "字" * 70_000}, [("", "too_long")]),
        ({"remark": "\ud800"}, [("remark", "wrong")]),
        ({"remark": "a\0b"}, [("remark", "wrong")]),
        ({"remark": {"a": [1]}}, [("remark", "wrong")]),
        ({"kitchen": float("nan")}, [("kitchen", "wrong")]),
        ({"kitchen": 10**5000}, [("kitchen", "wrong")]),
        ({"trade": ["hot"] * 201}, [("trade", "wrong")]),
    ],
)
def test_what_no_form_can_hold_is_refused_and_nothing_is_kept(town, draft, answers, found):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.save_answers(actor=town.person(), case_id=draft.id, answers=answers)
    assert [(f.place, f.code) for f in refused.value.findings] == found


def test_many_fields_are_all_named(town, draft):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.save_answers(
            actor=town.person(), case_id=draft.id, answers={f"f{n}": "1" for n in range(300)}
        )
    assert len(refused.value.findings) == 300


@pytest.mark.parametrize("who", ["xia", "clerk", "window", "visitor"])
def test_nobody_else_writes_into_a_draft(town, draft, who):
    actor = {"clerk": town.clerk, "visitor": lambda: VISITOR}.get(
        who, lambda: town.officer(who) if who == "window" else town.person(who)
    )()
    for attempt in (
        lambda: acts.save_answers(actor=actor, case_id=draft.id, answers={"remark": "改"}),
        lambda: town.upload(draft, "plan", actor=actor),
        lambda: acts.discard_draft(actor=actor, case_id=draft.id),
    ):
        with nothing_changes(), pytest.raises(Forbidden):
            attempt()


def test_answers_lie_sealed(town):
    from django.db import connection

    case = town.draft(remark="早七点开门")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, contact_phone FROM cases_case WHERE id = %s", [case.id])
        sealed = b"".join(bytes(part) for part in cursor.fetchone())
    assert "早七点开门".encode() not in sealed
    assert json.dumps("早七点开门").encode() not in sealed
    assert town.phones["gu"].encode() not in sealed


def test_a_new_upload_takes_the_place_of_the_old_one(town, draft):
    town.upload(draft, "plan")
    town.upload(draft, "plan", stream=picture("red"), filename="新图.png")
    (present,) = materials_of("case", draft.id)
    assert present.file.name == "新图.png"
    assert len(materials_of("case", draft.id, with_history=True)) == 2


@pytest.mark.parametrize(
    ("key", "more", "code"),
    [
        ("passport", {}, "material_not_listed"),
        ("application", {}, "material_not_listed"),
        ("id", {}, "material_not_listed"),
        ("lease", {}, "material_not_listed"),
        ("plan", {"stream": io.BytesIO(EXE), "filename": "图.png"}, None),
        ("plan", {"stream": io.BytesIO(HTML), "filename": "图.pdf"}, None),
        ("plan", {"stream": io.BytesIO(b""), "filename": "图.png"}, None),
        ("plan", {"stream": io.BytesIO(bytes(1024 * 1024 + 1)), "filename": "图.png"}, None),
    ],
    ids=["unknown", "form", "held", "not-asked", "exe", "html", "empty", "too-large"],
)
def test_what_the_guide_does_not_list_or_no_file_may_be_is_refused(town, draft, key, more, code):
    with nothing_changes(), pytest.raises(TongbanError) as refused:
        town.upload(draft, key, **more)
    assert refused.value.status.value in {413, 422}
    if code:
        assert refused.value.code == code
    else:
        assert refused.value.message


def test_the_limit_itself_is_allowed(town, draft, settings):
    content = pdf()
    settings.UPLOAD_LIMIT = len(content)
    town.upload(draft, "plan", stream=io.BytesIO(content), filename="图.pdf")
    settings.UPLOAD_LIMIT = len(content) - 1
    with nothing_changes(), pytest.raises(TongbanError) as refused:
        town.upload(draft, "plan", stream=io.BytesIO(content), filename="图.pdf")
    assert refused.value.status.value == 413


def test_a_material_is_taken_back_from_its_own_draft_alone(town):
    case = town.draft()
    others = town.draft(actor=town.person("xia"))
    (plan,) = [m for m in materials_of("case", case.id) if m.requirement_key == "plan"]
    with nothing_changes(), pytest.raises(Invalid) as refused:
        acts.drop_material(actor=town.person("xia"), case_id=others.id, material_id=plan.id)
    assert refused.value.code == "material_elsewhere"
    acts.drop_material(actor=town.person(), case_id=case.id, material_id=plan.id)
    assert [m.requirement_key for m in materials_of("case", case.id)] == ["lease"]


def test_a_discarded_draft_is_gone_with_its_answers_and_files(town):
    case = town.draft()
    acts.discard_draft(actor=town.person(), case_id=case.id)
    case = Case.objects.get(id=case.id)
    assert (case.state, answers_of(case), materials_of("case", case.id)) == ("discarded", {}, [])
    assert not queries.my_cases(town.person()).exists()
    assert looking.audits(case) == ["start_draft", "discard_draft"]
    with nothing_changes(), pytest.raises(Conflict) as refused:
        acts.file_case(actor=town.person(), case_id=case.id)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("step", ["prereview", "accept", "review", "decide", "issue"])
def test_a_filed_case_is_written_into_no_more(town, step):
    case = town.at(step)
    for attempt in (
        lambda: acts.save_answers(actor=town.person(), case_id=case.id, answers={"remark": "改"}),
        lambda: town.upload(case, "plan"),
        lambda: acts.discard_draft(actor=town.person(), case_id=case.id),
        lambda: acts.correct_case(actor=town.person(), case_id=case.id),
    ):
        with nothing_changes(), pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "wrong_state"


def test_a_draft_is_nothing_that_officers_may_act_on(town, draft):
    for act in (acts.pass_prereview, acts.accept_case, acts.pass_review, acts.grant):
        with nothing_changes(), pytest.raises((Conflict, Forbidden)):
            act(actor=town.officer("window"), case_id=draft.id)
