"""The kinds of papers with what they must state, and the wording that comes along.

Articles as cited elsewhere in the house (standards §7.1); a city compares them with the text in
force before it relies on them, and publishes its own wording as a revision.
"""

from tongban.management.documents.types import KindRule, PaperKind
from tongban.management.documents.wordings import SAMPLES, SHIPPED

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

__all__ = ["KINDS", "SAMPLES", "SHIPPED"]
