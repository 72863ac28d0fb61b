"""What stands beside the cases: a bundle, a hall, a system that signs in, money."""

import io
from datetime import date, timedelta

from tests.house.city.who import HERE, OPERATOR, City, picture
from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import (
    apply_for_client,
    ask_consent,
    make_delegation,
    register_person,
    serve_person,
)
from tongban.base.kernel.actors import system
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.demo.people import id_number
from tongban.handling.bundles.models import (
    Bundle,
    BundleApplication,
    BundlePart,
    BundleRevision,
)
from tongban.handling.bundles.types import BundleContent, BundleItem
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import (
    Case,
)
from tongban.handling.halls.services import keep_hall
from tongban.management.payments.models import Difference, Refund
from tongban.management.payments.services import ask_exemption, ask_payment, take_payment
from tongban.management.payments.types import Asked, FeeLine, PaidMessage
from tongban.sharing.materials.services import hand_in


def keep_served(city: City) -> None:
    """A hall; the applicant at its window, helped by a code, and asked by an agent; a receipt."""
    applicant, officer = city.actor("applicant"), city.actor("officer")
    city.agreement = acts.make_agreement(
        actor=OPERATOR,
        city="340100",
        basis="代收协议",
        since=today(),
        until=today() + timedelta(days=30),
    )
    city.hall_id = keep_hall(
        actor=OPERATOR,
        department_id=city.departments["here"].id,
        name="鸽子大厅",
        address="鸽子路 1 号",
        hours="工作日 9:00 到 17:00",
        phone="0558-0001001",
    ).id
    assert applicant.person_id is not None
    city.helping_id = make_delegation(
        actor=applicant, item_code=city.code, item_name="鸽子证", hours=4
    )[0].id
    third = register_person(
        actor=OPERATOR, name="孙处暑", id_number=id_number(date(1982, 5, 6), 801)
    )
    made = serve_person(actor=officer, person_id=third.id, reader="typed")
    served = accounts.serving(officer, made.id)
    assert served is not None
    case = acts.start_draft(actor=served, item_code=city.code)
    acts.save_answers(actor=served, case_id=case.id, answers={"ring": "CHN-2026-12-000002"})
    acts.upload_material(
        actor=served,
        case_id=case.id,
        requirement_key="photo",
        stream=io.BytesIO(picture()),
        filename="photo.png",
    )
    city.received = acts.file_case(actor=served, case_id=case.id)
    city.served_id = serve_person(actor=officer, person_id=applicant.person_id, reader="typed").id
    city.asked_id = ask_consent(
        actor=city.actor("agent"),
        person_id=applicant.person_id,
        item_code=city.code,
        item_name="鸽子证",
    ).id


def keep_bundle(city: City, case: Case) -> None:
    """A bundle of the item, an application for it that is filed and one that is begun."""
    content = BundleContent(
        name="养鸽子",
        summary="养鸽子的人一次办完。",
        items=(BundleItem("pigeon", city.code), BundleItem("loft", "0")),
    )
    here = city.departments["here"]
    city.bundle = Bundle.objects.create(
        key="pigeons", name=content.name, department=here, division_code=HERE, state="published"
    )
    city.bundle.revision = BundleRevision.objects.create(
        bundle=city.bundle,
        division_code=HERE,
        version=1,
        content=content.as_json(),
        published_at=now(),
        published_by={"name": "某人"},
    )
    city.bundle.draft = content.as_json()
    city.bundle.draft_state = "submitted"
    city.bundle.draft_editors = [str(city.accounts["officer"].id)]
    city.bundle.save()
    common = {
        "revision": city.bundle.revision,
        "division_code": HERE,
        "person": case.person,
        "account_id": case.account_id,
        "applicant_name": case.applicant_name,
        "title": content.name,
        "channel": "2",
    }
    city.application = BundleApplication.objects.create(
        **common, state="filed", number="341602-20261127-Y000001", filed_at=now()
    )
    BundlePart.objects.create(
        application=city.application,
        division_code=HERE,
        key="pigeon",
        position=0,
        item_name="鸽子登记",
        case=case,
        state="filed",
    )
    city.begun_bundle = BundleApplication.objects.create(**common, state="draft")
    material = hand_in(
        actor=city.actor("applicant"),
        subject_kind="bundle",
        subject_id=city.begun_bundle.id,
        requirement_key="pigeon__photo",
        division_code=HERE,
        name="鸽子照片",
        stream=io.BytesIO(picture()),
        filename="photo.png",
    )
    city.handed_in["bundle"] = material


def keep_client(city: City) -> None:
    city.connected = apply_for_client(
        actor=city.actor("data"),
        name="鸽子管理系统",
        kind="web",
        purpose="养鸽子的人登录",
        contact_name="王小满",
        contact_phone="0558-0001001",
        scopes=["openid"],
        redirect_addresses=["https://pigeon.example/back"],
    )


def keep_money(city: City) -> None:
    """A notice with an exemption that waits, and money of another amount: an alarm, and a refund
    that waits.
    """
    body = city.departments["here"]
    notice = ask_payment(
        actor=system(),
        asked=Asked(
            subject_kind="pigeon",
            subject_id=new_id(),
            subject_number="1",
            what="鸽子登记",
            payer="王小满",
            department_id=body.id,
            division_code=HERE,
            lines=[FeeLine("工本费", "每证 5 元", "某文件", 500)],
        ),
    )
    city.exemption_id = ask_exemption(
        actor=system(), notice_id=notice.id, amount=100, clause="某办法", reason="低保"
    ).id
    payment = take_payment(
        actor=system(), provider="demo", message=PaidMessage("R1", notice.code, 100, now())
    )
    city.refund_id = Refund.objects.get(payment=payment).id
    city.difference_id = Difference.objects.get().id
    city.notice_id = notice.id
