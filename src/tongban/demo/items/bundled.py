"""Items that people do together with others: they make the bundles (一件事) of the demo city."""

from typing import Any

from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.items.shared import (
    BUSINESS_LICENSE,
    ID_CARD,
    application_form,
    ask,
    choice,
    company_page,
    guide,
    page,
    person_page,
    upload,
)
from tongban.management.catalog.types import Clause, Requirement, Result
from tongban.sharing.licenses.types import Appearance, FieldSpec


def _item(
    key: str,
    name: str,
    department: str,
    code: str,
    *,
    pages: list[dict[str, Any]],
    answers: dict[str, Any],
    result: str,
    process: str = "instant",
    license_serial: str = "",
    license_field: str = "",
    **elements: Any,
) -> DemoItem:
    """An item that is applied for online, as a part of something larger or by itself."""
    item_type, main = code.split()
    licensed = bool(license_serial)
    return DemoItem(
        key=key,
        name=name,
        department=department,
        item_type=item_type,
        main=main,
        sub="000",
        process=process,
        form={"pages": pages},
        answers=answers,
        license=(
            DemoLicense(
                serial=license_serial,
                name=result,
                appearance=Appearance.APPROVAL,
                fields=(FieldSpec("subject", license_field),),
            )
            if licensed
            else None
        ),
        guide=guide(
            department,
            item_type,
            online=True,
            instant=process == "instant",
            promised=1 if process == "instant" else 3,
            result=Result(
                kind="10" if licensed else "30",
                name=result,
                license_type="license" if licensed else "",
                fields={"subject": "form.subject"} if licensed else {},
            ),
            **elements,
        ),
    )


def _paper(key: str, name: str, why: str, source: str) -> Requirement:
    return upload(key, name, why, source, "名称和申请的一致")


ITEMS = (
    _item(
        "kitchen_waste",
        "餐厨垃圾收运备案",
        "qiaocheng_urban",
        "10 17095",
        pages=[
            company_page(),
            page(
                "waste",
                "餐厨垃圾",
                "每天有多少，派多大的车来收。",
                ask("permit", "食品经营许可证编号"),
                ask("litres", "每天大概几升", "number", unit="升", minimum=1, maximum=5000),
                choice("time", "什么时候收", ("noon", "中午"), ("night", "晚上")),
            ),
        ],
        answers={
            "permit": "JY23416902026000001",
            "litres": (20, 60, 120),
            "time": ("noon", "night"),
        },
        result="餐厨垃圾收运备案回执",
        summary="开饭馆、食堂的，餐厨垃圾由城管部门派车收。",
        audiences="2 5 9",
        by_law=(Clause("城市生活垃圾管理办法", "第二十条", "餐厨垃圾单独收集、运输。"),),
        conditions=("有食品经营许可证。",),
        materials=(
            application_form("餐厨垃圾收运备案表", "写明每天多少、什么时候收。"),
            BUSINESS_LICENSE,
            _paper("food_permit", "食品经营许可证", "证明是正规的餐饮店。", "市场监管部门发的证。"),
        ),
        refusals=("没有食品经营许可证。",),
        questions=(("要交钱吗？", "不要钱。"), ("多久来收一次？", "每天一次。")),
        words="泔水 餐厨垃圾 厨余 收泔水",
        company_themes=("环保绿化", "准营准办"),
    ),
    _item(
        "birth_certificate",
        "出生医学证明首次签发",
        "qiaocheng_health",
        "07 23061",
        process="standard_license",
        pages=[
            person_page(),
            page(
                "child",
                "孩子",
                "名字定了就不能随便改，请想好。",
                ask("subject", "孩子的姓名", max_length=30),
                ask("born_on", "出生日期", "date"),
                ask("hospital", "在哪家医院出生", max_length=60),
            ),
        ],
        answers={
            "subject": ("王小芒", "李小暑", "陈小满"),
            "born_on": ("2026-09-12", "2026-10-03"),
            "hospital": "示例妇幼保健院",
        },
        result="出生医学证明",
        license_serial="061",
        license_field="孩子的姓名",
        summary="孩子出生后，给孩子领第一份证明。",
        audiences="1",
        by_law=(
            Clause(
                "中华人民共和国母婴保健法", "第二十三条", "医疗保健机构出具新生儿出生医学证明。"
            ),
        ),
        conditions=("孩子在本区的医院出生。",),
        materials=(
            application_form("出生医学证明首次签发登记表", "写明孩子的名字。"),
            ID_CARD,
            upload(
                "ward", "分娩信息页", "核对母亲和孩子。", "医院出院时给的，拍照就行。", "有医院的章"
            ),
        ),
        refusals=("孩子不是在本区的医院出生的。",),
        questions=(("名字写错了怎么办？", "到医院改，改前的收回。"), ("要交钱吗？", "不要钱。")),
        words="出生证 出生证明 准生证",
        person_themes=("生育收养",),
    ),
    _item(
        "newborn_household",
        "新生儿落户（网上申报）",
        "qiaocheng_police",
        "07 09081",
        pages=[
            person_page(),
            page(
                "child",
                "落在哪里",
                "随父亲或者随母亲都行。",
                ask("subject", "孩子的姓名", max_length=30),
                ask("birthday", "出生日期", "date"),
                choice("with_whom", "随谁落户？", ("mother", "随母亲"), ("father", "随父亲")),
            ),
        ],
        answers={
            "subject": ("王小芒", "李小暑", "陈小满"),
            "birthday": ("2026-09-12", "2026-10-03"),
            "with_whom": ("mother", "father"),
        },
        result="户口登记页",
        license_serial="081",
        license_field="姓名",
        summary="给刚出生的孩子上户口，网上就能办。",
        audiences="1",
        by_law=(
            Clause("中华人民共和国户口登记条例", "第七条", "婴儿出生后一个月以内申报出生登记。"),
        ),
        conditions=("孩子有出生医学证明。",),
        materials=(
            application_form("新生儿落户申报表", "写明落在哪里。"),
            ID_CARD,
            _paper("birth", "出生医学证明", "看孩子是谁生的。", "医院签发的证明。"),
        ),
        refusals=("孩子已经在别处落户。",),
        questions=(("随谁落户都行吗？", "随父亲、随母亲都行。"), ("要交钱吗？", "不要钱。")),
        words="上户口 落户 报户口 新生儿户口",
        person_themes=("户口身份", "生育收养"),
    ),
    _item(
        "newborn_insurance",
        "新生儿医保参保登记",
        "qiaocheng_insurance",
        "20 21081",
        pages=[
            person_page(),
            page(
                "child",
                "孩子",
                "出生三个月内参保，从出生那天起报销。",
                ask("child_name", "孩子的姓名", max_length=30),
                choice("pay", "怎么交费？", ("phone", "手机交"), ("bank", "银行代扣")),
            ),
        ],
        answers={"child_name": ("王小芒", "李小暑", "陈小满"), "pay": ("phone", "bank")},
        result="参保登记回执",
        summary="给刚出生的孩子上医保，看病能报销。",
        audiences="1",
        by_law=(Clause("中华人民共和国社会保险法", "第二十五条", "城乡居民基本医疗保险制度。"),),
        conditions=("孩子已经落户。",),
        materials=(
            application_form("新生儿参保登记表", "写明给谁参保。"),
            ID_CARD,
            _paper("household_page", "孩子的户口登记页", "核对孩子的户口。", "落户后有。"),
        ),
        refusals=("孩子已经参保。",),
        questions=(
            ("什么时候能报销？", "从出生那天起。"),
            ("要交多少？", "按当年居民医保的标准交。"),
        ),
        words="新生儿医保 孩子医保 小孩社保",
        person_themes=("社保医保", "生育收养"),
    ),
    _item(
        "company_setup",
        "有限公司设立登记（网上申报）",
        "qiaocheng_market",
        "07 31081",
        process="standard_license",
        pages=[
            person_page(),
            page(
                "company",
                "公司",
                "名称先想好，和别人的不能一样。",
                ask("subject", "公司名称", max_length=60),
                ask("capital", "注册资本", "number", unit="万元", minimum=0.1, maximum=100000),
                ask("site", "住所", max_length=200),
            ),
        ],
        answers={
            "subject": ("亳州小雪商贸有限公司", "亳州谷雨茶业有限公司"),
            "capital": (10, 50, 100),
            "site": "谯城区希夷大道 66 号",
        },
        result="营业执照（示例）",
        license_serial="081",
        license_field="公司名称",
        summary="开公司的第一步，领营业执照。",
        audiences="1",
        by_law=(
            Clause(
                "中华人民共和国公司法",
                "第二十九条",
                "设立公司，应当依法向公司登记机关申请设立登记。",
            ),
        ),
        conditions=("有公司名称、章程和住所。",),
        materials=(
            application_form("公司登记申请书", "写明名称、资本和住所。"),
            ID_CARD,
            upload(
                "charter",
                "公司章程",
                "写明怎么出资、谁说了算。",
                "股东一起写好签名。",
                "股东都签了名",
            ),
            upload(
                "lease", "住所证明", "证明住所能用。", "房产证或者租房合同。", "地址和申请的一致"
            ),
        ),
        refusals=("名称和别人的一样。",),
        questions=(("注册资本要马上交齐吗？", "不用，五年内交齐。"), ("要交钱吗？", "不要钱。")),
        words="注册公司 办执照 开公司 营业执照",
        person_themes=("就业创业",),
    ),
    _item(
        "company_seal",
        "公章刻制备案",
        "qiaocheng_police",
        "10 09082",
        pages=[
            person_page(),
            page(
                "seal",
                "印章",
                "第一套公章免费。",
                ask("seal_name", "章上刻的名称", max_length=60),
                choice(
                    "seals",
                    "刻哪几枚？",
                    ("official", "公章"),
                    ("finance", "财务章"),
                    ("invoice", "发票章"),
                    many=True,
                ),
            ),
        ],
        answers={
            "seal_name": ("亳州小雪商贸有限公司", "亳州谷雨茶业有限公司"),
            "seals": (("official", "finance"), ("official",)),
        },
        result="公章刻制备案回执",
        summary="新公司刻公章，刻好了在公安机关备案。",
        audiences="1",
        by_law=(Clause("印铸刻字业暂行管理规则", "第六条", "刻制公章的备案。"),),
        conditions=("有营业执照。",),
        materials=(
            application_form("公章刻制备案表", "写明刻哪几枚。"),
            ID_CARD,
            _paper("license", "营业执照", "核对章上的名称。", "登记机关发的。"),
        ),
        refusals=("章上的名称和执照不一样。",),
        questions=(("要交钱吗？", "第一套公章不要钱。"), ("多久能拿到？", "当天。")),
        words="刻章 公章 刻公章 财务章",
        person_themes=("就业创业",),
    ),
    _item(
        "company_insurance",
        "新办企业社会保险登记",
        "city_hr",
        "20 14081",
        pages=[
            person_page(),
            page(
                "staff",
                "职工",
                "有几个人就报几个人，以后随时能加。",
                ask("firm_name", "单位名称", max_length=60),
                ask("staff", "现在有几个职工", "integer", unit="人", minimum=1, maximum=9999),
            ),
        ],
        answers={
            "firm_name": ("亳州小雪商贸有限公司", "亳州谷雨茶业有限公司"),
            "staff": (2, 5, 12),
        },
        result="社会保险登记回执",
        summary="新公司给职工上社会保险，先登记。",
        audiences="1",
        by_law=(
            Clause(
                "中华人民共和国社会保险法",
                "第五十七条",
                "用人单位应当自成立之日起三十日内申请办理社会保险登记。",
            ),
        ),
        conditions=("有营业执照。",),
        materials=(
            application_form("社会保险登记表", "写明有几个职工。"),
            ID_CARD,
            _paper("license", "营业执照", "核对单位。", "登记机关发的。"),
        ),
        refusals=("已经登记过。",),
        questions=(("没有职工要登记吗？", "招了人再登记。"), ("要交钱吗？", "登记不要钱。")),
        words="社保开户 企业社保 单位参保",
        person_themes=("社保医保", "就业创业"),
    ),
)
