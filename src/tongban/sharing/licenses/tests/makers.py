"""What tests of licences, and of what stands above them, begin with. All people are invented."""

from datetime import date
from uuid import UUID, uuid4

from tongban.base.kernel import actors
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.orgs import services as orgs
from tongban.sharing.licenses.services import define_type, issue_license
from tongban.sharing.licenses.types import (
    Appearance,
    FieldKind,
    FieldSpec,
    LicenseFace,
    Validity,
)

OPERATOR = actors.operator()
NO_LICENSE = UUID("0195f000-0000-7000-8000-00000000000a")
DIVISION = "341602000000"
DEFINER = make_credit_code("1", "1", "100000", "00000001")
ISSUER = make_credit_code("1", "1", "341602", "00318025")
FOOD_TYPE = f"{DEFINER}022"
TEACHER_TYPE = f"{DEFINER}031"
SHOP_CODE = make_credit_code("9", "2", "341602", "MA2RPLXX")
PERSON_CODE = complete_id_card("34169019900101002")
IDENTIFIER = f"1.2.156.3005.2.{FOOD_TYPE}.{ISSUER}.0A1B2C3D4E5F6G7H8I9J.001."
SHOP = {
    "holder_name": "谯城区小满面馆",
    "holder_code": SHOP_CODE,
    "holder_code_type": "001",
}
FOOD = {
    "premises": "亳州市谯城区薛阁街道希夷大道 128 号",
    "scope": ["热食类食品制售", "自制饮品制售"],
}

DECISION_FIELDS = [
    FieldSpec("body", "决定内容", kind=FieldKind.PARAGRAPH),
    FieldSpec("site", "工程名称"),
]


def a_department(name="谯城区市场监督管理局", credit_code=ISSUER):
    orgs.keep_divisions(
        actor=OPERATOR,
        rows=[
            ("340000000000", "安徽省", 1, "", False),
            ("341600000000", "亳州市", 2, "340000000000", False),
            (DIVISION, "谯城区", 3, "341600000000", False),
        ],
    )
    return orgs.keep_department(
        actor=OPERATOR, name=name, division_code=DIVISION, credit_code=credit_code
    )


def an_officer(department, *duties):
    return Actor(
        capacity=Capacity.POST,
        name="赵白露",
        account_id=uuid4(),
        post_id=uuid4(),
        post_name="决定岗",
        department_id=department.id,
        department_name=department.name,
        division_code=DIVISION,
        duties=frozenset(duties),
    )


def a_food_type(**changes):
    return define_type(
        actor=OPERATOR,
        **{
            "code": FOOD_TYPE,
            "name": "食品经营许可证",
            "defining_body": "国家市场监督管理总局",
            "fields": [
                FieldSpec("premises", "经营场所"),
                FieldSpec("scope", "经营项目"),
                FieldSpec("opened_on", "开业日期", required=False, kind=FieldKind.DATE),
            ],
            "validity": Validity(5),
            "appearance": Appearance.PERMIT,
            "holder_label": "经营者名称",
            "holder_code_types": [DocumentType.CREDIT_CODE],
            "number_pattern": "JY2{county}{serial:6}",
            "item_codes": ["000131004000"],
            **changes,
        },
    )


def a_teacher_type():
    return define_type(
        actor=OPERATOR,
        code=TEACHER_TYPE,
        name="教师资格证书",
        defining_body="教育部",
        fields=[FieldSpec("subject", "任教学科")],
        holder_label="姓名",
        basis="根据《中华人民共和国教师法》，认定持证人具备教师资格，特发此证。",
    )


def a_license(department, *, subject_id=None, **changes):
    return issue_license(
        **{
            "actor": OPERATOR,
            "type_code": FOOD_TYPE,
            "department_id": department.id,
            **SHOP,
            "division_code": DIVISION,
            "subject_kind": "case",
            "subject_id": subject_id or uuid4(),
            "data": FOOD,
            **changes,
        },
    )


def a_face(**changes):
    """A face that asks no database."""
    return LicenseFace(
        **{
            "appearance": Appearance.PERMIT,
            "title": "食品经营许可证",
            "number": "JY2341602000001",
            "identifier": f"{IDENTIFIER}0",
            "holder_label": "经营者名称",
            "holder_name": "谯城区小满面馆",
            "rows": [("统一社会信用代码", SHOP_CODE), ("经营场所", "希夷大道 128 号")],
            "paragraphs": [],
            "issuer_name": "谯城区市场监督管理局",
            "issued_on": date(2026, 11, 21),
            "validity": "2026年11月21日至2031年11月20日",
            "verify_address": f"http://127.0.0.1:8000/verify/{IDENTIFIER}0/",
            "metadata": {},
            "is_sample": True,
            **changes,
        }
    )
