"""Search finds what people mean, in their own words, and is safe against anything that is typed."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Forbidden
from tongban.base.orgs.services import rename_department
from tongban.handling.cases.tests.city import DISTRICT, guide
from tongban.management.catalog import commands, queries
from tongban.management.catalog.models import (
    Item,
    SearchEntry,
    SearchMiss,
    SearchTerm,
    SearchWording,
)
from tongban.management.catalog.search.index import ALL, write_all_entries, write_entries
from tongban.management.catalog.services import list_item, publish_item, reindex
from tongban.management.catalog.tests.search_list import (
    DIVISION,
    GIVEN,
    REAL_LIST,
    UNSEEN,
    accepted,
    index,
    list_items,
    mark_of,
    queries_of,
    real_list,
)
from tongban.management.catalog.types import ItemState

CITY = "511600000000"
NEIGHBOUR = "511603000000"

ROWS = [
    {"name": "残疾人证新办", "department": "区残联"},
    {"name": "残疾人证换领", "department": "区残联"},
    {"name": "残疾人证挂失补办", "department": "区残联"},
    {"name": "残疾人证注销", "department": "区残联"},
    {"name": "医保电子凭证申领", "department": "区医疗保障局", "is_online": "1"},
    {"name": "失业保险金申领", "department": "区人社局"},
    {"name": "失业登记", "department": "区人社局"},
    {"name": "事业单位法人变更登记", "department": "区委编办"},
    {"name": "结婚登记预约", "department": "区民政局", "for_companies": ""},
    {
        "name": "食品(含保健食品)经营许可核发",
        "main_item": "食品（含保健食品）经营许可",
        "department": "区行政审批局",
        "for_people": "",
    },
    {
        "name": "食品(含保健食品)经营许可注销",
        "main_item": "食品（含保健食品）经营许可",
        "department": "区行政审批局",
        "for_people": "",
    },
    {"name": "犬类准养证核发", "department": "区公安分局"},
    {"name": "税务注销即时办理（县级行使）", "department": "广安区税务局"},
    {"name": "住房公积金提取", "department": "市公积金中心", "division_code": CITY},
    {"name": "犬类准养证补办", "department": "前锋区公安分局", "division_code": NEIGHBOUR},
]


@pytest.fixture
def listed(db):
    return list_items(ROWS)


def names(query, **filters):
    return [hit.name for hit in queries.search(query, **filters).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("残疾人证新办", "残疾人证新办"),
        ("残疾证丢了怎么办", "残疾人证挂失补办"),
        ("残疾证到期了", "残疾人证换领"),
        ("残急人证", "残疾人证新办"),
        ("医保电子平证", "医保电子凭证申领"),
        ("醫保電子憑證", "医保电子凭证申领"),
        ("補辦殘疾人證", "残疾人证挂失补办"),
        ("shiyebaoxian", "失业保险金申领"),
        ("siyebaoxian", "失业保险金申领"),
        ("jiehun", "结婚登记预约"),
        ("sybx", "失业保险金申领"),
        ("cjrz", "残疾人证新办"),
        ("办jiehun证", "结婚登记预约"),
        ("开饭馆要办什么证", "食品(含保健食品)经营许可核发"),
        ("餐馆不开了", "食品(含保健食品)经营许可注销"),
        ("想养一条狗", "犬类准养证核发"),
        ("税务局注销", "税务注销即时办理（县级行使）"),
        ("食品经营许可", "食品(含保健食品)经营许可核发"),
        ("失业", "失业登记"),
    ],
)
def test_the_item_that_is_meant_comes_first(listed, query, first):
    assert names(query)[0] == first


def test_a_homophone_that_is_written_right_is_not_taken_for_a_typing_error(listed):
    assert names("失业登记")[0] == "失业登记"
    assert names("事业单位")[0] == "事业单位法人变更登记"
    assert queries.search("事业单位").corrected == ""


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("残急人证", "残疾人证"),
        ("医保电子平证怎么办理", "医保电子凭证怎么办理"),
        ("开饭管", "开饭馆"),
        ("残疾人证", ""),
        ("shiyebaoxian", ""),
    ],
)
def test_a_typing_error_is_told_as_it_was_probably_meant(listed, query, meant):
    assert queries.search(query).corrected == meant


def test_a_word_before_one_of_the_table_is_no_slip(listed):
    assert queries.search("办残疾人证").corrected == ""


def test_a_literal_search_guesses_at_nothing(listed):
    result = queries.search("结昏登计", literal=True)
    assert result.corrected == ""
    assert "结婚登记预约" not in [hit.name for hit in result.hits]
    assert names("结昏登计")[0] == "结婚登记预约"


def test_scores_lie_between_0_and_100_and_fall(listed):
    result = queries.search("残疾人证")
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)
    assert result.total == len(scores) == 4


def test_money_that_nobody_asked_for_stands_back(db):
    list_items([{"name": n, "department": "区农业农村局"} for n in ("养蜂条约", "养蜂补贴")])

    def scores(query):
        return {hit.name: hit.score for hit in queries.search(query).hits}

    unasked, asked = scores("养蜂"), scores("养蜂 有没有钱拿")
    assert unasked["养蜂补贴"] == pytest.approx(0.94 * unasked["养蜂条约"], abs=0.1)
    assert asked["养蜂补贴"] >= asked["养蜂条约"]


def test_the_limit_cuts_the_hits_and_not_the_total(listed):
    result = queries.search("残疾人证", limit=2)
    assert len(result.hits) == 2
    assert result.total == 4
    assert queries.search("残疾人证", limit=0).hits == ()
    assert queries.search("残疾人证", limit=-1).hits == ()


def test_hits_are_grouped_by_main_item_in_the_order_of_the_best(listed):
    groups = queries.search("食品经营许可").groups
    assert groups[0].name == "食品（含保健食品）经营许可"
    assert [hit.name for hit in groups[0].hits] == [
        "食品(含保健食品)经营许可核发",
        "食品(含保健食品)经营许可注销",
    ]
    assert groups[0].departments == ("区行政审批局",)


def test_what_was_asked_for_is_marked_in_the_name(listed):
    hit = queries.search("结婚登记").hits[0]
    assert hit.parts == (("结婚登记", True), ("预约", False))
    hit = queries.search("食品经营许可").hits[0]
    assert "".join(text for text, _ in hit.parts) == hit.name
    assert [text for text, marked in hit.parts if marked] == ["食品", "经营许可"]


def test_filters_narrow_and_counts_tell_what_there_is(listed):
    assert names("犬类准养证") == ["犬类准养证核发", "犬类准养证补办"]
    assert names("犬类准养证", division_code=DIVISION) == ["犬类准养证核发"]
    assert names("犬类准养证", division_code=CITY) == ["犬类准养证核发", "犬类准养证补办"]
    assert names("食品经营许可", audience="person") == []
    assert names("结婚登记", audience="company") == []
    assert names("医保电子凭证", online_only=True) == ["医保电子凭证申领"]
    assert names("结婚登记", online_only=True) == []
    department = Item.objects.get(name="失业登记").department_id
    assert set(names("失业", department_id=department)) == {"失业登记", "失业保险金申领"}
    result = queries.search("结婚登记预约")
    assert (result.for_people, result.for_companies, result.online) == (1, 0, 0)


def test_an_item_of_the_city_is_found_by_a_county_that_it_serves(listed):
    assert names("公积金提取", division_code=DIVISION) == ["住房公积金提取"]
    assert names("公积金提取", division_code=NEIGHBOUR) == ["住房公积金提取"]
    assert names("公积金提取", division_code="341600000000") == []


def test_a_search_takes_at_most_three_queries(listed):
    queries.search("预先")  # a process reads the synonym table once
    for query in (
        "残疾人证",
        "残急人证",
        "shiyebaoxian",
        "sybx",
        "开饭馆要办什么证",
        "没有的东西xyz",
    ):
        with CaptureQueriesContext(connection) as taken:
            queries.search(query)
        assert len(taken) <= 3, query


def test_a_query_without_a_result_is_counted_by_day_and_without_who(listed):
    for query in ("量子力学", "量子力学？", " 量子力学 "):
        assert queries.search(query).hits == ()
    assert queries.misses() == [("量子力学", 3)]
    assert {f.name for f in SearchMiss._meta.fields} == {
        "id",
        "created_at",
        "text",
        "on",
        "count",
        "weak",
    }


def test_a_long_number_in_a_miss_is_not_kept(listed):
    queries.search("量子 341690199001011238 13800000000")
    assert queries.misses() == [("量子", 1)]


def test_a_filtered_search_and_a_suggestion_count_no_miss(listed):
    queries.search("量子力学", division_code=DIVISION)
    queries.suggest("量子力学")
    assert queries.misses() == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\0",
        "\x1b[2J\u202e",
        "'; DROP TABLE catalog_item; --",
        "' | 'a' & !",
        "\\",
        "%_%",
        "？！。，",
        "😀😀😀",
        "Ω≈ç√∫",
        "العربية",
        "ａｂｃ１２３",
        "\ud800",
        "残疾" * 5000,
        "a" * 100_000,
        "x.y #sfz ' \" <script>",
        "怎么办",
        "我要办理",
        "的",
        "1",
        "證",
        "\u3400\U00020000",
    ],
)
def test_anything_that_is_typed_is_safe(listed, query):
    result = queries.search(query)
    assert len(result.query) <= 200
    queries.suggest(query)
    assert Item.objects.count() == len(ROWS)


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=300))
def test_no_text_makes_search_fail(listed, query):
    result = queries.search(query, limit=5)
    assert len(result.hits) <= 5
    queries.suggest(query)


@examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(
        alphabet="残疾人证开办饭馆怎么失业保险shiyebxZ 1的了一个丢", min_size=1, max_size=40
    )
)
def test_scores_fall_for_any_query(listed, query):
    scores = [hit.score for hit in queries.search(query).hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)


def test_the_acts_keep_the_index_in_step(town):
    """Listed: findable by name. Published: by what people call it, too, and under its new name."""
    item = list_item(
        actor=operator(),
        code="local-1",
        code_profile="local",
        name="登高望远许可",
        item_type="01",
        department_id=town.departments["market"],
        division_code=DISTRICT,
    )
    assert names("登高望远") == ["登高望远许可"]
    assert names("放风筝") == []
    publish_item(
        actor=operator(),
        item_id=item.id,
        guide=replace(guide(), words=("放风筝",)),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
        name="登高远眺许可",
    )
    assert names("放风筝") == ["登高远眺许可"]
    assert names("登高远眺") == ["登高远眺许可"]


def test_a_renamed_department_is_found_by_its_new_name_alone(town):
    def found(query):
        return {hit.name for hit in queries.search(query).hits if "许可" in hit.name}

    assert "食品经营许可" in found("谯城区市场监督管理局 食品经营")
    assert SearchWording.objects.filter(text__contains="市场监督管理").exists()
    rename_department(
        actor=operator(), department_id=town.departments["market"], name="谯城区饮食丰收局"
    )
    assert not SearchWording.objects.filter(text__contains="市场监督管理").exists()
    assert found("饮食丰收局") >= {"食品经营许可", "单位食堂许可"}
    before = index()
    reindex(actor=operator())
    assert index() == before


def test_reindexing_is_the_platform_s_and_leaves_the_same_entries(listed):
    before = index()
    with pytest.raises(Forbidden):
        reindex(actor=VISITOR)
    assert reindex(actor=operator()) == len(ROWS)
    assert index() == before


def test_an_entry_follows_its_item(listed):
    item = listed[0]
    Item.objects.filter(id=item.id).update(name="钓鱼比赛登记")
    write_entries([item.id])
    assert names("钓鱼")[0] == "钓鱼比赛登记"
    assert "残疾人证新办" not in names("残疾人证")
    Item.objects.filter(id=item.id).update(state=ItemState.CANCELLED)
    write_entries([item.id])
    assert names("钓鱼") == []
    assert SearchEntry.objects.count() == len(ROWS) - 1


def test_the_counts_stay_exact_whatever_is_written(listed):
    Item.objects.filter(id=listed[1].id).update(name="完全不同的名称")
    Item.objects.filter(id=listed[2].id).update(state=ItemState.CANCELLED)
    write_entries(item.id for item in listed[:5])
    write_entries(item.id for item in listed[:5])
    kept = dict(SearchTerm.objects.filter(items__gt=0).values_list("term", "items"))
    assert kept[ALL] == len(ROWS) - 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, count(*) FROM catalog_searchwording, unnest(tsvector_to_array(tokens)) AS t"
            " GROUP BY t"
        )
        counted = dict(cursor.fetchall())
    assert kept == counted | {ALL: len(ROWS) - 1}
    write_all_entries()
    assert dict(SearchTerm.objects.values_list("term", "items")) == kept


def test_suggestions_begin_as_typed_in_characters_pinyin_or_initials(listed):
    assert [s.text for s in queries.suggest("残疾人证", limit=4)] == [
        "残疾人证换领",
        "残疾人证新办",
        "残疾人证注销",
        "残疾人证挂失补办",
    ]
    assert queries.suggest("失业登记", limit=1)[0].code == Item.objects.get(name="失业登记").code
    assert queries.suggest("jiehundeng")[0].text == "结婚登记预约"
    assert queries.suggest("jhdj")[0].text == "结婚登记预约"
    assert "营业执照" in [s.text for s in queries.suggest("营业执")]
    assert queries.suggest("") == queries.suggest("j") == queries.suggest("残疾", limit=0) == []
    assert len(queries.suggest("残", limit=2)) == 2


def test_the_command_writes_the_index_anew(listed):
    SearchEntry.objects.all().delete()
    done = CliRunner().invoke(commands.reindex, [])
    assert (done.exit_code, done.stdout) == (0, f"检索里现在有 {len(listed)} 个事项。\n")
    assert SearchEntry.objects.count() == len(listed)


def test_the_command_prints_json_alone_best_first(listed):
    done = CliRunner().invoke(commands.search, ["残疾人证", "--json", "--limit", "3"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert [one["name"] for one in found] == names("残疾人证", limit=3)
    assert {"name", "department", "code", "score"} <= found[0].keys()
    assert found[0]["department"] == "区残联"


def test_the_command_says_that_nothing_was_found(listed):
    done = CliRunner().invoke(commands.search, ["量子力学"])
    assert (done.exit_code, done.stdout) == (0, "没有找到。请换个说法再试，或打 12345。\n")
    done = CliRunner().invoke(commands.search, ["量子力学", "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])


@pytest.mark.parametrize("query", ["", "  ", "😀", "%"])
def test_the_command_says_what_to_write_where_there_is_nothing_to_look_for(listed, query):
    done = CliRunner().invoke(commands.search, [query])
    assert done.exit_code == 0
    assert done.stdout == "请用汉字、字母或者数字写要办的事，如：换身份证。\n"
    done = CliRunner().invoke(commands.search, [query, "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])


def test_the_command_prints_a_table(listed):
    done = CliRunner().invoke(commands.search, ["残急人证"])
    lines = done.stdout.splitlines()
    assert lines[0] == "已按“残疾人证”查找。"
    assert "残疾人证新办" in lines[1]
    assert "区残联" in lines[1]
    assert lines[-1] == "共 4 项。"


@pytest.mark.slow
@pytest.mark.skipif(not REAL_LIST.exists(), reason="the shared data are not beside this checkout")
def test_people_s_words_find_the_items_of_a_real_list(db):
    """The goals are 85 % first and 97 % among five on queries that nobody has seen; these were
    all seen when the synonym table grew, so they must do better.
    """
    list_items(real_list())
    ranks = []
    for one in (*queries_of(GIVEN), *queries_of(UNSEEN)):
        wanted = accepted(one["accept"])
        found = [mark_of(name) in wanted for name in names(one["query"], limit=5)]
        ranks.append(found.index(True) if True in found else None)
    # None of them is told to the editors as looked for in vain.
    assert queries.misses() == []
    assert len(ranks) >= 500
    assert sum(rank == 0 for rank in ranks) / len(ranks) >= 0.94
    assert sum(rank is not None for rank in ranks) / len(ranks) >= 0.97
