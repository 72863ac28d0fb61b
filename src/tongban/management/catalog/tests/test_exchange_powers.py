"""Upload tables of the other kinds of items: their own tables, nothing lost, what differs named."""

import io
import json
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.actors import operator
from tongban.handling.cases.tests.city import DISTRICT, HEALTH, MARKET
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.exchange.columns import Hearing
from tongban.management.catalog.exchange.naming import check_names
from tongban.management.catalog.exchange.reading import read_tables
from tongban.management.catalog.exchange.saying import hear_guide, rows_of_item
from tongban.management.catalog.exchange.tables import SETS, TABLES, set_of
from tongban.management.catalog.exchange.writing import write_tables
from tongban.management.catalog.models import Item, ItemDraft
from tongban.management.catalog.tests.powers import EXERCISES, power, power_guide
from tongban.management.catalog.tests.test_exchange_any_guide import GUIDES, WORDS
from tongban.management.catalog.tests.test_exchange_items import (
    FORMATS,
    counts,
    empty_the_catalogue,
    exported,
    take,
    told,
)
from tongban.management.catalog.types import (
    Clause,
    Discretion,
    Exercise,
    ExerciseStep,
    Guide,
    ItemState,
    ItemType,
    LevyRate,
)

KINDS = sorted(EXERCISES)
BASICS = {
    "02": "up_task_punish_basic",
    "03": "up_task_check_basic",
    "04": "up_task_handle_basic",
    "06": "up_task_check_basic",
}


@pytest.fixture
def powers(town):
    """One published power of each type."""
    items = {}
    for kind in KINDS:
        items[kind] = power(town, operator(), kind)
        services.publish_item(
            actor=operator(),
            item_id=items[kind].id,
            guide=power_guide(kind),
            form_id=None,
            process_id=None,
        )
    return items


def rows_in(data):
    return json.loads(data)["tables"]


def test_every_type_has_its_tables_and_every_table_its_type():
    assert {kind for one in SETS for kind in one.types} == set(ItemType.values)
    assert sum(len(one.types) for one in SETS) == len(ItemType.values)
    assert all(len(name) <= 31 for name in TABLES), "a sheet of a workbook has no longer name"


@pytest.mark.parametrize("kind", KINDS)
def test_a_power_stands_in_the_tables_of_its_type(powers, kind):
    rows = rows_in(exported())
    (row,) = [r for r in rows[BASICS[kind]] if r["task_type"] == kind]
    assert row["task_code"] == powers[kind].code
    assert row["by_law"].startswith("《食品安全法》第一百二十二条")
    assert row["handle_flow"] == "立案 → 调查 → 决定"
    assert (row["anticipate_day"], row["anticipate_type"]) == ("90", "2")
    assert all(r["task_code"] != row["task_code"] for r in rows["up_task_general_basic"])
    questions = rows[BASICS[kind].replace("basic", "questions")]
    assert [r["question"] for r in questions if r["task_guid"] == row["row_guid"]] == [
        "可以分期交吗？"
    ]


def test_the_columns_that_only_they_have(powers):
    rows = rows_in(exported())
    (penalty,) = rows["up_task_punish_basic"]
    assert penalty["punishment_method"] == (
        "无证经营食品（一般）：罚款、没收违法所得、没收非法财物，五万元以上十万元以下（第一百二十二条）\n"
        "情节严重的：暂扣许可证件、降低资质等级、吊销许可证件，吊销许可证（第一百二十二条）"
    )
    (levy,) = rows["up_task_handle_basic"]
    assert (levy["collect_type"], levy["is_permit_reduce"]) == ("2", "1")
    (material,) = rows["up_task_handle_material"]
    assert (material["material_name"], material["task_guid"]) == ("占用图", levy["row_guid"])


@pytest.mark.parametrize("file_format", FORMATS)
def test_out_in_and_the_same_again(town, powers, file_format):
    data = exported(file_format)
    with nothing_changes():
        report = take(data)
    assert (report.unchanged, report.rejected) == (report.items, ())
    kept = {item.code: power_guide(kind) for kind, item in powers.items()}
    empty_the_catalogue()
    report = take(data, publish=True)
    assert report.rejected == ()
    for code, guide in kept.items():
        item = Item.objects.get(code=code)
        assert (item.state, item.is_online) == (ItemState.PUBLISHED, False)
        assert queries.guide(item.revision_id) == guide


ROWS = st.fixed_dictionaries({
    "subject": WORDS,
    "discretion": st.lists(
        st.builds(Discretion, WORDS, WORDS, st.sampled_from(["", "1", "5"]), WORDS, WORDS),
        max_size=3,
    ).map(tuple),
    "discretion_by": st.lists(WORDS, max_size=2).map(tuple),
    "measures": st.lists(st.sampled_from(["11", "25"]), unique=True).map(tuple),
    "measures_when": st.lists(WORDS, max_size=2).map(tuple),
    "collect_type": st.sampled_from(["", "1", "9"]),
    "rates": st.lists(st.builds(LevyRate, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    "reduces": st.booleans(),
    "frequency": WORDS,
    "ways": st.lists(st.sampled_from(["1", "4"]), unique=True).map(tuple),
    "steps": st.lists(st.builds(ExerciseStep, WORDS, WORDS, WORDS), max_size=3).map(tuple),
    "rights": st.lists(WORDS, max_size=2).map(tuple),
})  # fmt: skip


@examples(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    wanted=GUIDES,
    exercise=ROWS,
    kind=st.sampled_from([*KINDS, "20"]),
    file_format=st.sampled_from(FORMATS),
    profile=st.sampled_from(["gbt39554", "gbt39046"]),
)
def test_any_guide_of_any_type_comes_back_as_it_was(
    town, wanted, exercise, kind, file_format, profile
):
    wanted = replace(wanted, exercise=Exercise(**exercise))
    item = Item.objects.select_related("department").get(id=town.items["food"])
    item.item_type = kind
    tables = set_of(kind)
    out = io.BytesIO()
    write_tables(
        rows_of_item(item, wanted, "", profile), out, file_format=file_format, profile=profile
    )
    rows = read_tables(out.getvalue())

    def heard(table):
        return [(row.values, Hearing(profile)) for row in rows if row.table == table.name]

    found, _said = hear_guide(
        heard(tables.basic)[0],
        heard(tables.extend)[0] if tables.extend else None,
        {place: heard(table) for place, table in tables.children.items()},
        base=Guide.blank(),
        is_upstream=False,
        tables=tables,
    )
    assert found == wanted


# Rows of others


def foreign(kind, **more):
    """A row as another system writes it: the columns of practice and nothing of ours."""
    return {
        "row_guid": str(uuid.uuid4()),
        "task_name": "对无证经营食品的处罚",
        "catalog_code": f"34{kind}00078000",
        "task_code": f"{MARKET}434{kind}00078000",
        "task_type": kind,
        "task_state": "1",
        "by_law": "《食品安全法》第一百二十二条",
        "power_source": "1",
        "use_level": "4",
        "dept_name": "谯城区市场监管局",
        "dept_code": MARKET,
        "dept_type": "1",
        "handle_flow": "立案→调查 → 决定",
        "link_way": "0558-0002001",
        "supervise_way": "0558-0009001",
        "cd_operation": "I",
        **more,
    }


def sent(**tables):
    return json.dumps({"tables": tables}).encode()


def test_rows_of_another_system_become_a_draft(town):
    data = sent(
        up_task_punish_basic=[foreign("02", punishment_method="无证经营的，罚款\n拒不改正的，停业")]
    )
    report = take(data)
    assert (counts(report), report.rejected, report.drafts) == ((1, 1, 0, 0, 0), (), 1)
    found = Guide.from_json(ItemDraft.objects.get(item__name="对无证经营食品的处罚").guide)
    assert found.exercise.discretion == (
        Discretion("无证经营的，罚款"),
        Discretion("拒不改正的，停业"),
    )
    assert [step.name for step in found.exercise.steps] == ["立案", "调查", "决定"]
    assert found.by_law == (Clause("食品安全法", "第一百二十二条"),)
    with nothing_changes():
        assert take(data).unchanged == 1


def test_from_above_such_an_item_is_owned_and_what_is_kept_here_stays(town, powers):
    item = powers["06"]
    row = foreign("06", row_guid=str(item.row_guid), task_code=item.code, task_name=item.name,
                  handle_flow="抽取 → 检查 → 公开")  # fmt: skip
    report = take(sent(up_task_check_basic=[row]), owner="province")
    assert (counts(report), report.rejected) == ((1, 0, 1, 0, 0), ())
    item = Item.objects.get(id=item.id)
    guide = queries.guide(item.revision_id)
    assert [step.name for step in guide.exercise.steps] == ["抽取", "检查", "公开"]
    assert guide.exercise.frequency == "同一家一年不超过两次"
    assert "exercise.steps" in item.owned_elements
    assert "exercise.frequency" not in item.owned_elements


def refused(town, **tables):
    before = [list(k.objects.order_by("pk").values()) for k in (Item, ItemDraft)]
    report = take(sent(**tables))
    assert [list(k.objects.order_by("pk").values()) for k in (Item, ItemDraft)] == before
    return told(report)


def test_a_power_in_the_tables_of_another_type_is_given_back(town):
    assert refused(town, up_task_check_basic=[foreign("02")]) == [
        ("up_task_check_basic", 1, "wrong_table")
    ]


def test_a_code_that_is_none_is_given_back(town):
    row = foreign("04", collect_type="7")
    assert refused(town, up_task_handle_basic=[row]) == [("up_task_handle_basic", 1, "code")]
    row = foreign("04", is_permit_reduce="是")
    assert refused(town, up_task_handle_basic=[row]) == [("up_task_handle_basic", 1, "flag")]


def test_a_code_of_another_body_is_given_back(town):
    row = foreign("02", dept_code=HEALTH)
    ((_table, line, _kind),) = refused(town, up_task_punish_basic=[row])
    assert line == 1


def test_rows_of_one_kind_do_not_hang_on_an_item_of_another(town):
    one = foreign("02")
    question = {"row_guid": str(uuid.uuid4()), "task_guid": one["row_guid"], "question": "问",
                "answer": "答"}  # fmt: skip
    report = take(sent(up_task_punish_basic=[one], up_task_check_questions=[question]))
    assert told(report) == [("up_task_check_questions", 1, "orphan")]


def test_public_services_have_their_own_tables_and_older_files_are_read(town):
    item = services.list_item(
        actor=operator(),
        code=f"{MARKET}4342000079000",
        name="公交卡充值",
        item_type="20",
        department_id=town.departments["market"],
        division_code=DISTRICT,
    )
    rows = rows_in(exported())
    assert [r["task_name"] for r in rows["up_task_public_basic"]] == [item.name]
    assert "power_source" not in rows["up_task_public_basic"][0]
    # Until now they stood among the general ones, and questions were called otherwise.
    old = {
        "up_task_general_basic": rows["up_task_public_basic"],
        "up_task_general_extend": rows["up_task_public_extend"],
        "up_task_general_question": [],
    }
    with nothing_changes():
        report = take(sent(**old))
    assert (report.unchanged, report.rejected) == (1, ())


# Names that are not ours


@pytest.fixture
def named(settings, tmp_path):
    def write(content):
        path = tmp_path / f"{uuid.uuid4()}.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        settings.UPLOAD_NAMES = str(path)

    return write


@pytest.mark.parametrize("file_format", FORMATS)
def test_tables_and_codes_are_named_as_the_city_says(town, powers, named, file_format):
    names = {
        "tables": {"up_task_check_basic": "up_task_inspect_basic"},
        "codes": {"collect_type": {"2": "02", "1": "01"}},
    }
    named(names)
    data = exported(file_format)
    with nothing_changes():
        assert take(data).rejected == ()
    rows = rows_in(exported())
    assert "up_task_check_basic" not in rows
    assert {r["task_type"] for r in rows["up_task_inspect_basic"]} == {"03", "06"}
    assert rows["up_task_handle_basic"][0]["collect_type"] == "02"
    rows["up_task_inspect_basic"][0]["task_name"] = ""
    assert told(take(sent(**rows)))[0] == ("up_task_inspect_basic", 1, "required")


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        {"tables": {"nothing": "x"}},
        {"codes": {"nothing": {"1": "2"}}},
        {"codes": {"collect_type": {"88": "2"}}},
        {"codes": {"collect_type": {"1": "2", "2": "2"}}},
        {"tables": {"up_task_check_basic": "x", "up_task_punish_basic": "x"}},
        {"tables": {"up_task_check_basic": 5}},
    ],
)
def test_a_file_of_names_that_does_not_hold_is_told_at_the_start(named, content):
    named(content)
    with pytest.raises(ImproperlyConfigured, match="TONGBAN_UPLOAD_NAMES"):
        check_names()


def test_a_file_of_names_that_is_not_there_is_told(settings):
    settings.UPLOAD_NAMES = "/nowhere/names.json"
    with pytest.raises(ImproperlyConfigured):
        check_names()
