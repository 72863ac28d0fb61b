"""一次性告知单: everything that an item takes for one situation, numbered, in writing, at once."""

import json

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import publishing
from tongban.handling.halls.models import OneNotice
from tongban.handling.halls.services import give_one_notice
from tongban.management.catalog.types import Fee
from tongban.management.documents.models import Paper

RENTED = {"rented": "yes"}


def given(town, who="window", situation=RENTED, item="food", **more):
    return give_one_notice(
        actor=town.officer(who), item_code=town.codes[item], situation=situation, **more
    )


def lines_of(notice):
    paper = Paper.objects.get(subject_id=notice.id)
    return paper, json.loads(paper.text)


def test_it_says_everything_numbered_and_is_handed_over(town):
    fee = Fee("工本费", 1000, "每证", "某文件")
    publishing(town, fees=(fee,))
    paper, lines = lines_of(given(town, name="谷雨"))
    assert (paper.kind, paper.state, paper.addressee) == ("one_notice", "served", "谷雨")
    assert paper.department_name == "谯城区市场监督管理局"
    said = "\n".join(lines)
    for words in (
        "1. 您的情形：房子是租的吗",
        "条件：有合适的场所",
        "材料：申请表，网上填或者到窗口填",
        "材料：布局图（自己画，门窗标清楚）",
        "材料：租赁合同（房东给）",
        "材料：照片（有就交，自己拍）",
        "材料：身份证，不用您交",
        "收费：工本费",
        "政务大厅 3 号窗口",
        "办理时限：承诺7",
        "办成得到：食品经营许可证",
        "不用准备别的",
        "0558-0002001",
    ):
        assert words in said.replace("7 个", "7个").replace("承诺 7", "承诺7"), words


def test_a_fee_without_an_amount_of_its_own_is_said_and_one_of_another_case_is_not(town):
    area = Fee("占道费", 0, "每平方米每天 1 元", "某文件")
    lease = Fee("公证费", 8000, "每件 80 元", "某文件", when={"field": "rented", "is": [True]})
    publishing(town, fees=(area, lease))
    _paper, lines = lines_of(given(town, situation={"rented": "no"}))
    assert [line.partition(". ")[2] for line in lines if "收费：" in line] == [
        "收费：占道费 按标准算，每平方米每天 1 元（依据：某文件）"
    ]


def test_what_the_situation_does_not_take_is_not_in_it(town):
    _paper, lines = lines_of(given(town, situation={"rented": "no"}))
    assert not any("租赁合同" in line for line in lines)
    assert any("收费：不收费" in line for line in lines)


@pytest.mark.parametrize("situation", [{}, {"rented": "perhaps"}, {"other": "yes"}])
def test_while_a_question_is_open_it_would_not_be_everything(town, situation):
    with nothing_changes(), pytest.raises(Invalid) as caught:
        given(town, situation=situation)
    assert [f.place for f in caught.value.findings] == ["s-rented"]
    assert not OneNotice.objects.exists()


def test_nobody_needs_a_name_to_ask(town):
    paper, _lines = lines_of(given(town))
    assert paper.addressee == "咨询人"


def test_a_guide_that_changes_leaves_it_as_it_was(town):
    notice = given(town)
    before = lines_of(notice)[1]
    publishing(town, conditions=("要有两个门",), contact=guide().contact)
    assert lines_of(notice)[1] == before


def test_not_where_there_is_no_guide(town):
    with nothing_changes(), pytest.raises(Conflict) as caught:
        given(town, item="listed", situation={})
    assert caught.value.code == "item_not_open"


@pytest.mark.parametrize("who", ["far_window", "health_handler", "admin", "signer"])
def test_not_by_posts_that_do_not_advise_on_it(town, who):
    with nothing_changes(), pytest.raises(Forbidden):
        given(town, who)
    assert not OneNotice.objects.exists()


def test_at_the_window(town):
    client = at_desk(town, "window")
    assert "开告知单" in read(client.get("/desk/notices/", {"q": "食品经营许可"}))
    page = f"/desk/notices/{town.codes['food']}/"
    assert "房子是租的吗" in read(client.get(page))
    assert client.post(page, {}).status_code == 422
    made = client.post(page, {"s-rented": "yes", "name": "谷雨"})
    paper = Paper.objects.get(kind="one_notice")
    assert made.headers["Location"] == f"/desk/papers/{paper.id}/"
    assert "材料：租赁合同" in read(client.get(made.headers["Location"]))
    assert client.get(f"/desk/papers/{paper.id}/file/").status_code == 200
    assert paper.number in read(client.get("/desk/notices/"))
    assert at_desk(town, "far_window").get(page).status_code == 404
    assert "开告知单" not in read(
        at_desk(town, "far_window").get("/desk/notices/", {"q": "食品经营许可"})
    )
    assert at_desk(town, "far_window").get(f"/desk/papers/{paper.id}/").status_code == 404
