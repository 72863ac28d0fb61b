"""民政."""

from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.items.shared import ID_CARD, application_form, contact, person_page, remedy
from tongban.management.catalog.types import (
    Clause,
    Guide,
    GuideLimit,
    Question,
    Requirement,
    Result,
)
from tongban.sharing.licenses.types import Appearance, FieldSpec

OLD_AGE_ALLOWANCE = DemoItem(
    key="old_age_allowance",
    name="80 周岁以上老年人高龄津贴",
    department="qiaocheng_civil",
    item_type="05",
    main="11003",
    process="standard_license",
    weight=16,
    form={
        "pages": [
            person_page(
                {
                    "key": "born_on",
                    "label": "出生日期",
                    "kind": "date",
                    "hint": "照身份证填，比如 1945-03-08。",
                    "required": True,
                    "why": "满 80 周岁当月起发。",
                },
                {
                    "key": "address",
                    "label": "现在住在哪里",
                    "kind": "text",
                    "source": "person.address",
                    "required": True,
                    "max_length": 200,
                    "why": "津贴由户籍地发，住址用来上门看望。",
                },
            ),
            {
                "key": "bank",
                "title": "津贴打到哪里",
                "lead": "一定要是老人本人的账户。",
                "fields": [
                    {
                        "key": "way",
                        "label": "打到哪种卡",
                        "kind": "choice",
                        "required": True,
                        "options": [
                            {"value": "social_card", "label": "社会保障卡", "note": "不用再填卡号"},
                            {"value": "bank_card", "label": "别的银行卡"},
                        ],
                    },
                    {
                        "key": "bank_name",
                        "label": "开户银行",
                        "kind": "text",
                        "required": True,
                        "max_length": 60,
                        "when": {"field": "way", "is": "bank_card"},
                    },
                    {
                        "key": "bank_account",
                        "label": "银行卡号",
                        "kind": "text",
                        "hint": "卡正面的一长串数字。",
                        "required": True,
                        "max_length": 30,
                        "when": {"field": "way", "is": "bank_card"},
                    },
                    {
                        "key": "other_allowance",
                        "label": "现在有没有在别的地方领高龄津贴？",
                        "kind": "yes_no",
                        "required": True,
                        "why": "不能在两个地方重复领。",
                    },
                ],
            },
        ]
    },
    license=DemoLicense(
        serial="011",
        name="高龄津贴发放决定书",
        appearance=Appearance.APPROVAL,
        fields=(
            FieldSpec("address", "住址", required=False),
            FieldSpec("way", "发放方式"),
        ),
        holder_label="领取人",
        basis="《中华人民共和国老年人权益保障法》第三十三条",
    ),
    answers={
        "born_on": ("1938-05-12", "1941-11-03", "1943-02-27", "1945-08-19", "1946-01-30"),
        "way": ("social_card", "social_card", "bank_card"),
        "bank_name": ("中国农业银行", "徽商银行"),
        "bank_account": ("6228000000000000001", "6228000000000000002"),
        "other_allowance": False,
    },
    guide=Guide(
        summary="满 80 周岁就能领，每个月打到卡上。",
        audiences=("1",),
        by_law=(
            Clause(
                "中华人民共和国老年人权益保障法",
                "第三十三条",
                "国家鼓励地方建立八十周岁以上低收入老年人高龄津贴制度。",
            ),
        ),
        conditions=("年满 80 周岁。", "户口在谯城区。", "没有在别的地方领高龄津贴。"),
        materials=(
            application_form("高龄津贴申请表", "写明领取人和账户。"),
            ID_CARD,
            Requirement(
                key="household",
                name="户口簿",
                why="核对户口在谯城区。",
                source="公安机关户籍信息里有。",
                origin="held",
            ),
            Requirement(
                key="photo",
                name="老人近期照片",
                why="核对本人健在，免得别人冒领。",
                source="手机拍一张正面照就行，三个月内的。",
                origin="upload",
                check_points=("照片清楚，是正面", "和身份证照片是同一个人"),
            ),
            Requirement(
                key="bank_card",
                name="银行卡正面照片",
                why="核对卡号，免得打错。",
                source="您选了别的银行卡，请拍一张卡正面。",
                origin="upload",
                when={"field": "way", "is": ["bank_card"]},
                check_points=("户名是老人本人", "卡号和填的一样"),
            ),
        ),
        contact=contact("谯城区政务服务中心 2 楼民政窗口", "1101", "1102"),
        result=Result(
            kind="20",
            name="高龄津贴发放决定书",
            license_type="license",
            fields={"address": "person.address", "way": "form.way"},
        ),
        remedy=remedy("亳州市谯城区"),
        promised=GuideLimit(5, "working_day", "", "受理后"),
        statutory=GuideLimit(20, "working_day", "参照《中华人民共和国行政许可法》第四十二条"),
        acceptance=GuideLimit(2, "working_day", "本局承诺"),
        refusals=("不满 80 周岁。", "户口不在谯城区。", "已经在别的地方领。"),
        questions=(
            Question("家人能代办吗？", "能。用老人自己的账户登录，家人帮着填就行。"),
            Question("什么时候开始发？", "批准的当月开始，从满 80 周岁的那个月算起补发。"),
        ),
        visits=0,
        online_depth="7",
        handle_forms=("1", "2"),
        person_themes=("养老",),
        words=("高龄补贴", "老人钱", "八十岁补贴", "长寿钱", "尊老金"),
    ),
)

ITEMS = (OLD_AGE_ALLOWANCE,)
