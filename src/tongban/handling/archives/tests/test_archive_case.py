"""归档: the package, its number, its check; and what keeps a case from being archived."""

import json
from contextlib import contextmanager

import pytest

from tongban.base.files.models import File
from tongban.base.files.queries import opened
from tongban.base.kernel.actors import operator, system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.base.kernel.moments import moved_to
from tongban.handling.archives.jobs import archive_due
from tongban.handling.archives.models import Archive, SerialCounter
from tongban.handling.archives.package.verifying import verify
from tongban.handling.archives.package.zipping import unzipped
from tongban.handling.archives.queries import cases_to_archive
from tongban.handling.archives.services import (
    archive_case,
    check_archive,
    lend_archive,
    move_out,
    seal_archive,
    set_retention,
)
from tongban.handling.archives.services.archiving import package_of
from tongban.handling.archives.tests.conftest import closed
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries import dossier_of
from tongban.handling.cases.services import withdraw_case
from tongban.handling.cases.tests.city import guide
from tongban.handling.cases.tests.looking import everything, moment
from tongban.management.catalog.services import publish_item
from tongban.sharing.licenses.queries import trusted_roots
from tongban.sharing.licenses.types import SigningError
from tongban.sharing.materials.models import Material


def seen():
    return everything() | {
        "archives": list(Archive.objects.order_by("pk").values()),
        "serials": list(SerialCounter.objects.order_by("pk").values()),
    }


@contextmanager
def nothing_changes():
    before = seen()
    yield
    assert seen() == before


def content_of(archive):
    with opened(archive.file_id) as stream:
        return stream.read()


def test_a_closed_case_is_a_package_that_verifies_by_itself(archived):
    report = verify(content_of(archived), trusted_roots())

    assert report.holds, report.faults
    assert report.archive_number == archived.archive_number
    assert report.case_number == archived.case_number
    assert report.signer == "谯城区市场监督管理局"


def test_the_package_has_what_belongs_to_the_case(archived):
    files = unzipped(content_of(archived))
    manifest = json.loads(files["manifest.json"])
    roles = [one["role"] for one in manifest["files"]]

    assert files["form/form.pdf"].startswith(b"%PDF-")
    assert json.loads(files["form/form.json"])["number"] == archived.case_number
    assert roles.count("material") == 2
    assert roles.count("license") == 1
    assert files["metadata.xml"].count("数据项".encode()) > 60
    assert archived.archive_number.encode() in files["metadata.xml"]
    course = json.loads(files["process/course.json"])
    assert course["events"][0]["kind"] == "filed"
    assert course["decision"]["decision"] == "granted"
    assert manifest["retention"] == "D30"


def test_the_same_case_gives_the_same_bytes(archived):
    with moved_to(moment(2031, 1, 1, 9)):
        again = package_of(
            Archive.objects.get(id=archived.id), dossier_of(archived.case_id), system()
        )

    assert again == content_of(archived)


def test_archiving_twice_changes_nothing(archived):
    with nothing_changes():
        archive_case(actor=system(), case_id=archived.case_id)


def test_numbers_have_no_holes_and_are_counted_by_year_and_retention(keepers):
    first = archive_case(actor=system(), case_id=closed(keepers).id)
    broken = closed(keepers)
    plan = Material.objects.get(subject_id=broken.id, requirement_key="plan")
    plan.delete()
    failed = archive_case(actor=system(), case_id=broken.id)
    second = archive_case(actor=system(), case_id=closed(keepers, refused=True).id)

    assert failed.archive_number is None
    year = first.year
    assert first.archive_number == f"Q001-ZW-{year}-D30-00001"
    assert second.archive_number == f"Q001-ZW-{year}-D30-00002"


def test_what_fails_its_check_says_why_and_may_be_archived_once_mended(keepers):
    case = closed(keepers)
    plan = Material.objects.get(subject_id=case.id, requirement_key="plan")
    kept = {f.attname: getattr(plan, f.attname) for f in Material._meta.concrete_fields}
    plan.delete()

    failed = archive_case(actor=system(), case_id=case.id)

    assert failed.state == "failed"
    assert failed.file_id is None
    assert [(one["rule"], one["detail"]) for one in failed.faults] == [("W3", "布局图")]

    Material.objects.create(**kept)
    mended = archive_case(actor=keepers.officer("archivist"), case_id=case.id)
    assert mended.state == "archived"
    assert mended.faults == []


def test_a_file_that_is_damaged_in_the_store_is_found(keepers, settings):
    case = closed(keepers)
    file = Material.objects.get(subject_id=case.id, requirement_key="plan").file
    place = next(p for p in settings.FILES_FOLDER.rglob(f"*{file.digest[4:]}*") if p.is_file())
    place.chmod(0o600)
    place.write_bytes(b"something else")

    failed = archive_case(actor=system(), case_id=case.id)

    assert ("Z4", "布局图、租赁合同") in [
        (one["rule"], one["detail"]) for one in failed.faults
    ] or (
        "Z4",
        "布局图",
    ) in [(one["rule"], one["detail"]) for one in failed.faults]


@pytest.mark.parametrize("refused", [True, False])
def test_a_withdrawn_and_a_refused_case_are_archived_too(keepers, refused):
    if refused:
        case = closed(keepers, refused=True)
    else:
        case = keepers.filed()
        withdraw_case(actor=keepers.person(), case_id=case.id)

    archive = archive_case(actor=system(), case_id=case.id)

    assert archive.state == "archived", archive.faults
    assert verify(content_of(archive), trusted_roots()).holds


def test_an_open_case_is_not_archived(keepers):
    case = keepers.at("decide")
    with nothing_changes(), pytest.raises(Conflict) as told:
        archive_case(actor=system(), case_id=case.id)
    assert told.value.code == "case_open"


@pytest.mark.parametrize("who", ["window", "handler", "far_archivist", "next_archivist"])
def test_only_an_archivist_of_the_area_archives(keepers, who):
    case = closed(keepers)
    with nothing_changes(), pytest.raises(Forbidden):
        archive_case(actor=keepers.officer(who), case_id=case.id)


def test_a_signer_that_fails_leaves_nothing(keepers, settings):
    case = closed(keepers)
    settings.LICENSE_SIGNER = "failing"
    # The licence is drawn before: it is the package's own signature that fails here.
    from tongban.base.kernel.errors import TongbanError

    with nothing_changes(), pytest.raises(TongbanError):
        archive_case(actor=system(), case_id=case.id)


def test_retention_is_the_items(keepers):
    set_retention(
        actor=keepers.officer("archivist"), item_code=keepers.codes["food"], retention="Y"
    )
    archive = archive_case(actor=system(), case_id=closed(keepers).id)

    assert archive.kept_until is None
    assert "-Y-" in archive.archive_number
    with nothing_changes(), pytest.raises(Invalid):
        set_retention(
            actor=keepers.officer("archivist"), item_code=keepers.codes["food"], retention="D99"
        )


def test_what_the_guide_says_is_taken_and_not_set_otherwise(keepers):
    food = {"item_code": keepers.codes["food"], "actor": keepers.officer("archivist")}
    set_retention(**food, retention="Y")
    earlier = closed(keepers)
    publish_item(
        actor=operator(),
        item_id=keepers.items["food"],
        guide=guide(retention="D10"),
        form_id=keepers.forms["food"],
        process_id=keepers.processes["standard_license"],
    )
    archive = archive_case(actor=system(), case_id=closed(keepers).id)
    manifest = json.loads(unzipped(content_of(archive))["manifest.json"])

    assert (archive.retention, manifest["retention"]) == ("D10", "D10")
    assert archive.kept_until.year == archive.year + 10
    # The guide that a case was filed under said nothing: what the archivist had set counts.
    assert archive_case(actor=system(), case_id=earlier.id).retention == "Y"
    with nothing_changes(), pytest.raises(Conflict) as refused:
        set_retention(**food, retention="D30")
    assert refused.value.code == "said_by_guide"


def test_the_job_takes_what_is_closed_for_long_enough(keepers, settings):
    case = closed(keepers)
    settings.ARCHIVE_AFTER_DAYS, settings.ARCHIVE_LOOK_BACK_DAYS = 30, 0
    assert cases_to_archive(10) == []
    settings.ARCHIVE_AFTER_DAYS = 0
    assert cases_to_archive(10) == [case.id]
    archive_case(actor=system(), case_id=case.id)
    assert cases_to_archive(10) == []


def test_a_case_that_cannot_be_archived_does_not_hold_up_the_others(keepers, settings, monkeypatch):
    settings.ARCHIVE_AFTER_DAYS, settings.ARCHIVE_LOOK_BACK_DAYS = 0, 0
    monkeypatch.setattr("tongban.handling.archives.jobs.A_RUN", 1)
    broken, whole = closed(keepers), closed(keepers)

    def archive(*, actor, case_id):
        if case_id == broken.id:
            raise SigningError("no key")
        return archive_case(actor=actor, case_id=case_id)

    monkeypatch.setattr("tongban.handling.archives.services.archive_case", archive)
    assert cases_to_archive(1) == [broken.id]

    archive_due(0)

    assert list(Archive.objects.values_list("case_id", flat=True)) == [whole.id]
    assert cases_to_archive(1) == [broken.id]


class TestKept:
    def test_checking_again_finds_what_changed(self, archived, settings):
        again = check_archive(actor=system("检测"), archive_id=archived.id)
        assert again.faults == []
        assert [one["rule"] for one in again.checks][-4:] == ["R1", "R2", "R3", "R4"]

        digest = File.objects.get(id=archived.file_id).digest
        place = next(p for p in settings.FILES_FOLDER.rglob(f"*{digest[4:]}*") if p.is_file())
        place.chmod(0o600)
        content = bytearray(place.read_bytes())
        content[len(content) // 2] ^= 1
        place.write_bytes(bytes(content))

        again = check_archive(actor=system("检测"), archive_id=archived.id)
        assert "R4" in [one["rule"] for one in again.faults]

    def test_it_is_sealed_once_and_moved_out_for_good(self, keepers, archived):
        archivist = keepers.officer("archivist")
        seal_archive(actor=archivist, archive_id=archived.id)
        with nothing_changes(), pytest.raises(Conflict):
            seal_archive(actor=archivist, archive_id=archived.id)
        with nothing_changes(), pytest.raises(Invalid):
            move_out(actor=archivist, archive_id=archived.id, receiver=" ")
        move_out(actor=archivist, archive_id=archived.id, receiver="市档案馆")
        with nothing_changes(), pytest.raises(Conflict):
            lend_archive(actor=archivist, archive_id=archived.id, reason="查询")

    def test_lending_asks_why_and_the_applicant_can_read_it(self, keepers, archived):
        from tongban.base.audit.models import Entry

        archivist = keepers.officer("archivist")
        with nothing_changes(), pytest.raises(Invalid):
            lend_archive(actor=archivist, archive_id=archived.id, reason="")
        with nothing_changes(), pytest.raises(Forbidden):
            lend_archive(
                actor=keepers.officer("far_archivist"), archive_id=archived.id, reason="看看"
            )
        lend_archive(actor=archivist, archive_id=archived.id, reason="行政复议要用")
        look = Entry.objects.filter(act="look", subject_id=str(archived.case_id)).last()
        assert look.reason == "行政复议要用"
        assert Case.objects.get(id=archived.case_id).erased_at is None
