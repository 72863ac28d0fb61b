"""Values of cases."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND = "case"
"""The subject kind under which clocks, processes, materials, notices and audit know a case."""


class CaseState(models.TextChoices):
    """Where a case stands, as the waiting step of its process has it."""

    DRAFT = "draft", _("草稿")
    FILED = "filed", _("待预审")
    PREREVIEWED = "prereviewed", _("待受理")
    CORRECTING = "correcting", _("待补正")
    ACCEPTED = "accepted", _("审查中")
    REVIEWED = "reviewed", _("待决定")
    GRANTED = "granted", _("待发证")
    CLOSED = "closed", _("已办结")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    NOT_CORRECTED = "not_corrected", _("补正不来办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("草稿已删除")
    TERMINATED = "terminated", _("已终止")

    @property
    def is_open(self) -> bool:
        """Whether anybody still has to do something."""
        return self not in ENDED


SERIALS_A_DAY = 1_000_000


def case_number(division_code: str, day: date, serial: int) -> str:
    """County (6 digits), day and serial (6 digits): 341602-20261106-000127.

    It has 22 characters, of the 50 that GB/T 39046 table 5 allows; the item's 实施编码 stays an
    attribute of the case (docs/decisions/0004).
    """
    return f"{division_code[:6]}-{day:%Y%m%d}-{serial % SERIALS_A_DAY:06d}"


ENDED = frozenset(
    {
        CaseState.CLOSED,
        CaseState.NOT_ACCEPTED,
        CaseState.NOT_CORRECTED,
        CaseState.WITHDRAWN,
        CaseState.DISCARDED,
        CaseState.TERMINATED,
    }
)


class Decision(models.TextChoices):
    """决定."""

    GRANTED = "granted", _("准予")
    REFUSED = "refused", _("不予")


class Channel(models.TextChoices):
    """申报来源 (办理形式, GB/T 39046)."""

    WINDOW = "1", _("窗口")
    COMPUTER = "2", _("电脑端网上")
    PHONE = "3", _("移动端网上")
    POST = "4", _("快递")
    OTHER = "9", _("其他")


class EventKind(models.TextChoices):
    """What a line of the timeline tells."""

    FILED = "filed", _("您提交了申请")
    PREREVIEWED = "prereviewed", _("预审通过")
    CORRECTION_ASKED = "correction_asked", _("要您补正")
    CORRECTED = "corrected", _("您补正了")
    NOT_CORRECTED = "not_corrected", _("到期没有补正，办结")
    ACCEPTED = "accepted", _("受理")
    DEEMED_ACCEPTED = "deemed_accepted", _("逾期没有告知，视为受理")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    REVIEWED = "reviewed", _("审查通过")
    REVIEW_FAILED = "review_failed", _("审查认为不符合")
    INSPECTED = "inspected", _("现场核查，通过")
    INSPECTION_FAILED = "inspect_failed", _("现场核查，不通过")
    RETURNED = "returned", _("退回重新审查")
    GRANTED = "granted", _("准予")
    REFUSED = "refused", _("不予批准")
    ISSUED = "issued", _("制作证照")
    CLOSED = "closed", _("办结")
    WITHDRAWN = "withdrawn", _("您撤回了申请")
    EXTENDED = "extended", _("延长办理期限")
    PROCEDURE_BEGUN = "procedure_begun", _("开始特别程序，时限停算")
    PROCEDURE_ENDED = "procedure_ended", _("特别程序结束，时限接着算")
    REVIEW_ASKED = "review_asked", _("您要求人工复核")
    REVIEW_ANSWERED = "review_answered", _("人工复核有了结果")
    INSPECTION_PLANNED = "inspection_planned", _("约定现场核查")
    INSPECTION_DONE = "inspection_done", _("现场核查做完了")
    INSPECTION_OFF = "inspection_off", _("现场核查取消了")
    OPINION_ASKED = "opinion_asked", _("请专家或者第三方出意见")
    OPINION_CAME = "opinion_came", _("收到专家或者第三方的意见")
    LATE_BEGUN = "late_begun", _("容缺受理，等您补交")
    LATE_CAME = "late_came", _("您补交了材料")
    TERMINATED = "terminated", _("终止")
    DEEMED_GRANTED = "deemed_granted", _("逾期没有决定，视为准予")
    CHECK_BEGUN = "check_begun", _("按您的承诺批准，之后要核查")
    CHECKED_TRUE = "checked_true", _("事后核查，承诺属实")
    CHECKED_FALSE = "checked_false", _("事后核查认为承诺不实，听您陈述申辩")
    CHECK_UNDONE = "check_undone", _("事后核查没有做成")
    DEFENDED = "defended", _("您作了陈述申辩")
    CHECK_UPHELD = "check_upheld", _("听了陈述申辩，维持准予的决定")
    GRANT_REVOKED = "grant_revoked", _("承诺不实，撤销准予的决定")
    FEE_ASKED = "fee_asked", _("请您缴费")
    FEE_PAID = "fee_paid", _("您缴了费")
    FEE_EXEMPTED = "fee_exempted", _("免缴费用")
    FEE_REFUNDED = "fee_refunded", _("费用已退")
    SENT_OUT = "sent_out", _("结果已交给快递")
    SENT_ARRIVED = "sent_arrived", _("结果已送到")
    SENT_BACK = "sent_back", _("结果没有送到，退回来了")
    SENT_LOST = "sent_lost", _("结果在路上丢失")
    HANDED_OUT = "handed_out", _("结果已当面领走")
    PAPERS_SENT = "papers_sent", _("您寄了纸质材料")
    PAPERS_CAME = "papers_came", _("纸质材料已寄到")
    HANDED_OVER = "handed_over", _("转到主管部门的系统办理")
    ELSEWHERE = "elsewhere", _("主管部门的系统有了进展")
    GIVEN_BACK = "given_back", _("主管部门的系统退回，由本地接着办")
    JOINT_BEGUN = "joint_begun", _("同时转给联办部门")
    JOINT_AGREED = "joint_agreed", _("联办部门同意")
    JOINT_DISAGREED = "joint_disagreed", _("联办部门不同意")
    JOINT_RETURNED = "joint_returned", _("请联办部门重新答复")
    JOINT_LATE = "joint_late", _("联办部门到期没有答复")
    BEYOND_ASKED = "beyond_asked", _("依法还要您交指南以外的材料")
    BEYOND_ANSWERED = "beyond_answered", _("您答复了指南以外的要求")
    INTERESTED_TOLD = "interested_told", _("告知利害关系人")
    INTERESTED_SAID = "interested_said", _("利害关系人陈述了意见")
    INTERESTED_OFF = "interested_off", _("不再列为利害关系人")
    HEARING_ASKED = "hearing_asked", _("您要求听证")
    HEARING_OPENED = "hearing_opened", _("要举行听证")
    HEARING_PLANNED = "hearing_planned", _("通知听证的时间和地点")
    HEARING_RECORDED = "hearing_recorded", _("听证举行了，等参加的人确认笔录")
    HEARING_DONE = "hearing_done", _("听证笔录已确认")
    HEARING_OFF = "hearing_off", _("听证不再举行")


class MeasureKind(models.TextChoices):
    """What may be done about the time of a case."""

    EXTENSION = "extension", _("延长期限")
    PROCEDURE = "procedure", _("特别程序")


class MeasureState(models.TextChoices):
    """How far an extension or a special procedure is."""

    ASKED = "asked", _("待批准")
    REFUSED = "refused", _("没有批准")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    DROPPED = "dropped", _("随办件结束")


class ReviewOutcome(models.TextChoices):
    """What came of a human review (人工复核) of what was granted without a person."""

    UPHELD = "upheld", _("维持")
    REDONE = "redone", _("撤销，重新申请由人办")


class AgainKind(models.TextChoices):
    """Why something that could be seen before is only named in a later correction notice."""

    MISSED = "missed", _("上次看漏了")
    LAW_CHANGED = "law_changed", _("依据的规定变了")
    NEW_FACTS = "new_facts", _("后来才发现或者有人反映")


class NonAcceptance(models.TextChoices):
    """Why a case is not accepted (行政许可法 32, first and second item)."""

    NOT_OURS = "not_ours", _("不归我们管")
    NOT_NEEDED = "not_needed", _("不用办许可")
    OTHER = "other", _("其他原因")


class BeyondState(models.TextChoices):
    """How far a request for something beyond the guide is."""

    ASKED = "asked", _("待批准")
    REFUSED = "refused", _("没有批准")
    OPEN = "open", _("等申请人答复")
    GIVEN = "given", _("申请人交了")
    NONE = "none", _("申请人说明没有")
    DROPPED = "dropped", _("随办件结束")


class IrregularityKind(models.TextChoices):
    """What goes to supervision by itself."""

    SECOND_NOTICE = "second_notice", _("上次看得到的，再次要求补正")
    BEYOND_GUIDE = "beyond_guide", _("要求指南以外的材料")
    DEEMED_ACCEPTANCE = "deemed_acceptance", _("逾期没有告知，视为受理")
    DEEMED_GRANT = "deemed_grant", _("逾期没有决定，视为准予")
    CHECK_UNDONE = "check_undone", _("按承诺办成的，事后核查没有做成")
    REVIEW_LATE = "review_late", _("逾期没有答复人工复核")


class IrregularityState(models.TextChoices):
    """How far supervision is with it."""

    OPEN = "open", _("待督查")
    CLOSED = "closed", _("已办结")


class InspectionState(models.TextChoices):
    """How far an on-site inspection is."""

    PLANNED = "planned", _("已约定")
    RECORDED = "recorded", _("待另一位确认")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


class InspectionResult(models.TextChoices):
    """What the inspectors found."""

    PASS = "pass", _("符合")
    FAIL = "fail", _("不符合")


class OpinionKind(models.TextChoices):
    """Whose opinion it is."""

    EXPERT = "expert", _("专家评审")
    TESTING = "testing", _("检验、检测、检疫、鉴定")
    OTHER = "other", _("其他第三方意见")


class PromiseKind(models.TextChoices):
    """What is promised."""

    LATE = "late", _("容缺受理承诺")
    INSTEAD = "instead", _("告知承诺")


class PromiseState(models.TextChoices):
    """How far a promise is."""

    DRAWN = "drawn", _("待签署")
    SIGNED = "signed", _("已签署")
    RELIED = "relied", _("已据此准予，等核查")
    KEPT = "kept", _("已兑现")
    BROKEN = "broken", _("没有兑现")
    DROPPED = "dropped", _("已作废")


class CheckState(models.TextChoices):
    """How far an after-check (事后核查) of what was promised is."""

    OPEN = "open", _("待核查")
    HEARING = "hearing", _("认为不实，待陈述申辩")
    TRUE = "true", _("属实")
    UNDONE = "undone", _("没有做成")
    UPHELD = "upheld", _("维持准予")
    REVOKED = "revoked", _("已撤销准予")
    DROPPED = "dropped", _("不用再核查")


class CheckResult(models.TextChoices):
    """What an after-check found."""

    TRUE = "true", _("承诺属实")
    FALSE = "false", _("承诺不实")
    UNDONE = "undone", _("没有做成")


class CheckWay(models.TextChoices):
    """How it was checked."""

    SHARING = "sharing", _("查共享数据")
    ON_SITE = "on_site", _("到现场看")


AFTER_CHECK = "after_check"
HUMAN_REVIEW = "human_review"
"""The subject kind under which clocks know an after-check, and the kind of its limit: it begins with
the grant and does not end with the case.
"""


class TerminationCause(models.TextChoices):
    """Why a case ends without a decision."""

    DIED = "died", _("申请人死亡或者丧失行为能力")
    CANCELLED = "cancelled", _("单位已经注销或者终止")
    GONE = "gone", _("申请办理的标的已经没有了")
    LAW_CHANGED = "law_changed", _("依据的规定废止，不用再办")
    NOT_SUPPLIED = "not_supplied", _("承诺晚交的材料到期没有补齐")


TERMINATION_CLAUSES = {
    TerminationCause.DIED.value: "行政许可法第七十条第二项",
    TerminationCause.CANCELLED.value: "行政许可法第七十条第三项",
    TerminationCause.GONE.value: "行政许可法第七十条第五项",
    TerminationCause.LAW_CHANGED.value: "行政许可法第八条",
}
"""Causes that an officer may name → the clause it is taken from, by analogy where the law speaks of
licences that were given."""


class ClaimWay(models.TextChoices):
    """How an officer came to have a case in hand."""

    CLAIMED = "claimed", _("自己领的")
    ASSIGNED = "assigned", _("分派的")
    HANDED_OVER = "handed_over", _("转交的")


NO_LIMIT = datetime(9999, 12, 31, tzinfo=UTC)
"""When a case without a running limit is due: after all others. A date and not nothing, so that
the inbox is sorted and paged by one index.
"""
SUBCASE = "subcase"
"""The subject kind under which clocks and audit know a joint department's part of a case."""


class SubCaseState(models.TextChoices):
    """Where a joint department's part of a case stands (并联审批)."""

    WAITING = "waiting", _("待答复")
    RETURNED = "returned", _("待重新答复")
    LATE = "late", _("到期没有答复")
    AGREED = "agreed", _("同意")
    DISAGREED = "disagreed", _("不同意")
    DEEMED = "deemed", _("到期没有答复，视为同意")
    PASSED_OVER = "passed_over", _("到期没有答复，不等了")
    WITHDRAWN = "withdrawn", _("随办件结束")

    @property
    def awaits_answer(self) -> bool:
        """Whether the department still has to answer."""
        return self in AWAITING_ANSWER


AWAITING_ANSWER = frozenset({SubCaseState.WAITING, SubCaseState.RETURNED, SubCaseState.LATE})


class SealedPart(models.TextChoices):
    """What an officer sees masked until a reason is given."""

    ID_NUMBER = "id_number", _("完整的证件号码")
    PHONE = "phone", _("完整的手机号")


LOOKED_AT = {
    "applicant": _("申请人"),
    "answers": _("申请表"),
    "materials": _("材料"),
    "papers": _("文书"),
    **dict(SealedPart.choices),
}
"""What was looked at, as the audit trail names it, in words."""


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One thing to correct: a material or a question of the guide, and what to do about it."""

    place: str
    """``material:<key>`` or ``form:<key>`` of the revision that the case was filed under."""
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class ResultChoice:
    """How an applicant wants the result: ``electronic``, or a way of ``delivery`` and where to."""

    way: str
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MeasureChoices:
    """What somebody may do about the time of a case now. Sets hold ids of measures."""

    may_ask_extension: bool = False
    procedures: tuple[tuple[str, str, str], ...] = ()
    """(procedure, own, words) of those that may be asked for."""
    may_answer: frozenset[UUID] = frozenset()
    may_approve: frozenset[UUID] = frozenset()
    may_end: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ActChoice:
    """An act that this actor may do now, and what the desk needs to offer it."""

    act: str
    label: str
    outcome: str
    is_primary: bool = False
    is_refusal: bool = False
    needs_reason: bool = False
    is_correction: bool = False
    is_decision: bool = False
    """Cannot be taken back: the page asks once more."""
