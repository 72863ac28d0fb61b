"""公积金、住房保障."""

from tongban.demo.items.shared import (
    HOUSEHOLD,
    ID_CARD_SHOWN,
    days,
    hall_item,
    held,
    paper_form,
)
from tongban.management.catalog.types import Clause

_FUND_LAW = Clause(
    "住房公积金管理条例",
    "第二十四条",
    "职工有规定情形之一的，可以提取职工住房公积金账户内的存储余额。",
)
RENT_WITHDRAWAL = hall_item(
    "fund_rent",
    "住房公积金提取（租房）",
    "city_fund",
    "20 17101 003",
    main_item="住房公积金提取",
    result="公积金提取到账",
    result_kind="30",
    summary="没有自己的房子，租房住，可以提公积金交房租。",
    audiences="1",
    by_law=(
        _FUND_LAW,
        Clause(
            "住房公积金管理条例",
            "第二十五条",
            "准予提取或者不准提取的决定自受理申请之日起 3 日内作出。",
        ),
    ),
    conditions=("连续交公积金满 3 个月。", "本人和爱人在亳州都没有房。"),
    materials=(
        paper_form("公积金提取申请表"),
        ID_CARD_SHOWN,
        held("house", "房产信息", "看在亳州有没有房。", "不动产登记信息里有。"),
        held("marriage", "婚姻登记信息", "看爱人有没有房。", "民政部门登记信息里有。"),
    ),
    promised=1,
    statutory=days(3, "《住房公积金管理条例》第二十五条"),
    instant=True,
    refusals=("在亳州有房。", "公积金没有交满 3 个月。"),
    questions=(
        ("要交租房合同吗？", "不用。按规定的额度提，不看合同。"),
        ("钱多久到账？", "批了当天打到您的银行卡。"),
        ("多久能提一次？", "一年可以提一次，也可以每月提。"),
    ),
    words="提公积金 取公积金 公积金提取 租房提取",
    person_themes=("住房",),
)
RETIRE_WITHDRAWAL = hall_item(
    "fund_retire",
    "住房公积金提取（退休）",
    "city_fund",
    "20 17101 005",
    main_item="住房公积金提取",
    result="公积金提取到账",
    result_kind="30",
    summary="退休了，把公积金账户里的钱全取出来。",
    audiences="1",
    by_law=(
        _FUND_LAW,
        Clause(
            "住房公积金管理条例",
            "第二十五条",
            "准予提取或者不准提取的决定自受理申请之日起 3 日内作出。",
        ),
    ),
    conditions=("已经办了退休。", "公积金贷款还清了。"),
    materials=(
        paper_form("公积金提取申请表"),
        ID_CARD_SHOWN,
        held("retire", "退休信息", "看是不是退休了。", "社保部门信息里有。"),
    ),
    promised=1,
    statutory=days(3, "《住房公积金管理条例》第二十五条"),
    instant=True,
    refusals=("还没有办退休。", "公积金贷款还没有还清。"),
    questions=(
        ("家人能代办吗？", "能。带两个人的身份证就行。"),
        ("取完账户怎么办？", "钱取完，账户就销了，不用再来。"),
    ),
    words="退休取公积金 公积金销户 公积金全取",
    person_themes=("住房", "养老"),
)
PUBLIC_RENTAL = hall_item(
    "public_rental",
    "公租房资格确认",
    "qiaocheng_housing",
    "07 17061",
    result="公租房保障资格通知书",
    result_kind="20",
    summary="收入不高又没有房，可以申请租政府的房子。",
    audiences="1",
    by_law=(Clause("公共租赁住房管理办法", "第七条", "申请条件的规定。"),),
    conditions=(
        "家里收入在规定的线以下。",
        "在亳州没有房，或者住得很挤。",
        "户口或居住证在谯城区。",
    ),
    materials=(
        paper_form("公租房申请表"),
        ID_CARD_SHOWN,
        HOUSEHOLD,
        held("income", "收入和社保信息", "看收入在不在线以下。", "您同意后，我们向部门查。"),
        held("house", "房产信息", "看有没有房。", "不动产登记信息里有。"),
    ),
    promised=20,
    visit_reason="一起住的大人要当面签字，同意查收入和房产。",
    refusals=("收入超过规定的线。", "在亳州有房。"),
    questions=(
        ("要等多久能住上？", "资格通过后排队轮候，顺序在网上公开。"),
        ("一个人能申请吗？", "能。单身的满 18 周岁就能申请。"),
    ),
    words="廉租房 公租房 政府的房子 租房补贴 保障房",
    person_themes=("住房",),
)
RURAL_HOUSE = hall_item(
    "rural_house",
    "农村危房改造补助",
    "qiaocheng_housing",
    "05 17071",
    result="农村危房改造补助决定书",
    result_kind="20",
    summary="农村困难家庭房子危险了，修房盖房有补助。",
    audiences="1",
    by_law=(Clause("农村危房改造补助资金管理办法", "", "补助对象、标准和发放的规定。"),),
    conditions=("房子鉴定是 C 级或 D 级危房。", "是低保、特困等困难家庭。", "没有别的安全的房子。"),
    materials=(
        paper_form("农村危房改造申请表"),
        ID_CARD_SHOWN,
        HOUSEHOLD,
        held("poor", "低保、特困等认定信息", "看是不是困难家庭。", "民政部门信息里有。"),
    ),
    promised=20,
    visit_reason="要约好上门鉴定房子的时间。",
    refusals=("房子鉴定下来不危险。", "有别的安全的房子。"),
    questions=(
        ("鉴定要钱吗？", "不要钱，我们派人上门鉴定。"),
        ("钱什么时候给？", "修好验收合格后，打到您的卡上。"),
    ),
    words="危房 修房子 盖房补助 房子漏雨 老房子",
    person_themes=("住房",),
)

ITEMS = (RENT_WITHDRAWAL, RETIRE_WITHDRAWAL, PUBLIC_RENTAL, RURAL_HOUSE)
