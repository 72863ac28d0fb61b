"""A city of four people and one item, for visiting every route."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.test import Client
from PIL import Image

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.models import Account, FactorReset, SecurityAlert, SignInSession
from tongban.base.accounts.services import (
    Entrusted,
    apply_for_client,
    appoint,
    ask_about_data,
    ask_consent,
    authorise_clerk,
    declare_recusal,
    invite_clerk,
    link_account,
    make_copy,
    make_delegation,
    open_account,
    open_session,
    register_child,
    register_legal_person,
    register_person,
    serve_person,
    stand_in,
)
from tongban.base.accounts.types import LinkedIdentity, LinkKind
from tongban.base.kernel.actors import Actor, operator, system
from tongban.base.kernel.codes import make_credit_code
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.base.notices.models import Message
from tongban.base.notices.types import State
from tongban.base.orgs.services import keep_department, open_post
from tongban.demo.people import id_number
from tongban.handling.archives.models import DestructionList
from tongban.handling.archives.services import archive_case
from tongban.handling.bundles.models import (
    Bundle,
    BundleApplication,
    BundlePart,
    BundleRevision,
)
from tongban.handling.bundles.types import BundleContent, BundleItem
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
from tongban.handling.cases.tests.template import Template
from tongban.handling.connectors.models import Handover, OutsideDocument, Telling
from tongban.handling.connectors.services import keep_system
from tongban.handling.halls.services import keep_hall
from tongban.main.first_rows import keep_first_rows
from tongban.management.catalog.models import GuideImport, Item, UpstreamChange
from tongban.management.catalog.services import (
    attach_guide_file,
    begin_draft,
    keep_directory_entry,
    keep_document,
    list_item,
    publish_item,
)
from tongban.management.catalog.types import (
    Clause,
    Contact,
    DocumentContent,
    Guide,
    GuideLimit,
    Remedy,
    Requirement,
    Result,
)
from tongban.management.documents import queries as papers
from tongban.management.documents.models import Paper
from tongban.management.eforms.services import publish_form
from tongban.management.payments.models import Difference, Refund
from tongban.management.payments.services import ask_exemption, ask_payment, take_payment
from tongban.management.payments.types import Asked, FeeLine, PaidMessage
from tongban.management.rules.services import (
    approve_rules,
    begin_rules,
    open_table,
    save_rules,
    submit_rules,
)
from tongban.management.rules.types import RuleContent, RuleExample, RuleInput, RuleRow
from tongban.management.workflow.services import publish_shipped
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.types import FieldSpec
from tongban.sharing.materials.models import Material
from tongban.sharing.materials.services import hand_in

HERE = "341602000000"
ELSEWHERE = "341621000000"
DUTIES = ("window", "handler", "signer")
OPERATOR = operator()


@dataclass
class City:
    """Who there is, as whom each acts, and what each route is visited with."""

    accounts: dict[str, Account] = field(default_factory=dict)
    capacities: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, str] = field(default_factory=dict)
    departments: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    entry_code: str = ""
    sample_id: UUID | None = None
    document_id: UUID | None = None
    drafted: Case | None = None
    filed: Case | None = None
    received: Case | None = None
    hall_id: UUID | None = None
    agreement: Any = None
    served_id: UUID | None = None
    asked_id: UUID | None = None
    helping_id: UUID | None = None
    correcting: Case | None = None
    closed: Case | None = None
    handed_in: dict[str, Material] = field(default_factory=dict)
    message: Message | None = None
    linkage_id: UUID | None = None
    copy_id: UUID | None = None
    request_id: UUID | None = None
    guardianship_id: UUID | None = None
    stand_in: Any = None
    recusal: Any = None
    alert: SecurityAlert | None = None
    reset: FactorReset | None = None
    sign_in: SignInSession | None = None
    connected: Any = None
    measure: Any = None
    rules: Any = None
    inspection: Any = None
    interested: Any = None
    hearing: Any = None
    check: Any = None
    opinion: Any = None
    beyond: Any = None
    beyond_told: Any = None
    report_id: UUID | None = None
    note: Any = None
    archive: Any = None
    destruction: Any = None
    handover: Any = None
    telling: Any = None
    outside_document: Any = None
    subcase: Any = None
    bundle: Any = None
    application: Any = None
    begun_bundle: Any = None
    company: Any = None
    clerkship: Any = None
    invitation: Any = None
    offer: Any = None
    paper_id: UUID | None = None
    guide_import_id: UUID | None = None
    upstream_change_id: UUID | None = None
    notice_id: UUID | None = None
    exemption_id: UUID | None = None
    refund_id: UUID | None = None
    difference_id: UUID | None = None

    def actor(self, who: str) -> Actor:
        return accounts.actor_for(self.accounts[who], self.capacities[who])

    def begun(self) -> Case:
        """A draft of the applicant's with everything in it."""
        applicant = self.actor("applicant")
        case = acts.start_draft(actor=applicant, item_code=self.code)
        acts.save_answers(actor=applicant, case_id=case.id, answers={"ring": "CHN-2026-12-000001"})
        acts.upload_material(
            actor=applicant,
            case_id=case.id,
            requirement_key="photo",
            stream=io.BytesIO(picture()),
            filename="photo.png",
        )
        return case

    def client(self, who: str, **settings: Any) -> Client:
        """A browser of that person, signed in and acting as it does; of nobody, a fresh one."""
        client = Client(raise_request_exception=False, **settings)
        if who != "nobody":
            client.force_login(self.accounts[who])
            session = client.session
            session["capacity"] = self.capacities[who]
            session.save()
        return client

    def visitor(self, who: str, **settings: Any) -> Client:
        """As ``client``, with the session of that person's visit before: for tests that visit every
        route and are not about signing in. A session that was ended meanwhile, or taken back with
        what a visit did, is made anew.
        """
        if who == "nobody":
            return self.client(who, **settings)
        key = self.signed_in.get(who, "")
        if not SignInSession.objects.filter(session_key=key, ended_at=None).exists():
            made = self.client(who)
            # The first visit writes the session down; what a test visits may be taken back.
            made.get("/healthz")
            key = self.signed_in[who] = made.session.session_key
        client = Client(raise_request_exception=False, **settings)
        client.cookies[django_settings.SESSION_COOKIE_NAME] = key
        return client


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#33404d").save(out, "PNG")
    return out.getvalue()


def guide(license_type: str, sample: str = "") -> Guide:
    return Guide(
        summary="养鸽子的人来登记。",
        audiences=("1",),
        person_themes=("农林牧渔",),
        by_law=(Clause("示例办法", "第一条", "养鸽子要登记。"),),
        conditions=("有一只鸽子。",),
        materials=(
            Requirement(
                key="photo",
                name="鸽子照片",
                why="核对有鸽子。",
                source="手机拍。",
                sample=sample,
            ),
        ),
        contact=Contact("一楼", "工作日 9:00 到 17:00", "0558-0001001", "0558-0001002"),
        result=Result(
            kind="10", name="鸽子证", license_type=license_type, fields={"ring": "form.ring"}
        ),
        remedy=Remedy("谯城区人民政府", "谯城区人民法院"),
        promised=GuideLimit(5),
        acceptance=GuideLimit(2),
    )


FORM = {
    "pages": [
        {
            "key": "pigeon",
            "title": "鸽子",
            "fields": [
                {"key": "ring", "label": "脚环号", "kind": "text", "required": True},
            ],
        }
    ]
}


def _people(city: City) -> None:
    for number, (who, name) in enumerate((("applicant", "王小满"), ("stranger", "李白露"))):
        person = register_person(
            actor=OPERATOR,
            name=name,
            id_number=id_number(date(1980, 5, 6), 101 + number),
            phone=f"1008000000{number}",
            division_code=HERE,
        )
        city.accounts[who] = open_account(
            actor=OPERATOR, login_name=who, password=None, person_id=person.id
        )
        city.capacities[who] = "self"


def _officers(city: City) -> None:
    bodies = (
        ("here", HERE, "民政局"),
        ("elsewhere", ELSEWHERE, "民政局"),
        ("next", HERE, "水利局"),
    )
    for number, (key, division, name) in enumerate(bodies):
        city.departments[key] = keep_department(
            actor=OPERATOR,
            name=name,
            short_name=name,
            division_code=division,
            credit_code=make_credit_code("1", "1", "341690", f"{81000000 + number:08d}"),
        )
    for who, where, duties in (
        ("officer", "here", DUTIES),
        ("other", "elsewhere", (*DUTIES, "item_manager")),
        ("neighbour", "next", ("handler", "reviewer", "signer")),
        ("admin", "here", ("system_admin",)),
        ("data", "here", ("data_officer",)),
        ("security", "here", ("security_admin",)),
        ("mate", "here", ("archivist",)),
        ("manager", "here", ("item_manager",)),
        ("cashier", "here", ("finance",)),
        # The right one's division and department, without a duty for anything that is visited.
        ("wrong", "here", ("hotline_agent",)),
        ("agent", "here", ("agent",)),
    ):
        post = open_post(
            actor=OPERATOR,
            department_id=city.departments[where].id,
            name=f"{who}岗",
            duties=duties,
        )
        person = register_person(
            actor=OPERATOR,
            name="王" + "甲乙丙丁戊己庚辛壬癸子丑寅卯"[len(city.accounts) - 2],
            id_number=id_number(date(1975, 3, 4), 301 + len(city.accounts)),
        )
        city.accounts[who] = open_account(
            actor=OPERATOR, login_name=who, password=None, person_id=person.id
        )
        appoint(actor=OPERATOR, account_id=city.accounts[who].id, post_id=post.id)
        city.capacities[who] = f"post:{post.id}"


def _arrangements(city: City) -> None:
    """A standing-in and a recusal of the officer's."""
    officer = city.actor("officer")
    assert officer.post_id is not None
    assert officer.account_id is not None
    assert officer.person_id is not None
    city.stand_in = stand_in(
        actor=officer,
        post_id=officer.post_id,
        holder_id=officer.account_id,
        account_id=city.accounts["mate"].id,
        last_day=today() + timedelta(days=3),
        reason="外出学习",
    )
    city.recusal = declare_recusal(
        actor=officer,
        person_id=officer.person_id,
        kind="spouse",
        name="某人",
        id_number=id_number(date(1976, 3, 4), 777),
    )


def _protection(city: City) -> None:
    city.alert = SecurityAlert.objects.create(
        kind="one_address", mark="one", count=12, last_at=now()
    )
    city.reset = FactorReset.objects.create(
        account=city.accounts["mate"],
        asked_by=city.accounts["admin"],
        reason="本人持工作证来过，手机丢了。",
    )
    city.sign_in = open_session(
        actor=OPERATOR,
        account_id=city.accounts["applicant"].id,
        session_key="elsewhere",
        method="code",
        device="Windows 上的 Edge",
        address="10.0.*.*",
    )


def _rules(city: City) -> None:
    """A table of rules in force, and a change to it that its manager has begun."""
    inputs = (RuleInput("age", "周岁年龄", "number", "person.age"),)
    rows = (RuleRow({"age": ">= 18"}, True, "grown_up", "成年人"),)
    examples = (RuleExample("十八岁", {"age": 18}, True), RuleExample("小孩", {"age": 9}, False))
    content = RuleContent(inputs=inputs, rows=rows, examples=examples)
    draft = open_table(
        actor=city.actor("manager"),
        key="pigeons",
        name="鸽子规则",
        department_id=city.departments["here"].id,
    )
    manager = {"actor": city.actor("manager"), "draft_id": draft.id}
    save_rules(**manager, saved=1, content=content, name="鸽子规则", by_law="示例办法第一条")
    submit_rules(**manager)
    city.rules = approve_rules(actor=city.actor("officer"), draft_id=draft.id).table
    begin_rules(actor=city.actor("manager"), table_id=city.rules.id)


def _item(city: City) -> None:
    body = city.departments["here"]
    city.code = f"{body.credit_code}434070000100{0}"
    type_code = f"{body.credit_code}001"
    define_type(
        actor=OPERATOR,
        code=type_code,
        name="鸽子证",
        defining_body=body.name,
        fields=(FieldSpec("ring", "脚环号"),),
        number_pattern="{county}{year}{serial:6}",
        item_codes=(city.code,),
    )
    item = list_item(
        actor=OPERATOR,
        code=city.code,
        name="鸽子登记",
        item_type="07",
        department_id=body.id,
        division_code=HERE,
    )
    form = publish_form(actor=OPERATOR, key="pigeon", name="鸽子登记表", definition=FORM)
    city.sample_id = attach_guide_file(
        actor=OPERATOR, item_id=item.id, stream=io.BytesIO(picture()), filename="样表.png"
    ).file_id
    city.document_id = keep_document(
        actor=OPERATOR,
        content=DocumentContent("law", "养鸽办法", issued_on=date(2020, 1, 1), body="要登记。"),
        department_id=body.id,
        stream=io.BytesIO(picture()),
        filename="原文.png",
    ).id
    publish_item(
        actor=OPERATOR,
        item_id=item.id,
        guide=guide(type_code, str(city.sample_id)),
        form_id=form.id,
        process_id=publish_shipped(actor=OPERATOR)["standard_license"].id,
    )
    begin_draft(actor=city.actor("manager"), item_id=item.id)
    city.entry_code = keep_directory_entry(
        actor=OPERATOR,
        code=city.code[19:],
        name="鸽子登记",
        item_type="07",
        by_law="示例办法第一条",
    ).code


def _cases(city: City) -> None:
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
    _bundle(city, made["filed"])
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


def _served(city: City) -> None:
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


def _bundle(city: City, case: Case) -> None:
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


def _rights(city: City) -> None:
    """What the applicant has asked for and linked, and a child."""
    applicant = city.actor("applicant")
    person = city.accounts["applicant"].person
    assert person is not None
    linked = LinkedIdentity(
        LinkKind.NATION, "SUBJECT", 2, person.name, person.document_type, person.id_number
    )
    city.linkage_id = link_account(actor=applicant, linked=linked).id
    city.copy_id = ask_about_data(actor=applicant, kind="export").id
    make_copy(actor=system(), request_id=city.copy_id)
    city.request_id = ask_about_data(actor=applicant, kind="correction", text="住址换了。").id
    city.guardianship_id = register_child(
        actor=city.actor("officer"),
        guardian_id=person.id,
        name="王小寒",
        id_number=id_number(date(2018, 5, 6), 103),
        relation="parent",
        proof="户口簿 第 1 号",
        agreed=True,
    ).id


def _companies(city: City) -> None:
    """A company of the boss's with a clerk and an invitation, and one that invites the applicant."""
    for number, (who, name) in enumerate((("clerk", "赵立冬"), ("hand", "钱小雪"))):
        person = register_person(
            actor=OPERATOR,
            name=name,
            id_number=id_number(date(1981, 5, 6), 501 + number),
            phone=f"1008000001{number}",
        )
        city.accounts[who] = open_account(
            actor=OPERATOR, login_name=who, password=None, person_id=person.id
        )
    company = register_legal_person(
        actor=OPERATOR,
        name="鸽子养殖场",
        credit_code=make_credit_code("9", "1", "341690", "MA000801"),
        representative_id=city.accounts["clerk"].person_id,
        division_code=HERE,
    )
    city.company = company
    city.capacities["clerk"] = f"clerk:{company.id}"
    city.clerkship = authorise_clerk(
        actor=OPERATOR, legal_person_id=company.id, person_id=city.accounts["hand"].person_id
    )
    applicant = city.accounts["applicant"].person
    assert applicant is not None
    for place, name, number in (
        ("offer", applicant.name, applicant.id_number),
        ("invitation", "孙大雪", id_number(date(1982, 5, 6), 503)),
    ):
        made = invite_clerk(
            actor=city.actor("clerk"),
            legal_person_id=company.id,
            name=name,
            id_number=number,
            entrusted=Entrusted(frozenset({"apply"}), today() + timedelta(days=30)),
        )
        setattr(city, place, made)


def build(city: City, *, cases: bool = True) -> City:
    """Build it through the acts, as every city is built."""
    _people(city)
    _officers(city)
    _arrangements(city)
    _protection(city)
    _item(city)
    _rules(city)
    _rights(city)
    _companies(city)
    if cases:
        _cases(city)
        _served(city)
    _client(city)
    _exchange(city)
    _money(city)
    return city


def _client(city: City) -> None:
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


def _money(city: City) -> None:
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


def _exchange(city: City) -> None:
    """A file that was imported with a row given back, and a change above."""
    city.guide_import_id = GuideImport.objects.create(
        batch="guides-1",
        digest="0" * 64,
        file_name="省级事项.xlsx",
        owner="province",
        profile="gbt39554",
        imported_by="王甲",
        counts={"items": 1, "refused": 1, "rejected": 1},
        rejected=[
            {
                "err_type": "number",
                "remark": "promise_day：应为整数。",
                "table_sql_name": "up_task_general_basic",
                "table_row_guid": "",
                "cd_batch": "guides-1",
                "line": 2,
            }
        ],
    ).id
    city.upstream_change_id = UpstreamChange.objects.create(
        item=Item.objects.get(code=city.code),
        kind="changed",
        owner="province",
        data_source="province",
        batch="guides-1",
        differences=[
            {
                "place": "promised",
                "label": "承诺时限",
                "before": "7 个工作日",
                "after": "5 个工作日",
            }
        ],
    ).id


def _whole() -> City:
    keep_first_rows()
    return build(City())


_template = Template(_whole)


@pytest.fixture
def city(db, folders) -> City:
    """A city with its first rows, its people, its item and its cases."""
    return _template.lay_down()
