"""Applications for the item at every stage, and what officers did beside them."""

from tests.house.city.beside import keep_bundle
from tests.house.city.who import HERE, OPERATOR, City
from tongban.base.kernel.actors import system
from tongban.base.kernel.moments import now
from tongban.base.notices.models import Message
from tongban.base.notices.types import State
from tongban.handling.archives.models import DestructionList
from tongban.handling.archives.services import archive_case
from tongban.handling.cases import services as acts
from tongban.handling.cases.concerned import code_digest
from tongban.handling.cases.models import (
    AfterCheck,
    BeyondRequest,
    Case,
    Hearing,
    Inspection,
    InterestedPerson,
    Measure,
    Opinion,
    Promise,
    SubCase,
)
from tongban.handling.connectors.models import Handover, OutsideDocument, Telling
from tongban.handling.connectors.services import keep_system
from tongban.management.documents import queries as papers
from tongban.management.documents.models import Paper
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials.models import Material


def keep_cases(city: City) -> None:
    applicant, officer = city.actor("applicant"), city.actor("officer")
    made = {}
    for name in ("closed", "correcting", "filed"):
        made[name] = acts.file_case(actor=applicant, case_id=city.begun().id)
    act = {"actor": officer, "case_id": made["correcting"].id}
    acts.request_correction(**act, items=[("material:photo", "照片看不清，请重新拍。")])
    act["case_id"] = made["closed"].id
    acts.pass_prereview(**act)
    acts.accept_case(**act)
    acts.pass_review(**act, opinion="符合。")
    acts.grant(**act, opinion="准予。")
    acts.issue_result(actor=system(), case_id=made["closed"].id)
    acts.close_case(actor=system(), case_id=made["closed"].id)
    made["drafted"] = city.begun()
    license_id = Case.objects.values_list("license_id", flat=True).get(id=made["closed"].id)
    # The file, and with it the city's root certificate, are made when somebody first asks.
    licenses.open_pdf(license_id)[0].close()
    for name, case in made.items():
        setattr(city, name, Case.objects.select_related("license").get(id=case.id))
        city.handed_in[name] = Material.objects.get(subject_id=case.id, requirement_key="photo")
    city.measure = Measure.objects.create(
        case_id=made["filed"].id,
        division_code=HERE,
        kind="procedure",
        procedure="testing",
        name="检测",
        clause="行政许可法第四十五条",
        reason="送检",
        days=3,
        asked_at=now(),
        asked_by={"name": "某人"},
    )
    _looks(city, made["filed"])
    city.note = acts.write_note(
        actor=city.actor("officer"), case_id=made["filed"].id, text="房东不在。"
    )
    city.archive = archive_case(actor=system(), case_id=made["closed"].id)
    outside = keep_system(
        actor=OPERATOR,
        key="province",
        name="省级系统",
        connector="failing",
        department_id=city.departments["here"].id,
    )
    city.handover = Handover.objects.create(
        case_id=made["filed"].id,
        case_number=made["filed"].number,
        system=outside,
        division_code=HERE,
        state="stuck",
    )
    city.telling = Telling.objects.create(
        handover=city.handover, division_code=HERE, kind="corrected", sequence=1, state="stuck"
    )
    city.outside_document = OutsideDocument.objects.create(
        handover=city.handover,
        division_code=HERE,
        name="决定书",
        digest="0" * 64,
        file_id=city.handed_in["filed"].file_id,
    )
    city.destruction = DestructionList.objects.create(
        number="XH-2026-0001",
        division_code=HERE,
        department=city.departments["here"],
        reason="保管期限已满",
        drafted_by={"name": "某人"},
    )
    city.subcase = SubCase.objects.create(
        case_id=made["filed"].id,
        code=f"{made['filed'].number}-L1",
        division_code=HERE,
        department=city.departments["here"],
        asked="看鸽舍",
        days=5,
        silence="alarm",
        asked_at=now(),
    )
    keep_bundle(city, made["filed"])
    city.paper_id = Paper.objects.get(subject_id=made["filed"].id).id
    # As with the licence: made when somebody first asks.
    papers.open_file(city.paper_id)[0].close()
    message = Message.objects.order_by("created_at").first()
    assert message is not None
    Message.objects.filter(id=message.id).update(
        state=State.STUCK, next_try_at=None, reason="gateway_down"
    )
    city.message = message


def _looks(city: City, case: Case) -> None:
    """An inspection that is agreed on, an opinion that came, and a promise that is to be checked."""
    of_the_case = {"case_id": case.id, "division_code": HERE}
    city.inspection = Inspection.objects.create(
        **of_the_case, planned_at=now(), place="鸽舍", asked_by={"name": "某人"}
    )
    person = case.person
    city.interested = InterestedPerson.objects.create(
        **of_the_case,
        name=person.name,
        document_type=person.document_type,
        code=person.id_number,
        code_digest=code_digest(person.document_type, person.id_number),
        concern="鸽子吵",
        entered_at=now(),
        entered_by={"name": "某人"},
    )
    city.hearing = Hearing.objects.create(
        **of_the_case,
        department=city.departments["here"],
        ground="applicant",
        clause="行政许可法第四十七条",
        asked_at=now(),
        asked_by={"name": "某人"},
    )
    promise = Promise.objects.create(
        **of_the_case,
        kind="instead",
        items=[],
        text="我的鸽舍是干净的。",
        wording="instead-1",
        state="relied",
        drawn_at=now(),
        code_until=now(),
        signed_at=now(),
        signed_by={"name": "某人"},
    )
    city.check = AfterCheck.objects.create(
        **of_the_case, promise=promise, key="p0", label="鸽舍", how="去看", due_on=now().date()
    )
    city.report_id = city.handed_in["filed"].file_id
    city.opinion = Opinion.objects.create(
        **of_the_case,
        kind="expert",
        who="鸽子评审中心",
        question="鸽舍行不行",
        commissioned_at=now(),
        commissioned_by={"name": "某人"},
        received_at=now(),
        result="行",
        file_id=city.report_id,
    )
    wanted = {
        **of_the_case,
        "name": "邻居同意书",
        "reason": "鸽舍靠着邻居的窗",
        "law": "《示例办法》",
        "article": "第三条",
        "asked_at": now(),
        "asked_by": {"name": "某人"},
    }
    city.beyond = BeyondRequest.objects.create(**wanted)
    city.beyond_told = BeyondRequest.objects.create(**wanted, state="open", decided_at=now())
