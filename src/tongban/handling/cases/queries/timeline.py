"""A case's timeline in plain words, for the applicant and the officer alike."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongban.base.pages.parts import Event
from tongban.base.pages.wording import short_day
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.queries.fees import OF_FEES, fee_text
from tongban.handling.cases.queries.heard_words import HEARD_WORDS
from tongban.handling.cases.queries.telling import CaseView, events_of, position_of
from tongban.handling.cases.types import (
    AgainKind,
    CheckWay,
    EventKind,
    InspectionResult,
    NonAcceptance,
    OpinionKind,
    ReviewOutcome,
    TerminationCause,
)
from tongban.management.catalog.types import JointSilence

_APPLICANT_DID = frozenset(
    {
        EventKind.FILED,
        EventKind.CORRECTED,
        EventKind.WITHDRAWN,
        EventKind.LATE_CAME,
        EventKind.BEYOND_ANSWERED,
        EventKind.DEFENDED,
        EventKind.REVIEW_ASKED,
        EventKind.HEARING_ASKED,
    }
)


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
        helped = _HELPED.get(by.get("capacity", ""))
        if helped is not None:
            who += str(helped)
        mine = kind in _APPLICANT_DID and helped is None
        neutral = for_officer or helped is not None
        title = str((_FOR_OFFICERS.get(kind) if neutral else None) or kind.label)
        text = "" if case.erased_at else _text_of(kind, event)
        if text == title:
            text = ""
        events.append(Event(title=title, at=event.at, text=text, by="" if mine else who))
    if case.closed_at is None and case.number:
        events += [
            Event(title=waiting.name, at=waiting.since, state="now", badge=str(view.badge))
            for waiting in position_of(case).waiting
        ]
    return events[::-1]


def _text_of(kind: EventKind, event: CaseEvent) -> str:
    """What a line of the timeline says below its title."""
    text = event.opinion
    if kind is EventKind.CORRECTION_ASKED:
        text = _("；").join(
            _("“%(label)s”：%(message)s")
            % {"label": i["label"], "message": i["message"].rstrip("。；")}
            for i in event.detail["items"]
        )
        if event.detail.get("again"):
            text = _("%(list)s。%(again)s") % {
                "list": text,
                "again": said_again(event.detail["again"]),
            }
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
    elif kind in _SAID:
        text = _SAID[kind](event.opinion, event.detail)
    elif kind is EventKind.ISSUED:
        text = event.detail.get("name", "")
    elif kind is EventKind.NOT_ACCEPTED:
        text = _not_accepted(text, event.detail)
    return text


def said_again(again: Mapping[str, Any]) -> str:
    """Why a notice names what an earlier one could have named."""
    return _("其中{labels}上次就看得到，这次才说的原因：{kind}，{words}").format(
        labels=_("、").join(_("“%(label)s”") % {"label": label} for label in again["labels"]),
        kind=AgainKind(again["kind"]).label,
        words=again["words"],
    )


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


def _inspection_planned(_words: str, detail: Mapping[str, Any]) -> str:
    return _("{when}，{names}到{place}核查。").format(
        when=detail["when"], names=_("、").join(detail["names"]), place=detail["place"]
    )


def _inspection_done(words: str, detail: Mapping[str, Any]) -> str:
    return _("{names}核查，结果：{result}。{words}").format(
        names=_("、").join(detail["names"]),
        result=InspectionResult(detail["result"]).label,
        words=words,
    )


def _inspection_off(why: str, detail: Mapping[str, Any]) -> str:
    return _("原定 {when}，取消的理由：{why}").format(when=detail["when"], why=why)


def _opinion(words: str, detail: Mapping[str, Any]) -> str:
    return _("{kind}，{who}：{words}").format(
        kind=OpinionKind(detail["kind"]).label, who=detail["who"], words=words
    )


def _late_begun(_words: str, detail: Mapping[str, Any]) -> str:
    return _("{labels}可以晚交，最晚 {day}。补齐了才能作准予的决定。").format(
        labels=_("、").join(_("“%(label)s”") % {"label": label} for label in detail["labels"]),
        day=short_day(date.fromisoformat(detail["due_on"])),
    )


def _late_came(_words: str, detail: Mapping[str, Any]) -> str:
    return str(detail["label"])


def _not_accepted(reason: str, detail: Mapping[str, Any]) -> str:
    said = {
        NonAcceptance.NOT_OURS: _("依法不归这个部门管。"),
        NonAcceptance.NOT_NEEDED: _("依法不用办许可。"),
    }.get(detail.get("refusal", ""), "") + reason
    if detail.get("right_body"):
        said += _("　应向{body}提出。").format(body=detail["right_body"])
    return said


def _beyond_asked(why: str, detail: Mapping[str, Any]) -> str:
    return _("“{name}”，办事指南没有列，已经报督查。理由：{why}（依据：{clause}）").format(
        name=detail["name"], why=why, clause=detail["clause"]
    )


def _beyond_answered(words: str, detail: Mapping[str, Any]) -> str:
    told = _("交了“{name}”。") if detail["given"] else _("说明没有“{name}”。")
    return told.format(name=detail["name"]) + words


def _deemed_granted(_words: str, detail: Mapping[str, Any]) -> str:
    return _("到{day}没有作出决定，依法视为准予（依据：{clause}）。").format(
        day=short_day(date.fromisoformat(detail["due_on"])), clause=detail["clause"]
    )


def _check_begun(_words: str, detail: Mapping[str, Any]) -> str:
    return _("凭承诺没有交证明的：{labels}。").format(
        labels=_("、").join(_("“%(label)s”") % {"label": label} for label in detail["labels"])
    )


def _checked(words: str, detail: Mapping[str, Any]) -> str:
    return _("“{label}”，{way}：{words}").format(
        label=detail["label"], way=CheckWay(detail["way"]).label, words=words
    )


def _checked_false(words: str, detail: Mapping[str, Any]) -> str:
    return _("{found} 陈述申辩最晚 {day}。").format(
        found=_checked(words, detail), day=short_day(date.fromisoformat(detail["until"]))
    )


def _on_a_check(words: str, detail: Mapping[str, Any]) -> str:
    return _("“{label}”：{words}").format(label=detail["label"], words=words)


def _grant_revoked(words: str, detail: Mapping[str, Any]) -> str:
    return _(
        "“{label}”：{words} 不服的，可以在 {days} 天内向{body}申请行政复议，"
        "或者在 {months} 个月内向{court}起诉。"
    ).format(
        label=detail["label"],
        words=words,
        days=detail["review_days"],
        body=detail["review_body"],
        months=detail["lawsuit_months"],
        court=detail["court"],
    )


def _terminated(words: str, detail: Mapping[str, Any]) -> str:
    cause = TerminationCause(detail["cause"]).label
    if detail["clause"]:
        return _("{cause}：{words}（依据：{clause}）").format(
            cause=cause, words=words, clause=detail["clause"]
        )
    return _("{cause}：{words}").format(cause=cause, words=words)


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


def _of_fee(kind: EventKind) -> Callable[[str, Mapping[str, Any]], str]:
    return lambda _opinion, detail: fee_text(kind, detail)


def _elsewhere(words: str, detail: Mapping[str, Any]) -> str:
    return _("：").join(part for part in (detail.get("name", ""), words) if part)


def _reviewed(answer: str, detail: Mapping[str, Any]) -> str:
    return f"{ReviewOutcome(detail['outcome']).label}{_('：')}{answer}"


_SAID: dict[EventKind, Callable[[str, Mapping[str, Any]], str]] = {
    EventKind.EXTENDED: _extended,
    EventKind.PROCEDURE_BEGUN: _begun,
    EventKind.PROCEDURE_ENDED: _over,
    EventKind.INSPECTION_PLANNED: _inspection_planned,
    EventKind.INSPECTION_DONE: _inspection_done,
    EventKind.INSPECTION_OFF: _inspection_off,
    EventKind.OPINION_ASKED: _opinion,
    EventKind.OPINION_CAME: _opinion,
    EventKind.LATE_BEGUN: _late_begun,
    EventKind.LATE_CAME: _late_came,
    EventKind.BEYOND_ASKED: _beyond_asked,
    EventKind.BEYOND_ANSWERED: _beyond_answered,
    EventKind.TERMINATED: _terminated,
    EventKind.DEEMED_GRANTED: _deemed_granted,
    EventKind.CHECK_BEGUN: _check_begun,
    EventKind.CHECKED_TRUE: _checked,
    EventKind.CHECK_UNDONE: _checked,
    EventKind.CHECKED_FALSE: _checked_false,
    EventKind.DEFENDED: _on_a_check,
    EventKind.CHECK_UPHELD: _on_a_check,
    EventKind.GRANT_REVOKED: _grant_revoked,
    EventKind.REVIEW_ANSWERED: _reviewed,
    **HEARD_WORDS,
    EventKind.HANDED_OVER: _elsewhere,
    EventKind.ELSEWHERE: _elsewhere,
    EventKind.GIVEN_BACK: _elsewhere,
    EventKind.JOINT_BEGUN: _split,
    EventKind.JOINT_AGREED: _answered,
    EventKind.JOINT_DISAGREED: _answered,
    EventKind.JOINT_RETURNED: _answered,
    EventKind.JOINT_LATE: _silent,
    **{kind: _of_fee(kind) for kind in OF_FEES},
}
"""Events whose text is made of their detail."""

_HELPED = {
    "window": gettext_lazy("（在窗口代申请人录入）"),
    "agent": gettext_lazy("（代申请人办）"),
    "helper": gettext_lazy("（凭帮办码帮申请人办）"),
}
"""Who acted for the applicant under the own name: said behind it, on the applicant's page too."""

_FOR_OFFICERS = {
    EventKind.FILED: gettext_lazy("申请人提交了申请"),
    EventKind.CORRECTION_ASKED: gettext_lazy("要申请人补正"),
    EventKind.CORRECTED: gettext_lazy("申请人补正了"),
    EventKind.FEE_ASKED: gettext_lazy("请申请人缴费"),
    EventKind.FEE_PAID: gettext_lazy("申请人缴了费"),
    EventKind.PAPERS_SENT: gettext_lazy("申请人寄了纸质材料"),
    EventKind.WITHDRAWN: gettext_lazy("申请人撤回了申请"),
    EventKind.REVIEW_ASKED: gettext_lazy("申请人要求人工复核"),
    EventKind.LATE_BEGUN: gettext_lazy("容缺受理，等申请人补交"),
    EventKind.LATE_CAME: gettext_lazy("申请人补交了材料"),
    EventKind.BEYOND_ASKED: gettext_lazy("依法还要申请人交指南以外的材料"),
    EventKind.BEYOND_ANSWERED: gettext_lazy("申请人答复了指南以外的要求"),
    EventKind.CHECK_BEGUN: gettext_lazy("按申请人的承诺批准，之后要核查"),
    EventKind.CHECKED_FALSE: gettext_lazy("事后核查认为承诺不实，听申请人陈述申辩"),
    EventKind.DEFENDED: gettext_lazy("申请人作了陈述申辩"),
    EventKind.HEARING_ASKED: gettext_lazy("申请人要求听证"),
}
"""Titles that speak to the applicant, as an officer reads them."""
