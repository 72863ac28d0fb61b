"""公安（户政、治安）: what is done at the hall."""

from tongban.demo.items.shared import (
    BUSINESS_LICENSE,
    HOUSEHOLD,
    ID_CARD_SHOWN,
    bring,
    hall_item,
    held,
    natural_days,
    paper_form,
)
from tongban.management.catalog.types import Clause, Fee

_REGISTER = "中华人民共和国户口登记条例"

NEWBORN = hall_item(
    "newborn",
    "出生登记",
    "qiaocheng_police",
    "07 09011 001",
    main_item="户口登记",
    result="户口簿（新生儿页）",
    summary="孩子生下来一个月内，来上户口。",
    audiences="1",
    by_law=(
        Clause(
            _REGISTER,
            "第七条",
            "婴儿出生后一个月以内，由户主、亲属、抚养人或者邻居向婴儿常住地户口登记机关申报出生登记。",
        ),
    ),
    conditions=("孩子有出生医学证明。", "随父亲或者随母亲落户。"),
    materials=(
        paper_form("出生登记表"),
        ID_CARD_SHOWN,
        held("birth", "出生医学证明", "看孩子是谁生的。", "医院开的电子证照里有。"),
        bring("book", "户口簿", "换新的户口页。", "带父亲或母亲的户口簿。"),
    ),
    promised=1,
    instant=True,
    visit_reason="要交回户口簿，换新的户口页。",
    refusals=("没有出生医学证明，也没有亲子鉴定。",),
    questions=(
        ("没有结婚能上户口吗？", "能。孩子上户口不看父母结没结婚。"),
        ("过了一个月怎么办？", "照样办，不罚款。"),
        ("孩子跟谁姓？", "随父姓、随母姓都行。"),
    ),
    words="给孩子上户口 新生儿落户 上户口 报户口",
    person_themes=("生育收养", "户口身份"),
)
DEATH = hall_item(
    "death",
    "死亡注销户口",
    "qiaocheng_police",
    "07 09011 005",
    main_item="户口登记",
    result="死亡注销证明",
    result_kind="30",
    summary="家里人去世了，来注销户口。",
    audiences="1",
    by_law=(
        Clause(
            _REGISTER,
            "第八条",
            "公民死亡，城市在葬前，农村在一个月以内，由户主、亲属、抚养人或者邻居向户口登记机关申报死亡登记，注销户口。",
        ),
    ),
    conditions=("人去世了，有死亡证明。",),
    materials=(
        paper_form("注销户口登记表"),
        ID_CARD_SHOWN,
        held("death", "居民死亡医学证明", "证明人去世了。", "医院或社区卫生服务中心信息里有。"),
        bring("book", "户口簿和逝者身份证", "收回逝者的户口页和身份证。", "带来就行。"),
    ),
    promised=1,
    instant=True,
    visit_reason="要收回逝者的户口页和身份证。",
    refusals=("没有死亡证明。",),
    questions=(
        ("在家里去世的怎么开证明？", "找社区卫生服务中心或村医开。"),
        ("还要办哪些事？", "注销户口、社保、抚恤金可以一起办，窗口会告诉您。"),
    ),
    words="销户口 注销户口 去世 死亡证明 老人走了",
    person_themes=("身后事", "户口身份"),
)
ID_CARD_RENEWAL = hall_item(
    "id_card_renewal",
    "居民身份证换领、补领",
    "qiaocheng_police",
    "07 09021",
    main_item="居民身份证",
    result="居民身份证",
    summary="身份证到期了、丢了、坏了，来换一张。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国居民身份证法",
            "第十一条",
            "居民身份证有效期满、登记内容有变更更正、严重损坏或者丢失的，应当换领、补领。",
        ),
        Clause(
            "中华人民共和国居民身份证法",
            "第十二条",
            "公安机关应当自公民提交《居民身份证申领登记表》之日起六十日内发放居民身份证。",
        ),
    ),
    conditions=("身份证到期、丢了或者坏了。", "本人到场，采集指纹和照片。"),
    materials=(
        paper_form("居民身份证申领登记表"),
        HOUSEHOLD,
        bring("old", "旧身份证", "换新的，旧的收回。", "到期、损坏的带来，丢了的不用。"),
    ),
    fees=(
        Fee(
            "居民身份证工本费（换领）",
            2000,
            "每证 20 元，首次申领不要钱",
            "发改价格〔2003〕2322 号",
        ),
        Fee(
            "居民身份证工本费（补领）", 4000, "丢失、损坏补领每证 40 元", "发改价格〔2003〕2322 号"
        ),
    ),
    promised=natural_days(20, "", "拿证的时间"),
    statutory=natural_days(60, "《中华人民共和国居民身份证法》第十二条"),
    visit_reason="要本人到场照相、采集指纹。",
    refusals=("没有户口。",),
    questions=(
        ("在外地能补吗？", "能。全国哪里都能办，户口簿也不用带。"),
        ("急用怎么办？", "当场办一张临时身份证，三个月内有效。"),
        ("老人走不动怎么办？", "打电话，我们上门照相。"),
    ),
    words="身份证丢了 补身份证 换身份证 身份证过期 临时身份证",
    person_themes=("户口身份",),
    handle_area="1",
)
NAME_CHANGE = hall_item(
    "name_change",
    "户口登记项目变更（姓名）",
    "qiaocheng_police",
    "07 09013 001",
    main_item="户口登记项目变更更正",
    result="变更后的户口簿页",
    result_kind="30",
    summary="想改名字，来说明理由。",
    audiences="1",
    by_law=(
        Clause(_REGISTER, "第十八条", "公民变更姓名的申请。"),
        Clause(
            "中华人民共和国民法典",
            "第一千零一十六条",
            "自然人决定、变更姓名应当依法向有关机关办理登记手续。",
        ),
    ),
    conditions=("改名字有理由，不违背公序良俗。", "满 18 周岁的本人申请，未成年的由父母申请。"),
    materials=(
        paper_form("姓名变更申请表"),
        ID_CARD_SHOWN,
        HOUSEHOLD,
        bring("reason", "改名的说明", "看理由合不合适。", "您自己写，签名。"),
    ),
    promised=10,
    visit_reason="要当面说明理由，换户口页。",
    refusals=("被通缉、在服刑。", "改的名字违背公序良俗。"),
    questions=(
        ("孩子改姓要父母都同意吗？", "要父母双方都同意；满 8 周岁的还要问孩子。"),
        ("改名后身份证要换吗？", "要。一起在窗口换。"),
    ),
    words="改名字 改姓 换名字 户口改名",
    person_themes=("户口身份",),
)
HOTEL = hall_item(
    "hotel",
    "旅馆业特种行业许可",
    "qiaocheng_police",
    "01 09031",
    result="旅馆业特种行业许可证",
    summary="开旅馆、客栈、民宿，开业前要办。",
    audiences="2 5 9",
    by_law=(
        Clause(
            "旅馆业治安管理办法",
            "第四条",
            "申请开办旅馆，应取得市场监管部门核发的营业执照，向当地公安机关申领特种行业许可证后，方准开业。",
        ),
    ),
    conditions=("有营业执照。", "消防验收或备案合格。", "装了旅客登记的系统和监控。"),
    materials=(
        paper_form("特种行业许可申请表"),
        BUSINESS_LICENSE,
        held("fire", "消防验收或备案信息", "看着火了人能不能跑出去。", "消防和住建信息里有。"),
        bring(
            "plan",
            "房间平面图和安全制度",
            "看几间房、怎么登记旅客。",
            "您自己画，写明登记的人。",
            "监控覆盖大门和走廊",
        ),
    ),
    promised=3,
    visit_reason="要约好来装登记系统、看现场的时间。",
    refusals=("消防不合格。", "没有装旅客登记系统。"),
    questions=(
        ("农家乐、民宿要办吗？", "要。住人收钱的都要办，房间少的手续简单。"),
        ("还要办什么？", "还要办公共场所卫生许可，供饭的再办食品经营许可。"),
    ),
    words="开旅馆 旅馆证 开宾馆 民宿 特种行业",
    company_themes=("准营准办", "公安消防"),
)

ITEMS = (NEWBORN, DEATH, ID_CARD_RENEWAL, NAME_CHANGE, HOTEL)
