"""市场监管: what is done at the hall."""

from tongban.demo.items.shared import (
    BUSINESS_LICENSE,
    ID_CARD_SHOWN,
    bring,
    days,
    hall_item,
    held,
    paper_form,
)
from tongban.management.catalog.types import Clause

_RULES = "中华人民共和国市场主体登记管理条例"
_ON_THE_SPOT = "《中华人民共和国市场主体登记管理条例》第十九条"

COMPANY = hall_item(
    "company",
    "公司设立登记",
    "qiaocheng_market",
    "10 31002 001",
    main_item="公司登记",
    result="营业执照",
    summary="要开公司，先登记，领营业执照。",
    audiences="1 2",
    by_law=(
        Clause(
            "中华人民共和国公司法", "第二十九条", "设立公司，应当依法向公司登记机关申请设立登记。"
        ),
        Clause(
            _RULES,
            "第十九条",
            "对申请材料齐全、符合法定形式的予以确认并当场登记。不能当场登记的，应当在 3 个工作日内予以登记。",
        ),
    ),
    conditions=("有名称、章程和住所，住所在本区。", "有股东和法定代表人。"),
    materials=(
        paper_form("公司登记申请书"),
        ID_CARD_SHOWN,
        bring("charter", "公司章程", "写明谁出钱、怎么管。", "窗口有样本，股东签名。"),
        bring(
            "place",
            "住所使用的材料",
            "写明公司在哪里。",
            "房产证号或租房合同，写上就行，不用复印。",
        ),
    ),
    promised=1,
    statutory=days(3, _ON_THE_SPOT),
    instant=True,
    refusals=("材料不符合法定形式。", "名称和别人的一样。"),
    questions=(
        ("要验资吗？", "不要。写明出多少钱、什么时候交，五年内交足。"),
        ("刻章、开户要另外跑吗？", "一起办，章免费刻一套。"),
        ("在家里能开公司吗？", "能。写家里的地址，邻居同意的就行。"),
    ),
    words="开公司 注册公司 营业执照 办执照",
    company_themes=("设立变更",),
    person_themes=("就业创业",),
)
SOLE_TRADER_CHANGE = hall_item(
    "sole_trader_change",
    "个体工商户变更登记",
    "qiaocheng_market",
    "10 31001 002",
    main_item="个体工商户登记",
    result="换发的营业执照",
    summary="店名、地址、经营的人变了，来改执照。",
    audiences="2 9",
    by_law=(
        Clause(
            _RULES,
            "第二十四条",
            "市场主体变更登记事项，应当自作出变更决议、决定或者法定变更事项发生之日起 30 日内申请变更登记。",
        ),
    ),
    conditions=("有营业执照，没有注销。", "改的事已经定了。"),
    materials=(
        paper_form("个体工商户变更登记申请书"),
        ID_CARD_SHOWN,
        BUSINESS_LICENSE,
        bring("old", "原营业执照", "换新的，旧的收回。", "带正本和副本。"),
    ),
    promised=1,
    statutory=days(3, _ON_THE_SPOT),
    instant=True,
    visit_reason="要交回旧执照，换新的。",
    refusals=("材料不符合法定形式。",),
    questions=(
        ("店转给别人能改吗？", "能。老板变更，老字号可以留着。"),
        ("搬到外地怎么办？", "先在这里注销，再到那里设立。"),
    ),
    words="改执照 换店名 转让店铺 变更经营者",
    company_themes=("设立变更",),
)
SOLE_TRADER_END = hall_item(
    "sole_trader_end",
    "个体工商户注销登记",
    "qiaocheng_market",
    "10 31001 003",
    main_item="个体工商户登记",
    result="准予注销登记通知书",
    result_kind="20",
    summary="店不开了，来注销，免得以后受罚。",
    audiences="2 9",
    by_law=(
        Clause(
            _RULES,
            "第三十一条",
            "市场主体因解散、被宣告破产或者其他法定事由需要终止的，应当依法向登记机关申请注销登记。",
        ),
    ),
    conditions=("欠的税交清了。", "没有欠工资、欠货款的官司。"),
    materials=(
        paper_form("个体工商户注销登记申请书"),
        ID_CARD_SHOWN,
        held("tax", "清税信息", "看税交清没有。", "税务部门信息里有。"),
        bring("old", "营业执照", "收回。", "带正本和副本，丢了的写一张说明。"),
    ),
    promised=1,
    instant=True,
    refusals=("税没有交清。", "还有官司没有了。"),
    questions=(
        ("一直没有开业能注销吗？", "能。没有欠税的，当场注销。"),
        ("不注销有什么后果？", "会进经营异常名录，以后开店、贷款都受影响。"),
    ),
    words="关店 注销执照 店不开了 销执照",
    company_themes=("法人注销",),
)
WORKSHOP = hall_item(
    "workshop",
    "食品小作坊登记",
    "qiaocheng_market",
    "07 31021",
    result="食品小作坊登记证",
    valid_years=3,
    summary="做豆腐、榨油、做糕点的小作坊，开工前要登记。",
    audiences="1 9",
    by_law=(
        Clause(
            "中华人民共和国食品安全法",
            "第三十六条",
            "食品生产加工小作坊和食品摊贩等从事食品生产经营活动，应当符合本法规定的与其生产经营规模、条件相适应的食品安全要求。",
        ),
        Clause("安徽省食品安全条例", "", "小作坊登记的规定。"),
    ),
    conditions=("有营业执照。", "做东西的地方干净，远离垃圾和粪坑。", "做的人有健康证。"),
    materials=(
        paper_form("食品小作坊登记申请表"),
        ID_CARD_SHOWN,
        held("license", "营业执照", "看是不是依法开的。", "市场监管部门登记信息里有。"),
        bring(
            "layout",
            "作坊布局图",
            "看原料、成品分没分开。",
            "您自己画，手画就行。",
            "原料和成品分开",
        ),
    ),
    promised=5,
    visit_reason="要约好看作坊的时间。",
    refusals=("做东西的地方不卫生。", "做的是国家不让做的东西。"),
    questions=(
        ("登记要钱吗？", "不要钱，检验也不要钱。"),
        ("能卖到超市吗？", "小作坊的东西在本区卖，进超市要办食品生产许可。"),
    ),
    words="豆腐坊 榨油 做糕点 小作坊 家庭作坊",
    person_themes=("就业创业",),
    company_themes=("准营准办", "质量技术"),
)
SPECIAL_EQUIPMENT = hall_item(
    "special_equipment",
    "特种设备使用登记",
    "qiaocheng_market",
    "01 31041",
    result="特种设备使用登记证",
    summary="电梯、锅炉、叉车用起来，三十天内来登记。",
    audiences="2 3 9",
    by_law=(
        Clause(
            "中华人民共和国特种设备安全法",
            "第三十三条",
            "特种设备使用单位应当在特种设备投入使用前或者投入使用后三十日内，向负责特种设备安全监督管理的部门办理使用登记，取得使用登记证书。",
        ),
    ),
    conditions=("设备检验合格。", "有持证的管理人员和操作人员。"),
    materials=(
        paper_form("特种设备使用登记表"),
        BUSINESS_LICENSE,
        held("inspection", "检验信息", "看设备合不合格。", "检验机构信息里有。"),
        bring("certificate", "设备的出厂合格证", "看是哪里造的。", "随设备带的。"),
    ),
    promised=5,
    refusals=("设备检验不合格。", "没有持证的人。"),
    questions=(
        ("家用电梯要登记吗？", "自己家里单独用的不用登记。"),
        ("设备换了地方怎么办？", "来变更登记，证上的地址要改。"),
    ),
    words="电梯证 叉车登记 锅炉登记 特种设备证",
    company_themes=("质量技术", "安全生产"),
)

ITEMS = (COMPANY, SOLE_TRADER_CHANGE, SOLE_TRADER_END, WORKSHOP, SPECIAL_EQUIPMENT)
