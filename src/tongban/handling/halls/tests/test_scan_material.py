"""Papers that somebody brings are scanned into the case, page by page, the original seen or not."""

import io

import pypdfium2
import pytest

from tongban.base.accounts.queries import serving
from tongban.base.accounts.services import end_delegation, serve_person
from tongban.base.audit.models import Entry
from tongban.base.files.models import File
from tongban.base.kernel.errors import Forbidden, Invalid, TongbanError
from tongban.handling.cases import services
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import ANSWERS, picture
from tongban.handling.halls.models import Receipt
from tongban.handling.halls.services import scan_material
from tongban.sharing.materials.models import Material


def rows():
    return (
        list(Material.objects.order_by("id").values()),
        File.objects.count(),
        Case.objects.count(),
        Receipt.objects.count(),
        Entry.objects.count(),
    )


@pytest.fixture
def begun(town):
    """The officer, the delegation, and a draft of who stands there."""
    officer = town.officer("window")
    made = serve_person(actor=officer, person_id=town.persons["gu"], reader="typed")
    served = serving(officer, made.id)
    case = services.start_draft(actor=served, item_code=town.codes["food"], channel="1")
    services.save_answers(actor=served, case_id=case.id, answers=ANSWERS)
    return officer, made, case


def scanned(begun, key="plan", pages=None, **more):
    officer, made, case = begun
    scan_material(
        actor=officer,
        delegation_id=made.id,
        case_id=case.id,
        requirement_key=key,
        pages=pages if pages is not None else [(picture(), "图.png")],
        **more,
    )


def test_pages_become_one_file_in_their_order(begun):
    scanned(begun, pages=[(picture("white"), "一.png"), (picture("black"), "二.png")])

    material = Material.objects.get(requirement_key="plan")
    assert material.file.media_type == "application/pdf"
    assert material.file.page_count == 2
    assert material.trust_level == "C"
    assert material.handed_in_by["capacity"] == "window"
    assert material.handed_in_by["ward"]


def test_a_pdf_and_a_photograph_are_one_file_too(begun):
    whole = pypdfium2.PdfDocument.new()
    for _n in range(3):
        whole.new_page(200, 300)
    out = io.BytesIO()
    whole.save(out)
    out.seek(0)
    scanned(begun, pages=[(out, "合同.pdf"), (picture(), "签字页.jpg")])

    assert Material.objects.get(requirement_key="plan").file.page_count == 4


def test_the_original_seen_makes_it_level_b_and_names_who_saw_it(begun, town):
    scanned(begun, original_seen=True)

    material = Material.objects.get(requirement_key="plan")
    assert material.trust_level == "B"
    assert material.checked_by["account"] == str(town.accounts["window"])
    assert material.checked_by["capacity"] == "post"


def test_scanned_again_the_new_one_counts(begun):
    scanned(begun)
    scanned(begun, original_seen=True)

    old, new = Material.objects.filter(requirement_key="plan").order_by("created_at")
    assert old.superseded_by_id == new.id
    assert new.trust_level == "B"


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ([], "no_page"),
        ([(io.BytesIO(b"x"), "x.png")] * 51, "too_many_pages"),
        ([(io.BytesIO(b"no picture"), "x.png"), (io.BytesIO(b"y"), "y.png")], "file_damaged"),
        ([(io.BytesIO(b"%PDF-1.7 broken"), "x.pdf"), (picture(), "y.png")], "file_damaged"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(begun, pages, code):
    before = rows()
    with pytest.raises(Invalid) as refused:
        scanned(begun, pages=pages)
    assert refused.value.code == code
    assert rows() == before


def test_what_the_guide_does_not_list_is_refused(begun):
    before = rows()
    with pytest.raises(Invalid) as refused:
        scanned(begun, key="blood")
    assert refused.value.code == "material_not_listed"
    assert rows()[0] == before[0]
    assert rows()[1] == before[1]


def test_when_the_person_has_left_nothing_is_scanned(begun):
    officer, made, _case = begun
    end_delegation(actor=officer, delegation_id=made.id)
    before = rows()
    with pytest.raises(Forbidden) as refused:
        scanned(begun)
    assert refused.value.code == "not_served"
    assert rows() == before


def test_another_persons_case_is_out_of_reach(begun, town):
    other = town.draft(actor=town.person("xia"))
    officer, made, _case = begun
    before = rows()
    with pytest.raises(TongbanError):
        scanned((officer, made, other))
    assert rows() == before


def test_filing_keeps_a_receipt_of_what_was_taken_in(begun, town):
    officer, made, case = begun
    scanned(begun, original_seen=True)
    scanned(begun, key="lease")
    filed = services.file_case(actor=serving(officer, made.id), case_id=case.id)

    receipt = Receipt.objects.get(case_id=filed.id)
    assert receipt.by["account"] == str(town.accounts["window"])
    assert receipt.delegation_id == made.id
    assert receipt.papers == [["布局图", "original"], ["租赁合同", "scan"], ["申请表", "form"]]


def test_what_a_person_files_alone_has_no_receipt(town):
    town.filed()
    assert Receipt.objects.count() == 0
