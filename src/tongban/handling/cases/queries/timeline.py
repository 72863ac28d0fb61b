"""A case's timeline in plain words, for the applicant and the officer alike."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.base.pages.parts import Event
from tongban.base.pages.wording import short_day
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.queries.telling import CaseView, events_of
from tongban.handling.cases.types import KIND, EventKind
from tongban.management.catalog.types import JointSilence
from tongban.management.workflow import queries as workflow

_APPLICANT_DID = frozenset({EventKind.FILED, EventKind.CORRECTED, EventKind.WITHDRAWN})


def timeline_of(case: Case, view: CaseView, *, for_officer: bool = False) -> list[Event]:
    """The timeline in plain words, newest first; what comes next stands on top."""
    events = []
    for event in events_of(case.id):
        by = event.by
        who = _("，").join(
            part
            for part in (by.get("department_name", ""), by.get("post_name", ""), by.get("name", ""))
            if part
        )
        kind = EventKind(event.kind)
        mine = kind in _APPLICANT_DID
        title = str((_FOR_OFFICERS.get(kind) if for_officer else None) or kind.label)
        text = _text_of(kind, event)
        if text == title:
            text = ""
        events.append(Event(title=title, at=event.at, text=text, by="" if mine else who))
    if case.closed_at is None and case.number:
        events += [
            Event(title=waiting.name, at=waiting.since, state="now", badge=str(view.badge))
            for waiting in workflow.position(KIND, case.id).waiting
        ]
    return events[::-1]


def _text_of(kind: EventKind, event: CaseEvent) -> str:
    """What a line of the timeline says below its title."""
    text = event.opinion
    if kind is EventKind.CORRECTION_ASKED:
        text = _("；").join(
            _("“%(label)s”：%(message)s") % {"label": i["label"], "message": i["message"]}
            for i in event.detail["items"]
        )
    elif kind is EventKind.ACCEPTED:
        text = text or _("材料齐全，从今天的下一个工作日起算时限。")
    elif kind is EventKind.DEEMED_ACCEPTED:
        text = _(
            "收到申请后五个工作日内没有告知是否受理，依法从{day}收到之日起视为受理，时限从那天算。"
        ).format(day=short_day(date.fromisoformat(event.detail["since"])))
    elif kind is EventKind.NOT_CORRECTED:
        text = _("补正期限到{day}。").format(
            day=short_day(date.fromisoformat(event.detail["due_on"]))
        )
    elif kind in _OF_TIME:
        text = _OF_TIME[kind](event.opinion, event.detail)
    elif kind in _OF_JOINT:
        text = _OF_JOINT[kind](event.opinion, event.detail)
    elif kind is EventKind.ISSUED:
        text = event.detail.get("name", "")
    elif kind is EventKind.NOT_ACCEPTED and event.detail.get("right_body"):
        text += _("　应向{body}提出。").format(body=event.detail["right_body"])
    return text


def _extended(reason: str, detail: Mapping[str, Any]) -> str:
    days = (
        ngettext("%(n)s 个工作日", "%(n)s 个工作日", detail["days"])
        if detail["is_working"]
        else ngettext("%(n)s 天", "%(n)s 天", detail["days"])
    ) % {"n": detail["days"]}
    return _("延长{days}，最晚{day}办结。理由：{reason}（依据：{clause}）").format(
        days=days,
        day=short_day(date.fromisoformat(detail["due_on"])),
        reason=reason,
        clause=detail["clause"],
    )


def _begun(reason: str, detail: Mapping[str, Any]) -> str:
    return _(
        "{name}，预计 {days} 个工作日，不算在办理期限里。理由：{reason}（依据：{clause}）"
    ).format(name=detail["name"], days=detail["days"], reason=reason, clause=detail["clause"])


def _over(result: str, detail: Mapping[str, Any]) -> str:
    return _("{name}的结果：{result}").format(name=detail["name"], result=result)


_OF_TIME: dict[EventKind, Callable[[str, Mapping[str, Any]], str]] = {
    EventKind.EXTENDED: _extended,
    EventKind.PROCEDURE_BEGUN: _begun,
    EventKind.PROCEDURE_ENDED: _over,
}
"""Events that move or stop a limit, in words."""


def _split(_opinion: str, detail: Mapping[str, Any]) -> str:
    return _("；").join(
        _("{name}：{asked}（{days} 个工作日）").format(name=name, asked=asked, days=days)
        for name, asked, days in detail["departments"]
    )


def _answered(opinion: str, detail: Mapping[str, Any]) -> str:
    said = _("{name}：{asked}").format(name=detail["department"], asked=detail["asked"])
    return _("{said}。意见：{opinion}").format(said=said, opinion=opinion) if opinion else said


def _silent(_opinion: str, detail: Mapping[str, Any]) -> str:
    words = {
        JointSilence.AGREES: _("{name}到期没有答复，按规定视为同意（依据：{basis}）"),
        JointSilence.GOES_ON: _("{name}到期没有答复，牵头部门可以先决定（依据：{basis}）"),
    }.get(detail["silence"], _("{name}到期没有答复，已经报警；答复之前不能作决定。"))
    return words.format(name=detail["department"], basis=detail["basis"])


_OF_JOINT: dict[EventKind, Callable[[str, Mapping[str, Any]], str]] = {
    EventKind.JOINT_BEGUN: _split,
    EventKind.JOINT_AGREED: _answered,
    EventKind.JOINT_DISAGREED: _answered,
    EventKind.JOINT_RETURNED: _answered,
    EventKind.JOINT_LATE: _silent,
}
"""Events of joint departments, in words."""

_FOR_OFFICERS = {
    EventKind.FILED: gettext_lazy("申请人提交了申请"),
    EventKind.CORRECTION_ASKED: gettext_lazy("要申请人补正"),
    EventKind.CORRECTED: gettext_lazy("申请人补正了"),
    EventKind.WITHDRAWN: gettext_lazy("申请人撤回了申请"),
}
"""Titles that speak to the applicant, as an officer reads them."""
