"""The desk's pages of groups of words, of the draft, of the table as a file and of its versions."""

import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.base.kernel.actors import operator
from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.exchange.writing import csv_of, write_workbook
from tongban.management.catalog.models import SearchMiss, WordChange
from tongban.management.catalog.search.synonyms import thesaurus
from tongban.management.catalog.tests.test_desk_words import WORDS, body, desk
from tongban.management.catalog.words.groups import draft_mark, groups
from tongban.management.catalog.words.tables import COLUMNS, read_table, table_file

GROUPS = f"{WORDS}groups/"
TABLE = [("飞毯、魔毯", "自由气球"), ("鬼屋+开、密室", "食品经营许可|食品~")]


@pytest.fixture
def manager(town):
    thesaurus(0)  # the process forgets what version 1 was in another test
    services.publish_synonyms(actor=town.officer("manager"), lines=TABLE, note="开始")
    return desk(town, "manager")


def group(name):
    return next(one for one in groups() if one.name == name)


def given(one, **changed):
    return {
        "seen": one.seen,
        "said": one.ways,
        "means": [word.removesuffix("~") for word in one.officials],
        "weak": [str(n) for n, word in enumerate(one.officials) if word.endswith("~")],
        **changed,
    }


def text(page):
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", page)))


class TestGroups:
    def test_groups_are_listed_found_and_filtered(self, manager):
        page = text(body(manager.get(GROUPS)))
        assert "一共2组词" in page
        assert "飞毯、魔毯" in page
        page = text(body(manager.get(f"{GROUPS}?q=密室")))
        assert "找到1组" in page
        assert "飞毯、魔毯" not in page
        assert "没有这样的一组词" in body(manager.get(f"{GROUPS}?q=没有的"))
        assert "自由气球" in body(manager.get(f"{GROUPS}?only=nowhere"))
        assert "食品经营许可" not in body(manager.get(f"{GROUPS}?only=nowhere"))
        for only in ("changed", "twice"):
            assert "没有这样的一组词" in body(manager.get(f"{GROUPS}?only={only}"))

    def test_a_long_table_comes_a_hundred_groups_a_page(self, town, manager):
        lines = [(f"叫法{n}号", f"自由气球{n}号") for n in range(150)]
        services.publish_synonyms(actor=town.officer("manager"), lines=lines)
        first, second = (body(manager.get(f"{GROUPS}?page={n}")) for n in (1, 2))
        assert "一共150组词" in text(first)
        assert (first.count("叫法"), second.count("叫法")) == (100, 50)

    def test_a_group_saved_as_it_is_drawn_changes_nothing(self, manager):
        for one in groups():
            at = f"{GROUPS}{one.key}/"
            page = body(manager.get(at))
            posted = {
                "seen": re.search(r'name="seen" value="(\w+)"', page).group(1),
                "said": re.findall(r'name="said" value="([^"]*)"', page),
                "means": re.findall(r'name="means" value="([^"]*)"', page),
                "weak": re.findall(r'name="weak" id="[^"]*" value="(\d+)" checked', page),
            }
            assert manager.post(at, posted).status_code == 302
        assert not WordChange.objects.exists()

    def test_words_are_added_changed_and_taken_away(self, manager):
        one = group("食品经营许可")
        at = f"{GROUPS}{one.key}/"
        posted = given(
            one, said=["鬼屋+开", ""], more="剧本杀\n桌游", means=["食品经营许可", "食品"]
        )
        assert manager.post(at, posted).headers["Location"] == at
        assert group("食品经营许可").said == "鬼屋+开、剧本杀、桌游"
        assert group("食品经营许可").means == "食品经营许可|食品~"
        listed = text(body(manager.get(f"{GROUPS}?only=changed")))
        assert "鬼屋+开、剧本杀、桌游" in listed
        page = text(body(manager.get(at)))
        assert "人们的说法加上：剧本杀、桌游人们的说法去掉：密室" in page
        assert manager.post(at, {**given(group("食品经营许可")), "do": "remove"}).status_code == 302
        assert "草稿里改了什么整组去掉：" in text(body(manager.get(at)))
        assert "去掉鬼屋+开、密室" in text(body(manager.get(f"{GROUPS}?only=changed")))
        new = {"said": ["唱歌"], "means": ["歌舞娱乐"]}
        at_new = manager.post(f"{GROUPS}new/", new).headers["Location"]
        assert "歌舞娱乐新加唱歌" in text(body(manager.get(f"{GROUPS}?only=changed")))
        assert manager.post(at_new, {**given(group("歌舞娱乐")), "do": "undo"}).status_code == 302
        assert manager.post(at, {**given(group("食品经营许可")), "do": "undo"}).status_code == 302
        assert not WordChange.objects.exists()

    def test_findings_stand_beside_the_word_and_checking_keeps_nothing(self, manager):
        one = group("自由气球")
        at = f"{GROUPS}{one.key}/"
        with nothing_changes():
            page = body(manager.post(at, given(one, said=["密室", "飞" * 13], do="check")))
        cell = re.search(r'<label for="said-0">.*?</ul></div>', page, re.DOTALL).group()
        assert "也在“食品经营许可”这一组里" in cell
        assert "打开“食品经营许可”" in cell
        cell = re.search(r'<label for="said-1">.*?</div>', page, re.DOTALL).group()
        assert "太长：一个词最多 12 个字" in cell
        cell = re.search(r'<label for="means-0">.*?</ul></div>', page, re.DOTALL).group()
        assert "现在没有事项这样说" in cell

    def test_what_cannot_stand_is_told_and_nothing_typed_is_lost(self, manager):
        one = group("自由气球")
        with nothing_changes():
            page = body(
                manager.post(f"{GROUPS}{one.key}/", given(one, said=["？？", "云朵"], more="月亮")),
                422,
            )
        assert 'value="云朵"' in page
        assert 'value="月亮"' in page
        assert 'href="#said-0"' in page

    def test_of_two_editors_the_second_is_told_and_loses_nothing(self, town, manager):
        one = group("自由气球")
        at = f"{GROUPS}{one.key}/"
        services.save_word_group(
            actor=town.officer("manager"),
            key=one.key,
            said=["飞毯", "热气球"],
            means=["自由气球"],
            seen=one.seen,
        )
        with nothing_changes():
            page = body(manager.post(at, given(one, said=["飞毯", "云朵"])), 409)
        assert "改过这一组" in page
        assert "飞毯、热气球 → 自由气球" in page
        assert 'value="云朵"' in page
        seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
        assert manager.post(at, given(one, said=["飞毯", "云朵"], seen=seen)).status_code == 302
        assert group("自由气球").said == "飞毯、云朵"

    def test_what_was_looked_for_is_one_press_from_a_group(self, manager):
        SearchMiss.objects.create(text="密室逃脱", on=today(), count=3, weak=1)
        page = body(manager.get(WORDS))
        assert "其中1次只找到不相干的" in text(page)
        trial = re.search(r'href="([^"]*)">试着搜', page).group(1)
        assert "两边找到的一样。用现在的词表1.食品经营许可" in text(body(manager.get(trial)))
        assert SearchMiss.objects.get().count == 3
        link = re.search(r'href="([^"]*groups/new/\?add=[^"]*)"', page).group(1)
        page = body(manager.get(link))
        assert "密室逃脱\n" not in re.search(r"<main.*?<form", page, re.DOTALL).group()
        assert re.search(r"<textarea[^>]*>\n密室逃脱</textarea>", page)
        link = re.search(r'href="([^"]*)">加到“食品经营许可”', page).group(1)
        assert re.search(r"<textarea[^>]*>\n密室逃脱</textarea>", body(manager.get(link)))
        one = group("食品经营许可")
        manager.post(link, given(one, more="密室逃脱"))
        assert "发布以后就算处理好了" in body(manager.get(WORDS))

    def test_what_is_not_there_is_not_opened(self, manager):
        with nothing_changes():
            for key in ("0000", "x-y_z"):
                body(manager.get(f"{GROUPS}{key}/"), 404)
                body(manager.post(f"{GROUPS}{key}/", {"said": "密室"}), 404)


class TestDraft:
    def test_a_draft_is_read_tried_and_published(self, manager):
        assert "还没有改动" in body(manager.get(f"{WORDS}draft/"))
        one = group("食品经营许可")
        manager.post(f"{GROUPS}{one.key}/", given(one, more="云朵小食"))
        page = text(body(manager.get(f"{WORDS}draft/?q=云朵小食")))
        assert "草稿改了1组" in page
        assert "用现在的词表什么也没找到。用草稿1.食品经营许可" in page
        assert "原来不在前五" in page
        seen = draft_mark(groups())
        with nothing_changes():
            body(manager.post(f"{WORDS}draft/", {"seen": seen, "note": ""}), 422)
            body(manager.post(f"{WORDS}draft/", {"seen": "old", "note": "补"}), 422)
        manager.post(f"{WORDS}draft/", {"seen": seen, "note": "补了云朵小食"})
        assert queries.synonym_version() == 2
        assert "补了云朵小食" in body(manager.get(f"{WORDS}table/"))

    def test_a_draft_is_given_up(self, manager):
        one = group("食品经营许可")
        manager.post(f"{GROUPS}{one.key}/", given(one, more="云朵小食"))
        with nothing_changes():
            manager.post(f"{WORDS}draft/", {"seen": "old", "do": "discard"})
        manager.post(f"{WORDS}draft/", {"seen": draft_mark(groups()), "do": "discard"})
        assert not WordChange.objects.exists()
        assert queries.synonym_version() == 1

    def test_versions_say_who_published_them_and_which_came_with_the_system(self, town, manager):
        services.publish_synonyms(actor=operator(), lines=TABLE[:1], note="带来的")
        page = text(body(manager.get(f"{WORDS}table/")))
        assert "带来的随系统导入，" in page
        assert f"开始{town.officer('manager').name}，" in page
        assert "带来的随系统导入，" in text(body(manager.get(f"{WORDS}versions/2/")))

    def test_an_earlier_version_is_read_compared_and_taken_back_as_a_draft(self, town, manager):
        actor = town.officer("manager")
        services.publish_synonyms(actor=actor, lines=[*TABLE[:1], ("唱歌", "娱乐")], note="二")
        page = text(body(manager.get(f"{WORDS}versions/1/")))
        assert "从第2版变成这一版，要改2组" in page
        assert "食品经营许可、食品（沾边）鬼屋+开、密室" in page
        assert "事项的说法加上：食品经营许可、食品（沾边）人们的说法加上：鬼屋+开、密室" in page
        assert "从随系统带的表变成这一版" in text(body(manager.get(f"{WORDS}versions/1/?with=0")))
        assert manager.post(f"{WORDS}versions/1/").status_code == 302
        assert queries.synonym_version() == 2
        with nothing_changes():
            manager.post(f"{WORDS}versions/0/")
            body(manager.get(f"{WORDS}versions/9/"), 404)
            body(manager.post(f"{WORDS}versions/9/"), 404)
            body(manager.get(f"{WORDS}versions/1/?with=9"), 404)
        manager.post(f"{WORDS}draft/", {"seen": draft_mark(groups()), "note": "拿回第一版"})
        assert set(queries.synonym_lines(3)) == set(queries.synonym_lines(1))


def book(rows, columns=COLUMNS):
    out = io.BytesIO()
    write_workbook([("词表", columns, [dict(zip(columns, row, strict=True)) for row in rows])], out)
    return out.getvalue()


class TestFiles:
    def test_what_goes_out_comes_in_as_it_was(self, manager):
        lines = queries.synonym_lines(1)
        for ending in ("xlsx", "csv"):
            assert read_table(table_file(lines, ending)) == [(x.said, x.means) for x in lines]
            for path in ("draft/file/", "versions/1/file/"):
                answer = manager.get(f"{WORDS}{path}?as={ending}")
                assert answer.content == table_file(lines, ending)
                assert f".{ending}" in answer.headers["Content-Disposition"]
        body(manager.get(f"{WORDS}versions/9/file/"), 404)

    def test_the_packaged_table_goes_out_and_comes_in_unchanged(self):
        lines = queries.synonym_lines(0)
        again = read_table(table_file(lines, "xlsx"))
        assert len(again) == len(lines) == 2082
        # Two lines say a word twice.
        assert sum(one != (x.said, x.means) for one, x in zip(again, lines, strict=True)) == 2

    def test_a_file_becomes_the_draft(self, manager):
        rows = [("自由气球", "飞毯、热气球"), ("食品经营许可|食品~", "鬼屋+开、密室")]
        file = SimpleUploadedFile("词.xlsx", book(rows))
        assert manager.post(f"{WORDS}table/", {"table": file}).status_code == 302
        assert [one.state for one in groups()] == ["changed", "same"]
        file = SimpleUploadedFile("词.csv", csv_of(COLUMNS, []))
        with nothing_changes():
            body(manager.post(f"{WORDS}table/", {"table": file}), 422)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (book([("自由气球", "飞毯"), ("", "密室"), ("食品", "？")]), ["第3行", "第4行"]),
            (book([("自由气球", "飞毯"), ("自由气球", "飞毯")]), ["和第2行一样"]),
            (book([("自由气球", "飞" * 13)]), ["第2行人们的说法列：“飞飞飞飞飞飞飞飞…”太长"]),
            (book([("飞毯",)], ("人们的说法",)), ["表头要有“事项的说法”"]),
            (csv_of(COLUMNS, []), ["只有表头"]),
            ("事项的说法,人们的说法\n自由气球,飞毯,多\n".encode(), ["应有2列，这一行有3列"]),
            (b"", []),
            (b"PK\x03\x04broken", ["损坏"]),
            ("事项的说法,人们的说法\n自由\u200b气球,飞毯\n".encode(), ["看不见"]),
        ],
    )
    def test_of_a_file_that_is_not_in_order_nothing_is_taken(self, manager, content, told):
        file = SimpleUploadedFile("词", content)
        with nothing_changes():
            page = text(body(manager.post(f"{WORDS}table/", {"table": file}), 422))
        for one in told:
            assert one in page
