"""Publication: every finding of a definition, idempotence, and revisions that never change."""

import copy

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.management.eforms import queries
from tongban.management.eforms.models import FormRevision
from tongban.management.eforms.schemas import findings_of_definition
from tongban.management.eforms.services import publish_form
from tongban.management.eforms.types import Kind

FIELD = {"key": "a", "label": "甲", "kind": "text"}
CHOICE = {
    "key": "c",
    "label": "选",
    "kind": "choice",
    "options": [{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}],
}
YES_NO = {"key": "b", "label": "是否", "kind": "yes_no"}


def form(*fields, **page):
    return {"pages": [{"key": "p", "title": "页", "fields": list(fields), **page}]}


def codes(definition):
    return [(f.place, f.code) for f in findings_of_definition(definition)]


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (None, [("", "form_pages")]),
        ([], [("", "form_pages")]),
        ({}, [("", "form_pages")]),
        ({"pages": []}, [("", "form_pages")]),
        ({"pages": "p"}, [("", "form_pages")]),
        ({"pages": ["p"]}, [("pages/1", "form_page")]),
        (form(FIELD, title=" "), [("pages/1", "form_page")]),
        (form(FIELD, title=7), [("pages/1", "form_page")]),
        (form(), [("pages/1", "form_page")]),
        (form(FIELD, fields={"a": 1}), [("pages/1", "form_page")]),
        (form(FIELD, key="P!"), [("pages/1", "form_key")]),
        ({"pages": form(FIELD)["pages"] + form(YES_NO)["pages"]}, [("pages/2", "form_key")]),
        (form("a"), [("pages/1", "form_field")]),
        (form(FIELD, FIELD), [("pages/1/a", "form_key")]),
        (form({**FIELD, "key": "甲"}), [("pages/1/甲", "form_key")]),
        (form({**FIELD, "key": "a" * 41}), [("pages/1/" + "a" * 41, "form_key")]),
        (form({**FIELD, "key": "leave"}), [("pages/1/leave", "form_key")]),
        (form({**FIELD, "label": " "}), [("pages/1/a", "form_label")]),
        (form({**FIELD, "kind": "file"}), [("pages/1/a", "form_kind")]),
        (form({**FIELD, "kind": ["text"]}), [("pages/1/a", "form_kind")]),
        (form({**FIELD, "colour": "红"}), [("pages/1/a", "form_field")]),
        (form({**FIELD, "hint": 3}), [("pages/1/a", "form_field")]),
        (form({**CHOICE, "options": []}), [("pages/1/c", "form_options")]),
        (form({**CHOICE, "options": None}), [("pages/1/c", "form_options")]),
        (form({**CHOICE, "options": ["x"]}), [("pages/1/c", "form_options")]),
        (form({**CHOICE, "options": [{"value": "x"}]}), [("pages/1/c", "form_options")]),
        (
            form({**CHOICE, "options": [*CHOICE["options"], {"value": "x", "label": "又"}]}),
            [("pages/1/c", "form_options")],
        ),
        (form({**FIELD, "max_length": 0}), [("pages/1/a", "form_length")]),
        (form({**FIELD, "max_length": 4001}), [("pages/1/a", "form_length")]),
        (form({**FIELD, "max_length": True}), [("pages/1/a", "form_length")]),
        (form({**FIELD, "max_length": "9"}), [("pages/1/a", "form_length")]),
        (form({**FIELD, "minimum": "1"}), [("pages/1/a", "form_bounds")]),
        (form({**FIELD, "minimum": 5, "maximum": 4}), [("pages/1/a", "form_bounds")]),
        (form({**FIELD, "maximum": float("inf")}), [("pages/1/a", "form_bounds")]),
        (form({**FIELD, "when": "c"}), [("pages/1/a", "form_when")]),
        (form({**FIELD, "when": {"field": "c", "is": "x"}}), [("pages/1/a", "form_when")]),
        (form({**FIELD, "when": {"field": "a", "is": "x"}}), [("pages/1/a", "form_when")]),
        (form(CHOICE, {**FIELD, "when": {"field": "c"}}), [("pages/1/a", "form_when")]),
        (form(CHOICE, {**FIELD, "when": {"field": "c", "is": []}}), [("pages/1/a", "form_when")]),
        (
            form(CHOICE, {**FIELD, "when": {"field": "c", "is": ["z"]}}),
            [("pages/1/a", "form_when_value")],
        ),
        (
            form(YES_NO, {**FIELD, "when": {"field": "b", "is": [1]}}),
            [("pages/1/a", "form_when_value")],
        ),
        (form(CHOICE, {**FIELD, "when": {"field": "c", "is": "x"}}), []),
        (form(YES_NO, {**FIELD, "when": {"field": "b", "is": False}}), []),
        (form(FIELD), []),
    ],
)
def test_each_fault_of_a_definition_has_its_finding(definition, found):
    assert codes(definition) == found


def test_too_many_fields_are_refused():
    many = [{**FIELD, "key": f"f{n}"} for n in range(201)]
    assert codes(form(*many)) == [("pages", "form_fields")]
    assert codes(form(*many[:200])) == []


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["pages", "key", "title", "fields", "label", "kind", "options", "value", "when",
             "field", "is", "max_length", "minimum", "required", "source"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@given(JSONISH)
def test_no_definition_whatever_makes_the_judge_fail(definition):
    findings_of_definition(definition)


@given(JSONISH, st.sampled_from(sorted(FIELD | CHOICE | {"when": 0, "minimum": 0, "hint": 0})))
def test_no_field_setting_whatever_makes_the_judge_fail(value, key):
    findings_of_definition(form(CHOICE, {**FIELD, key: value}))


@pytest.mark.django_db
class TestPublish:
    def publish(self, definition, **more):
        return publish_form(
            **{
                "actor": operator(),
                "key": "tea",
                "name": "开茶馆申请表",
                "definition": definition,
                **more,
            }
        )

    def test_every_kind_is_published_and_compiles(self):
        fields = [
            {"key": f"k_{kind}", "label": kind, "kind": kind,
             **({"options": CHOICE["options"]} if "choice" in kind else {})}
            for kind in Kind
        ]  # fmt: skip
        revision = self.publish(form(*fields))
        assert queries.findings_of(revision.id, {}) == []

    def test_the_same_again_is_the_same_revision(self):
        definition = form(CHOICE, {**FIELD, "when": {"field": "c", "is": ("x",)}})
        first = self.publish(definition)
        entries = Entry.objects.count()
        assert self.publish(copy.deepcopy(definition)).id == first.id
        assert Entry.objects.count() == entries

    def test_a_change_is_the_next_version_and_the_first_stays(self):
        first = self.publish(form(FIELD))
        second = self.publish(form(FIELD, YES_NO))
        third = self.publish(form(FIELD, YES_NO), name="新名")
        assert [first.version, second.version, third.version] == [1, 2, 3]
        assert list(queries.form(first.id).fields) == ["a"]
        assert list(queries.form(second.id).fields) == ["a", "b"]

    @pytest.mark.parametrize(
        ("more", "code"),
        [({"key": "Tea!"}, "form_key"), ({"name": " "}, "form_name"),
         ({"name": "长" * 201}, "form_name")],
    )  # fmt: skip
    def test_a_form_without_a_name_is_not_published(self, more, code):
        with pytest.raises(Invalid) as refused:
            self.publish(form(FIELD), **more)
        assert [f.code for f in refused.value.findings] == [code]
        assert not FormRevision.objects.exists()

    def test_all_findings_come_at_once_and_nothing_is_published(self):
        entries = Entry.objects.count()
        with pytest.raises(Invalid) as refused:
            self.publish(form({**FIELD, "kind": "x"}, {**CHOICE, "options": []}))
        assert [f.code for f in refused.value.findings] == ["form_kind", "form_options"]
        assert not FormRevision.objects.exists()
        assert Entry.objects.count() == entries

    def test_who_does_not_manage_items_publishes_nothing(self):
        for actor in (
            VISITOR,
            Actor(capacity=Capacity.POST, name="经办", duties=frozenset({"handler"})),
            Actor(capacity=Capacity.SELF, name="谷雨"),
        ):
            with pytest.raises(Forbidden):
                self.publish(form(FIELD), actor=actor)
        assert not FormRevision.objects.exists()
        manager = Actor(capacity=Capacity.POST, name="管", duties=frozenset({"item_manager"}))
        assert self.publish(form(FIELD), actor=manager).published_by["name"] == "管"

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE eforms_formrevision SET name = 'x'",
            "UPDATE eforms_formrevision SET name = name WHERE false",
            "DELETE FROM eforms_formrevision",
        ],
    )
    def test_the_database_refuses_to_change_a_revision(self, statement):
        revision = self.publish(form(FIELD))
        with (
            pytest.raises(IntegrityError, match="已发布的表单不能修改"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert FormRevision.objects.get().name == revision.name


@settings(max_examples=30)
@given(st.sampled_from(list(Kind)), st.booleans())
def test_every_field_becomes_a_closed_property(kind, required):
    from tongban.management.eforms.schemas import json_schema_of

    spec = {**FIELD, "kind": kind, "required": required, "options": CHOICE["options"]}
    schema = json_schema_of(form(spec), "表")
    assert schema["additionalProperties"] is False
    assert schema["required"] == (["a"] if required else [])
