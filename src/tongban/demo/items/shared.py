"""Pieces that many forms and guides have in common."""

from typing import Any

from tongban.management.catalog.types import Contact, Remedy, Requirement

HOURS = "工作日 8:30–12:00，14:30–17:30"


def contact(place: str, office: str, complaint: str) -> Contact:
    """Where and when, and two telephone numbers; all numbers are invented (0558-000 xxxx)."""
    return Contact(
        place=place,
        hours=HOURS,
        phone=f"0558-000{office}",
        complaint_phone=f"0558-000{complaint}",
    )


def remedy(division: str) -> Remedy:
    """The usual way to appeal in a county or district."""
    return Remedy(review_body=f"{division}人民政府", court=f"{division}人民法院")


def person_page(*more: dict[str, Any], title: str = "谁来办", lead: str = "") -> dict[str, Any]:
    """The first page of a person's form: what the account knows, and what else is asked."""
    return {
        "key": "applicant",
        "title": title,
        "lead": lead or "您的姓名和证件号系统已经知道。",
        "fields": [
            {"key": "name", "label": "姓名", "kind": "text", "source": "person.name",
             "required": True},
            {"key": "id_number", "label": "身份证号", "kind": "id_card",
             "source": "person.id_number", "required": True},
            {"key": "phone", "label": "联系电话", "kind": "phone", "source": "person.phone",
             "required": True},
            *more,
        ],
    }  # fmt: skip


def company_page(*more: dict[str, Any], title: str = "哪家单位办") -> dict[str, Any]:
    """The first page of a company's form."""
    return {
        "key": "applicant",
        "title": title,
        "lead": "营业执照上的内容系统已经知道。",
        "fields": [
            {"key": "company", "label": "单位名称", "kind": "text", "source": "company.name",
             "required": True},
            {"key": "credit_code", "label": "统一社会信用代码", "kind": "credit_code",
             "source": "company.credit_code", "required": True},
            {"key": "representative", "label": "法定代表人或经营者", "kind": "text",
             "source": "company.representative", "required": False},
            {"key": "contact_name", "label": "联系人", "kind": "text", "source": "person.name",
             "required": True},
            {"key": "phone", "label": "联系电话", "kind": "phone", "source": "person.phone",
             "required": True},
            *more,
        ],
    }  # fmt: skip


def application_form(name: str, why: str) -> Requirement:
    """The application itself, filled in online."""
    return Requirement(
        key="application",
        name=name,
        why=why,
        source="在网上填表，系统生成，不用打印。",
        origin="form",
    )


ID_CARD = Requirement(
    key="id_card",
    name="居民身份证",
    why="核对是本人申请。",
    source="您登录时已经核验。",
    origin="held",
)
BUSINESS_LICENSE = Requirement(
    key="business_license",
    name="营业执照",
    why="证明单位是依法设立的。",
    source="市场监管部门核发，登记信息里有。",
    origin="held",
)
