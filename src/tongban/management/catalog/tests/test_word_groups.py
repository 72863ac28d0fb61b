"""The draft of the synonym table: group by group, by several editors, tried and published."""

import pytest

from tongban.base.kernel.actors import VISITOR, Actor, Capacity
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.base.orgs.types import Duty
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.models import MissAnswer, SearchMiss, WordChange
from tongban.management.catalog.search.synonyms import thesaurus
from tongban.management.catalog.search.thesaurus import Line, packaged_lines
from tongban.management.catalog.tests.search_list import list_items
from tongban.management.catalog.words.groups import (
    differences,
    draft_mark,
    drafted_lines,
    groups,
    key_of,
    officials_of,
    ways_of,
)
from tongban.management.catalog.words.judging import (
    likely_groups,
    must_findings,
    said_nowhere,
    should_findings,
    twice_said,
    wordings_with,
)
from tongban.management.catalog.words.trying import tried

TABLE = [("飞毯、魔毯", "无人驾驶自由气球"), ("鬼屋+开、密室", "娱乐场所|歌舞娱乐~")]
MANAGER = Actor(Capacity.POST, "王", duties=frozenset({Duty.ITEM_MANAGER.value}))
OTHER = Actor(Capacity.POST, "赵", duties=frozenset({Duty.DATA_OFFICER.value}))
HANDLER = Actor(Capacity.POST, "李", duties=frozenset({Duty.HANDLER.value}))


@pytest.fixture
def table(db):
    """A table of two groups that holds as version 1."""
    thesaurus(0)  # the process forgets what version 1 was in another test
    list_items(
        [
            {"name": "升放无人驾驶自由气球审批", "department": "区气象局"},
            {"name": "娱乐场所设立审批", "department": "区文广旅局"},
            {"name": "歌舞娱乐场所变更审批", "department": "区文广旅局"},
        ]
    )
    services.publish_synonyms(actor=MANAGER, lines=TABLE, note="开始")


def group(name):
    return next(one for one in groups() if one.name == name)


def save(name, said, means, actor=MANAGER, seen=None):
    there = group(name)
    return services.save_word_group(
        actor=actor,
        key=there.key,
        said=said,
        means=means,
        seen=there.seen if seen is None else seen,
    )


def publish(note="改过", actor=MANAGER):
    return services.publish_words(actor=actor, note=note, seen=draft_mark(groups()))


class TestWords:
    def test_words_are_parted_as_people_part_them(self):
        assert ways_of(" 飞毯，魔毯；\n飞 毯、飞毯,鬼屋 ＋ 开 ") == [
            "飞毯",
            "魔毯",
            "飞 毯",
            "鬼屋+开",
        ]
        assert officials_of("补发、换发|｜入学 + 小学～") == ["补发、换发", "入学+小学~"]

    def test_every_packaged_group_stands_as_it_is_and_has_a_key_of_its_own(self):
        lines = packaged_lines()
        assert len({key_of(line) for line in lines}) == len(lines)
        assert [
            line for line in lines if must_findings(ways_of(line.said), officials_of(line.means))
        ] == []

    @pytest.mark.parametrize(
        ("said", "means", "place"),
        [
            ([], ["气球"], "said"),
            (["飞毯"], [], "means"),
            (["飞毯", "？？"], ["气球"], "said-1"),
            (["飞毯+"], ["气球"], "said-0"),
            (["飞" * 13], ["气球"], "said-0"),
            (["一+二+三+四+五+六"], ["气球"], "said-0"),
            (["飞毯|魔毯"], ["气球"], "said-0"),
            (["飞毯~"], ["气球"], "said-0"),
            (["飞毯"], ["气球", "+"], "means-1"),
            (["飞毯"], ["气~球"], "means-0"),
            ([f"飞毯{n}" for n in range(500)], ["气球"], "said"),
        ],
    )
    def test_what_the_search_cannot_read_is_told_at_its_place(self, said, means, place):
        assert [finding.place for finding in must_findings(said, means)] == [place]


class TestDraft:
    def test_changes_gather_and_hold_only_when_they_are_published(self, table):
        save("无人驾驶自由气球", ["飞毯", "热气球"], ["无人驾驶自由气球"])
        key = services.save_word_group(
            actor=OTHER, key="new", said=["唱歌"], means=["歌舞娱乐场所"]
        )
        there = group("娱乐场所")
        services.remove_word_group(actor=MANAGER, key=there.key, seen=there.seen)
        assert [(one.state, one.changed_ways, one.changed_officials) for one in groups()] == [
            ("new", (["唱歌"], []), (["歌舞娱乐场所"], [])),
            ("changed", (["热气球"], ["魔毯"]), ([], [])),
            ("removed", ([], ["鬼屋+开", "密室"]), ([], ["娱乐场所", "歌舞娱乐~"])),
        ]
        assert groups()[0].key == key
        assert queries.synonym_version() == 1
        made = publish("三处")
        assert (made.version, made.note) == (2, "三处")
        assert [(one.said, one.means) for one in queries.synonym_lines(2)] == [
            ("飞毯、热气球", "无人驾驶自由气球"),
            ("唱歌", "歌舞娱乐场所"),
        ]
        assert not WordChange.objects.exists()
        assert [one.said for one in queries.synonym_lines(1)] == [said for said, _ in TABLE]

    def test_what_is_saved_as_it_was_drawn_is_no_change(self, table):
        for one in groups():
            save(one.name, one.ways, one.officials)
        assert not WordChange.objects.exists()

    def test_two_editors_do_not_overwrite_one_another(self, table):
        read = group("无人驾驶自由气球").seen
        save("无人驾驶自由气球", ["飞毯", "热气球"], ["无人驾驶自由气球"], actor=OTHER)
        with nothing_changes(), pytest.raises(Conflict, match="赵改过这一组"):
            save("无人驾驶自由气球", ["飞毯"], ["无人驾驶自由气球"], seen=read)
        with nothing_changes(), pytest.raises(Conflict):
            services.remove_word_group(actor=MANAGER, key=group("无人驾驶自由气球").key, seen=read)
        save("无人驾驶自由气球", ["飞毯"], ["无人驾驶自由气球"])
        assert group("无人驾驶自由气球").said == "飞毯"

    def test_a_draft_that_changed_meanwhile_is_not_published_nor_given_up(self, table):
        save("无人驾驶自由气球", ["飞毯"], ["无人驾驶自由气球"])
        read = draft_mark(groups())
        save("娱乐场所", ["密室"], ["娱乐场所"], actor=OTHER)
        for act in (
            lambda: services.publish_words(actor=MANAGER, note="改过", seen=read),
            lambda: services.discard_words(actor=MANAGER, seen=read),
        ):
            with nothing_changes(), pytest.raises(Conflict, match="草稿又有改动"):
                act()

    def test_a_change_is_undone_and_a_draft_is_given_up(self, table):
        key = save("无人驾驶自由气球", ["飞毯"], ["无人驾驶自由气球"])
        services.undo_word_group(actor=MANAGER, key=key, seen=group("无人驾驶自由气球").seen)
        assert group("无人驾驶自由气球").state == "same"
        save("娱乐场所", ["密室"], ["娱乐场所"])
        services.discard_words(actor=OTHER, seen=draft_mark(groups()))
        assert drafted_lines(groups()) == TABLE

    def test_what_cannot_be_done_changes_nothing(self, table):
        there = group("娱乐场所")
        for error, act in (
            (Invalid, lambda: save("娱乐场所", ["密" * 13], ["娱乐场所"])),
            (Invalid, lambda: save("娱乐场所", [], ["娱乐场所"])),
            (Missing, lambda: services.remove_word_group(actor=MANAGER, key="no", seen="")),
            (
                Conflict,
                lambda: services.undo_word_group(actor=MANAGER, key=there.key, seen=there.seen),
            ),
            (
                Conflict,
                lambda: services.save_word_group(
                    actor=MANAGER, key="new", said=there.ways, means=there.officials
                ),
            ),
            (Conflict, publish),
            (Conflict, lambda: services.discard_words(actor=MANAGER, seen="")),
            (Invalid, lambda: services.replace_words(actor=MANAGER, lines=[])),
            (
                Invalid,
                lambda: services.replace_words(actor=MANAGER, lines=[*TABLE, ("密", "")]),
            ),
        ):
            with nothing_changes(), pytest.raises(error):
                act()
        save("娱乐场所", ["密室"], ["娱乐场所"])
        for error, act in (
            (Invalid, lambda: publish(" ")),
            (Conflict, lambda: services.replace_words(actor=MANAGER, lines=TABLE)),
        ):
            with nothing_changes(), pytest.raises(error):
                act()

    def test_only_those_who_keep_items_or_data_change_words(self, table):
        there = group("娱乐场所")
        at = {"key": there.key, "seen": there.seen}
        for actor in (VISITOR, HANDLER):
            for act in (
                lambda who: services.save_word_group(
                    actor=who, said=["密室"], means=["娱乐场所"], **at
                ),
                lambda who: services.remove_word_group(actor=who, **at),
                lambda who: services.undo_word_group(actor=who, **at),
                lambda who: services.replace_words(actor=who, lines=TABLE[:1]),
                lambda who: services.discard_words(actor=who, seen=""),
                lambda who: services.publish_words(actor=who, note="改", seen=""),
            ):
                with nothing_changes(), pytest.raises(Forbidden):
                    act(actor)

    def test_a_change_of_a_group_that_holds_no_more_is_a_group_of_its_own(self, table):
        save("无人驾驶自由气球", ["飞毯", "热气球"], ["无人驾驶自由气球"])
        there = group("娱乐场所")
        services.remove_word_group(actor=MANAGER, key=there.key, seen=there.seen)
        services.publish_synonyms(actor=MANAGER, lines=[("唱歌", "歌舞娱乐")], note="另发")
        assert [(one.state, one.said) for one in groups()] == [
            ("new", "飞毯、热气球"),
            ("same", "唱歌"),
        ]
        publish()
        assert [one.said for one in queries.synonym_lines(3)] == ["唱歌", "飞毯、热气球"]
        assert not WordChange.objects.exists()


class TestWholeTable:
    def test_another_table_becomes_a_draft_that_says_what_differs(self, table):
        wanted = [("鬼屋+开、密室、剧本杀", "娱乐场所|歌舞娱乐~"), ("唱歌", "歌舞娱乐")]
        assert services.replace_words(actor=MANAGER, lines=wanted) == 3
        assert sorted(one.state for one in groups()) == ["changed", "new", "removed"]
        assert drafted_lines(groups()) == wanted
        publish()
        assert services.replace_words(
            actor=MANAGER, lines=[(x.said, x.means) for x in queries.synonym_lines(1)]
        )
        publish("拿回第一版")
        assert set(queries.synonym_lines(3)) == set(queries.synonym_lines(1))

    def test_the_table_that_holds_in_another_order_changes_nothing(self, table):
        assert services.replace_words(actor=MANAGER, lines=TABLE[::-1]) == 0
        assert not WordChange.objects.exists()

    def test_differences_pair_what_means_or_mostly_says_the_same(self):
        old = [Line("甲、乙", "一"), Line("丙、丁", "二"), Line("戊", "三")]
        new = [Line("甲、乙、己", "一"), Line("丙、丁", "四"), Line("庚", "五")]
        assert [(one.before, one.after) for one in differences(old, new)] == [
            (old[0], new[0]),
            (old[1], new[1]),
            (None, new[2]),
            (old[2], None),
        ]


class TestFindings:
    def test_each_word_is_told_what_is_the_matter_and_how_to_mend_it(self, table):
        found = should_findings(
            "new",
            ["密室", "娱乐场所", "歌", "怎么办", "登记", "唱歌"],
            ["娱乐场所", "海底捞"],
            groups(),
        )
        assert [(one.place, one.message.partition("。")[0][:8]) for one in found] == [
            ("said-0", "也在“娱乐场所”"),
            ("said-1", "和事项的说法一样"),
            ("said-2", "只有一个字，很多"),
            ("said-3", "这是问话里的字，"),
            ("said-4", "几乎每个事项都这"),
            ("means-1", "现在没有事项这样"),
        ]
        assert [one.name for one in found[0].groups] == ["娱乐场所"]

    @pytest.mark.parametrize("way", ["开饭馆 开餐馆", "开饭馆\u3000开餐馆 小吃店", "办 a证 换"])
    def test_several_words_in_one_box_are_told_beside_it_and_may_stay(self, table, way):
        found = should_findings("new", [way, "大排档"], ["娱乐场所"], groups())
        assert [one.place for one in found] == ["said-0"]
        assert "一格写一个" in found[0].message
        services.save_word_group(actor=MANAGER, key="new", said=[way], means=["海底捞"])

    @pytest.mark.parametrize("way", ["开饭馆", "CAD 图纸", "开店+外卖", "开店 + 外卖"])
    def test_a_space_beside_letters_or_a_plus_is_nothing_to_tell(self, table, way):
        assert should_findings("new", ways_of(way), ["娱乐场所"], groups()) == []

    def test_ones_own_group_is_not_another(self, table):
        there = group("娱乐场所")
        assert should_findings(there.key, there.ways, ["娱乐场所"], groups()) == []

    def test_what_stands_in_far_too_many_items_is_told(self, db):
        list_items(
            [
                {"name": f"{n}号仓库设立审批{n}", "department": "区仓库局"}
                for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"
            ]
        )
        assert wordings_with(["设立审批", "甲号+审批", "量子"], 20) == [20, 1, 0]
        found = should_findings("new", ["开仓库"], ["设立审批"], [])
        assert [one.message[:7] for one in found] == ["太多事项有这个"]

    def test_groups_are_found_by_what_is_the_matter(self, table):
        services.save_word_group(actor=MANAGER, key="new", said=["密室"], means=["海底捞"])
        assert {one.name for one in groups() if one.key in twice_said(groups())} == {
            "海底捞",
            "娱乐场所",
        }
        assert {one.name for one in groups() if one.key in said_nowhere(groups())} == {"海底捞"}

    def test_groups_are_offered_that_share_words_or_items(self, table):
        assert [one.name for one in likely_groups("坐飞毯", [], groups())] == ["无人驾驶自由气球"]
        assert [one.name for one in likely_groups("剧本杀", ["娱乐场所设立审批"], groups())] == [
            "娱乐场所"
        ]
        assert likely_groups("量子", [], groups()) == []


def test_a_search_is_tried_with_both_tables_and_counted_with_neither(table):
    save("无人驾驶自由气球", ["飞毯", "云朵"], ["无人驾驶自由气球"])
    trial = tried("云朵", groups())
    assert trial.before == []
    assert [(hit.name, place) for hit, place in trial.after] == [("升放无人驾驶自由气球审批", None)]
    assert tried("飞毯", groups()).is_same
    assert not SearchMiss.objects.exists()
    assert queries.search("云朵", counted=False).hits == ()


def test_what_was_looked_for_in_vain_is_dealt_with_when_its_words_are_published(table):
    SearchMiss.objects.create(text="云朵", on=today(), count=3)
    SearchMiss.objects.create(text="量子", on=today(), count=3)
    save("无人驾驶自由气球", ["飞毯", "云 朵", "魔毯"], ["无人驾驶自由气球"])
    assert not MissAnswer.objects.exists()
    publish("补了云朵")
    assert [(one.text, one.answer, one.note) for one in MissAnswer.objects.all()] == [
        ("云朵", "synonym", "补了云朵")
    ]
