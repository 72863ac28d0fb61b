"""民政、残联、医保、退役军人、法律援助: what a family in need asks for."""

from tongban.demo.items.shared import (
    HOUSEHOLD,
    ID_CARD_SHOWN,
    bring,
    days,
    hall_item,
    held,
    natural_days,
    paper_form,
)
from tongban.management.catalog.types import Clause

_INCOME = held(
    "income", "收入和财产信息", "看家里是不是真的困难。", "您同意后，我们向银行和部门查。"
)
_AGREE = "一起过日子的人要当面签字，同意查收入。"

MINIMUM_LIVING = hall_item(
    "minimum_living",
    "最低生活保障认定",
    "qiaocheng_civil",
    "05 11011",
    result="最低生活保障批准书",
    result_kind="20",
    summary="家里收入低于低保线，可以每月领钱。",
    audiences="1",
    by_law=(
        Clause(
            "社会救助暂行办法",
            "第九条",
            "国家对共同生活的家庭成员人均收入低于当地最低生活保障标准，且符合财产状况规定的家庭，给予最低生活保障。",
        ),
        Clause("最低生活保障审核确认办法", "", "受理、核查、公示和期限的规定。"),
    ),
    conditions=("户口或居住证在本县（区）。", "人均收入低于低保线。", "家里的财产在规定以内。"),
    materials=(paper_form("低保申请表"), ID_CARD_SHOWN, HOUSEHOLD, _INCOME),
    promised=20,
    statutory=days(30, "《最低生活保障审核确认办法》"),
    visit_reason=_AGREE,
    refusals=("人均收入高于低保线。", "家里有超过规定的房、车或存款。"),
    questions=(
        ("有房就不能吃低保吗？", "不是。只有一套自住的房没有关系。"),
        ("村里能代办吗？", "能。到村委会或社区交材料，由他们送来。"),
        ("找到工作低保就停吗？", "不会马上停，会慢慢减，让您先站稳。"),
    ),
    words="低保 吃低保 困难户 五保 生活困难",
    person_themes=("社保医保",),
)
EXTREME_POVERTY = hall_item(
    "extreme_poverty",
    "特困人员认定",
    "qiaocheng_civil",
    "05 11013",
    result="特困人员救助供养证",
    summary="无儿女、无收入、干不动活的老人和残疾人，由政府养。",
    audiences="1",
    by_law=(
        Clause(
            "社会救助暂行办法",
            "第十四条",
            "国家对无劳动能力、无生活来源且无法定赡养、抚养、扶养义务人，或者其法定义务人无能力的老年人、残疾人以及未满 16 周岁的未成年人，给予特困人员供养。",
        ),
        Clause("特困人员认定办法", "", "认定条件和期限的规定。"),
    ),
    conditions=("满 60 周岁、残疾或未满 16 周岁。", "没有收入，没有劳动能力。", "没有能养他的人。"),
    materials=(paper_form("特困人员救助供养申请表"), ID_CARD_SHOWN, HOUSEHOLD, _INCOME),
    promised=20,
    visit_reason=_AGREE,
    refusals=("有能养他的人。", "有收入能过日子。"),
    questions=(
        ("住在家里还是去敬老院？", "听老人的。住家里的有人照料，去敬老院的免费住。"),
        ("本人走不动怎么办？", "村委会、亲戚、邻居都能代他申请。"),
    ),
    words="五保户 特困 敬老院 没儿没女 供养",
    person_themes=("养老", "残疾人"),
)
DISABILITY_ALLOWANCES = hall_item(
    "disability_allowances",
    "困难残疾人生活补贴和重度残疾人护理补贴",
    "qiaocheng_civil",
    "05 11015",
    result="残疾人两项补贴决定书",
    result_kind="20",
    summary="困难或重度残疾人，每月领补贴。",
    audiences="1",
    by_law=(
        Clause(
            "国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见",
            "",
            "国发〔2015〕52 号。",
        ),
    ),
    conditions=("有残疾人证。", "是低保家庭，或者残疾一级、二级要人照料。", "户口在谯城区。"),
    materials=(
        paper_form("残疾人两项补贴申请表"),
        ID_CARD_SHOWN,
        held("disabled", "残疾人证", "看残疾几级。", "残联信息里有。"),
        held("poor", "低保信息", "看是不是困难家庭。", "民政信息里有。"),
    ),
    promised=5,
    refusals=("没有残疾人证。", "残疾级别不够，也不是低保家庭。"),
    questions=(
        ("两项能一起领吗？", "能。两项都符合的，两项都发。"),
        ("在外地能申请吗？", "能。全国哪里都能申请，钱由户籍地发。"),
    ),
    words="残疾补贴 护理补贴 残疾人钱 两项补贴",
    person_themes=("残疾人",),
    handle_area="1",
)
DISABILITY_CARD = hall_item(
    "disability_card",
    "残疾人证办理",
    "qiaocheng_disabled",
    "07 35011",
    result="中华人民共和国残疾人证",
    valid_years=10,
    summary="有残疾的人，办了证才能享受各项帮助。",
    audiences="1",
    by_law=(
        Clause("中华人民共和国残疾人保障法", "", "残疾评定和持证的规定。"),
        Clause("中华人民共和国残疾人证管理办法", "", "申请、评定和核发的程序。"),
    ),
    conditions=("是中国公民。", "残疾达到评定的标准。"),
    materials=(
        paper_form("残疾人证申请表"),
        ID_CARD_SHOWN,
        bring("photo", "近期照片", "印在证上。", "二寸白底照两张，窗口也能照。"),
    ),
    promised=15,
    visit_reason="要到指定医院做残疾评定一次，重度的可以上门。",
    refusals=("评定下来不够残疾标准。",),
    questions=(
        ("评定要钱吗？", "一般不要钱，困难的和重度的全免。"),
        ("走不动怎么办？", "打电话，医生上门评定。"),
        ("在哪里评定？", "到残联指定的医院，名单在窗口和网上都有。"),
    ),
    words="残疾证 残疾评定 办残疾证 残疾等级",
    person_themes=("残疾人",),
)
ASSISTIVE_DEVICE = hall_item(
    "assistive_device",
    "残疾人基本型辅助器具适配",
    "qiaocheng_disabled",
    "20 35021",
    result="辅助器具领取单",
    result_kind="30",
    summary="要轮椅、拐杖、助听器，可以申请免费配。",
    audiences="1",
    by_law=(Clause("中华人民共和国残疾人保障法", "", "残疾人康复服务和辅助器具的规定。"),),
    conditions=("有残疾人证，或者有医院的诊断。", "户口或居住证在谯城区。"),
    materials=(
        paper_form("辅助器具适配申请表"),
        ID_CARD_SHOWN,
        held("disabled", "残疾人证", "看适合哪样器具。", "残联信息里有。"),
    ),
    promised=15,
    visit_reason="要当面量尺寸、试合不合适。",
    refusals=("没有残疾，用不上。", "三年内已经配过同一样。"),
    questions=(
        ("来不了怎么办？", "打电话，我们上门量。"),
        ("用坏了怎么办？", "三年内免费修。"),
    ),
    words="轮椅 助听器 拐杖 假肢 康复器具",
    person_themes=("残疾人",),
)
VETERAN_CARD = hall_item(
    "veteran_card",
    "退役军人、其他优抚对象优待证申领",
    "qiaocheng_veterans",
    "20 36011",
    result="优待证",
    summary="退役军人和优抚对象，办一张优待证。",
    audiences="1",
    by_law=(
        Clause("中华人民共和国退役军人保障法", "", "国家建立优待证制度。"),
        Clause("退役军人、其他优抚对象优待证管理办法（试行）", "", "申领和管理的规定。"),
    ),
    conditions=("是退役军人、军属等优抚对象。", "已经建档立卡。"),
    materials=(
        paper_form("优待证申领表"),
        ID_CARD_SHOWN,
        held("service", "退役信息", "看是不是优抚对象。", "退役军人信息系统里有。"),
        bring("photo", "近期照片", "印在证上。", "二寸白底照，窗口也能照。"),
    ),
    promised=30,
    visit_reason="要当面领卡、开户。",
    refusals=("没有建档立卡。", "被除名、开除军籍的。"),
    questions=(
        ("要不要钱？", "首次不要钱，补卡收工本费。"),
        ("能用在哪里？", "坐车、看病、逛公园都有优待，各地按自己的办法。"),
    ),
    words="优待证 退役证 军人优待 当过兵",
    person_themes=("就业创业",),
)
MEDICAL_AID = hall_item(
    "medical_aid",
    "医疗救助对象待遇核准支付",
    "qiaocheng_insurance",
    "05 37011",
    result="医疗救助决定书",
    result_kind="20",
    summary="困难家庭看大病，医保报了还贵，再帮一把。",
    audiences="1",
    by_law=(
        Clause("社会救助暂行办法", "第二十七条", "国家建立健全医疗救助制度。"),
        Clause(
            "国务院办公厅关于健全重特大疾病医疗保险和救助制度的意见", "", "国办发〔2021〕42 号。"
        ),
    ),
    conditions=("是低保、特困或因病困难的家庭。", "医保报销后，自己还要付很多。"),
    materials=(
        paper_form("医疗救助申请表"),
        ID_CARD_SHOWN,
        held("bill", "医保结算信息", "看自己还要付多少。", "医保信息里有。"),
        _INCOME,
    ),
    promised=15,
    visit_reason=_AGREE,
    refusals=("家里不困难。", "自己付的没有到线。"),
    questions=(
        ("要交发票吗？", "不用，医保结算信息我们去查。"),
        ("最多帮多少？", "按病和收入分档，窗口会算给您看。"),
    ),
    words="大病救助 看病补助 医药费报销 救助金",
    person_themes=("社保医保",),
)
RESIDENT_INSURANCE = hall_item(
    "resident_insurance",
    "城乡居民基本医疗保险参保登记",
    "qiaocheng_insurance",
    "20 37021",
    result="参保登记完成",
    result_kind="30",
    summary="没有单位的人，每年交一次医保。",
    audiences="1",
    by_law=(
        Clause("中华人民共和国社会保险法", "第二十四条", "国家建立和完善新型农村合作医疗制度。"),
        Clause("基本医疗保险参保管理经办规程（暂行）", "", "参保登记的办理。"),
    ),
    conditions=("没有在单位参加医保。", "户口或居住证在谯城区。"),
    materials=(paper_form("参保登记表"), ID_CARD_SHOWN),
    promised=1,
    instant=True,
    refusals=("已经在单位参保。",),
    questions=(
        ("什么时候交？", "每年 9 月到 12 月交下一年的，刚生的孩子随时能交。"),
        ("在外地打工怎么交？", "在手机上交也行，居住证在哪里就在哪里参保。"),
        ("不交会怎样？", "那一年看病自己付，第二年再交要等三个月才能报。"),
    ),
    words="农村合作医疗 交医保 新农合 居民医保",
    person_themes=("社保医保",),
)
LEGAL_AID = hall_item(
    "legal_aid",
    "法律援助申请",
    "qiaocheng_justice",
    "20 38011",
    result="给予法律援助决定书",
    result_kind="20",
    summary="打官司没钱请律师，可以申请免费的。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国法律援助法",
            "第四十三条",
            "法律援助机构应当自收到法律援助申请之日起七日内进行审查，作出决定。",
        ),
    ),
    conditions=("家里经济困难。", "请的事在法律援助的范围里。", "见义勇为、讨薪等不看经济条件。"),
    materials=(
        paper_form("法律援助申请表"),
        ID_CARD_SHOWN,
        bring("case", "案件的材料", "看是什么事。", "合同、起诉书、判决书，有什么带什么。"),
    ),
    promised=natural_days(5, "", "受理后"),
    statutory=natural_days(7, "《中华人民共和国法律援助法》第四十三条"),
    visit_reason="要当面听您说清是什么事。",
    refusals=("家里不困难，又不是免查的事。", "不在法律援助的范围里。"),
    questions=(
        ("讨工资能申请吗？", "能，讨薪的不看家里困不困难。"),
        ("要钱吗？", "不要钱，律师费由政府出。"),
        ("多久有律师？", "批了之后三个工作日内安排。"),
    ),
    words="打官司没钱 免费律师 讨薪 法律援助",
    person_themes=("社保医保",),
)

ITEMS = (
    MINIMUM_LIVING,
    EXTREME_POVERTY,
    DISABILITY_ALLOWANCES,
    DISABILITY_CARD,
    ASSISTIVE_DEVICE,
    VETERAN_CARD,
    MEDICAL_AID,
    RESIDENT_INSURANCE,
    LEGAL_AID,
)
