"""How names and queries become words, syllables and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.management.catalog.search import words
from tongban.management.catalog.search.actions import actions_said, actions_written


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("发票领用(县级行使）", "发票领用"),
        ("林木采伐许可证核发（县级权限）", "林木采伐许可证核发"),
        ("食品(含保健食品)经营许可核发", "食品 含保健食品 经营许可核发"),
        ("河道管理范围内有关活动（不含河道采砂）审批", "河道管理范围内有关活动审批"),
        ("固定资产投资项目节能审查（企业技术改造项目除外）", "固定资产投资项目节能审查"),
        ("《预防接种证》办理", "预防接种证 办理"),
        ("（县级）", "县级"),
    ],
)
def test_a_name_is_read_without_whose_power_it_is(name, core):
    assert words.core(name) == core


def test_brackets_can_be_left_out():
    assert words.without_brackets("食品(含保健食品)经营许可核发") == "食品经营许可核发"


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("shiyebaoxian", ["shi", "ye", "bao", "xian"]),
        ("jiehun", ["jie", "hun"]),
        ("lvyou", ["lv", "you"]),
        ("jinengpeixun", ["ji", "neng", "pei", "xun"]),
        ("gongan", ["gong", "an"]),
        ("sybx", None),
        ("ktv", None),
        ("", None),
    ],
)
def test_pinyin_is_told_from_other_letters(letters, syllables):
    assert words.syllabled(letters) == syllables


def test_sounds_that_speakers_mix_up_are_one():
    assert words.folded_sounds("生") == words.folded_sounds("森")
    assert words.folded_sounds("住") == words.folded_sounds("足") != words.folded_sounds("出")
    assert words.spelled("残疾人证 新办") == " can ji ren zen | xin ban "


def test_initials_tell_where_words_begin():
    assert words.initials("户口迁移 审批") == "HkQy|Sp"


def test_names_are_ordered_by_pinyin():
    names = ["张三", "阿姨", "李四", "北京"]
    assert sorted(names, key=words.ordering_key) == ["阿姨", "北京", "李四", "张三"]


@given(st.text(max_size=400))
def test_any_text_becomes_plain_tokens(text):
    read = words.plain(text)
    tokens = words.tokens_of_text(read) | words.tokens_of_spelling(words.spelled(read))
    tokens |= words.tokens_of_initials(words.initials(read))
    assert all(token and "'" not in token and "\\" not in token for token in tokens)
    assert len(words.clipped(text)) <= words.MAX_QUERY
    assert words.clipped(words.clipped(text)) == words.clipped(text)


@given(st.text(alphabet="失业保险残疾人证行长重庆率乐", max_size=30))
def test_every_character_has_one_syllable_and_one_initial(text):
    assert len(words.sounds(text)) == len(text)
    assert len(words.initials(text)) == len(text)


@pytest.mark.parametrize(
    ("said", "action"),
    [("证丢了", "replace"), ("快到期了", "renew"), ("不干了", "cancel"), ("过户", "transfer")],
)
def test_what_is_to_be_done_is_heard_in_people_s_words(said, action):
    assert action in actions_said(said)


def test_what_is_done_is_read_in_a_name():
    assert actions_written("残疾人证挂失补办") == {"replace"}
    assert actions_written("采矿权延续登记") == {"renew"}
    assert actions_written("失业登记") == frozenset()


def test_traditional_characters_are_read_as_simplified_and_as_many_as_there_were():
    assert words.plain("營業執照補辦") == "营业执照补办"
    assert words.plain("氣球廣告 ＡＢ") == "气球广告 ab"
    # Written in simplified text as well.
    assert words.plain("乾坤著作") == "乾坤著作"
    assert all(len(simple) == 1 for simple in words.simplified().values())


def test_money_is_read_in_a_name_and_need_is_heard():
    assert actions_written("养蜂补贴") == {"grant"}
    assert actions_written("人民调解员补贴发放") == {"grant", "dispute"}
    assert "grant" in actions_said("家里穷")
    assert "grant" in actions_said("养蜂给不给钱")
    assert "grant" not in actions_said("开个中介所")


def test_two_words_of_a_body_make_no_third():
    found = words.tokens_of_body("行政审批局")
    assert {"行政", "审批"} <= found
    assert "政审" not in found
