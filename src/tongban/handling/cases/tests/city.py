"""A small city for tests, built through the acts: two departments, a hall, a neighbour, people.

Building it takes a second, so it is built once a run; every further test gets the same rows put
back by COPY, in its own transaction, which takes some milliseconds.
"""

import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PIL import Image

from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import (
    appoint,
    authorise_clerk,
    open_account,
    register_legal_person,
    register_person,
)
from tongban.base.clocks.services import seed_calendar
from tongban.base.kernel.actors import Actor, operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.moments import moved_to, now
from tongban.base.orgs.services import keep_department, keep_divisions, open_post
from tongban.base.orgs.types import Duty
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import (
    Case,
)
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.template import Template
from tongban.management.catalog.services import list_item, publish_item
from tongban.management.catalog.types import (
    Clause,
    Contact,
    Guide,
    GuideLimit,
    Question,
    Remedy,
    Requirement,
    Result,
)
from tongban.management.eforms.services import publish_form
from tongban.management.workflow.services import publish_shipped
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.types import FieldKind, FieldSpec, Validity

DISTRICT = "341602000000"
NEIGHBOUR = "341621000000"
MARKET = make_credit_code("1", "1", "341690", "00000101")
HEALTH = make_credit_code("1", "1", "341690", "00000102")
HALL = make_credit_code("1", "1", "341690", "00000103")
FAR_HALL = make_credit_code("1", "1", "341690", "00000104")
PASSWORD = "tong-ban-2026"
TENS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
"""Names in the order of the officers: figures are no names."""
FOOD_TYPE = f"{MARKET}001"
SHOP_TYPE = f"{MARKET}002"

FORM = {
    "pages": [
        {
            "key": "who",
            "title": "谁来办",
            "fields": [
                {"key": "name", "label": "姓名", "kind": "text", "source": "person.name",
                 "required": True},
                {"key": "address", "label": "住址", "kind": "text", "source": "person.address"},
            ],
        },
        {
            "key": "shop",
            "title": "店",
            "fields": [
                {"key": "trade", "label": "经营项目", "kind": "choices", "required": True,
                 "options": [{"value": "hot", "label": "热食"}, {"value": "cold", "label": "冷食"}]},
                {"key": "kitchen", "label": "厨房面积", "kind": "number", "unit": "平方米",
                 "required": True, "minimum": 1, "maximum": 9999,
                 "when": {"field": "trade", "is": ["hot"]}},
                {"key": "opens_on", "label": "开业日期", "kind": "date"},
                {"key": "rented", "label": "房子是租的吗", "kind": "yes_no", "required": True},
                {"key": "remark", "label": "说明", "kind": "long_text", "max_length": 50},
            ],
        },
    ]
}  # fmt: skip
"""A known field, a conditional one, and one on whose answer a material hangs."""
ANSWERS = {"trade": ["hot"], "kitchen": 20.5, "opens_on": "2026-05-01", "rented": True}


RECEIPT = Result("30", "回执", sample="https://example.cn/receipt.pdf")


def guide(**changes: Any) -> Guide:
    """A complete guide: whoever may apply, it has themes for them."""
    audiences = set(changes.get("audiences", ("1",)))
    return Guide(
        **{
            "summary": "开饭馆、卖吃的要办",
            "audiences": ("1",),
            "person_themes": ("就业创业",) if "1" in audiences else (),
            "company_themes": ("准营准办",) if audiences - {"1"} else (),
            "by_law": (Clause("食品安全法", "第三十五条"),),
            "conditions": ("有合适的场所",),
            "materials": (
                Requirement("application", "申请表", "登记", "在线填写", origin="form"),
                Requirement("plan", "布局图", "看布局", "自己画", check_points=("门窗标清楚",)),
                Requirement(
                    "lease",
                    "租赁合同",
                    "看能不能用",
                    "房东给",
                    when={"field": "rented", "is": [True]},
                ),
                Requirement("photo", "照片", "看一眼", "自己拍", required=False),
                Requirement("id", "身份证", "核对身份", "公安", origin="held"),
            ),
            "contact": Contact("政务大厅 3 号窗口", "周一至周五", "0558-0002001", "0558-0009001"),
            "result": Result(
                "10",
                "食品经营许可证",
                FOOD_TYPE,
                {"scope": "form.trade", "opened_on": "form.opens_on", "address": "person.address"},
            ),
            "remedy": Remedy("谯城区人民政府", "谯城区人民法院"),
            "promised": GuideLimit(7, clause="承诺"),
            "statutory": GuideLimit(10, clause="食品经营许可管理办法"),
            "delivery": GuideLimit(10, clause="行政许可法第四十四条"),
            "questions": (Question("要多久？", "7 个工作日。"),),
            **changes,
        }
    )


@dataclass
class Town:
    """What was built, and shorthands for walking a case through it."""

    departments: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)
    persons: dict[str, UUID] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    company: UUID | None = None
    company_code: str = ""
    items: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    forms: dict[str, UUID] = field(default_factory=dict)
    processes: dict[str, UUID] = field(default_factory=dict)

    def account(self, key: str) -> Account:
        return Account.objects.select_related("person").get(id=self.accounts[key])

    def officer(self, key: str) -> Actor:
        """Someone at that post."""
        return actor_for(self.account(key), f"post:{self.posts[key]}")

    def person(self, key: str = "gu") -> Actor:
        """Someone for oneself."""
        return actor_for(self.account(key), "self")

    def clerk(self, key: str = "gu") -> Actor:
        """Someone for the company."""
        return actor_for(self.account(key), f"clerk:{self.company}")

    def draft(self, item: str = "food", actor: Actor | None = None, **answers: Any) -> Case:
        """A draft that is complete, with what must be uploaded."""
        actor = actor or self.person()
        case = acts.start_draft(actor=actor, item_code=self.codes[item])
        acts.save_answers(actor=actor, case_id=case.id, answers={**ANSWERS, **answers})
        for key in ("plan", "lease"):
            if key == "plan" or answers.get("rented", True):
                self.upload(case, key, actor=actor)
        return case

    def upload(self, case: Case, key: str, *, actor: Actor | None = None, **more: Any) -> None:
        acts.upload_material(
            actor=actor or self.person(),
            case_id=case.id,
            requirement_key=key,
            **{"stream": picture(), "filename": "图.png", **more},
        )

    def filed(self, item: str = "food", actor: Actor | None = None, **answers: Any) -> Case:
        actor = actor or self.person()
        return acts.file_case(actor=actor, case_id=self.draft(item, actor, **answers).id)

    def inspected(self, case: Case, result: str = "pass", *, item_points: Any = ()) -> None:
        """Two officers were there and both confirmed."""
        given = {"actor": self.officer("inspector"), "case_id": case.id}
        it = acts.plan_inspection(
            **given,
            planned_at=now(),
            place="希夷大道 128 号",
            account_ids=[self.accounts["inspector"], self.accounts["handler"]],
        )
        acts.record_inspection(
            **given,
            inspection_id=it.id,
            points=[(point, result == "pass", "") for point in item_points],
            result=result,
            words="看过厨房",
        )
        given["actor"] = self.officer("handler")
        acts.confirm_inspection(**given, inspection_id=it.id)

    def at(self, step: str, item: str = "food", actor: Actor | None = None) -> Case:
        """A case that waits at that step: prereview, accept, correct, review, decide, issue."""
        case = self.filed(item, actor)
        for name, key, act, more in WAY:
            if name == step:
                break
            if step == "correct":
                acts.request_correction(
                    actor=self.officer("window"),
                    case_id=case.id,
                    items=[("material:plan", "请标出水池"), ("form:remark", "请写明营业时间")],
                )
                break
            getattr(acts, act)(actor=self.officer(key), case_id=case.id, **more)
        return Case.objects.get(id=case.id)


WAY: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("prereview", "window", "pass_prereview", {}),
    ("accept", "window", "accept_case", {}),
    ("review", "handler", "pass_review", {}),
    ("decide", "signer", "grant", {}),
    ("issue", "", "issue_result", {}),
)


def picture(colour: str = "white") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    out.seek(0)
    return out


def build() -> Town:
    """Build it; takes about a second."""
    town = Town()
    actor = operator()
    keep_divisions(
        actor=actor,
        rows=[
            ("340000000000", "安徽省", 1, "", False),
            ("341600000000", "亳州市", 2, "340000000000", False),
            (DISTRICT, "谯城区", 3, "341600000000", False),
            (NEIGHBOUR, "涡阳县", 3, "341600000000", False),
        ],
    )
    seed_calendar(actor=actor)
    _offices(actor, town)
    # So that tests may go back as far as this and still find everybody in place.
    with moved_to(moment(2026, 1, 5, 9, 0)):
        _people(actor, town)
    _items(actor, town)
    return town


def _offices(actor: Actor, town: Town) -> None:
    for key, name, code, division in (
        ("market", "谯城区市场监督管理局", MARKET, DISTRICT),
        ("health", "谯城区卫生健康委员会", HEALTH, DISTRICT),
        ("hall", "谯城区政务服务中心", HALL, DISTRICT),
        ("far_hall", "涡阳县政务服务中心", FAR_HALL, NEIGHBOUR),
    ):
        town.departments[key] = keep_department(
            actor=actor, name=name, division_code=division, credit_code=code
        ).id
    for key, department, name, duty in (
        ("window", "hall", "综合窗口", Duty.WINDOW),
        ("far_window", "far_hall", "综合窗口", Duty.WINDOW),
        ("handler", "market", "审查岗", Duty.HANDLER),
        ("handler2", "market", "审查二岗", Duty.HANDLER),
        ("inspector", "market", "核查岗", Duty.REVIEWER),
        ("signer", "market", "签发岗", Duty.SIGNER),
        ("signer2", "market", "签发二岗", Duty.SIGNER),
        ("health_handler", "health", "审查岗", Duty.HANDLER),
        ("health_signer", "health", "签发岗", Duty.SIGNER),
        ("manager", "market", "事项管理岗", Duty.ITEM_MANAGER),
        ("admin", "hall", "系统管理岗", Duty.SYSTEM_ADMIN),
        ("manager2", "market", "事项管理二岗", Duty.ITEM_MANAGER),
        ("chief", "market", "首席代表", Duty.CHIEF),
    ):
        town.posts[key] = open_post(
            actor=actor, department_id=town.departments[department], name=name, duties=[duty]
        ).id


def _people(actor: Actor, town: Town) -> None:
    for number, (key, name) in enumerate(
        [
            ("gu", "谷雨"),
            ("xia", "夏至"),
            ("qiu", "秋分"),
            *((key, f"官{TENS[number]}") for number, key in enumerate(town.posts)),
        ],
        start=1,
    ):
        id_number = complete_id_card(f"34169019800101{number:03d}")
        phone = f"100{number:08d}"
        person = register_person(
            actor=actor,
            name=name,
            id_number=id_number,
            phone=phone,
            address=f"希夷大道 {number} 号",
        )
        account = open_account(
            actor=actor,
            login_name=key,
            password=PASSWORD if key in {"gu", "window"} else None,
            person_id=person.id,
        )
        town.persons[key], town.accounts[key] = person.id, account.id
        town.phones[key], town.numbers[key] = phone, id_number
        if key in town.posts:
            appoint(actor=actor, account_id=account.id, post_id=town.posts[key])
    town.company_code = make_credit_code("9", "1", "341690", "00000201")
    town.company = register_legal_person(
        actor=actor,
        name="小满面馆",
        credit_code=town.company_code,
        representative_id=town.persons["xia"],
        address="希夷大道 128 号",
    ).id
    authorise_clerk(actor=actor, legal_person_id=town.company, person_id=town.persons["gu"])


def _items(actor: Actor, town: Town) -> None:
    for code, name, holder in (
        (FOOD_TYPE, "食品经营许可证", DocumentType.ID_CARD),
        (SHOP_TYPE, "单位食堂许可证", DocumentType.CREDIT_CODE),
    ):
        define_type(
            actor=actor,
            code=code,
            name=name,
            defining_body="谯城区市场监督管理局",
            fields=[
                FieldSpec("scope", "经营项目"),
                FieldSpec("opened_on", "开业日期", required=False, kind=FieldKind.DATE),
                FieldSpec("address", "地址"),
            ],
            validity=Validity(5),
            holder_code_types=(holder,),
        )
    town.forms["food"] = publish_form(actor=actor, key="food", name="申请表", definition=FORM).id
    town.processes = {key: view.id for key, view in publish_shipped(actor=actor).items()}
    rows = [
        ("food", "食品经营许可", "standard_license", guide()),
        (
            "shop",
            "单位食堂许可",
            "standard_license",
            guide(
                audiences=("2",),
                result=Result(
                    "10",
                    "单位食堂许可证",
                    SHOP_TYPE,
                    {"scope": "form.trade", "address": "company.address"},
                ),
            ),
        ),
        ("joint", "联合核查许可", "joint_review", guide()),
        (
            "instant",
            "当场登记",
            "instant",
            guide(project_type="1", promised=None, statutory=None, result=RECEIPT),
        ),
    ]
    for number, (key, name, process, wanted) in enumerate(rows, start=1):
        code = f"{MARKET}43401{number:05d}000"
        item = list_item(
            actor=actor,
            code=code,
            name=name,
            item_type="01",
            department_id=town.departments["market"],
            division_code=DISTRICT,
        )
        publish_item(
            actor=actor,
            item_id=item.id,
            guide=wanted,
            form_id=town.forms["food"],
            process_id=town.processes[process],
        )
        town.items[key], town.codes[key] = item.id, code
    town.codes["listed"] = f"{MARKET}4340100009000"
    town.items["listed"] = list_item(
        actor=actor,
        code=town.codes["listed"],
        name="只列了目录的事项",
        item_type="01",
        department_id=town.departments["market"],
        division_code=DISTRICT,
    ).id


_template = Template(build)


def stand() -> Town:
    """The town's rows in the present transaction."""
    return _template.lay_down()


# Looking at a case from all sides.
