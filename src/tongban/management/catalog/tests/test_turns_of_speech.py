"""What people say in many ways is one part of a situation; what only looks like it is none."""

import pytest

from tongban.base.kernel.actors import operator
from tongban.management.catalog import queries
from tongban.management.catalog.search.thesaurus import TURNED, Line, compiled
from tongban.management.catalog.search.turns import TURNS, turns_in
from tongban.management.catalog.services import publish_synonyms
from tongban.management.catalog.tests.search_list import list_items


def parts_of(text):
    return {part for part, _, _ in turns_in(text)}


def situations(said, text):
    table = compiled([Line(said, "遗属待遇")])
    return [(places, near) for places, _, near in table.situations_in(text)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("老伴走了", "去世"),
        ("爸爸不在了", "去世"),
        ("证搞落", "丢"),
        ("身份证掉了", "丢"),
        ("有效期过", "到期"),
        ("幺儿", "孩子"),
        ("馆子", "饭店"),
        ("在深圳", "外地"),
        ("被裁员", "失业"),
        ("工地上摔断了", "工伤"),
        ("当兵回来", "退伍"),
        ("股份卖给", "转让"),
    ],
)
def test_an_everyday_word_says_a_part_of_a_situation(text, part):
    assert part in parts_of(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("员工走了", "去世"),
        ("工人走了", "去世"),
        ("车卖掉了", "丢"),
        ("店关掉了", "丢"),
        ("养娃娃鱼", "孩子"),
        ("深圳路", "外地"),
        ("外省", "外地"),
        ("当兵", "退伍"),
    ],
)
def test_what_only_looks_like_one_says_nothing_of_it(text, part):
    assert part not in parts_of(text)


def test_where_only_a_part_of_the_turn_says_it_the_rest_stays_free():
    assert ("去世", 2, 4) in turns_in("老伴走了")
    assert situations("老伴+去世", "老伴走了") == [((0, 1, 2, 3), TURNED)]


def test_a_situation_in_the_words_of_the_table_counts_more():
    assert situations("养老金+去世", "养老金去世") == [((0, 1, 2, 3, 4), 1.0)]
    assert situations("养老金+去世", "退休金过世") == [((0, 1, 2, 3, 4), TURNED)]
    assert TURNED < 1.0


def test_one_turn_is_not_two_parts_of_a_situation():
    assert situations("孩子+娃", "儿子") == []
    assert situations("公司+企业", "公司") == []


def test_every_part_belongs_to_one_turn_alone():
    parts = [part for turn in TURNS for part in turn.parts]
    assert len(set(parts)) == len(parts)


@pytest.fixture
def listed(db):
    """A table, and enough items for a word to be rarer than another."""
    list_items(
        [
            {"name": name, "department": "区人社局"}
            for name in (
                "遗属待遇申领",
                "养老保险待遇资格认证",
                "演出场所经营单位补证备案",
                "演出场所经营单位备案证明注销备案",
                "设立演出场所经营单位备案",
                "失业登记",
                "结婚登记预约",
                "残疾人证新办",
                "犬类准养证核发",
                "食品经营许可核发",
            )
        ]
    )
    publish_synonyms(
        actor=operator(),
        lines=[
            ("养老金+去世", "遗属待遇"),
            ("剧场", "演出场所经营单位"),
            ("剧场+丢", "演出场所经营单位补证"),
        ],
    )


def names(query):
    return [hit.name for hit in queries.search(query).hits]


def test_a_query_in_other_words_finds_what_the_situation_means(listed):
    assert names("老伴走了，他的退休工资呢") == ["遗属待遇申领"]
    assert names("老伴，他的退休工资呢") == []


def test_most_words_of_a_wording_are_little_when_another_act_is_said(listed):
    first, second, *_ = queries.search("剧场备案证明遗失").hits
    assert first.name == "演出场所经营单位补证备案"
    assert second.name == "演出场所经营单位备案证明注销备案"
    assert second.score < 0.9 * first.score
