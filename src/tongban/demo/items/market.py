"""市场监管."""

from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.items.shared import (
    BUSINESS_LICENSE,
    ID_CARD,
    application_form,
    company_page,
    contact,
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
from tongban.sharing.licenses.types import Appearance, FieldSpec

FOOD_LICENSE = DemoItem(
    key="food_license",
    name="食品经营许可（新办）",
    main_item="食品经营许可",
    department="qiaocheng_market",
    item_type="01",
    main="31012",
    sub="001",
    process="standard_license",
    weight=14,
    form={
        "pages": [
            company_page(),
            {
                "key": "shop",
                "title": "店的情况",
                "lead": "请告诉我们店里卖什么。",
                "fields": [
                    {
                        "key": "kind",
                        "label": "您卖什么？",
                        "kind": "choice",
                        "required": True,
                        "options": [
                            {"value": "meals", "label": "现做的饭菜、面食"},
                            {"value": "drinks", "label": "奶茶、咖啡等饮品"},
                            {"value": "canteen", "label": "单位食堂"},
                        ],
                        "why": "决定许可的经营项目。",
                    },
                    {
                        "key": "cold",
                        "label": "做不做凉菜、生食、裱花蛋糕？",
                        "kind": "yes_no",
                        "required": True,
                        "why": "做的话要有专间。",
                    },
                    {
                        "key": "cold_room",
                        "label": "有没有单独的专间？",
                        "kind": "yes_no",
                        "required": True,
                        "when": {"field": "cold", "is": True},
                        "why": "现场要看专间，没有的先隔出来。",
                    },
                ],
            },
            {
                "key": "place",
                "title": "经营场所",
                "lead": "请告诉我们店开在哪里。",
                "fields": [
                    {
                        "key": "shop_address",
                        "label": "店的地址",
                        "kind": "text",
                        "source": "company.address",
                        "required": True,
                        "max_length": 200,
                    },
                    {
                        "key": "area",
                        "label": "使用面积",
                        "kind": "number",
                        "unit": "平方米",
                        "hint": "后厨和用餐的地方加起来，大概数就行。",
                        "required": True,
                        "minimum": 1,
                        "maximum": 100000,
                        "why": "面积决定要不要到现场看。",
                    },
                    {
                        "key": "water",
                        "label": "店里用什么水？",
                        "kind": "choice",
                        "required": True,
                        "options": [
                            {"value": "tap", "label": "自来水"},
                            {
                                "value": "well",
                                "label": "自家井水",
                                "note": "要交一份水质检测报告",
                            },
                        ],
                        "why": "井水要看水质是否合格。",
                    },
                ],
            },
        ]
    },
    license=DemoLicense(
        serial="021",
        name="食品经营许可证",
        appearance=Appearance.PERMIT,
        years=5,
        fields=(
            FieldSpec("address", "经营场所"),
            FieldSpec("representative", "法定代表人（负责人）", required=False),
            FieldSpec("kind", "经营项目"),
        ),
        number_pattern="JY2{county}{year}{serial:6}",
        holder_label="经营者名称",
        basis="《中华人民共和国食品安全法》第三十五条",
    ),
    answers={
        "kind": ("meals", "meals", "drinks", "canteen"),
        "cold": (False, False, True),
        "cold_room": True,
        "area": (36, 58.5, 86.4, 120, 260),
        "water": ("tap", "tap", "tap", "well"),
    },
    guide=Guide(
        summary="开饭馆、食堂、小吃店、奶茶店，开张前要办。",
        audiences=("2", "5", "9"),
        by_law=(
            Clause(
                "中华人民共和国食品安全法",
                "第三十五条",
                "国家对食品生产经营实行许可制度。从事食品生产、食品销售、餐饮服务，应当依法取得许可。",
            ),
            Clause("食品经营许可和备案管理办法", "", "申请材料、审查和期限的规定。"),
            Clause("中华人民共和国行政许可法", "第三十二条、第四十二条"),
        ),
        conditions=(
            "有营业执照。",
            "场所离厕所、垃圾站等污染源 25 米以上。",
            "有洗手、消毒、冷藏的设备，生熟分开。",
        ),
        materials=(
            application_form("食品经营许可申请书", "写明店名、地址、卖什么，是许可的依据。"),
            BUSINESS_LICENSE,
            ID_CARD,
            Requirement(
                key="layout",
                name="店面布局和操作流程图",
                why="看后厨、洗消、售卖是否分开，避免生熟混放。",
                source="您自己画，手画拍照也行；要标出尺寸。",
                check_points=("生熟分开，不交叉", "有单独的洗消间", "离污染源 25 米以上"),
            ),
            Requirement(
                key="water_report",
                name="井水水质检测报告",
                why="您选了“自家井水”，水质要合格。",
                source="有资质的检测机构出具，半年内的。",
                when={"field": "water", "is": ["well"]},
                check_points=("报告在半年内", "各项都合格"),
            ),
        ),
        contact=contact("谯城区政务服务中心 1 楼综合窗口", "3101", "3102"),
        result=Result(
            kind="10",
            name="食品经营许可证",
            license_type="license",
            fields={
                "address": "company.address",
                "representative": "company.representative",
                "kind": "form.kind",
            },
            valid_years=5,
        ),
        remedy=remedy("亳州市谯城区"),
        acceptance=GuideLimit(5, "working_day", "《中华人民共和国行政许可法》第三十二条"),
        promised=GuideLimit(7, "working_day", "", "受理后"),
        statutory=GuideLimit(10, "working_day", "《食品经营许可和备案管理办法》"),
        delivery=GuideLimit(10, "working_day", "《中华人民共和国行政许可法》第四十四条"),
        refusals=("场所离污染源太近。", "没有洗手、消毒、冷藏的设备。", "生熟不分。"),
        questions=(
            Question("证能用多久？", "5 年。到期前 15 至 90 个工作日申请延续。"),
            Question("没有营业执照能先办吗？", "不能。先办执照，个体户一般当场就能办好。"),
            Question("搬家要重办吗？", "换地址要重新申请，改店名办变更就行。"),
        ),
        visits=0,
        online_depth="7",
        company_themes=("准营准办",),
        words=("开饭馆", "开饭店", "餐饮证", "卫生许可证", "小吃店", "奶茶店", "食堂"),
    ),
)

SOLE_TRADER = DemoItem(
    key="sole_trader",
    name="个体工商户设立登记",
    main_item="个体工商户登记",
    department="qiaocheng_market",
    item_type="10",
    main="31001",
    sub="001",
    process="instant",
    weight=12,
    form={
        "pages": [
            person_page(),
            {
                "key": "business",
                "title": "店的情况",
                "lead": "名字和卖什么，写清楚就行。",
                "fields": [
                    {
                        "key": "trade_name",
                        "label": "店名",
                        "kind": "text",
                        "hint": "比如“小满面馆”。不想起名可以不填。",
                        "required": False,
                        "max_length": 60,
                    },
                    {
                        "key": "scope",
                        "label": "做什么生意",
                        "kind": "choices",
                        "required": True,
                        "options": [
                            {"value": "retail", "label": "零售"},
                            {"value": "catering", "label": "餐饮", "note": "还要办食品经营许可"},
                            {"value": "repair", "label": "修理"},
                            {"value": "hair", "label": "理发美容", "note": "还要办卫生许可"},
                            {"value": "other", "label": "别的"},
                        ],
                    },
                    {
                        "key": "scope_other",
                        "label": "别的是什么",
                        "kind": "text",
                        "required": True,
                        "max_length": 100,
                        "when": {"field": "scope", "is": "other"},
                    },
                    {
                        "key": "shop_address",
                        "label": "在哪里做",
                        "kind": "text",
                        "hint": "写到门牌号。",
                        "required": True,
                        "max_length": 200,
                    },
                    {
                        "key": "place_kind",
                        "label": "这个地方是您的吗？",
                        "kind": "choice",
                        "required": True,
                        "options": [
                            {"value": "own", "label": "自己的"},
                            {"value": "rent", "label": "租的"},
                            {"value": "lent", "label": "借用的"},
                        ],
                        "why": "不用交房产证和租房合同，选一下就行。",
                    },
                ],
            },
        ]
    },
    license=DemoLicense(
        serial="022",
        name="个体工商户登记通知书",
        appearance=Appearance.CERTIFICATE,
        fields=(
            FieldSpec("trade_name", "字号名称", required=False),
            FieldSpec("place", "经营场所"),
            FieldSpec("scope", "经营范围"),
        ),
        holder_label="经营者",
        basis="《市场主体登记管理条例》第十九条",
    ),
    answers={
        "trade_name": ("春分小店", "立夏修车铺", "秋分豆腐坊", "小寒面包房", "谷雨茶社"),
        "scope": (("retail",), ("catering",), ("repair", "retail"), ("hair",), ("other",)),
        "scope_other": ("修鞋配钥匙", "租婚纱"),
        "shop_address": ("谯城区古井镇示例路 8 号", "谯城区花戏楼街道示例巷 3 号"),
        "place_kind": ("own", "rent", "rent"),
    },
    guide=Guide(
        summary="一个人或一家人开店，先办这个。",
        audiences=("1",),
        by_law=(
            Clause(
                "市场主体登记管理条例",
                "第十九条",
                "登记机关应当对申请材料进行形式审查。对申请材料齐全、符合法定形式的予以确认并当场登记。",
            ),
        ),
        conditions=("有经营能力的公民。", "有做生意的地方。"),
        materials=(
            application_form("个体工商户登记申请书", "写明经营者、地方和做什么。"),
            ID_CARD,
        ),
        contact=contact("谯城区政务服务中心 1 楼综合窗口", "3103", "3102"),
        result=Result(
            kind="20",
            name="个体工商户登记通知书",
            license_type="license",
            fields={
                "trade_name": "form.trade_name",
                "place": "form.shop_address",
                "scope": "form.scope",
            },
        ),
        remedy=remedy("亳州市谯城区"),
        project_type="1",
        acceptance=GuideLimit(1, "working_day", "《市场主体登记管理条例》第十九条"),
        promised=GuideLimit(1, "working_day", "", "当场，最迟下一个工作日"),
        statutory=GuideLimit(3, "working_day", "《市场主体登记管理条例》第十九条"),
        refusals=("申请材料不符合法定形式。",),
        questions=(
            Question("要不要验资？", "不要。"),
            Question("租的房子要不要房东的证明？", "不要。选“租的”就行，写清楚地址。"),
            Question("办了就能开饭馆吗？", "还要办食品经营许可，办完这个再办那个。"),
        ),
        visits=0,
        online_depth="7",
        person_themes=("就业创业",),
        words=("开店", "营业执照", "个体户", "做小生意", "摆摊执照"),
    ),
)

ITEMS = (FOOD_LICENSE, SOLE_TRADER)
