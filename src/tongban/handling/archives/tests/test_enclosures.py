"""卷内材料: what inspectors, experts, joint departments and other systems added is in the package."""

import json
from base64 import b64encode
from io import BytesIO

import pypdfium2
import pytest

from tongban.base.kernel.actors import system
from tongban.handling.archives.package.verifying import verify
from tongban.handling.archives.package.zipping import unzipped, zipped
from tongban.handling.archives.services import archive_case
from tongban.handling.archives.tests.test_archive_case import content_of
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries import enclosures_of
from tongban.handling.cases.services import commission_opinion, receive_opinion
from tongban.handling.cases.tests import test_joint as joint
from tongban.handling.cases.tests.city import moved_to, picture
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.test_fees import CARD, charging, finished, notice_of
from tongban.handling.cases.tests.test_papers import refused_case
from tongban.handling.cases.tests.test_ruling import by_rules
from tongban.handling.cases.tests.test_unreceived import left
from tongban.handling.connectors.models import Handover
from tongban.handling.connectors.services import take_message
from tongban.handling.connectors.tests.conftest import connect
from tongban.handling.connectors.tests.test_take_message import PDF, message_from, says
from tongban.management.payments.tests.money import paid
from tongban.sharing.licenses.queries import trusted_roots

TUESDAY = moment(2026, 3, 3, 14, 0)


def granted_and_archived(case, signer=None):
    if signer is not None:
        acts.grant(actor=signer, case_id=case.id, opinion="符合条件")
    acts.issue_result(actor=system(), case_id=case.id)
    acts.close_case(actor=system(), case_id=case.id)
    archive = archive_case(actor=system("自动归档"), case_id=case.id)
    assert archive.state == "archived", archive.faults
    content = content_of(archive)
    assert verify(content, trusted_roots()).holds
    return content


@pytest.fixture
def looked_at(keepers):
    """Two departments were asked, two inspectors took a photograph, an expert wrote a report."""
    case = joint.accepted(keepers)
    for part, who in zip(
        (joint.parts_of(case)[joint.HEALTH], joint.parts_of(case)[joint.HALL]),
        ("health_handler", "hall"),
        strict=True,
    ):
        joint.answered(keepers, part, who, True, f"{part.department.name}看过了")
    handler = {"actor": keepers.officer("handler"), "case_id": case.id}
    with moved_to(TUESDAY):
        inspector = {"actor": keepers.officer("inspector"), "case_id": case.id}
        it = acts.plan_inspection(
            **inspector,
            planned_at=TUESDAY,
            place="希夷大道 128 号",
            account_ids=[keepers.accounts["inspector"], keepers.accounts["handler"]],
        )
        acts.add_inspection_photo(
            **inspector, inspection_id=it.id, stream=picture("green"), filename="厨房.png"
        )
        acts.record_inspection(
            **inspector, inspection_id=it.id, points=[], result="pass", words="看过厨房"
        )
        acts.confirm_inspection(**handler, inspection_id=it.id)
        opinion = commission_opinion(
            **handler, kind="expert", who="省餐饮协会", question="排烟够不够"
        )
        receive_opinion(
            **handler,
            opinion_id=opinion.id,
            result="够用",
            stream=picture("red"),
            filename="报告.png",
        )
        acts.pass_review(**handler)
    return case


def test_opinions_records_and_their_files_are_in_the_package(keepers, looked_at):
    with moved_to(TUESDAY):
        files = unzipped(granted_and_archived(looked_at, keepers.officer("signer")))
    listed = json.loads(files["enclosures/list.json"])
    by_kind = {}
    for one in listed:
        by_kind.setdefault(one["kind"], []).append(one)

    said = [dict(one["rows"])["意见"] for one in by_kind["joint_part"]]
    assert sorted(said) == ["谯城区卫生健康委员会看过了", "谯城区政务服务中心看过了"]
    (inspection,) = by_kind["inspection"]
    assert dict(inspection["rows"])["地点"] == "希夷大道 128 号"
    assert sum(name == "核查人员" for name, _value in inspection["rows"]) == 2
    assert [one["title"] for one in inspection["files"]] == ["现场照片：厨房.png"]
    assert files[inspection["files"][0]["path"]]
    (opinion,) = by_kind["opinion"]
    assert dict(opinion["rows"])["结论"] == "够用"
    (report,) = opinion["files"]
    kept = looked_at.opinions.get().file
    assert len(files[report["path"]]) == kept.size

    sheet = pypdfium2.PdfDocument(BytesIO(files["enclosures/list.pdf"]))
    text = "".join(page.get_textpage().get_text_range() for page in sheet)
    for words in ("省餐饮协会", "够用", "希夷大道", "卫生健康委员会看过了"):
        assert words in text


def test_an_enclosure_that_is_taken_out_is_missed(keepers, looked_at):
    with moved_to(TUESDAY):
        content = granted_and_archived(looked_at, keepers.officer("signer"))
    files = unzipped(content)
    for path in [path for path in files if path.startswith("enclosures/")]:
        without = zipped({name: said for name, said in files.items() if name != path})
        codes = [code for code, _sentence in verify(without, trusted_roots()).faults]
        assert "file_missing" in codes, path


def test_a_report_that_is_damaged_keeps_the_case_from_being_archived(keepers, looked_at, settings):
    with moved_to(TUESDAY):
        acts.grant(actor=keepers.officer("signer"), case_id=looked_at.id)
        acts.issue_result(actor=system(), case_id=looked_at.id)
        acts.close_case(actor=system(), case_id=looked_at.id)
    report = looked_at.opinions.get().file
    place = next(p for p in settings.FILES_FOLDER.rglob(f"*{report.digest[4:]}*") if p.is_file())
    place.chmod(0o600)
    place.write_bytes(b"something else")

    archive = archive_case(actor=system(), case_id=looked_at.id)

    assert (archive.state, archive.archive_number) == ("failed", None)
    assert [(one["rule"], one["detail"]) for one in archive.faults] == [
        ("Z4", "专家评审：省餐饮协会")
    ]


def test_what_another_system_decided_and_sent_is_in_the_package(keepers):
    outside = connect(keepers, "http://127.0.0.1:9")
    case = keepers.at("review")
    handover = Handover.objects.get(case_id=case.id)
    document = {"name": "决定书.pdf", "content": b64encode(PDF).decode()}
    said = says(case, 1, "granted", "符合规定", documents=[document])
    take_message(actor=system(), system_id=outside.id, message=message_from(said))
    handover.refresh_from_db()
    assert handover.state == "finished"

    files = unzipped(granted_and_archived(Case.objects.get(id=case.id)))

    listed = json.loads(files["enclosures/list.json"])
    (there,) = [one for one in listed if one["kind"] == "outside_system"]
    assert dict(there["rows"])["对方说明"] == "符合规定"
    assert there["files"] == [{"title": "决定书.pdf", "path": there["files"][0]["path"]}]
    assert files[there["files"][0]["path"]] == PDF


def test_how_a_paper_was_served_is_in_the_package_with_its_photograph(keepers):
    case, paper = refused_case(keepers)
    left(keepers, paper, stream=picture(), filename="门口.png")

    archive = archive_case(actor=system(), case_id=case.id)

    assert archive.state == "archived", archive.faults
    files = unzipped(content_of(archive))
    listed = json.loads(files["enclosures/list.json"])
    (left_there,) = [one for one in listed if dict(one["rows"]).get("送达方式") == "留置送达"]
    rows = dict(left_there["rows"])
    assert left_there["title"] == f"送达：{paper.title}（{paper.number}）"
    assert (rows["地点"], rows["送达时间"]) == ("希夷大道 1 号门口", "2026-03-05 15:00")
    assert files[left_there["files"][0]["path"]].startswith(b"\x89PNG")


def rows_of(archive, kind):
    assert archive.state == "archived", archive.faults
    listed = json.loads(unzipped(content_of(archive))["enclosures/list.json"])
    (found,) = [one for one in listed if one["kind"] == kind]
    return dict(found["rows"])


def test_what_a_table_of_rules_looked_at_is_told_in_words(keepers):
    by_rules(keepers)
    case = keepers.filed(rented=False)

    rows = rows_of(archive_case(actor=system(), case_id=case.id), "ruling")

    assert rows["规则"] == "小餐饮规则，第 1 版"
    assert rows["房子是租的"].startswith("否（")
    assert (rows["当场同意"], rows["原因"]) == ("是", "成年人用自己的房子")


def test_a_fee_stands_there_with_its_basis_and_receipt(keepers):
    charging(keepers, CARD)
    case = finished(keepers.at("issue"))
    paid(notice_of(case))
    finished(case)
    acts.close_case(actor=system(), case_id=case.id)

    rows = rows_of(archive_case(actor=system(), case_id=case.id), "fee")

    assert rows["工本费"] == "10 元，每证 10 元（另一文件）"
    assert rows["电子票据"] == "代码 34260001，号码 0000000123，校验码 abc123"


def test_what_says_nothing_has_no_row(keepers, looked_at):
    found = enclosures_of(looked_at)
    assert found
    assert all(value for one in found for _name, value in one.rows)
