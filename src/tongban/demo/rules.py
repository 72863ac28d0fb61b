"""The demo city's tables of rules, and the household registers (户口簿) that they look at.

Half of the old people have a register as an electronic licence: their applications can be decided
at once, the others go to a person.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.documents import DocumentType
from tongban.demo.city import DEPARTMENTS, DISTRICT
from tongban.demo.people import people
from tongban.management.rules.queries import parts_of
from tongban.management.rules.services import publish_rules
from tongban.management.rules.types import RuleContent, RuleExample, RuleInput, RuleRow
from tongban.sharing.licenses.services import define_type, issue_license
from tongban.sharing.licenses.types import FieldSpec, Validity

POLICE = next(n for n, body in enumerate(DEPARTMENTS) if body.key == "qiaocheng_police")
HOUSEHOLD = "090"
"""Serial of the household register's licence type."""
HERE = "谯城区"
OLD_ENOUGH = date(1967, 1, 1)
"""Who was born before this gets a register in the demo."""


def _household(police: str) -> RuleInput:
    return RuleInput(
        "household", "户籍所在地", "text", f"license.{police}{HOUSEHOLD}.division", "户口要在谯城区"
    )


def _allowance(police: str) -> RuleContent:
    fits = {"age": 80, "level": 3, "household": HERE, "way": "social_card", "elsewhere": False}
    return RuleContent(
        inputs=(
            RuleInput("age", "周岁年龄", "number", "person.age", "满 80 周岁当月起发"),
            RuleInput(
                "level", "实名等级", "number", "person.assurance", "人脸核验过的，不用再看照片"
            ),
            _household(police),
            RuleInput("way", "打到哪种卡", "text", "form.way", "社会保障卡是实名的，不用核对"),
            RuleInput(
                "elsewhere", "在别处领高龄津贴", "flag", "form.other_allowance", "不能重复领"
            ),
        ),
        rows=(
            RuleRow({"elsewhere": "true"}, False, "elsewhere", "说在别处领，要核实有没有重复"),
            RuleRow({"way": "'bank_card'"}, False, "bank_card", "打到别的银行卡，要核对卡和照片"),
            RuleRow(
                {"age": ">= 80", "level": ">= 3", "household": f"'{HERE}'"},
                True,
                "old_enough",
                "满 80 周岁，户口在谯城区，打到本人的社会保障卡",
            ),
            RuleRow({}, False, "not_clear", "年龄、户口或实名等级不够，要由人核对"),
        ),
        examples=(
            RuleExample("刚满 80 岁的本区老人", fits, True, "old_enough"),
            RuleExample("79 岁", {**fits, "age": 79}, False, "not_clear"),
            RuleExample("户口在涡阳县", {**fits, "household": "涡阳县"}, False, "not_clear"),
            RuleExample("只核验过姓名和号码", {**fits, "level": 2}, False, "not_clear"),
            RuleExample("打到农业银行的卡", {**fits, "way": "bank_card"}, False, "bank_card"),
            RuleExample("在原来的地方领着", {**fits, "elsewhere": True}, False, "elsewhere"),
            RuleExample(
                "户口查不到",
                {name: value for name, value in fits.items() if name != "household"},
                False,
                "input_unverified",
            ),
        ),
    )


def _senior_card(police: str) -> RuleContent:
    return RuleContent(
        inputs=(
            RuleInput("age", "周岁年龄", "number", "person.age", "满 60 周岁就能办"),
            _household(police),
        ),
        rows=(
            RuleRow(
                {"age": ">= 60", "household": f"'{HERE}'"},
                True,
                "senior",
                "满 60 周岁，户口在谯城区",
            ),
            RuleRow({}, False, "not_clear", "年龄不到或户口不在谯城区，要由人核对"),
        ),
        examples=(
            RuleExample("六十岁的本区居民", {"age": 60, "household": HERE}, True, "senior"),
            RuleExample("五十九岁", {"age": 59, "household": HERE}, False, "not_clear"),
            RuleExample("户口在外地", {"age": 70, "household": "蒙城县"}, False, "not_clear"),
        ),
    )


def publish_tables(actor: Actor, departments: Mapping[str, UUID], police: str) -> None:
    """Define the household register and publish the tables; again changes nothing."""
    define_type(
        actor=actor,
        code=police + HOUSEHOLD,
        name="居民户口簿",
        defining_body="亳州市公安局谯城分局",
        fields=(FieldSpec("division", "户籍所在地"), FieldSpec("address", "住址")),
        validity=Validity(None),
        holder_label="户口本人",
        holder_code_types=(DocumentType.ID_CARD,),
        number_pattern="{county}{year}{serial:6}",
        basis="《中华人民共和国户口登记条例》第四条",
    )
    for key, name, content, by_law in (
        (
            "old_age_allowance",
            "高龄津贴当场办规则",
            _allowance(police),
            "《谯城区高龄津贴发放办法》（示例）第三条、第五条",
        ),
        (
            "senior_card",
            "老年人优待证当场办规则",
            _senior_card(police),
            "《中华人民共和国老年人权益保障法》第五十三条",
        ),
    ):
        publish_rules(
            actor=actor,
            key=key,
            name=name,
            department_id=departments["qiaocheng_civil"],
            by_law=by_law,
            **parts_of(content),
        )


def issue_households(
    actor: Actor, persons: Sequence[UUID], departments: Mapping[str, UUID], police: str
) -> None:
    """Issue the register of every second old person; again changes nothing."""
    for number, (person_id, person) in enumerate(zip(persons, people(), strict=False)):
        if number % 2 or person.born_on >= OLD_ENOUGH:
            continue
        issue_license(
            actor=actor,
            type_code=police + HOUSEHOLD,
            department_id=departments["qiaocheng_police"],
            holder_name=person.name,
            holder_code=person.id_number,
            holder_code_type=DocumentType.ID_CARD.value,
            division_code=DISTRICT,
            subject_kind="household",
            subject_id=person_id,
            data={"division": HERE, "address": person.address},
        )
