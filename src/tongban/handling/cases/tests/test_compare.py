"""A material beside the form, another one, or what was handed in before a correction."""

import io

import pytest
from PIL import Image

from tongban.base.audit.queries import looks_at
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import ANSWERS, picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.sharing.materials.queries import materials_of


def plans(case):
    return [
        m for m in materials_of("case", case.id, with_history=True) if m.requirement_key == "plan"
    ]


def test_a_material_stands_beside_the_form_and_the_look_is_recorded(town):
    case = town.filed()
    page = read(at_desk(town, "window").get(f"/desk/cases/{case.number}/compare/"))
    assert "厨房面积" in page
    assert f"materials/{plans(case)[0].id}/preview/?page=1&amp;turn=0&amp;wide=1" in page
    assert [look.name for look in looks_at("case", case.id)] == ["官甲"]


def test_what_was_handed_in_before_a_correction_stands_beside_what_came_after(town):
    case = town.at("correct")
    town.upload(case, "plan", stream=picture("black"))
    acts.save_answers(
        actor=town.person(), case_id=case.id, answers={**ANSWERS, "remark": "九点开门"}
    )
    acts.correct_case(actor=town.person(), case_id=case.id)
    old, new = sorted(plans(case), key=lambda m: m.superseded_by_id is None)
    desk = at_desk(town, "window")
    page = read(desk.get(f"/desk/cases/{case.number}/compare/?left={old.id}&right={new.id}&zoom=3"))
    assert "第 1 次交的，已替换" in page
    assert "现在的" in page
    assert "tb-sides--3" in page
    for one in (old, new):
        assert f"materials/{one.id}/preview/" in page


@pytest.mark.parametrize(
    ("turn", "size"), [(0, (60, 40)), (90, (40, 60)), (180, (60, 40)), (45, (60, 40))]
)
def test_a_picture_is_turned(town, turn, size):
    case = town.filed()
    path = f"/desk/cases/{case.number}/materials/{plans(case)[0].id}/preview/"
    answer = at_desk(town, "window").get(f"{path}?turn={turn}&wide=1")
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert shown.size == size


def test_strange_addresses_show_the_first_page_and_a_missing_page_is_missing(town):
    case = town.filed()
    desk = at_desk(town, "window")
    path = f"/desk/cases/{case.number}/compare/"
    for query in ("?left=x&right=%00&zoom=99&left_page=-1&left_turn=x", "?zoom=0&left_page=9999"):
        assert desk.get(path + query).status_code == 200
    assert (
        desk.get(
            f"/desk/cases/{case.number}/materials/{plans(case)[0].id}/preview/?page=2"
        ).status_code
        == 404
    )


def test_who_does_not_see_the_case_compares_nothing(town):
    case = town.filed()
    with nothing_changes():
        assert (
            at_desk(town, "far_window").get(f"/desk/cases/{case.number}/compare/").status_code
            == 404
        )
    assert Case.objects.get(id=case.id).state == case.state
