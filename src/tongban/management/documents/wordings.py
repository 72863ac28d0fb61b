"""The wording of papers that comes along, and values for a preview; a city publishes its own."""

from tongban.management.documents.types import PaperKind, TemplateDefinition

_REMEDY_TEXT = (
    "如不服本决定，可以自收到本决定书之日起{review_days}日内向{review_body}申请行政复议，"
    "也可以自收到本决定书之日起{lawsuit_months}个月内依法向{court}提起行政诉讼。"
)
_APPLIED = "您于{filed_on}提出的“{item}”申请（办件编号：{case_number}）"

SHIPPED: dict[PaperKind, TemplateDefinition] = {
    made.kind: made
    for made in (
        TemplateDefinition(
            PaperKind.RECEIPT,
            "收件凭证",
            "收",
            (
                _APPLIED + "，本机关已经收到。收到的材料有：",
                "{materials}",
                "最晚{due}告知您是否受理。",
                "凭查询号{query_number}和申请人证件号码后四位，可以随时在网上或者拨打12345查询办理进度。",
            ),
        ),
        TemplateDefinition(
            PaperKind.ACCEPTANCE,
            "受理通知书",
            "受",
            (
                _APPLIED
                + "，经审查，属于本机关职权范围，申请材料齐全、符合法定形式。根据{law}，决定予以受理。",
                "{opinion}",
                "本机关承诺{promised}前办结。",
                "法定办结日期为{statutory}。",
                "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在上述期限内，届时另行书面告知。",
                "联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.DEEMED_ACCEPTANCE,
            "视为受理通知书",
            "视受",
            (
                _APPLIED
                + "，本机关没有在法定期限内告知您是否受理。根据{law}，自{since}收到申请之日起即为受理，办理期限从该日起算。",
                "本机关承诺{promised}前办结。",
                "法定办结日期为{statutory}。",
                "联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.NON_ACCEPTANCE,
            "不予受理决定书",
            "不受",
            (
                _APPLIED + "，经审查，根据{law}，决定不予受理。理由如下：",
                "{reason}",
                "您可以向{right_body}提出申请。",
                _REMEDY_TEXT,
            ),
        ),
        TemplateDefinition(
            PaperKind.CORRECTION,
            "补正告知书",
            "补",
            (
                _APPLIED
                + "，经审查，申请材料不齐全或者不符合法定形式。根据{law}，现一次性告知需要补正的全部内容：",
                "{items}",
                "请于{due}前补正。逾期没有补正的，本次申请办结，您可以重新申请。",
                "除上述内容外，本机关不再要求补正。联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.PROCEDURE,
            "特别程序告知书",
            "特",
            (
                _APPLIED + "，在办理中需要依法进行{name}，依据是{clause}。",
                "理由：{reason}",
                "预计需要{days}个工作日。这段时间不计算在办理期限内，结束后另行告知，办理期限接着计算。",
                "联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.EXTENSION,
            "延长审批期限告知书",
            "延",
            (
                _APPLIED
                + "，不能在规定期限内作出决定。依据{clause}，经本机关负责人批准，决定延长{days}。",
                "延长的理由：{reason}",
                "延长后的办结日期为{due}。",
                "联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.GRANT,
            "准予{matter}决定书",
            "准",
            (
                _APPLIED + "，经审查，符合法定条件、标准。根据{law}，决定准予。",
                "{hearing}",
                "{opinion}",
                "本机关将制作{result}，您可以在网上下载。",
                "{delivery}",
            ),
        ),
        TemplateDefinition(
            PaperKind.DEEMED_GRANT,
            "视为准予{matter}通知书",
            "视准",
            (
                _APPLIED + "，办理期限到{due}为止，本机关没有作出决定。依据{clause}，视为准予。",
                "本机关将制作{result}，您可以在网上下载。",
                "联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.REVOCATION,
            "撤销{matter}决定书",
            "销",
            (
                _APPLIED
                + "，本机关凭您的书面承诺（{promised}）作出准予的决定。事后核查认为承诺不实，"
                "本机关已经听取您的陈述申辩，或者您在期限内没有陈述申辩。"
                "根据{law}，决定撤销准予的决定，{result}同时撤销。理由如下：",
                "{reason}",
                _REMEDY_TEXT,
            ),
        ),
        TemplateDefinition(
            PaperKind.REFUSAL,
            "不予{matter}决定书",
            "不准",
            (
                _APPLIED + "，经审查，不符合法定条件、标准。根据{law}，决定不予批准。理由如下：",
                "{reason}",
                "{hearing}",
                _REMEDY_TEXT,
            ),
        ),
        TemplateDefinition(
            PaperKind.TERMINATION,
            "终止办理通知书",
            "终",
            (
                _APPLIED + "，依据{clause}，决定终止办理。理由如下：",
                "{reason}",
                _REMEDY_TEXT,
            ),
        ),
        TemplateDefinition(
            PaperKind.LAPSE,
            "补正不来办结通知书",
            "结",
            (
                _APPLIED
                + "，本机关已一次性告知需要补正的内容，补正期限到{due}为止。您没有在期限内补正，本次申请予以办结。",
                "需要的话，可以重新提出申请。联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.WITHDRAWAL,
            "撤回申请确认书",
            "撤",
            (
                _APPLIED + "，您已经申请撤回。本机关确认撤回，不再办理。",
                "您写的理由：{reason}",
                "需要的话，可以重新提出申请。",
            ),
        ),
        TemplateDefinition(
            PaperKind.ONE_NOTICE,
            "一次性告知单",
            "告",
            (
                "您咨询的“{item}”，需要准备的全部内容如下：",
                "{items}",
                "联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.INTERESTED_NOTICE,
            "利害关系人陈述权利和听证权利告知书",
            "利告",
            (
                (
                    "{applicant}于{filed_on}向本机关提出“{item}”申请（办件编号：{case_number}）。"
                    "经审查，该申请直接关系您的重大利益："
                ),
                "{concern}",
                (
                    "根据{law}，您有权陈述意见、进行申辩，也有权要求听证。"
                    "请自收到本告知书之日起{days}个工作日内，登录政务服务网、书面或者到窗口提出。"
                    "逾期不提出的，视为没有意见、不要求听证。"
                ),
                "本机关组织听证，不收任何费用。联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.HEARING_RIGHT,
            "听证权利告知书",
            "听告",
            (
                _APPLIED + "，经审查，直接涉及您和{interested}之间的重大利益关系：",
                "{concern}",
                "根据{law}，您有权要求听证。要求听证的，请自收到本告知书之日起{days}个工作日内提出。",
                "本机关组织听证，不收任何费用。联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.HEARING_NOTICE,
            "听证通知书",
            "听",
            (
                "关于“{item}”申请（办件编号：{case_number}），根据{clause}，本机关定于{when}举行听证。",
                "地点：{place}",
                "听证内容：{subject}",
                "主持人：{chair}。您认为主持人和该申请有直接利害关系的，有权申请回避。",
                "您可以提出证据，进行申辩和质证；也可以委托一至二人代理。听证不收任何费用。联系电话：{phone}。",
            ),
        ),
        TemplateDefinition(
            PaperKind.HEARING_RECORD,
            "听证笔录",
            "听录",
            (
                "申请事项：{item}（办件编号：{case_number}）",
                "听证内容：{subject}",
                "时间：{when}",
                "地点：{place}",
                "主持人：{chair}",
                "{record}",
                "参加人确认情况：",
                "{members}",
            ),
        ),
        TemplateDefinition(
            PaperKind.AMENDMENT,
            "更正通知书",
            "更",
            (
                "本机关作出的《{title}》（{number}）中有文字错误，现更正如下：",
                "“{wrong}”更正为“{right}”。",
                "说明：{reason}",
                "其他内容不变。本通知书与原文书一并保存。",
            ),
            needs_review=True,
        ),
        TemplateDefinition(
            PaperKind.SERVICE_RETURN,
            "送达回证",
            "送",
            (
                "送达文书：{title}",
                "文号：{number}",
                "受送达人：{addressee}",
                "送达方式：{way}",
                "送达地点：{place}",
                "送达时间：{served_at}",
                "收件人：{received_by}",
                "送达人：{served_by}",
                "情况：{cause}",
                "见证人：{witnesses}",
                "行政复议：最晚{review_until}申请",
                "行政诉讼：最晚{lawsuit_until}提起",
            ),
        ),
    )
}
"""Kind → its wording. Published as the first revision when it is first used."""

SAMPLES = {
    "applicant": "谷*",
    "interested": "夏*",
    "concern": "厨房的排烟口正对邻居的窗户。",
    "when": "2026年3月20日9时00分",
    "place": "政务服务中心三楼会议室",
    "chair": "霜降（法制科）",
    "subject": "排烟口的位置",
    "members": "1. 申请人 谷雨：当面签字",
    "record": "双方陈述了意见，出示了图纸。",
    "hearing": "本机关于2026年3月20日举行听证，本决定根据听证笔录作出。",
    "item": "食品经营许可",
    "case_number": "341602-20260302-000127",
    "query_number": "1234 5678 9012",
    "filed_on": "2026年3月2日",
    "phone": "0558-0002001",
    "law": "《中华人民共和国行政许可法》第三十八条",
    "matter": "行政许可",
    "due": "2026年3月9日",
    "materials": "1. 申请表\n2. 布局图",
    "promised": "2026年3月11日",
    "statutory": "2026年3月16日",
    "opinion": "材料齐全。",
    "since": "2026年3月2日",
    "reason": "场所的面积不符合要求。",
    "right_body": "亳州市市场监督管理局",
    "review_body": "谯城区人民政府",
    "review_days": "60",
    "court": "谯城区人民法院",
    "lawsuit_months": "6",
    "items": "1. 布局图：请标出水池。\n2. 租赁合同：请补上签字页。",
    "name": "检测",
    "clause": "行政许可法第四十五条",
    "days": "10",
    "result": "食品经营许可证",
    "delivery": "自作出决定之日起10个工作日内送达。",
    "title": "不予行政许可决定书",
    "number": "谯市监许不准〔2026〕3号",
    "wrong": "希夷大道218号",
    "right": "希夷大道128号",
    "addressee": "谷雨",
    "way": "电子送达",
    "served_at": "2026年3月9日10时",
    "received_by": "谷雨",
    "served_by": "系统自动",
    "cause": "本人在家，不肯收下。",
    "witnesses": "社区居委会 钱小满",
    "review_until": "2026年5月8日",
    "lawsuit_until": "2026年9月9日",
}
"""Values with which a preview is filled in."""
