"""The inputs of the editor: a guide becomes what is typed and is the same guide again; what cannot
be read is told at its input and nothing is lost.
"""

from dataclasses import replace

import pytest

from tongban.handling.cases.tests.city import guide
from tongban.management.catalog.editing.parts import ROW_KINDS
from tongban.management.catalog.editing.typed import (
    as_typed,
    blank_row,
    change_rows,
    names_of,
    plain_json,
    read,
    rows_of,
)
from tongban.management.catalog.elements import ELEMENTS, SECTIONS, of_section
from tongban.management.catalog.types import (
    Choice,
    Fee,
    Guide,
    GuideExtension,
    GuideLimit,
    GuidePromise,
    GuideSilence,
    Intermediary,
    JointPart,
    Situation,
)

FULL = guide(
    statutory=GuideLimit(20, clause="第三十条", extension=GuideExtension(10, "局长", "第三十一条")),
    silence=GuideSilence(5, "第三十二条"),
    acceptance=GuideLimit(5, "natural_day", "第三十二条", "当场能收的当场收"),
    fees=(Fee("工本费", 8650, "每本 86.5 元", "价费文件"), Fee("检测费", 100, "每次", "文件")),
    situations=(
        Situation("rented", "房子是租的吗？", (Choice("y", "租的"), Choice("n", "自己的"))),
    ),
    intermediaries=(Intermediary("检测", "第三条"),),
    joint_parts=(
        JointPart("11341690000001021Q", "审卫生", 5, "某条", "agrees", ("form:area",)),
        JointPart("1", "审消防", 3),
    ),
    person_themes=("开店", "吃饭"),
    handle_area="3",
    delivery_ways=("窗口领取", "邮寄"),
    responsibilities=("一", "二"),
    inspection_points=("生熟分开", "有消毒柜"),
    promises=(GuidePromise("布局", "plan", "分开", "第四条", "我承诺", "撤销", "看现场", 30),),
    is_high_risk=True,
    tacit="第三十三条",
    hearing="第四十六条",
    renewal="第五十条",
    retention="D30",
)


def typed_whole(content, section):
    """Everything on a page, each row that opens by itself opened in turn."""
    return as_typed(content, of_section(section))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("whole", [FULL, guide(), Guide.blank()], ids=["full", "usual", "blank"])
def test_a_page_that_is_saved_as_it_is_changes_nothing(section, whole):
    content = plain_json(whole)
    found = read(content, of_section(section), typed_whole(content, section))
    assert found.faults == {}
    assert found.content == content
    assert found.guide == whole


@pytest.mark.parametrize("key", ["application", "plan", "lease", "photo", "id"])
def test_a_material_that_is_opened_and_saved_stays_as_it_is(key):
    content = plain_json(FULL)
    elements = of_section("materials")
    found = read(content, elements, as_typed(content, elements, f"materials-{key}"))
    assert found.faults == {}
    assert found.guide == FULL


def test_every_element_with_rows_says_what_its_rows_are_made_of():
    rows = {place for place, e in ELEMENTS.items() if e.shape in {"rows", "map"}}
    assert rows == set(ROW_KINDS)
    for place in rows:
        content = plain_json(FULL)
        kept = rows_of(content, place)
        if kept:
            assert set(blank_row(place)) == set(kept[0])


def test_only_the_open_material_is_changed():
    content = plain_json(FULL)
    elements = of_section("materials")
    typed = as_typed(content, elements, "materials-plan")
    typed["materials-plan-name"] = [" 平面图 "]
    typed["materials-plan-copies"] = ["2"]
    after = read(content, elements, typed).guide
    changed = replace(FULL.materials[1], name="平面图", copies=2)
    assert after == replace(FULL, materials=(FULL.materials[0], changed, *FULL.materials[2:]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("promised.number", "七天"),
        ("promised.number", "-1"),
        ("promised.number", "100001"),
        ("statutory.extension.number", "1.5"),
        ("promised.number", ""),
        ("correction.number", ""),
    ],
)
def test_a_number_that_is_none_is_told_at_its_input(name, text):
    content = plain_json(FULL)
    elements = of_section("limits")
    found = read(content, elements, {**as_typed(content, elements), name: [text]})
    assert list(found.faults) == [name]


def test_a_limit_that_is_emptied_whole_is_gone():
    content = plain_json(FULL)
    elements = of_section("limits")
    emptied = {
        name: [""] for name in as_typed(content, elements) if name.startswith(("promised", "sil"))
    }
    found = read(content, elements, {**as_typed(content, elements), **emptied})
    assert found.faults == {}
    assert found.guide == replace(FULL, promised=None, silence=None)


@pytest.mark.parametrize(("text", "fen"), [("86.5", 8650), ("86.05", 8605), ("0", 0), ("", 0)])
def test_money_is_typed_in_yuan_and_kept_in_fen(text, fen):
    content = plain_json(FULL)
    elements = of_section("fees")
    typed = {**as_typed(content, elements), "fees-0-amount": [text]}
    assert read(content, elements, typed).guide.fees[0].amount == fen


@pytest.mark.parametrize("text", ["十元", "1,000", "1.234", "1e3", "-5", "٣"])
def test_money_that_is_none_is_told(text):
    content = plain_json(FULL)
    elements = of_section("fees")
    found = read(content, elements, {**as_typed(content, elements), "fees-0-amount": [text]})
    assert list(found.faults) == ["fees-0-amount"]


def test_a_material_hangs_on_one_question_alone():
    content = plain_json(FULL)
    elements = of_section("materials")
    typed = as_typed(content, elements, "materials-plan")
    typed["materials-plan-when"] = ['["rented", true]', '["rented", false]']
    assert read(content, elements, typed).guide.materials[1].when == {
        "field": "rented",
        "is": [True, False],
    }
    typed["materials-plan-when"] += ['["trade", "hot"]', "nonsense", "[1, 2]", "[]", "{}"]
    assert list(read(content, elements, typed).faults) == ["materials-plan-when"]


def test_answers_keep_their_values_when_their_words_change():
    content = plain_json(FULL)
    elements = of_section("situations")
    typed = as_typed(content, elements)

    def answers(text):
        found = read(content, elements, {**typed, "situations-0-choices": [text]})
        return [(c.value, c.label) for c in found.guide.situations[0].choices]

    assert answers("租来的\n自己的") == [("y", "租来的"), ("n", "自己的")]
    assert answers("自己的\n租的\n借的") == [("n", "自己的"), ("y", "租的"), ("a1", "借的")]


def test_a_blank_row_is_left_out_when_the_page_is_saved():
    content = plain_json(FULL)
    change_rows(content, "add:questions")
    assert len(rows_of(content, "questions")) == 2
    elements = of_section("contact")
    assert read(content, elements, as_typed(content, elements)).guide == FULL


class TestRows:
    def test_rows_are_added_with_keys_that_nobody_has(self):
        content = plain_json(FULL)
        first = change_rows(content, "add:materials")
        second = change_rows(content, "add:materials")
        assert (first, second) == ("materials-m1", "materials-m2")
        assert [row["key"] for row in rows_of(content, "materials")][-2:] == ["m1", "m2"]

    def test_rows_are_moved_and_taken_away(self):
        content = plain_json(FULL)
        keys = [m.key for m in FULL.materials]
        assert change_rows(content, "down:materials-application") == "materials-application"
        assert [r["key"] for r in rows_of(content, "materials")] == [keys[1], keys[0], *keys[2:]]
        change_rows(content, "up:materials-application")
        change_rows(content, "remove:materials-plan")
        assert [r["key"] for r in rows_of(content, "materials")] == [keys[0], *keys[2:]]
        assert change_rows(content, "remove:fees-1") == "fees-0"
        assert change_rows(content, "remove:fees-0") == "fees"

    def test_the_first_does_not_go_up_nor_the_last_down(self):
        content = plain_json(FULL)
        change_rows(content, "up:fees-0")
        change_rows(content, "down:fees-1")
        assert content == plain_json(FULL)

    @pytest.mark.parametrize(
        "order", ["", ":", "up:", "remove:fees-9", "drop:fees-0", "add:contact", "up:nothing-1"]
    )
    def test_an_order_that_is_none_does_nothing(self, order):
        content = plain_json(FULL)
        assert change_rows(content, order) == ""
        assert content == plain_json(FULL)

    def test_two_materials_of_one_key_stay_two(self):
        twice = replace(FULL, materials=(FULL.materials[0], replace(FULL.materials[0], name="另")))
        content = plain_json(twice)
        names = names_of("materials", rows_of(content, "materials"))
        assert names == ["materials-application", "materials-application~1"]
        elements = of_section("materials")
        typed = as_typed(content, elements, names[1])
        typed[f"{names[1]}-name"] = ["改了的"]
        after = read(content, elements, typed).guide
        assert [m.name for m in after.materials] == ["申请表", "改了的"]

    def test_a_line_of_the_result_is_there_once(self):
        content = plain_json(FULL)
        elements = of_section("result")
        typed = as_typed(content, elements)
        typed["result.fields-1-line"] = typed["result.fields-0-line"]
        assert list(read(content, elements, typed).faults) == ["result.fields-1-line"]


def test_what_no_database_keeps_is_left_out():
    content = plain_json(FULL)
    elements = of_section("basics")
    typed = {**as_typed(content, elements), "summary": ["开\0店\ud800的\r\n办"]}
    assert read(content, elements, typed).guide.summary == "开店的\n办"
