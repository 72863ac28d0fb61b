"""Laws, policies, notices, questions and news of the demo city: invented, and marked as samples."""

from dataclasses import dataclass
from datetime import date

from tongban.management.catalog.types import DocumentContent, DocumentKind

MARK = "（示例）"
"""At the end of every title: nobody shall take it for the text of a law or for news."""


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """A document of the demo city: what it says, who keeps it, which items it stands beside."""

    content: DocumentContent
    department: str = ""
    """Key of the department that keeps it; empty: the whole city's."""
    items: tuple[str, ...] = ()


def _paper(
    kind: DocumentKind,
    title: str,
    issued: str,
    body: str,
    *items: str,
    department: str = "",
    number: str = "",
    issuer: str = "亳州市人民政府办公室",
    effective: str = "",
    ended: str = "",
    address: str = "",
) -> DemoPaper:
    content = DocumentContent(
        kind=kind,
        title=f"{title}{MARK}",
        number=number,
        issuer=issuer,
        issued_on=date.fromisoformat(issued),
        effective_on=date.fromisoformat(effective) if effective else None,
        ended_on=date.fromisoformat(ended) if ended else None,
        body=f"{body}\n\n这是示范城市的样例，不是真实文件。",
        address=address,
    )
    return DemoPaper(content, department, items)


K = DocumentKind
PAPERS: tuple[DemoPaper, ...] = (
    _paper(K.LAW, "老年人权益保障的规定摘要", "2018-12-29",
           "国家建立高龄津贴制度，具体办法由地方定。老年人办事优先。",
           "old_age_allowance", "old_age_home", issuer="亳州市司法局",
           address="https://flk.npc.gov.cn/"),
    _paper(K.LAW, "行政许可的一般规定摘要", "2019-04-23",
           "材料齐全、符合形式的当场受理；要补的，五日内一次说清。没有法律依据，不收费。",
           "food_license", "public_place", "freight", issuer="亳州市司法局",
           address="https://flk.npc.gov.cn/"),
    _paper(K.LAW, "户口和身份证的规定摘要", "2011-10-29",
           "居民身份证到期前三个月内换领；丢失的应当补领。", "id_card_renewal", "household_move",
           issuer="亳州市司法局"),
    _paper(K.POLICY, "高龄津贴发放办法", "2024-02-01",
           "八十周岁以上的老人按月发。从批准的下个月起，打到社会保障卡里。\n\n标准每年公布一次。",
           "old_age_allowance", department="qiaocheng_civil", number="谯民〔2024〕3 号",
           issuer="谯城区民政局", effective="2024-03-01"),
    _paper(K.POLICY, "高龄津贴发放办法（旧）", "2019-05-10",
           "八十周岁以上的老人按季度发。", "old_age_allowance", department="qiaocheng_civil",
           number="谯民〔2019〕11 号", issuer="谯城区民政局", ended="2024-03-01"),
    _paper(K.POLICY, "优化食品经营许可的若干措施", "2025-06-12",
           "新办食品经营许可，承诺时限从十个工作日减到七个。现场核查和受理同步约时间。",
           "food_license", "workshop", department="qiaocheng_market",
           number="谯市监〔2025〕20 号", issuer="谯城区市场监督管理局", effective="2025-07-01"),
    _paper(K.POLICY, "个体工商户登记便利化办法", "2025-03-03",
           "名称自主申报，住所用承诺书，一个工作日办结。", "sole_trader", "sole_trader_change",
           department="qiaocheng_market", number="谯市监〔2025〕8 号",
           issuer="谯城区市场监督管理局"),
    _paper(K.POLICY, "不动产登记、交易、缴税一窗办理方案", "2024-09-09",
           "三个部门的事一个窗口收，材料只交一次，信息内部转。", "house_transfer",
           number="亳政办〔2024〕31 号"),
    _paper(K.POLICY, "居住证便民措施", "2026-11-20",
           "续签可以网上办，不用再跑。", "residence_permit", department="qiaocheng_police",
           number="谯公〔2026〕40 号", issuer="谯城区公安分局", effective="2027-01-01"),
    _paper(K.NOTICE, "关于春节前后窗口值班的通知", "2026-01-20",
           "法定假日不办公，最后一个工作日办到十七点三十分。网上申请照常收。"),
    _paper(K.NOTICE, "关于暂停受理烟花爆竹零售许可的通知", "2026-10-08",
           "零售点规划正在重新编制，编好以前暂停受理；已经受理的照常办完。", "fireworks",
           department="qiaocheng_emergency", issuer="谯城区应急管理局"),
    _paper(K.REVIEW_RULE, "食品经营许可审查细则", "2025-06-12",
           "看四样：布局图和现场一致；生熟分开；有洗手和消毒的地方；用水合格。",
           "food_license", department="qiaocheng_market", issuer="谯城区市场监督管理局"),
    _paper(K.REVIEW_RULE, "公共场所卫生许可审查细则", "2024-11-05",
           "看三样：布局图和现场一致；检测报告在有效期内；从业人员有健康证明。",
           "public_place", department="qiaocheng_health", issuer="谯城区卫生健康委员会"),
    _paper(K.QUESTION, "老人不会上网，高龄津贴怎么办", "2025-01-06",
           "子女可以代办，也可以打 12345，社区会上门帮着填。", "old_age_allowance",
           department="qiaocheng_civil", issuer="谯城区民政局"),
    _paper(K.QUESTION, "开面馆要办哪些证", "2025-02-18",
           "先办个体工商户登记，再办食品经营许可。招牌挂在墙外的，还要办户外招牌设置。",
           "food_license", "sole_trader", "shop_sign", department="qiaocheng_market",
           issuer="谯城区市场监督管理局"),
    _paper(K.NEGATIVE_LIST, "市场准入负面清单摘要", "2025-04-24",
           "清单以外的行业，谁都可以依法平等进入，部门不能另设条件。\n\n"
           "清单写明禁止进入的和要先许可的两类。", issuer="亳州市发展和改革委员会"),
    _paper(K.NEGATIVE_LIST, "不得索要的证明清单", "2024-07-01",
           "婚姻状况、无犯罪记录以外的一百二十项证明，部门自己核查，不向群众要。",
           ended="", issuer="亳州市司法局"),
    _paper(K.NEWS, "全区 13 个事项可以全程网上办", "2026-09-15",
           "从填表到拿证都在网上，不用跑大厅。", "old_age_allowance", "food_license"),
    _paper(K.NEWS, "政务服务中心周六上午延时服务", "2026-08-21",
           "社保、户籍、不动产三个窗口周六上午办公。", "house_transfer"),
    _paper(K.NEWS, "自助终端进了 20 个社区", "2026-07-30",
           "可以打印居住证明、查社保、申请补领身份证。", "id_card_renewal"),
    _paper(K.NEWS, "食品经营许可平均 4 天办结", "2026-07-08",
           "数字从办件里算出，不是填报的。", "food_license", department="qiaocheng_market",
           issuer="谯城区市场监督管理局"),
    _paper(K.NEWS, "新生儿出生一件事开始试点", "2026-06-18",
           "出生证明、户口、医保一次申请，三个部门一起办。", "newborn"),
    _paper(K.NEWS, "二手房过户一小时办完", "2026-05-25",
           "登记、交易、缴税在一个窗口交一次材料。", "house_transfer"),
    _paper(K.NEWS, "高龄津贴主动发放", "2026-04-29",
           "公安和民政的数据对上后，到龄的老人先收到短信，点同意就发。", "old_age_allowance",
           department="qiaocheng_civil", issuer="谯城区民政局"),
    _paper(K.NEWS, "开办企业不再刻公章收费", "2026-03-16",
           "新设立的企业第一套公章由财政付。", "company"),
    _paper(K.NEWS, "12345 热线解答高频问题上线", "2026-02-27",
           "问得最多的一百个问题，和办事指南连在一起。"),
    _paper(K.NEWS, "校车许可三个部门并联审查", "2025-12-10",
           "教育、公安、交通同时看，不再排队。", "school_bus"),
    _paper(K.NEWS, "货运司机网上年审", "2025-11-18",
           "道路运输证年审可以在手机上办。", "freight", "truck_card"),
    _paper(K.NEWS, "护照网上预约", "2025-10-22",
           "先在网上约好时间，到大厅不用排队。", "passport"),
)  # fmt: skip
