"""民政: the card of the old (老年人优待证), which rules grant at once."""

from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.items.shared import (
    ID_CARD,
    application_form,
    ask,
    choice,
    contact,
    if_,
    page,
    person_page,
    remedy,
)
from tongban.management.catalog.types import (
    Clause,
    Guide,
    GuideLimit,
    Question,
    Requirement,
    Result,
)
from tongban.sharing.licenses.types import FieldSpec

SENIOR_CARD = DemoItem(
    key="senior_card",
    name="老年人优待证申领",
    main_item="老年人优待证",
    department="qiaocheng_civil",
    item_type="20",
    main="11021",
    process="instant",
    ages=(60, 150),
    form={
        "pages": [
            person_page(lead="满 60 周岁、户口在谯城区的，当场就能拿到电子证。"),
            page(
                "card",
                "卡怎么给您",
                "电子证和卡一样管用。",
                choice(
                    "delivery",
                    "要不要再寄一张卡？",
                    ("electronic", "只要电子证"),
                    ("both", "电子证，再寄一张卡"),
                    why="选了寄卡，才要收件地址。",
                ),
                ask(
                    "address",
                    "卡寄到哪里",
                    max_length=200,
                    hint="写到门牌号，邮政免费寄。",
                    when=if_("delivery", "both"),
                ),
            ),
        ]
    },
    license=DemoLicense(
        serial="013",
        name="老年人优待证",
        fields=(FieldSpec("delivery", "领取方式"),),
        holder_label="持证人",
        basis="《中华人民共和国老年人权益保障法》第五十三条",
    ),
    weight=4,
    answers={"delivery": ("electronic", "both"), "address": "谯城区示例路 1 号"},
    guide=Guide(
        summary="满 60 周岁就能办，坐车、逛公园有优待。",
        audiences=("1",),
        by_law=(
            Clause(
                "中华人民共和国老年人权益保障法",
                "第五十三条",
                "县级以上人民政府及其有关部门根据经济社会发展情况和老年人的特殊需要，制定优待老年人的办法。",
            ),
        ),
        conditions=("年满 60 周岁。", "户口在谯城区。"),
        materials=(
            application_form("老年人优待证申请表", "写明怎么领。"),
            ID_CARD,
            Requirement(
                key="household",
                name="户口簿",
                why="核对户口在谯城区。",
                source="公安机关户籍信息里有。",
                origin="held",
            ),
        ),
        contact=contact("谯城区政务服务中心 2 楼民政窗口", "1103", "1104"),
        result=Result(
            kind="10",
            name="老年人优待证",
            license_type="license",
            fields={"delivery": "form.delivery"},
        ),
        remedy=remedy("亳州市谯城区"),
        project_type="1",
        promised=GuideLimit(1, "working_day", "", "受理后"),
        acceptance=GuideLimit(1, "working_day", "本局承诺"),
        refusals=("不满 60 周岁。", "户口不在谯城区。"),
        rule_table="senior_card",
        questions=(
            Question("要等多久？", "信息核实得到的，提交以后马上就有电子证。"),
            Question("不想让系统自动办呢？", "提交前勾上“请工作人员办”，就由窗口办。"),
        ),
        visits=0,
        online_depth="7",
        handle_forms=("1", "2"),
        person_themes=("养老",),
        words=("老年证", "老人证", "优待卡", "敬老卡", "老年优待"),
    ),
)
