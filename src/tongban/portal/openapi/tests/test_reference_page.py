"""The page that describes the interface, and that everything of the interface is described."""

import pytest

from tongban.portal.openapi.api import api
from tongban.portal.openapi.describing import reference


@pytest.fixture(scope="module")
def schema():
    return api.get_openapi_schema()


def test_every_operation_is_on_the_page_with_what_it_asks_and_answers(db, client, schema):
    page = client.get("/api/v1/").content.decode()

    for path, methods in schema["paths"].items():
        for operation in methods.values():
            assert f'<code class="tb-anywhere">{path}</code>' in page
            assert operation["summary"] in page
            for one in operation.get("parameters", []):
                assert f'<code class="tb-anywhere">{one["name"]}</code>' in page


def test_what_is_asked_and_answered_is_described_in_words(schema):
    told = reference(schema)
    operations = [one for group in told.groups.values() for one in group]

    assert list(told.groups) == ["事项", "代码", "公示", "证照"]
    assert [
        (one.path, part.name)
        for one in operations
        for part in (*one.parameters, *one.body)
        if not part.text
    ] == []
    assert [
        (one.name, part.name)
        for one in told.structures
        for part in one.parts
        if not part.text and not part.structure
    ] == []
    assert [(one.path, a.status) for one in operations for a in one.answers if not a.meaning] == []


def test_who_may_ask_is_said(schema):
    told = reference(schema)
    proofs = {one.path: one.proofs for group in told.groups.values() for one in group}

    assert proofs["/api/v1/items"] == ()
    assert proofs["/api/v1/licenses/{identifier}/holder-check"] == (
        "签名",
        "令牌",
        "客户端证书",
    )


def test_a_link_leads_to_every_structure_that_is_spoken_of(db, client, schema):
    told = reference(schema)
    page = client.get("/api/v1/").content.decode()

    named = {one.name for one in told.structures}
    assert {"ItemPage", "ItemOut", "GuideOut", "Elements", "Refusal"} <= named
    for name in named:
        assert f'id="{name}"' in page
        assert f'href="#{name}"' in page


def test_kinds_are_said_in_words(schema):
    told = reference(schema)
    items = next(one for one in told.groups["事项"] if one.path == "/api/v1/items")
    kinds = {part.name: part.kind for part in items.parameters}

    assert kinds["theme"] == "文本"
    assert kinds["page"] == "整数，1 到 100000，不写是 1"
    assert kinds["changed_since"] == "时间，带时区，可以为空"
    guide = next(one for one in told.structures if one.name == "ItemPage")
    assert guide.text == "一页事项。"
    assert {part.name: part.kind for part in guide.parts}["items"] == "列表，每项是ItemOut"
