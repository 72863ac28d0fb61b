"""涡阳、蒙城、利辛、经济开发区: so that every county has something of its own."""

from tongban.demo.items.shared import (
    BUSINESS_LICENSE,
    HOUSEHOLD,
    ID_CARD_SHOWN,
    bring,
    days,
    hall_item,
    held,
    paper_form,
)
from tongban.management.catalog.types import Clause

GUOYANG_MINIMUM = hall_item(
    "guoyang_minimum_living",
    "最低生活保障认定",
    "guoyang_civil",
    "05 11011",
    result="最低生活保障批准书",
    result_kind="20",
    summary="涡阳县的困难家庭，可以每月领低保。",
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
    materials=(
        paper_form("低保申请表"),
        ID_CARD_SHOWN,
        HOUSEHOLD,
        held(
            "income", "收入和财产信息", "看家里是不是真的困难。", "您同意后，我们向银行和部门查。"
        ),
    ),
    promised=22,
    statutory=days(30, "《最低生活保障审核确认办法》"),
    visit_reason="一起过日子的人要当面签字，同意查收入。",
    refusals=("人均收入高于低保线。",),
    questions=(
        ("在哪里申请？", "到乡镇政府、街道，或者县大厅都行。"),
        ("多久查一次？", "每年核一次，家里变好变坏都要说。"),
    ),
    words="低保 吃低保 困难户 生活困难",
    person_themes=("社保医保",),
)
GUOYANG_FOOD = hall_item(
    "guoyang_food",
    "食品经营许可（新办）",
    "guoyang_market",
    "01 31012 001",
    main_item="食品经营许可",
    result="食品经营许可证",
    valid_years=5,
    summary="在涡阳县开饭馆、卖吃的，开张前要办。",
    audiences="2 5 9",
    by_law=(
        Clause("中华人民共和国食品安全法", "第三十五条", "国家对食品生产经营实行许可制度。"),
        Clause("食品经营许可和备案管理办法", "", "申请材料、审查和期限的规定。"),
    ),
    conditions=(
        "有营业执照。",
        "场所离厕所、垃圾站等污染源 25 米以上。",
        "有洗手、消毒、冷藏的设备，生熟分开。",
    ),
    materials=(
        paper_form("食品经营许可申请书"),
        BUSINESS_LICENSE,
        bring("layout", "店面布局和操作流程图", "看生的熟的分没分开。", "您自己画，手画就行。"),
    ),
    promised=8,
    statutory=days(10, "《食品经营许可和备案管理办法》"),
    visit_reason="要约好到店里看的时间。",
    refusals=("场所离污染源太近。", "没有洗手、消毒的设备。"),
    questions=(
        ("证能用多久？", "5 年，到期前来延续。"),
        ("只卖包装好的东西要办吗？", "不用，备案就行。"),
    ),
    words="开饭馆 开饭店 小吃店 卫生许可证",
    company_themes=("准营准办",),
)
MENGCHENG_MACHINE = hall_item(
    "mengcheng_machine",
    "农机购置补贴申请",
    "mengcheng_agriculture",
    "20 20061",
    result="农机购置补贴发放",
    result_kind="30",
    summary="在蒙城县买农机，国家补一部分钱。",
    audiences="1 2 9",
    by_law=(Clause("农业机械购置与应用补贴实施指导意见", "", "补贴对象、品目和标准的规定。"),),
    conditions=("买的农机在补贴的目录里。", "户口或种地的地方在蒙城县。"),
    materials=(
        paper_form("农机购置补贴申请表"),
        ID_CARD_SHOWN,
        bring("invoice", "购机发票", "看买的什么、花了多少钱。", "卖农机的店给的。"),
        bring("photo", "人和农机的合照", "看机器真的买到手了。", "手机拍就行，机身号看得见。"),
    ),
    promised=15,
    visit_reason="机器要带来看一看，大的我们上门看。",
    refusals=("买的不在补贴目录里。", "同一台机器补过一次。"),
    questions=(
        ("先付钱再补吗？", "您先付，补贴打到您的卡上。"),
        ("合作社能申请吗？", "能，和个人一样补。"),
    ),
    words="买拖拉机 农机补贴 收割机 种地机器",
    person_themes=("就业创业",),
    company_themes=("农林牧渔",),
)
MENGCHENG_PLACE = hall_item(
    "mengcheng_public_place",
    "公共场所卫生许可",
    "mengcheng_health",
    "01 23021 001",
    main_item="公共场所卫生许可（除饭馆、咖啡馆、酒吧、茶座等）",
    result="公共场所卫生许可证",
    valid_years=4,
    summary="在蒙城县开宾馆、理发店，开业前要办。",
    audiences="2 5 9",
    by_law=(
        Clause("公共场所卫生管理条例", "第四条", "国家对公共场所实行卫生许可证制度。"),
        Clause("公共场所卫生管理条例实施细则", "第二十三条", "申请材料的规定。"),
    ),
    conditions=(
        "有营业执照。",
        "有通风、采光、消毒的设施。",
        "服务客人的人有健康证明。",
        "有管卫生的人和制度。",
    ),
    materials=(
        paper_form("公共场所卫生许可申请表"),
        BUSINESS_LICENSE,
        bring("layout", "平面图", "看消毒间在哪里。", "您自己画，标出用途。"),
    ),
    promised=7,
    visit_reason="要约好到店里看的时间。",
    refusals=("没有消毒设施。",),
    questions=(
        ("饭馆要办吗？", "不用，饭馆办食品经营许可。"),
        ("证能用多久？", "4 年，每两年复核一次。"),
    ),
    words="卫生许可证 开宾馆 开理发店 浴室",
    company_themes=("医疗卫生", "准营准办"),
)
LIXIN_UNEMPLOYED = hall_item(
    "lixin_unemployed",
    "失业登记",
    "lixin_hr",
    "20 14021",
    result="失业登记凭证",
    result_kind="30",
    summary="利辛县没有工作的人，登记一下好找工作。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国就业促进法",
            "第三十五条",
            "公共就业服务机构为劳动者免费办理就业登记、失业登记等事务。",
        ),
    ),
    conditions=("满 16 周岁，没有退休。", "现在没有工作，想找工作。"),
    materials=(paper_form("失业登记表"), ID_CARD_SHOWN),
    promised=1,
    instant=True,
    refusals=("还在上班。",),
    questions=(
        ("在外地打工回来能登记吗？", "能。住在利辛就能登记。"),
        ("登记了能领钱吗？", "交过失业保险、不是自己辞职的，能领失业金。"),
    ),
    words="失业登记 没工作了 下岗登记 找工作",
    person_themes=("就业创业",),
)
LIXIN_SCHOOL = hall_item(
    "lixin_school_entry",
    "义务教育学校入学登记",
    "lixin_education",
    "20 05021",
    result="入学通知书",
    result_kind="30",
    summary="利辛县的孩子满 6 周岁，来登记上学。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国义务教育法",
            "第十二条",
            "适龄儿童、少年免试入学。地方各级人民政府应当保障适龄儿童、少年在户籍所在地学校就近入学。",
        ),
    ),
    conditions=("当年 8 月 31 日前满 6 周岁，或者小学毕业。", "户口、房子或居住证在本县（区）。"),
    materials=(
        paper_form("入学登记表"),
        HOUSEHOLD,
        held("property", "房产或居住证信息", "看就近上哪所学校。", "不动产登记和公安信息里有。"),
        bring("vaccine", "预防接种证", "看疫苗打全没有。", "带上孩子的小绿本。"),
    ),
    promised=10,
    refusals=("还不满 6 周岁。",),
    questions=(
        ("孩子要来吗？", "不用，家长来一位就行。"),
        ("要不要交钱？", "不要钱，课本也不要钱。"),
    ),
    words="上小学 孩子上学 报名 入学",
    person_themes=("教育入学",),
)
ZONE_PROJECT = hall_item(
    "zone_project",
    "企业投资项目备案",
    "zone_approval",
    "10 04021",
    result="企业投资项目备案表",
    result_kind="20",
    summary="在经济开发区建项目，先来备案。",
    audiences="2",
    by_law=(
        Clause(
            "企业投资项目核准和备案管理条例",
            "第十三条",
            "实行备案管理的项目，企业应当在开工建设前通过在线平台将项目信息告知备案机关。",
        ),
    ),
    conditions=("企业自己出钱，不用政府的钱。", "不在需要核准的目录里。"),
    materials=(paper_form("企业投资项目备案信息表"), BUSINESS_LICENSE),
    promised=1,
    instant=True,
    visit_reason="网上填不了的单位，到窗口当面填。",
    refusals=("在国家规定要核准的目录里。",),
    questions=(
        ("有人帮着办吗？", "有。开发区有帮办代办，不要钱。"),
        ("备案要带项目书吗？", "不用，填一张表就行。"),
    ),
    words="项目备案 立项 投资备案 招商",
    company_themes=("投资审批",),
)
ZONE_COMPANY = hall_item(
    "zone_company",
    "公司设立登记",
    "zone_approval",
    "10 31002 001",
    main_item="公司登记",
    result="营业执照",
    summary="在经济开发区开公司，在这里登记。",
    audiences="2",
    by_law=(
        Clause(
            "中华人民共和国公司法", "第二十九条", "设立公司，应当依法向公司登记机关申请设立登记。"
        ),
        Clause(
            "中华人民共和国市场主体登记管理条例",
            "第十九条",
            "对申请材料齐全、符合法定形式的予以确认并当场登记。",
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
    statutory=days(3, "《中华人民共和国市场主体登记管理条例》第十九条"),
    instant=True,
    refusals=("材料不符合法定形式。",),
    questions=(
        ("要验资吗？", "不要，写明出多少钱、什么时候交就行。"),
        ("有人帮着办吗？", "有。帮办代办的人陪您办完。"),
    ),
    words="开公司 注册公司 营业执照 办执照",
    company_themes=("设立变更",),
)

ITEMS = (
    GUOYANG_MINIMUM,
    GUOYANG_FOOD,
    MENGCHENG_MACHINE,
    MENGCHENG_PLACE,
    LIXIN_UNEMPLOYED,
    LIXIN_SCHOOL,
    ZONE_PROJECT,
    ZONE_COMPANY,
)
