"""Building the whole city through the acts; every guide passes publication."""

from dataclasses import replace
from io import BytesIO

import pytest

from tongban.base.accounts.queries import account_named, actor_for
from tongban.base.files import queries as files
from tongban.base.files.models import File
from tongban.base.kernel.actors import operator, system
from tongban.demo.build import build_city
from tongban.demo.city import DEPARTMENTS, POSTS
from tongban.demo.further import COMING, HANDLING, MODEL, SUSPENDED
from tongban.demo.hands import inspect
from tongban.demo.items import all_items
from tongban.demo.papers import MARK, PAPERS
from tongban.demo.results import sample_of as sample_of_item
from tongban.demo.tests.test_items import ONLINE, all_answers, by_key
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.lacking import lacks_of
from tongban.management.catalog.models import (
    Document,
    DocumentRevision,
    Item,
    ItemDocument,
    ItemDraft,
    ItemRevision,
)
from tongban.management.catalog.services import cancel_item, withdraw_document
from tongban.management.catalog.types import EX_OFFICIO, ItemState
from tongban.management.eforms import queries as eforms
from tongban.portal.web.glances import sample_of
from tongban.sharing.licenses.models import LicenseType

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def city(city_of_the_file):
    """One for all tests here."""
    return city_of_the_file


def test_every_item_is_published_and_twenty_are_online(city):
    assert set(city.items) == {item.key for item in all_items()}
    published = Item.objects.filter(id__in=city.items.values(), state=ItemState.PUBLISHED)
    # One is suspended, so that the city has one that says why and until when.
    assert published.count() == len(all_items()) - 1
    assert published.filter(is_online=True).count() == 20
    assert len(city.departments) == len(DEPARTMENTS)
    assert len(city.officers) == 30
    assert len(city.persons) == 200
    assert len(city.companies) == 40


def test_ten_companies_have_a_clerk_and_the_registry_knows_them_all(city):
    from tongban.base.accounts.models import DemoCompany, LegalPerson
    from tongban.base.accounts.queries import account, actor_for, clerks_of
    from tongban.demo.registry import WITH_CLERKS, unbound

    known = set(DemoCompany.objects.values_list("credit_code", flat=True))
    kept = set(LegalPerson.objects.values_list("credit_code", flat=True))
    assert kept < known
    assert known - kept == {shop.credit_code for shop in unbound()}
    for number, company in enumerate(city.companies):
        clerks = list(clerks_of(company))
        assert len(clerks) == (1 if number < WITH_CLERKS else 0)
        boss = actor_for(account(city.clerks[number]), f"clerk:{company}")
        assert "manage" in boss.powers
        for clerk in clerks:
            assert clerk.person_id != boss.person_id
            assert bool(clerk.department_ids) == (number % 2 == 1)


ADVICE_LEFT = {"M06", "D01", "L01", "F04"}
"""What an invented city cannot answer: on which clause each material rests (M06), in which article
of a document without articles, or which is not known for certain (L01); how districts differ that
promise differently and of which one is online (D01); and how a fee is paid online of an item that
is not applied for online (F04).
"""


def test_nothing_is_left_against_the_guides_but_advice_that_nobody_can_answer(city):
    rows = list(lacks_of(Item.objects.exclude(state=ItemState.CANCELLED)))
    assert len(rows) > len(all_items())
    assert [(row.item.name, lack) for row in rows for lack in row.lacks if lack.must] == []
    assert {lack.rule for row in rows for lack in row.lacks} == ADVICE_LEFT
    assert not Item.objects.filter(must_left__gt=0).exists()
    unpaid = {row.item.is_online for row in rows for lack in row.lacks if lack.rule == "F04"}
    assert unpaid == {False}


def test_every_result_shows_a_sample_that_opens(city, client):
    items = Item.objects.filter(revision__isnull=False).exclude(item_type__in=EX_OFFICIO)
    digests = set()
    for item in items:
        result = catalog.guide(item.revision_id).result
        address = sample_of(item.code, result)
        assert address, item.name
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf", item.name
        if result.sample:
            kept = files.file(catalog.public_file(item, catalog.file_id_of(result.sample)))
            digests.add(kept.digest)
            assert kept.name.endswith("（样本）.pdf")
    # Each different one is drawn and kept once: no two results share theirs.
    assert len(digests) == len([item for item in all_items() if sample_of_item(item) is not None])


def without_files(materials):
    """The materials without the ids of their blank forms and samples, which the city gives."""
    return tuple(replace(m, blank_form="", sample="") for m in materials)


def test_a_guide_is_read_back_as_it_was_written(city):
    for item in all_items():
        guide = catalog.guide(Item.objects.get(id=city.items[item.key]).revision_id)
        assert without_files(guide.materials) == item.guide.materials
        assert guide.by_law == item.guide.by_law
        assert guide.result.fields == item.guide.result.fields
        if item.license is not None:
            assert LicenseType.objects.filter(code=guide.result.license_type).exists()


def test_building_again_changes_nothing(city):
    kept = (
        ItemRevision,
        LicenseType,
        Item,
        ItemDraft,
        Document,
        DocumentRevision,
        ItemDocument,
        File,
    )
    before = [model.objects.count() for model in kept]
    again = build_city()
    assert [model.objects.count() for model in kept] == before
    assert again.items == city.items
    assert again.officers == city.officers


def test_what_was_cancelled_or_withdrawn_stays_so_when_the_city_is_started_again(city):
    from django.db import transaction

    paper = next(p for p in PAPERS if set(p.items) - {*HANDLING, MODEL, SUSPENDED, COMING})
    key = next(k for k in paper.items if k not in {*HANDLING, MODEL, SUSPENDED, COMING})
    item = Item.objects.get(id=city.items[key])
    document = catalog.document_titled(paper.content.title)
    with transaction.atomic():
        cancel_item(actor=system("试"), item_id=item.id, reason="不再办理。")
        withdraw_document(actor=operator(), document_id=document.id, reason="放错了。")
        build_city()
        item.refresh_from_db()
        document.refresh_from_db()
        assert (item.state, document.is_withdrawn) == (ItemState.CANCELLED, True)
        transaction.set_rollback(True)


def test_around_the_items_stands_one_of_each_kind(city):
    """Situations, files, handling items, a suspended item, one taken over, a coming change."""
    guides = {i.key: catalog.guide(Item.objects.get(id=city.items[i.key]).revision_id)
              for i in all_items()}  # fmt: skip
    assert sum(bool(g.situations) for g in guides.values()) >= 4
    assert sum(bool(g.intermediaries) for g in guides.values()) >= 4
    assert sum(any(m.sample or m.blank_form for m in g.materials) for g in guides.values()) >= 3
    above = Item.objects.filter(handling_items__isnull=False).distinct()
    assert {item.id for item in above} == {city.items[key] for key in HANDLING}
    suspended = Item.objects.get(state=ItemState.SUSPENDED)
    assert suspended.id == city.items[SUSPENDED]
    assert suspended.state_reason
    taken = Item.objects.get(model_item__isnull=False)
    assert (taken.model_item_id, taken.state) == (city.items[MODEL], ItemState.PUBLISHED)
    assert ItemDraft.objects.get(state="approved").item_id == city.items[COMING]
    assert Document.objects.count() == len(PAPERS)
    assert Document.objects.filter(kind="news").count() >= 12
    assert all(paper.content.title.endswith(MARK) for paper in PAPERS)


KNOWN = {
    "person.name": "王小满",
    "person.id_number": "341690195801010012",
    "person.phone": "10010000000",
    "person.address": "谯城区古井镇示例路 1 号",
    "person.born_on": "1958-01-01",
    "company.name": "谯城区小满面馆",
    "company.credit_code": "",
    "company.address": "谯城区示例大街 1 号",
    "company.representative": "王小满",
}


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_sample_answers_pass_the_form(city, item):
    from tongban.demo.people import companies, people

    known = KNOWN | {
        "person.id_number": people()[0].id_number,
        "company.credit_code": companies()[0].credit_code,
    }
    revision = Item.objects.get(id=city.items[item.key]).revision
    form = eforms.form(revision.form_id)
    filled = {key: known[f.source] for key, f in form.fields.items() if f.source}
    tried = 0
    for answers in all_answers(item):
        whole = eforms.without_gaps(form, answers | filled)
        assert eforms.findings_of(revision.form_id, whole) == []
        tried += 1
    assert tried >= max(len(v) for v in item.answers.values() if isinstance(v, tuple))


@pytest.mark.parametrize("item", by_key(ONLINE))
def test_officers_of_the_city_bring_an_application_to_its_licence(city, item):
    from tongban.demo.hands import answer_jointly
    from tongban.demo.year import picture
    from tongban.handling.cases import services as acts
    from tongban.handling.cases.models import Case
    from tongban.sharing.licenses.models import License

    division = next(d.division_code for d in DEPARTMENTS if d.key == item.department)
    bodies = {d.key: d.division_code for d in DEPARTMENTS}

    def officer(duty):
        post = next(
            p
            for p in POSTS
            if duty in p.duties
            and (p.department == item.department or duty == "window")
            and bodies[p.department] == division
        )
        return actor_for(account_named(post.key), f"post:{city.posts[post.key]}")

    if item.guide.for_people:
        applicant = actor_for(account_named("p010"), "self")
    else:
        company = city.companies[0]
        applicant = actor_for(account_named("p001"), f"clerk:{company}")
    answers = next(iter(all_answers(item)))
    case = acts.start_draft(actor=applicant, item_code=city.codes[item.key])
    acts.save_answers(actor=applicant, case_id=case.id, answers=answers)
    for material in item.guide.materials_for(answers):
        if material.origin == "upload" and material.required:
            acts.upload_material(
                actor=applicant,
                case_id=case.id,
                requirement_key=material.key,
                stream=BytesIO(picture(item.key)),
                filename="照片.png",
            )
    acts.file_case(actor=applicant, case_id=case.id)
    window = officer("window")
    if item.process == "standard_license":
        acts.pass_prereview(actor=window, case_id=case.id)
    acts.accept_case(actor=window, case_id=case.id)
    if item.process != "instant":
        acts.pass_review(actor=officer("handler"), case_id=case.id, opinion="符合。")
    if item.process == "joint_review":
        inspect(case.id, officer("reviewer"), officer("signer"), item.guide.inspection_points)
        acts.pass_inspection(actor=officer("reviewer"), case_id=case.id, opinion="符合。")
    if item.guide.joint_parts:
        keys = {found: key for key, found in city.departments.items()}

        def joint_officer(department_id):
            post = next(
                p for p in POSTS if p.department == keys[department_id] and "handler" in p.duties
            )
            return actor_for(account_named(post.key), f"post:{city.posts[post.key]}")

        answer_jointly(case.id, applicant, joint_officer)
    signer = window if item.process == "instant" else officer("signer")
    acts.grant(actor=signer, case_id=case.id, opinion="准予。")
    acts.issue_result(actor=system("制证"), case_id=case.id)
    acts.close_case(actor=system("办结"), case_id=case.id)
    case = Case.objects.get(id=case.id)
    assert case.state == "closed"
    if item.license is None:
        assert case.license_id is None
        return
    issued = License.objects.get(id=case.license_id)
    assert issued.revision.name == item.license.name
