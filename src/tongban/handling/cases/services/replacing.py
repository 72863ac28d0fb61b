"""告知承诺: what the guide names is promised in writing, and its material is not asked for.

Told whole before it is signed, chosen freely, and checked after the grant (``after_checks``).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case, Promise
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.promised import may_be_promised
from tongban.handling.cases.services.promising import draw_up
from tongban.handling.cases.services.steps import locked, must_be_in, note
from tongban.handling.cases.types import CaseState, PromiseKind, PromiseState

WORDING = "instead-1"
"""Revision of the words below; a change of them is a new one."""


@in_one_transaction
def draw_replacement(*, actor: Actor, case_id: UUID, keys: Sequence[str]) -> tuple[Promise, str]:
    """Draw up the promise that stands for what is chosen; ``sign_promise`` signs it.

    Returns the promise and its code, which a page never shows. Raises Invalid for what the guide
    does not let be promised, Conflict as ``draw_promise`` does.
    """
    must(actor, "draw_replacement")
    case = locked(case_id)
    must(actor, "draw_replacement", case)
    must_be_in(case, CaseState.DRAFT, act=_("用承诺代替材料"))
    offered = {item["key"]: item for item in may_be_promised(case)}
    chosen = [offered[key] for key in dict.fromkeys(keys) if key in offered]
    if not chosen or len(chosen) != len(set(keys)):
        raise Invalid(
            _("请从列出的里面选。别的不能用承诺代替。"),
            findings=[FieldFinding("keys", "cannot_be_promised", _("请从列出的里面选。"))],
        )
    signed = case.promises.filter(kind=PromiseKind.INSTEAD, state=PromiseState.SIGNED).first()
    if signed is not None:
        if all(item in offered.values() for item in signed.items):
            raise Conflict(_("承诺书已经签过了。"), code="signed_already")
        _drop(case)
    return draw_up(
        case,
        actor,
        "draw_replacement",
        kind=PromiseKind.INSTEAD,
        items=chosen,
        text=_words(case, chosen),
        wording=WORDING,
    )


@in_one_transaction
def drop_replacement(*, actor: Actor, case_id: UUID) -> bool:
    """Take the promise back before filing: the material is asked for as ever. Whether there was one."""
    must(actor, "drop_replacement")
    case = locked(case_id)
    must(actor, "drop_replacement", case)
    must_be_in(case, CaseState.DRAFT, act=_("取消承诺"))
    if not _drop(case):
        return False
    note(case, "drop_replacement", actor)
    return True


def _drop(case: Case) -> int:
    return case.promises.filter(
        kind=PromiseKind.INSTEAD, state__in=[PromiseState.DRAWN, PromiseState.SIGNED]
    ).update(state=PromiseState.DROPPED, ended_at=now(), code_digest=None)


def _words(case: Case, chosen: Sequence[dict[str, Any]]) -> str:
    """The promise, whole, as it is signed; the same for every reader."""
    with official():
        parts = [
            _(
                "%(number)s. %(label)s。要求：%(requirement)s 依据：%(by_law)s。承诺：%(content)s "
                "承诺不实的责任：%(liability)s 决定后 %(days)s 个工作日内核查：%(check)s"
            )
            % {"number": number, **item}
            for number, item in enumerate(chosen, start=1)
        ]
        head = _(
            "我申请办理“%(item)s”。办理机关已经把下面的内容告诉我，我自愿承诺，所说属实，"
            "并接受核查；承诺不实的，愿意承担责任。"
        ) % {"item": case.revision.name}
        return "\n".join([str(head), *parts])
