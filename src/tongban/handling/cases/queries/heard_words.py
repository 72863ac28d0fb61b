"""Lines of the timeline about interested persons and hearings, in words for both sides."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.handling.cases.types import EventKind, HearingGround, OffCause


def _told(why: str, detail: Mapping[str, Any]) -> str:
    return _(
        "{name}，告知书送达以后有 {days} 个工作日陈述意见、要求听证；申请人也可以要求听证。理由：{why}"
    ).format(name=detail["name"], days=detail["days"], why=why)


def _spoke(_words: str, detail: Mapping[str, Any]) -> str:
    told = _("{name}当面陈述了意见。") if detail["is_taken"] else _("{name}书面陈述了意见。")
    words = told.format(name=detail["name"])
    return words + _("没有别的意见，不要求听证。") if detail["waives"] else words


def _struck(why: str, detail: Mapping[str, Any]) -> str:
    return _("{name}，理由：{why}").format(name=detail["name"], why=why)


def _asked(words: str, detail: Mapping[str, Any]) -> str:
    said = _("{ground}（依据：{clause}）。").format(
        ground=HearingGround(detail["ground"]).label, clause=detail["clause"]
    )
    if detail.get("name"):
        said = detail["name"] + _("：") + said
    return said + words


def _planned(_words: str, detail: Mapping[str, Any]) -> str:
    return _("{when}，{place}。主持人：{chair}。不收任何费用。").format(
        when=detail["when"], place=detail["place"], chair=detail["chair"]
    )


def _recorded(_words: str, detail: Mapping[str, Any]) -> str:
    return _("参加的人看过笔录，确认或者签字以后，才能作决定。共 {n} 人。").format(
        n=detail["members"]
    )


def _done(_words: str, _detail: Mapping[str, Any]) -> str:
    return _("参加的人都确认了笔录，决定根据笔录作出。")


def _off(words: str, detail: Mapping[str, Any]) -> str:
    return _("{cause}。{words}").format(cause=OffCause(detail["cause"]).label, words=words)


HEARD_WORDS: dict[EventKind, Callable[[str, Mapping[str, Any]], str]] = {
    EventKind.INTERESTED_TOLD: _told,
    EventKind.INTERESTED_SAID: _spoke,
    EventKind.INTERESTED_OFF: _struck,
    EventKind.HEARING_ASKED: _asked,
    EventKind.HEARING_OPENED: _asked,
    EventKind.HEARING_PLANNED: _planned,
    EventKind.HEARING_RECORDED: _recorded,
    EventKind.HEARING_DONE: _done,
    EventKind.HEARING_OFF: _off,
}
