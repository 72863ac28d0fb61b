"""What is uploaded and chosen in the editor, and markup that is shown as text."""

import io

import pytest

from tongban.handling.cases.tests.city import guide, picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.models import GuideFile, ItemDraft
from tongban.management.catalog.tests.test_editor_pages import (
    Desk,
)
from tongban.management.catalog.types import Clause, Guide, GuideLimit
from tongban.sharing.licenses.queries import license_types


@pytest.fixture
def manager(town):
    return Desk(town, "manager")


@pytest.fixture
def draft(town, manager):
    return services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])


def test_a_law_with_markup_is_shown_as_text(town, manager, draft):
    services.save_draft(
        actor=town.officer("manager"),
        draft_id=draft.id,
        version=1,
        guide=guide(
            by_law=(Clause("<script>alert(1)</script>", "第一条"),), promised=GuideLimit(3)
        ),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name="<b>名</b>",
    )
    for rest in ("", "change/", "change/law/", "change/basics/", "preview/"):
        html = manager.get(rest)
        assert "<script>alert" not in html
        assert "<b>名</b>" not in html


# Files beside the materials


def with_file(manager, upload, **changed):
    typed = manager.page("materials", "materials-plan")
    return {**typed, **changed, "materials-plan-sample-file": upload}


def named_sample():
    told = Guide.from_json(ItemDraft.objects.get().guide)
    return next(m.sample for m in told.materials if m.key == "plan")


def test_a_sample_is_uploaded_where_it_is_named_and_taken_away_again(manager, draft):
    answer = manager.post("change/materials/", with_file(manager, picture()))
    kept = GuideFile.objects.get()
    assert named_sample() == str(kept.file_id)
    page = manager.get("change/materials/?open=materials-plan")
    address = f"/desk/items/{manager.town.codes['food']}/files/{kept.file_id}/"
    assert address in page
    assert manager.client.get(address).status_code == 200
    assert answer.status_code == 302
    typed = manager.page("materials", "materials-plan")
    manager.post("change/materials/", {**typed, "materials-plan-sample-drop": "on"})
    assert named_sample() == ""


def test_a_file_that_is_none_is_told_at_its_input_and_nothing_is_lost(manager, draft):
    bad = io.BytesIO(b"MZ\x90 not a document")
    bad.name = "样表.pdf"
    data = with_file(manager, bad, **{"materials-plan-name": "改过的名称"})
    with nothing_changes():
        page = manager.post("change/materials/", data, status=422).content.decode()
    assert "改过的名称" in page
    assert 'id="f-materials-plan-sample-file-error"' in page


def test_a_file_of_another_item_is_not_shown(manager, draft):
    kept = services.attach_guide_file(
        actor=manager.town.officer("manager"),
        item_id=manager.town.items["food"],
        stream=picture(),
        filename="样表.png",
    )
    others = [key for key in manager.town.codes if key != "food"]
    assert others
    manager.get(f"files/{kept.file_id}/", key=others[0], status=404)


def test_the_type_of_licence_is_chosen_from_those_of_the_city(manager, draft):
    page = manager.get("change/result/")
    kind = license_types()[0]
    assert f'value="{kind.code}"' in page
    assert kind.name in page
