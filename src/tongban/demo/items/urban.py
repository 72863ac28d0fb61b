"""城市管理."""

from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.items.shared import (
    BUSINESS_LICENSE,
    application_form,
    ask,
    bring,
    choice,
    company_page,
    guide,
    hall_item,
    if_,
    page,
    paper_form,
    upload,
)
from tongban.management.catalog.types import Clause, Result
from tongban.sharing.licenses.types import Appearance, FieldSpec

SHOP_SIGN = DemoItem(
    key="shop_sign",
    name="户外招牌设置",
    main_item="户外招牌设置备案",
    department="qiaocheng_urban",
    item_type="10",
    main="17091",
    process="standard_license",
    weight=7,
    form={
        "pages": [
            company_page(),
            page(
                "sign",
                "招牌的样子",
                "一间店面一块，别挡窗户和路灯。",
                ask("text", "招牌上写什么", max_length=60, hint="比如“小满面馆”。"),
                choice(
                    "kind",
                    "装在哪里？",
                    ("front", "门头上"),
                    ("side", "墙边竖着"),
                    ("roof", "楼顶上", "要交安全检测报告"),
                    why="楼顶的招牌要看牢不牢。",
                ),
                ask("width", "宽", "number", unit="米", minimum=0.1, maximum=60),
                ask("height", "高", "number", unit="米", minimum=0.1, maximum=20),
                ask(
                    "lit",
                    "晚上亮不亮灯？",
                    "yes_no",
                    why="灯太亮会照到邻居家里。",
                ),
                choice(
                    "light",
                    "怎么亮",
                    ("inside", "字自己亮"),
                    ("outside", "灯照着字"),
                    ("screen", "电子屏"),
                    when=if_("lit", True),
                ),
            ),
            page(
                "place",
                "装在哪家店",
                "别人的墙，要先和房主说好。",
                ask("address", "店的地址", source="company.address", max_length=200),
                choice(
                    "wall",
                    "墙是谁的？",
                    ("own", "自己的"),
                    ("rent", "租的，房主同意"),
                    why="别人的墙要房主同意。",
                ),
                ask("months", "打算用多久", "integer", unit="个月", minimum=1, maximum=60),
            ),
        ]
    },
    license=DemoLicense(
        serial="091",
        name="户外招牌设置备案通知书",
        appearance=Appearance.APPROVAL,
        years=3,
        fields=(
            FieldSpec("address", "设置地点"),
            FieldSpec("text", "招牌内容"),
            FieldSpec("width", "宽"),
            FieldSpec("height", "高"),
        ),
        holder_label="设置人",
        basis="《城市市容和环境卫生管理条例》第十一条",
    ),
    answers={
        "text": ("小满面馆", "谷雨茶社", "立夏包子铺", "霜降药材行"),
        "kind": ("front", "front", "front", "side", "roof"),
        "width": (2.4, 3.6, 5),
        "height": (0.8, 1.2),
        "lit": (True, True, False),
        "light": ("inside", "outside", "screen"),
        "wall": ("own", "rent", "rent"),
        "months": (12, 24, 36),
    },
    guide=guide(
        "qiaocheng_urban",
        "10",
        online=True,
        summary="开店要挂招牌，先把样子报来看一看。",
        audiences="2 5 9",
        by_law=(
            Clause(
                "城市市容和环境卫生管理条例",
                "第十一条",
                "在城市中设置户外广告、标语牌、画廊、橱窗等，应当内容健康、外型美观，"
                "并定期维修、油饰或者拆除。",
            ),
        ),
        conditions=(
            "招牌写的是店名，和执照对得上。",
            "不挡窗户、消防通道和路灯。",
            "楼顶的招牌检测合格。",
        ),
        materials=(
            application_form("户外招牌设置申请表", "写明招牌的样子和地方。"),
            BUSINESS_LICENSE,
            upload(
                "picture",
                "招牌效果图",
                "看和街面配不配、挡不挡窗户。",
                "做招牌的店会给，自己画的拍照也行。",
                "标了宽和高",
                "不挡窗户和路灯",
            ),
            upload(
                "consent",
                "房主同意的字条",
                "墙是别人的，要房主同意。",
                "房主写好签名，拍照就行。",
                "有房主签名",
                when=if_("wall", "rent"),
            ),
            upload(
                "safety_report",
                "结构安全检测报告",
                "楼顶的招牌掉下来会伤人，要看牢不牢。",
                "有资质的检测机构出具，一年内的。",
                "结论合格",
                when=if_("kind", "roof"),
            ),
        ),
        result=Result(
            kind="20",
            name="户外招牌设置备案通知书",
            license_type="license",
            fields={
                "address": "company.address",
                "text": "form.text",
                "width": "form.width",
                "height": "form.height",
            },
            valid_years=3,
        ),
        promised=3,
        refusals=("招牌挡了窗户、消防通道或路灯。", "楼顶的招牌检测不合格。", "写的不是店名。"),
        questions=(
            ("要用统一的颜色和字体吗？", "不用。各家有各家的样子，安全、整洁就行。"),
            ("换块新的要重办吗？", "地方、大小没有变的，不用。"),
            ("要不要交钱？", "不要钱。"),
        ),
        words="挂招牌 门头 店招 广告牌 灯箱 牌匾",
        company_themes=("环保绿化", "准营准办"),
    ),
)

RUBBLE = hall_item(
    "rubble",
    "建筑垃圾处置核准",
    "qiaocheng_urban",
    "01 17093",
    main_item="城市建筑垃圾处置核准",
    result="城市建筑垃圾处置核准文件",
    result_kind="20",
    summary="工地往外运渣土、建筑垃圾，先来办。",
    audiences="2",
    by_law=(
        Clause(
            "城市建筑垃圾管理规定",
            "第七条",
            "处置建筑垃圾的单位，应当向城市人民政府市容环境卫生主管部门提出申请，获得城市建筑垃圾处置核准后，方可处置。",
        ),
    ),
    conditions=("有运到哪里去的地方。", "运输车是密闭的，公司有手续。", "工地有冲车的设施。"),
    materials=(
        paper_form("建筑垃圾处置申请表"),
        BUSINESS_LICENSE,
        bring(
            "contract",
            "运输合同和消纳场地证明",
            "看谁来运、运到哪里。",
            "您和运输公司、消纳场签的。",
            "运输公司在名录里",
        ),
        bring(
            "route",
            "运输路线和时间",
            "看绕不绕开学校、走不走晚高峰。",
            "您和运输公司商量好，画出来。",
        ),
    ),
    promised=5,
    refusals=("没有消纳的地方。", "运输车不密闭。"),
    questions=(
        ("家里装修的垃圾要办吗？", "不用。交给小区物业指定的地方就行。"),
        ("晚上能不能运？", "能。时间写在核准文件上，照着走。"),
    ),
    words="渣土 运渣土 建筑垃圾 土方外运 渣土证",
    company_themes=("环保绿化",),
)
STREET_USE = hall_item(
    "street_use",
    "临时占道堆放物料、搭建审批",
    "qiaocheng_urban",
    "01 17095",
    main_item="临时性建筑物搭建、堆放物料、占道施工审批",
    result="准予行政许可决定书",
    result_kind="20",
    summary="搞活动、装修要临时占用街边的地方。",
    audiences="2 5 9",
    by_law=(
        Clause(
            "城市市容和环境卫生管理条例",
            "第十四条",
            "因建设等特殊需要，在街道两侧和公共场地临时堆放物料、搭建非永久性建筑物、构筑物或者其他设施的，必须征得城市人民政府市容环境卫生行政主管部门同意后，按照有关规定办理审批手续。",
        ),
    ),
    conditions=("确实有需要，时间不长。", "不挡行人、盲道和消防通道。", "用完收拾干净。"),
    materials=(
        paper_form("临时占道申请表"),
        bring(
            "plan",
            "占用位置图",
            "看占多大地方、留多宽的路。",
            "您自己画，标出长和宽。",
            "行人的路够宽",
            "不占盲道",
        ),
    ),
    promised=3,
    refusals=("挡了行人、盲道或消防通道。", "附近有学校、医院，时间不合适。"),
    questions=(
        ("自家门口卸货要办吗？", "不用。卸完就走、不过夜的，不用办。"),
        ("占用要交钱吗？", "不要钱，用完收拾干净就行。"),
        ("能占多久？", "写明日子，一般不超过 15 天。"),
    ),
    words="占道 搭棚 搞活动 堆材料 街边搭台 促销",
    company_themes=("环保绿化", "国土和规划建设"),
)

ITEMS = (SHOP_SIGN, RUBBLE, STREET_USE)
