"""A case in words: what now, by when, does the applicant have to do anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.base.clocks import queries as clocks
from tongban.base.clocks.types import LimitKind, Outcome
from tongban.base.kernel.moments import to_shanghai
from tongban.base.pages.wording import short_day
from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.looking import seen
from tongban.handling.cases.models import Case, CaseEvent, CreditReport
from tongban.handling.cases.queries.beyond import awaiting_answer
from tongban.handling.cases.services.beyond import UNDECIDED
from tongban.handling.cases.types import KIND, CaseState, Decision
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import BoundPage
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.types import Position


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its clocks and the words for its state."""

    case: Case
    headline: str
    """The state as the page's title."""
    lead: str
    """What comes next and whether the applicant has to do anything."""
    badge: str
    badge_kind: str
    """you, doing, pause, done, no or empty."""
    clocks: Sequence[Any]
    awaits_answer: bool = False
    """Whether the applicant is asked for something beyond the guide."""

    @property
    def is_your_turn(self) -> bool:
        """Whether it waits for the applicant."""
        return self.badge_kind == "you"

    def clock(self, kind: str) -> Any:
        """The clock of that kind that runs, else the one that ended last."""
        of_kind = [c for c in self.clocks if c.limit_kind == kind]
        return next((c for c in of_kind if c.ended_at is None), of_kind[-1] if of_kind else None)

    @property
    def promised(self) -> Any:
        """承诺."""
        return self.clock(LimitKind.PROMISED.value)

    @property
    def statutory(self) -> Any:
        """法定."""
        return self.clock(LimitKind.STATUTORY.value)


def views_of(cases: Iterable[Case]) -> list[CaseView]:
    """Views of many cases; one query for all their clocks, one for the grants taken back, one for
    what is asked beyond the guide.
    """
    rows = list(cases)
    ticking = clocks.clocks_for(KIND, [case.id for case in rows])
    granted = [case.id for case in rows if case.decision == Decision.GRANTED and case.closed_at]
    revoked = (
        set(CreditReport.objects.filter(case_id__in=granted).values_list("case_id", flat=True))
        if granted
        else set()
    )
    undecided = [case.id for case in rows if case.state in UNDECIDED]
    asked = awaiting_answer(undecided) if undecided else frozenset()
    return [
        _view(case, ticking.get(case.id, []), case.id in revoked, case.id in asked) for case in rows
    ]


def position_of(case: Case) -> Position:
    """Where the case stands in its process."""
    return seen("position", case.id, lambda: workflow.position(KIND, case.id))


def view_of(case: Case) -> CaseView:
    """The view of one case."""
    return views_of([case])[0]


def _due(ticking: Sequence[Any], *kinds: LimitKind) -> str:
    for kind in kinds:
        for clock in ticking:
            if clock.limit_kind == kind.value and clock.ended_at is None:
                return short_day(clock.due_on)
    return ""


def _view(case: Case, ticking: Sequence[Any], is_revoked: bool, is_asked: bool) -> CaseView:
    state = CaseState(case.state)
    headline, lead, badge, kind = _WORDS[state]
    values = {
        "acceptance": _due(ticking, LimitKind.ACCEPTANCE),
        "promised": _due(ticking, LimitKind.PROMISED, LimitKind.STATUTORY),
        "correction": _due(ticking, LimitKind.CORRECTION),
    }
    if state is CaseState.CLOSED and case.decision == Decision.REFUSED:
        headline, lead, badge, kind = _REFUSED
    if is_revoked:
        headline, lead, badge, kind = _REVOKED
    lead_text = _(lead)
    if state is CaseState.ACCEPTED and case.is_deemed_accepted and case.accepted_at:
        headline = gettext_noop("依法视为已经受理，正在审查")
    if state in _STANDING and any(c.is_open and c.is_paused for c in ticking):
        # A day that moves on with every day that it stands is no day to tell anybody.
        headline, lead, badge, kind = _STANDS
        lead_text = _(lead)
    if is_asked and state is not CaseState.CORRECTING:
        lead_text = _("依法还要您交指南以外的一样材料。有的交来，没有的说明一下；办理不停。")
        badge, kind = gettext_noop("等您答复"), "you"
    if case.awaits_payment and case.closed_at is None:
        headline, lead_text = _OWES_FOR_RESULT if state is CaseState.GRANTED else _OWES_FOR_DECISION
        lead_text, badge, kind = _(lead_text), gettext_noop("等您缴费"), "you"
    for name, value in values.items():
        if "{" + name + "}" in lead_text:
            if not value:
                lead_text = _(_WITHOUT_DATE[state])
                break
            lead_text = lead_text.replace("{" + name + "}", value)
    return CaseView(case, _(headline), lead_text, _(badge), kind, ticking, is_asked)


_STANDING = (CaseState.ACCEPTED, CaseState.REVIEWED)
_STANDS = (
    gettext_noop("已经受理，期限依法停着"),
    gettext_noop("这段时间不算在办理期限里。您现在不用做什么，结束以后接着算，会马上告诉您。"),
    gettext_noop("停表中"),
    "pause",
)
_WORDS: dict[CaseState, tuple[str, str, str, str]] = {
    CaseState.DRAFT: (
        gettext_noop("还没有提交"),
        gettext_noop("填过的都存着，可以接着填。"),
        gettext_noop("草稿"),
        "you",
    ),
    CaseState.FILED: (
        gettext_noop("已经收到，正在预审"),
        gettext_noop("您现在不用做什么。最晚 {acceptance}告诉您是否受理。"),
        gettext_noop("办理中"),
        "doing",
    ),
    CaseState.PREREVIEWED: (
        gettext_noop("已经收到，等待受理"),
        gettext_noop("您现在不用做什么。最晚 {acceptance}告诉您是否受理。"),
        gettext_noop("办理中"),
        "doing",
    ),
    CaseState.CORRECTING: (
        gettext_noop("有几处要您补正"),
        gettext_noop("请在 {correction}前补好。等您的这段时间，办理时限还没有开始计算。"),
        gettext_noop("等您处理"),
        "you",
    ),
    CaseState.ACCEPTED: (
        gettext_noop("已经受理，正在审查"),
        gettext_noop("您现在不用做什么。最晚 {promised}办结，有结果会马上发短信给您。"),
        gettext_noop("办理中"),
        "doing",
    ),
    CaseState.REVIEWED: (
        gettext_noop("审查通过，正在作决定"),
        gettext_noop("您现在不用做什么。最晚 {promised}办结，有结果会马上发短信给您。"),
        gettext_noop("办理中"),
        "doing",
    ),
    CaseState.GRANTED: (
        gettext_noop("已经批准，正在制作结果"),
        gettext_noop("您现在不用做什么。做好了会马上发短信给您。"),
        gettext_noop("办理中"),
        "doing",
    ),
    CaseState.CLOSED: (
        gettext_noop("办好了"),
        gettext_noop("结果可以随时下载。"),
        gettext_noop("已办结"),
        "done",
    ),
    CaseState.NOT_ACCEPTED: (
        gettext_noop("没有受理"),
        gettext_noop("已写明理由和接下来可以怎么做。"),
        gettext_noop("不予受理"),
        "no",
    ),
    CaseState.NOT_CORRECTED: (
        gettext_noop("到期没有补正，已经办结"),
        gettext_noop("补正的期限过了，这次申请到此为止。需要的话可以重新申请。"),
        gettext_noop("补正不来办结"),
        "no",
    ),
    CaseState.TERMINATED: (
        gettext_noop("这次申请终止了"),
        gettext_noop("原因写在下面。需要的话可以重新申请。"),
        gettext_noop("已终止"),
        "no",
    ),
    CaseState.WITHDRAWN: (
        gettext_noop("您撤回了申请"),
        gettext_noop("需要的话可以重新申请。"),
        gettext_noop("已撤回"),
        "",
    ),
    CaseState.DISCARDED: (
        gettext_noop("草稿已删除"),
        gettext_noop("需要的话可以重新申请。"),
        gettext_noop("已删除"),
        "",
    ),
}
_REFUSED = (
    gettext_noop("没有批准"),
    gettext_noop("已写明理由和申请复议、提起诉讼的办法。"),
    gettext_noop("不予批准"),
    "no",
)
_REVOKED = (
    gettext_noop("准予已经撤销"),
    gettext_noop("承诺不实。已写明理由和申请复议、提起诉讼的办法。"),
    gettext_noop("已撤销"),
    "no",
)
_OWES_FOR_RESULT = (
    gettext_noop("已经批准，等您缴费"),
    gettext_noop("缴了费马上制作结果，做好了发短信给您。"),
)
_OWES_FOR_DECISION = (
    gettext_noop("正在审查，等您缴费"),
    gettext_noop("作决定之前要缴费。现在就可以缴。"),
)
_WITHOUT_DATE = {
    CaseState.FILED: gettext_noop("您现在不用做什么。有进展会发短信给您。"),
    CaseState.PREREVIEWED: gettext_noop("您现在不用做什么。有进展会发短信给您。"),
    CaseState.CORRECTING: gettext_noop("请尽快补好。等您的这段时间，办理时限还没有开始计算。"),
    CaseState.ACCEPTED: gettext_noop("您现在不用做什么。有结果会马上发短信给您。"),
    CaseState.REVIEWED: gettext_noop("您现在不用做什么。有结果会马上发短信给您。"),
}


def used_in_words(view: CaseView) -> str:
    """How long a decided case took, beside what was promised; empty while it runs."""
    clock = view.promised or view.statutory
    if clock is None or clock.ended_at is None:
        return ""
    days = clocks.current_calendar().working_days_between(
        to_shanghai(clock.started_at).date(), to_shanghai(clock.ended_at).date()
    )
    took = _("受理当天就办完了") if days <= 0 else _("受理后用了 {days} 个工作日").format(days=days)
    if clock.outcome == Outcome.CANCELLED:
        return _("%(said)s。") % {"said": took}
    limit = _("，{name}是 {limit}").format(name=clock.label, limit=clock.limit.text)
    if clock.outcome == Outcome.LATE:
        return took + limit + _("，超过了。")
    return took + limit + _("，按时办结。")


def events_of(case_id: UUID) -> list[CaseEvent]:
    """The timeline, oldest first."""
    return list(CaseEvent.objects.filter(case_id=case_id).order_by("at", "id"))


def answers_shown(case: Case) -> list[BoundPage]:
    """What was filled in, page by page, as people read it."""
    form = eforms.form(case.form_id)
    return eforms.summary(form, whole_answers(form, case))
