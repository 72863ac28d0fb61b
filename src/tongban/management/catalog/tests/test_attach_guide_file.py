"""A file for a guide is kept by its manager, and public once a published guide names it."""

import io
from dataclasses import replace

import pytest

from tongban.base.files.models import File
from tongban.base.files.services import keep
from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases.tests.city import guide, picture
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.models import GuideFile, Item
from tongban.management.catalog.tests.test_drafts import begun, saved


def attached(town, who="manager", item="food"):
    return services.attach_guide_file(
        actor=town.officer(who), item_id=town.items[item], stream=picture(), filename="样表.png"
    )


def naming(file_id, element="sample"):
    plan, *rest = [m for m in guide().materials if m.key != "application"]
    return guide(materials=(replace(plan, **{element: str(file_id)}), *rest))


def published(town, told):
    draft = begun(town)
    saved(town, draft, guide=told)
    services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)


def refused(error, act, wanted="", /, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    if wanted:
        assert caught.value.code == wanted


def food(town):
    return Item.objects.get(id=town.items["food"])


def test_a_file_is_kept_with_its_item_and_is_not_public_yet(town):
    kept = attached(town)
    assert kept.item_id == town.items["food"]
    assert File.objects.get(id=kept.file_id).purpose == "guide"
    refused(Missing, queries.public_file, item=food(town), file_id=kept.file_id)


@pytest.mark.parametrize("element", ["sample", "blank_form"])
def test_it_is_public_once_a_published_guide_names_it(town, element):
    kept = attached(town)
    draft = begun(town)
    saved(town, draft, guide=naming(kept.file_id, element))
    refused(Missing, queries.public_file, item=food(town), file_id=kept.file_id)
    services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)
    assert queries.public_file(food(town), kept.file_id) == kept.file_id
    shop = Item.objects.get(id=town.items["shop"])
    refused(Missing, queries.public_file, item=shop, file_id=kept.file_id)


def test_what_an_older_guide_named_stays_for_the_cases_under_it(town):
    kept = attached(town)
    published(town, naming(kept.file_id))
    published(town, guide())
    assert queries.public_file(food(town), kept.file_id) == kept.file_id


def test_an_id_of_somebodys_material_opens_nothing(town):
    theirs = keep(actor=town.person(), stream=picture("red"), name="病历.png", purpose="material")
    published(town, naming(theirs.id))
    refused(Missing, queries.public_file, item=food(town), file_id=theirs.id)


def test_only_the_departments_item_manager_attaches(town):
    for actor in (
        VISITOR,
        town.person(),
        town.officer("handler"),
        town.officer("chief"),
        town.officer("admin"),
        town.officer("health_handler"),
    ):
        refused(
            Forbidden,
            services.attach_guide_file,
            actor=actor,
            item_id=town.items["food"],
            stream=picture(),
            filename="样表.png",
        )


def test_what_cannot_be_attached_keeps_nothing(town):
    given = {"actor": town.officer("manager"), "filename": "a.png"}
    for stream in (io.BytesIO(b""), io.BytesIO(b"<html>"), io.BytesIO(b"a,b\n1,2\n")):
        refused(
            Invalid,
            services.attach_guide_file,
            item_id=town.items["food"],
            stream=stream,
            **given,
        )
    refused(Missing, services.attach_guide_file, item_id=new_id(), stream=picture(), **given)
    Item.objects.filter(id=town.items["listed"]).update(state="cancelled")
    refused(
        Conflict,
        services.attach_guide_file,
        "item_cancelled",
        item_id=town.items["listed"],
        stream=picture(),
        **given,
    )
    assert GuideFile.objects.count() == 0


@pytest.mark.parametrize("text", ["", "https://a.example/b.pdf", "not-an-id", "1"])
def test_an_address_is_no_file_of_ours(text):
    assert queries.file_id_of(text) is None
