"""The synonym table: packaged, edited by the city, versioned, and never half-changed."""

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.orgs.types import Duty
from tongban.management.catalog import queries
from tongban.management.catalog.models import Synonym, SynonymRevision
from tongban.management.catalog.search.thesaurus import (
    LineError,
    compiled,
    packaged,
    packaged_lines,
    read_lines,
)
from tongban.management.catalog.services import publish_synonyms
from tongban.management.catalog.tests.search_list import list_items

LINES = [("飞毯、魔毯", "无人驾驶自由气球"), ("鬼屋+开", "娱乐场所|歌舞娱乐~")]


@pytest.fixture
def listed(db):
    return list_items(
        [
            {"name": "升放无人驾驶自由气球审批", "department": "区气象局"},
            {"name": "娱乐场所设立审批", "department": "区文广旅局"},
            {"name": "歌舞娱乐场所变更审批", "department": "区文广旅局"},
        ]
    )


def names(query):
    return [hit.name for hit in queries.search(query).hits]


def test_the_packaged_table_can_be_read_whole_and_covers_thousands_of_words():
    lines = packaged_lines()
    compiled(lines)
    assert len(packaged().words) > 4000
    assert len({line.said for line in lines}) == len(lines)


def test_a_published_table_holds_from_then_on(listed):
    assert names("飞毯") == []
    revision = publish_synonyms(actor=operator(), lines=LINES, note="节日")
    assert revision.version == queries.synonym_version() == 1
    assert names("放飞毯")[0] == "升放无人驾驶自由气球审批"
    assert names("想开一家鬼屋")[0] == "娱乐场所设立审批"
    assert [(line.said, line.means) for line in queries.synonym_lines(1)] == LINES


def test_the_next_version_replaces_the_whole_table_and_the_old_one_stays(listed):
    publish_synonyms(actor=operator(), lines=LINES)
    publish_synonyms(actor=operator(), lines=LINES[1:])
    assert queries.synonym_version() == 2
    assert names("飞毯") == []
    assert [line.said for line in queries.synonym_lines(1)] == ["飞毯、魔毯", "鬼屋+开"]


def test_the_same_table_again_is_the_same_version(listed):
    first = publish_synonyms(actor=operator(), lines=LINES)
    entries = Entry.objects.count()
    assert publish_synonyms(actor=operator(), lines=LINES) == first
    assert Entry.objects.count() == entries
    assert SynonymRevision.objects.count() == 1


@pytest.mark.parametrize(
    "line",
    [
        ("", "许可"),
        ("飞毯", ""),
        ("飞毯、", "许可"),
        ("飞毯", "许可|"),
        ("飞毯+", "许可"),
        ("？？", "许可"),
        ("飞" * 13, "许可"),
        ("一+二+三+四+五+六", "许可"),
    ],
)
def test_a_line_that_cannot_be_read_refuses_the_whole_table(listed, line):
    with pytest.raises(Invalid) as refused:
        publish_synonyms(actor=operator(), lines=[*LINES, line])
    assert [f.place for f in refused.value.findings] == ["3"]
    assert not SynonymRevision.objects.exists()
    assert not Synonym.objects.exists()


def test_an_empty_table_is_refused(listed):
    with pytest.raises(Invalid):
        publish_synonyms(actor=operator(), lines=[])
    assert queries.synonym_version() == 0


def test_only_those_who_keep_items_or_data_publish(listed):
    handler = Actor(Capacity.POST, "李", duties=frozenset({Duty.HANDLER.value}))
    for actor in (VISITOR, handler):
        with pytest.raises(Forbidden):
            publish_synonyms(actor=actor, lines=LINES)
    assert not SynonymRevision.objects.exists()
    manager = Actor(Capacity.POST, "王", duties=frozenset({Duty.ITEM_MANAGER.value}))
    assert publish_synonyms(actor=manager, lines=LINES).version == 1


def test_the_database_refuses_to_change_a_published_table(listed):
    publish_synonyms(actor=operator(), lines=LINES)
    for sql in (
        "UPDATE catalog_synonym SET means = 'x'",
        "DELETE FROM catalog_synonym",
        "UPDATE catalog_synonymrevision SET version = 9",
    ):
        with (
            pytest.raises((InternalError, IntegrityError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert len(queries.synonym_lines(1)) == 2


def test_a_file_names_the_line_that_is_wrong():
    assert [line.said for line in read_lines("# 说明\n\n飞毯\t气球\n")] == ["飞毯"]
    with pytest.raises(LineError, match="第 2 行"):
        read_lines("飞毯\t气球\n没有制表符\n")
    with pytest.raises(LineError, match="第 1 行"):
        read_lines("飞毯\t气球|\n")
