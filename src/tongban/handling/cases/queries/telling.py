"""A case in words: what now, by when, does the applicant have to do anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.clocks import queries as clocks
from tongban.base.clocks.types import LimitKind, Outcome
from tongban.base.kernel.moments import to_shanghai
from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.types import KIND, CaseState, Decision
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import BoundPage


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
    """Views of many cases; one query for all their clocks."""
    rows = list(cases)
    ticking = clocks.clocks_for(KIND, [case.id for case in rows])
    return [_view(case, ticking.get(case.id, [])) for case in rows]


def view_of(case: Case) -> CaseView:
    """The view of one case."""
    return views_of([case])[0]


def _due(ticking: Sequence[Any], *kinds: LimitKind) -> str:
    for kind in kinds:
        for clock in ticking:
            if clock.limit_kind == kind.value and clock.ended_at is None:
                return f"{clock.due_on.month} 月 {clock.due_on.day} 日"
    return ""


def _view(case: Case, ticking: Sequence[Any]) -> CaseView:
    state = CaseState(case.state)
    headline, lead, badge, kind = _WORDS[state]
    values = {
        "acceptance": _due(ticking, LimitKind.ACCEPTANCE),
        "promised": _due(ticking, LimitKind.PROMISED, LimitKind.STATUTORY),
        "correction": _due(ticking, LimitKind.CORRECTION),
    }
    if state is CaseState.CLOSED and case.decision == Decision.REFUSED:
        headline, lead, badge, kind = _REFUSED
    lead_text = str(lead)
    if state is CaseState.ACCEPTED and case.is_deemed_accepted and case.accepted_at:
        headline = _("依法视为已经受理，正在审查")
    for name, value in values.items():
        if "{" + name + "}" in lead_text:
            if not value:
                lead_text = str(_WITHOUT_DATE[state])
                break
            lead_text = lead_text.replace("{" + name + "}", value)
    return CaseView(case, _(headline), lead_text, _(badge), kind, ticking)


_WORDS: dict[CaseState, tuple[str, str, str, str]] = {
    CaseState.DRAFT: ("还没有提交", "填过的都存着，可以接着填。", "草稿", "you"),
    CaseState.FILED: (
        "已经收到，正在预审",
        "您现在不用做什么。最晚 {acceptance}告诉您是否受理。",
        "办理中",
        "doing",
    ),
    CaseState.PREREVIEWED: (
        "已经收到，等待受理",
        "您现在不用做什么。最晚 {acceptance}告诉您是否受理。",
        "办理中",
        "doing",
    ),
    CaseState.CORRECTING: (
        "有几处要您补正",
        "请在 {correction}前补好。等您的这段时间，办理时限还没有开始计算。",
        "等您处理",
        "you",
    ),
    CaseState.ACCEPTED: (
        "已经受理，正在审查",
        "您现在不用做什么。最晚 {promised}办结，有结果会马上发短信给您。",
        "办理中",
        "doing",
    ),
    CaseState.REVIEWED: (
        "审查通过，正在作决定",
        "您现在不用做什么。最晚 {promised}办结，有结果会马上发短信给您。",
        "办理中",
        "doing",
    ),
    CaseState.GRANTED: (
        "已经批准，正在制作结果",
        "您现在不用做什么。做好了会马上发短信给您。",
        "办理中",
        "doing",
    ),
    CaseState.CLOSED: ("办好了", "结果在下面，可以随时下载。", "已办结", "done"),
    CaseState.NOT_ACCEPTED: (
        "没有受理",
        "理由和接下来可以怎么做，写在下面。",
        "不予受理",
        "no",
    ),
    CaseState.NOT_CORRECTED: (
        "到期没有补正，已经办结",
        "补正的期限过了，这次申请到此为止。需要的话可以重新申请。",
        "补正不来办结",
        "no",
    ),
    CaseState.WITHDRAWN: ("您撤回了申请", "需要的话可以重新申请。", "已撤回", ""),
    CaseState.DISCARDED: ("草稿已删除", "需要的话可以重新申请。", "已删除", ""),
}
_REFUSED = ("没有批准", "理由和申请复议、提起诉讼的办法，写在下面。", "不予批准", "no")
_WITHOUT_DATE = {
    CaseState.FILED: "您现在不用做什么。有进展会发短信给您。",
    CaseState.PREREVIEWED: "您现在不用做什么。有进展会发短信给您。",
    CaseState.CORRECTING: "请尽快补好。等您的这段时间，办理时限还没有开始计算。",
    CaseState.ACCEPTED: "您现在不用做什么。有结果会马上发短信给您。",
    CaseState.REVIEWED: "您现在不用做什么。有结果会马上发短信给您。",
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
