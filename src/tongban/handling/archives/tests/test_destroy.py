"""销毁: by list, by two people, after its time; and then nothing of people is left."""

import pytest

from tongban.base.files.models import File
from tongban.base.files.services import sweep
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import moved_to
from tongban.base.notices.models import Message
from tongban.handling.archives.models import Archive, DestructionList
from tongban.handling.archives.services import (
    approve_destruction,
    archive_case,
    draft_destruction,
    reject_destruction,
)
from tongban.handling.archives.tests.conftest import closed
from tongban.handling.archives.tests.test_archive_case import nothing_changes as rows_stay
from tongban.handling.cases.models import Case, CaseEvent, OfficeNote
from tongban.handling.cases.tests.looking import moment
from tongban.management.delivery.models import Parcel
from tongban.management.documents.models import Paper, Publication
from tongban.management.documents.services import render_paper
from tongban.portal.feedback.models import Rating
from tongban.sharing.materials.models import Material

LATER = moment(2090, 1, 2, 10)


@pytest.fixture
def later(archived):
    with moved_to(LATER):
        yield archived


@pytest.fixture
def drafted(keepers, later):
    return draft_destruction(
        actor=keepers.officer("archivist"), archive_ids=[later.id], reason="保管期限已满"
    )


def nothing_changes():
    return rows_stay()


def test_what_is_still_to_be_kept_comes_on_no_list(keepers, archived):
    with nothing_changes(), pytest.raises(Conflict) as told:
        draft_destruction(
            actor=keepers.officer("archivist"), archive_ids=[archived.id], reason="清理"
        )
    assert told.value.code == "not_over"
    assert not DestructionList.objects.exists()


def test_the_last_day_still_counts(keepers, archived):
    last = archived.kept_until
    with moved_to(moment(last.year, 12, 31, 23, 59)), pytest.raises(Conflict):
        draft_destruction(
            actor=keepers.officer("archivist"), archive_ids=[archived.id], reason="清理"
        )
    with moved_to(moment(last.year + 1, 1, 1, 0, 0)):
        draft_destruction(
            actor=keepers.officer("archivist"), archive_ids=[archived.id], reason="清理"
        )


def test_whoever_drafted_it_does_not_approve_it(keepers, drafted):
    with nothing_changes(), pytest.raises(Forbidden) as told:
        approve_destruction(actor=keepers.officer("archivist"), list_id=drafted.id)
    assert told.value.code == "own_list"


@pytest.mark.parametrize("who", ["window", "signer", "far_archivist", "next_archivist"])
def test_other_posts_do_not_approve_it(keepers, drafted, who):
    with nothing_changes(), pytest.raises(Forbidden):
        approve_destruction(actor=keepers.officer(who), list_id=drafted.id)


def test_nothing_of_people_is_left(keepers, later, drafted, settings):
    case_before = Case.objects.get(id=later.case_id)
    name = case_before.applicant_name
    count = File.objects.count()
    drawn = Paper.objects.filter(subject_id=case_before.id, file__isnull=False).count()

    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id, opinion="同意")

    archive, case = Archive.objects.get(id=later.id), Case.objects.get(id=later.case_id)
    assert (archive.state, archive.file_id) == ("destroyed", None)
    assert archive.archive_number == later.archive_number
    assert case.number == later.case_number
    assert case.erased_at is not None
    assert (case.person_id, case.account_id, case.license_id) == (None, None, None)
    assert (case.answers, case.contact_phone, case.reason, case.title) == ("{}", "", "", "")
    assert name not in str(Case.objects.filter(id=case.id).values())
    assert name not in str(
        list(CaseEvent.objects.filter(case=case).values("by", "opinion", "detail"))
    )
    assert not Material.objects.filter(subject_id=case.id).exists()
    told = Message.objects.filter(subject_id=str(case.id))
    assert told.count() > 0
    assert {(m.address, m.text) for m in told} == {("", "")}
    # The package, the two uploads and the papers; the licence is the register's.
    assert drawn > 0
    assert File.objects.count() == count - 3 - drawn
    assert File.objects.filter(digest=later.sha256).count() == 0
    with moved_to(moment(2090, 1, 9, 10)):
        sweep(actor=system("清理"))
    left = [p for p in settings.FILES_FOLDER.rglob("*") if later.sha256[4:] in p.name]
    assert left == []


def everything_about(case_id):
    """Every row of every table that holds the case, or an identifier of it, as text."""
    from django.apps import apps

    found = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "subject_id" in names:
            rows = model.objects.filter(subject_id=str(case_id))
        elif "case" in names and model._meta.get_field("case").is_relation:
            rows = model.objects.filter(case_id=case_id)
        else:
            continue
        if rows.exists():
            found[model._meta.label] = str(list(rows.values()))
    return found


def test_papers_words_and_addresses_are_gone_wherever_they_lay(keepers, later, drafted):
    case = Case.objects.get(id=later.case_id)
    name, phone = case.applicant_name, case.contact_phone
    papers = list(Paper.objects.filter(subject_id=case.id).order_by("id"))
    assert {name} <= {paper.addressee for paper in papers}
    numbers = [(p.kind, p.number, p.title, p.dated_on) for p in papers]
    Rating.objects.create(
        case=case,
        division_code=case.division_code,
        satisfaction=5,
        tag_version="1",
        text=f"我是{name}，很满意",
        channel="1",
        rated_at=case.closed_at,
    )
    note = OfficeNote.objects.create(
        case=case,
        division_code=case.division_code,
        text=f"{name}来过电话",
        written_at=case.closed_at,
        written_by={"name": "官甲"},
        author_id=keepers.accounts["window"],
    )
    parcel = Parcel.objects.create(
        subject_kind="case",
        subject_id=case.id,
        subject_number=case.number,
        what="证",
        department_id=case.department_id,
        division_code=case.division_code,
        direction="out",
        way="post",
        payer="office",
        recipient=name,
        phone=phone,
        address="希夷大道 1 号",
        state="delivered",
        asked_at=case.closed_at,
    )

    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id)

    left = everything_about(later.case_id)
    assert {"documents.Paper", "cases.OfficeNote", "feedback.Rating"} <= set(left)
    # The register of licences is the law's own and outlives the case that led to it; the trail of
    # what was done names who acted and can never be changed.
    for label in ("licenses.License", "audit.Entry"):
        left.pop(label, None)
    for label, text in left.items():
        assert name not in text, label
        assert not phone or phone not in text, label
        assert "希夷大道" not in text, label
    after = list(Paper.objects.filter(subject_id=case.id).order_by("id"))
    assert [(p.kind, p.number, p.title, p.dated_on) for p in after] == numbers
    assert {(p.addressee, p.text, p.values, p.file_id) for p in after} == {
        ("（已销毁）", "[]", "{}", None)
    }
    published = Publication.objects.filter(paper__in=after)
    assert published.exists()
    assert not published.exclude(holder="", result="").exists()
    assert not published.filter(withdrawn_at=None).exists()
    assert (Rating.objects.get().satisfaction, Rating.objects.get().text) == (5, "")
    note.refresh_from_db()
    parcel.refresh_from_db()
    assert (note.text, parcel.phone, parcel.recipient) == ("", "", "")


def test_a_signed_paper_changes_in_no_other_way_also_while_it_is_erased(keepers, later, drafted):
    from django.db import DatabaseError, transaction

    papers = Paper.objects.filter(subject_id=later.case_id, signed_at__isnull=False)
    whole = {"addressee": "（已销毁）", "announcement": None, "file": None, "erased_at": LATER}
    for change in (
        {"addressee": "别人"},
        {"text": "[]"},
        {**whole, "addressee": "别人"},
        {**whole, "number": "改了的号"},
        {**whole, "title": "别的标题"},
        {**whole, "erased_at": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            papers.update(**change)
    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id)
    with pytest.raises(DatabaseError), transaction.atomic():
        papers.update(text='["又写上"]')
    paper = papers.first()
    with pytest.raises(Conflict) as told:
        render_paper(actor=system("文书制作"), paper_id=paper.id)
    assert told.value.code == "paper_erased"


def test_the_list_is_kept_as_it_was(keepers, later, drafted):
    from django.db import DatabaseError, transaction

    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id)
    kept = DestructionList.objects.get(id=drafted.id)
    assert [one["number"] for one in kept.items] == [later.archive_number]
    assert kept.decided_by["name"] == "乙酉"
    for change in (kept.delete, lambda: DestructionList.objects.update(items=[])):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_list_is_decided_once(keepers, drafted):
    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id)
    for act, more in ((approve_destruction, {}), (reject_destruction, {"opinion": "不"})):
        with nothing_changes(), pytest.raises(Conflict):
            act(actor=keepers.officer("archivist2"), list_id=drafted.id, **more)


def test_a_rejected_list_frees_its_archives(keepers, later, drafted):
    with nothing_changes(), pytest.raises(Invalid):
        reject_destruction(actor=keepers.officer("chief"), list_id=drafted.id, opinion="")
    with nothing_changes(), pytest.raises(Conflict) as told:
        draft_destruction(actor=keepers.officer("archivist"), archive_ids=[later.id], reason="再来")
    assert told.value.code == "on_a_list"
    reject_destruction(actor=keepers.officer("chief"), list_id=drafted.id, opinion="还有复议")
    assert Archive.objects.get(id=later.id).state == "archived"
    draft_destruction(actor=keepers.officer("archivist"), archive_ids=[later.id], reason="再来")


def test_a_destroyed_case_can_still_be_looked_at(keepers, later, drafted):
    from tongban.handling.cases.queries import view_of
    from tongban.handling.cases.queries.timeline import timeline_of

    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id)
    case = Case.objects.get(id=later.case_id)
    assert len(timeline_of(case, view_of(case), for_officer=True)) > 3


def test_an_erased_case_is_not_archived_again(keepers, later, drafted):
    approve_destruction(actor=keepers.officer("archivist2"), list_id=drafted.id)
    with nothing_changes(), pytest.raises(Conflict) as told:
        archive_case(actor=system(), case_id=later.case_id)
    assert told.value.code == "case_erased"


def test_permanent_ones_are_never_listed(keepers):
    from tongban.handling.archives.services import set_retention

    set_retention(
        actor=keepers.officer("archivist"), item_code=keepers.codes["food"], retention="Y"
    )
    kept = archive_case(actor=system(), case_id=closed(keepers).id)
    with moved_to(LATER), nothing_changes(), pytest.raises(Conflict):
        draft_destruction(actor=keepers.officer("archivist"), archive_ids=[kept.id], reason="清")
