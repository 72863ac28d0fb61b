"""The kinds of papers with what they must state, and the wording that comes along.

Articles as cited elsewhere in the house (standards §7.1); a city compares them with the text in
force before it relies on them, and publishes its own wording as a revision.
"""

from tongban.management.documents.types import KindRule, PaperKind, TemplateDefinition

_CASE = {
    "item": "事项名称",
    "case_number": "办件编号",
    "query_number": "查询号",
    "filed_on": "申请日期",
    "phone": "联系电话",
    "law": "依据",
    "matter": "事项类型",
}
_REMEDY = {
    "review_body": "复议机关",
    "review_days": "复议期限（天）",
    "court": "法院",
    "lawsuit_months": "起诉期限（月）",
}
_REMEDY_TEXT = (
    "如不服本决定，可以自收到本决定书之日起{review_days}日内向{review_body}申请行政复议，"
    "也可以自收到本决定书之日起{lawsuit_months}个月内依法向{court}提起行政诉讼。"
)
_MUST_REMEDY = {"review_body": "行政许可法第三十八条", "court": "行政许可法第三十八条"}

KINDS: dict[PaperKind, KindRule] = {
    rule.kind: rule
    for rule in (
        KindRule(
            PaperKind.RECEIPT,
            {**_CASE, "due": "告知是否受理的日期", "materials": "收到的材料（每份一行）"},
            {"item": "行政许可法第三十二条", "materials": "行政许可法第三十二条"},
        ),
        KindRule(
            PaperKind.ACCEPTANCE,
            {**_CASE, "promised": "承诺办结日期", "statutory": "法定办结日期", "opinion": "意见"},
            {"item": "行政许可法第三十二条"},
        ),
        KindRule(
            PaperKind.DEEMED_ACCEPTANCE,
            {
                **_CASE,
                "since": "视为受理之日",
                "promised": "承诺办结日期",
                "statutory": "法定办结日期",
            },
            {"item": "行政许可法第三十二条", "since": "行政许可法第三十二条"},
        ),
        KindRule(
            PaperKind.NON_ACCEPTANCE,
            {**_CASE, **_REMEDY, "reason": "理由", "right_body": "应向哪个机关提出"},
            {"reason": "行政许可法第三十二条", **_MUST_REMEDY},
            has_return=True,
            has_remedy=True,
        ),
        KindRule(
            PaperKind.CORRECTION,
            {**_CASE, "items": "要补正的全部内容（每处一行）", "due": "补正期限"},
            {"items": "行政许可法第三十二条", "due": "行政许可法第三十二条"},
            has_return=True,
        ),
        KindRule(
            PaperKind.PROCEDURE,
            {
                **_CASE,
                "name": "特别程序",
                "clause": "依据条款",
                "reason": "理由",
                "days": "预计工作日",
            },
            {
                "name": "行政许可法第四十五条",
                "clause": "行政许可法第四十五条",
                "days": "行政许可法第四十五条",
            },
        ),
        KindRule(
            PaperKind.EXTENSION,
            {
                **_CASE,
                "clause": "依据条款",
                "reason": "理由",
                "days": "延长多少",
                "due": "新的办结日期",
            },
            {"reason": "行政许可法第四十二条", "due": "行政许可法第四十二条"},
        ),
        KindRule(
            PaperKind.GRANT,
            {
                **_CASE,
                "opinion": "意见",
                "result": "结果名称",
                "delivery": "送达期限",
                "hearing": "根据哪次听证的笔录",
            },
            {"item": "行政许可法第三十八条"},
            has_return=True,
        ),
        KindRule(
            PaperKind.DEEMED_GRANT,
            {**_CASE, "due": "期限届满之日", "clause": "依据条款", "result": "结果名称"},
            {"due": "行政许可法第四十二条", "clause": "行政许可法第四十二条"},
            has_return=True,
        ),
        KindRule(
            PaperKind.REVOCATION,
            {**_CASE, **_REMEDY, "reason": "理由", "promised": "承诺的内容", "result": "结果名称"},
            {"reason": "行政许可法第六十九条", **_MUST_REMEDY},
            has_return=True,
            has_remedy=True,
        ),
        KindRule(
            PaperKind.REFUSAL,
            {**_CASE, **_REMEDY, "reason": "理由", "hearing": "根据哪次听证的笔录"},
            {"reason": "行政许可法第三十八条", **_MUST_REMEDY},
            has_return=True,
            has_remedy=True,
        ),
        KindRule(
            PaperKind.TERMINATION,
            {**_CASE, **_REMEDY, "reason": "理由", "clause": "依据条款"},
            {"reason": "行政许可法第三十八条", "clause": "行政许可法第三十八条"},
            has_return=True,
            has_remedy=True,
        ),
        KindRule(
            PaperKind.LAPSE,
            {**_CASE, "due": "补正期限"},
            {"due": "行政许可法第三十二条"},
            has_return=True,
        ),
        KindRule(
            PaperKind.WITHDRAWAL, {**_CASE, "reason": "撤回的理由"}, {"item": "行政许可法第七条"}
        ),
        KindRule(
            PaperKind.ONE_NOTICE,
            {**_CASE, "items": "要准备的全部内容（每项一行）"},
            {"items": "行政许可法第三十条"},
        ),
        KindRule(
            PaperKind.INTERESTED_NOTICE,
            {
                **_CASE,
                "applicant": "申请人（个人隐去部分姓名）",
                "concern": "为什么有重大利益关系",
                "days": "陈述意见和要求听证的天数",
            },
            {"concern": "行政许可法第三十六条", "days": "行政许可法第四十七条"},
            has_return=True,
        ),
        KindRule(
            PaperKind.HEARING_RIGHT,
            {
                **_CASE,
                "interested": "利害关系人（个人隐去部分姓名）",
                "concern": "为什么有重大利益关系",
                "days": "要求听证的天数",
            },
            {"days": "行政许可法第四十七条"},
            has_return=True,
        ),
        KindRule(
            PaperKind.HEARING_NOTICE,
            {
                **_CASE,
                "clause": "依据条款",
                "when": "举行时间",
                "place": "举行地点",
                "chair": "主持人",
                "subject": "听证内容",
            },
            {
                "when": "行政许可法第四十八条",
                "place": "行政许可法第四十八条",
                "chair": "行政许可法第四十八条",
            },
            has_return=True,
        ),
        KindRule(
            PaperKind.HEARING_RECORD,
            {
                **_CASE,
                "when": "举行时间",
                "place": "举行地点",
                "chair": "主持人",
                "subject": "听证内容",
                "members": "参加人和怎样确认（每人一行）",
                "record": "笔录正文",
            },
            {
                "chair": "行政许可法第四十八条",
                "members": "行政许可法第四十八条",
                "record": "行政许可法第四十八条",
            },
        ),
        KindRule(
            PaperKind.AMENDMENT,
            {
                "title": "原文书",
                "number": "原文号",
                "wrong": "有误的文字",
                "right": "更正后的文字",
                "reason": "说明",
            },
            {
                "number": "行政许可法第五条",
                "wrong": "行政许可法第五条",
                "right": "行政许可法第五条",
            },
            has_return=True,
        ),
        KindRule(
            PaperKind.SERVICE_RETURN,
            {
                "title": "送达文书",
                "number": "文号",
                "addressee": "受送达人",
                "way": "送达方式",
                "place": "送达地点",
                "served_at": "送达时间",
                "received_by": "收件人",
                "served_by": "送达人",
                "cause": "留置或者公告的情况",
                "witnesses": "见证人",
                "review_until": "申请行政复议的最后一天",
                "lawsuit_until": "提起行政诉讼的最后一天",
            },
            {
                "number": "民事诉讼法第八十七条",
                "served_at": "民事诉讼法第八十七条",
                "received_by": "民事诉讼法第八十七条",
            },
            is_table=True,
        ),
    )
}

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
