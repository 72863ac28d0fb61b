"""容缺受理: a material that the guide lets come later is promised in writing and handed in in time.

Whoever applies signs with a code sent to the own phone. The case is accepted and handled meanwhile;
nothing is granted before everything is there, and the case ends when the day is over.
"""

from collections.abc import Sequence
from datetime import timedelta
from hmac import compare_digest
from secrets import randbelow
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.accounts import queries as accounts
from tongban.base.clocks.queries import clocks_of
from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send
from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.credit import may_promise
from tongban.handling.cases.models import Case, Promise
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.promised import promised_instead
from tongban.handling.cases.services.steps import (
    in_words,
    locked,
    must_be_in,
    note,
    notify,
    tell,
)
from tongban.handling.cases.services.terminating import end_by_itself
from tongban.handling.cases.types import (
    KIND,
    CaseState,
    EventKind,
    PromiseKind,
    PromiseState,
    TerminationCause,
)
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Origin, Requirement
from tongban.management.eforms import queries as eforms
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials import services as material_acts

WORDING = "late-1"
"""Revision of the words below; a change of them is a new one."""
CODE_LIFE = timedelta(minutes=5)
TRIES = 5
CODES_AN_HOUR = 5
WARN_BEFORE = timedelta(days=3)


def may_come_later(case: Case) -> list[Requirement]:
    """Materials of the guide that are asked for, are not there and may come later."""
    answers = whole_answers(eforms.form(case.form_id), case)
    there = {key for key, _id in materials.handed_in(KIND, case.id)} | promised_instead(case)
    return [
        m
        for m in catalog.guide(case.revision_id).materials_for(answers)
        if m.late_days > 0 and m.required and m.origin == Origin.UPLOAD and m.key not in there
    ]


def promised_later(case: Case) -> frozenset[str]:
    """Keys of the materials that a signed promise covers."""
    signed = case.promises.filter(kind=PromiseKind.LATE, state=PromiseState.SIGNED).first()
    return frozenset(signed.keys) if signed is not None else frozenset()


@in_one_transaction
def draw_promise(*, actor: Actor, case_id: UUID, keys: Sequence[str]) -> tuple[Promise, str]:
    """Draw the promise up for what is chosen and send a code to the phone of whoever signs.

    Returns the promise and its code, which a page never shows. Raises Invalid for what the guide
    does not let come later, Conflict when no promise is taken (``no_promise``: on the list of bad
    credit, or the list does not answer), ``no_phone``, ``too_many_codes``, ``signed_already``.
    """
    must(actor, "draw_promise")
    case = locked(case_id)
    must(actor, "draw_promise", case)
    must_be_in(case, CaseState.DRAFT, act=_("承诺晚交材料"))
    offered = {m.key: m for m in may_come_later(case)}
    chosen = [offered[key] for key in dict.fromkeys(keys) if key in offered]
    if not chosen or len(chosen) != len(set(keys)):
        raise Invalid(
            _("请从列出的材料里选。别的材料不能晚交。"),
            findings=[FieldFinding("keys", "cannot_come_later", _("请从列出的材料里选。"))],
        )
    if promised_later(case):
        raise Conflict(_("承诺书已经签过了。"), code="signed_already")
    days = min(m.late_days for m in chosen)
    return draw_up(
        case,
        actor,
        "draw_promise",
        kind=PromiseKind.LATE,
        items=[{"key": m.key, "label": m.name, "days": m.late_days} for m in chosen],
        text=_words(case, chosen, days),
        wording=WORDING,
    )


def draw_up(
    case: Case,
    actor: Actor,
    act: str,
    *,
    kind: PromiseKind,
    items: list[dict[str, Any]],
    text: str,
    wording: str,
) -> tuple[Promise, str]:
    """Keep a promise for signing and send its code; what the acts that draw one up share."""
    if not may_promise(case):
        raise Conflict(_("现在不能用承诺的办法，请把材料交齐再提交。"), code="no_promise")
    phone = accounts.person(actor.person_id).phone if actor.person_id else ""
    if not phone:
        raise Conflict(_("您还没有登记手机号，请带证件到办事大厅办。"), code="no_phone")
    lately = case.promises.filter(drawn_at__gt=now() - timedelta(hours=1)).count()
    if lately >= CODES_AN_HOUR:
        raise Conflict(_("验证码要得太多了，请过一小时再试。"), code="too_many_codes")
    case.promises.filter(kind=kind, state=PromiseState.DRAWN).update(
        state=PromiseState.DROPPED, ended_at=now(), code_digest=None
    )
    promise = Promise(
        case=case,
        division_code=case.division_code,
        kind=kind,
        items=items,
        text=text,
        wording=wording,
        drawn_at=now(),
        code_until=now() + CODE_LIFE,
    )
    code = f"{randbelow(1_000_000):06d}"
    promise.code_digest = _code_digest(promise, code)
    promise.save()
    note(case, act, actor, promise=str(promise.id), keys=list(promise.keys))
    send(
        actor=actor,
        template="promise_code",
        address=phone,
        values={"code": code},
        subject_kind=KIND,
        subject_id=case.id,
        sensitive=True,
        valid_for=CODE_LIFE,
    )
    return promise, code


@in_one_transaction
def sign_promise(*, actor: Actor, case_id: UUID, promise_id: UUID, code: str) -> bool:
    """Whether it is the code that was sent: then the promise is signed. A wrong one is counted.

    Raises Missing, Conflict (``code_over``) after five wrong ones or five minutes.
    """
    must(actor, "sign_promise")
    case = locked(case_id)
    must(actor, "sign_promise", case)
    must_be_in(case, CaseState.DRAFT, act=_("签承诺书"))
    promise = case.promises.select_for_update().filter(id=promise_id).first()
    if promise is None:
        raise Missing(_("没有这份承诺书。"))
    is_over = promise.tries >= TRIES or now() > promise.code_until
    if promise.state != PromiseState.DRAWN or promise.code_digest is None or is_over:
        raise Conflict(_("验证码不能用了，请重新要一个。"), code="code_over")
    if not compare_digest(_code_digest(promise, code), bytes(promise.code_digest)):
        promise.tries += 1
        promise.save(update_fields=["tries"])
        return False
    promise.state, promise.signed_at = PromiseState.SIGNED, now()
    promise.signed_by, promise.code_digest = actor.as_value(), None
    promise.save()
    note(case, "sign_promise", actor, promise=str(promise.id), wording=promise.wording)
    return True


def begin_promised_time(case: Case, actor: Actor) -> None:
    """From acceptance runs the applicant's own time; part of the act that accepts.

    A promise whose materials came before ends here.
    """
    promise = _signed(case)
    if promise is None:
        return
    if not _missing(case, promise):
        _end(promise, PromiseState.KEPT)
        return
    clock = start_clock(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        limit_kind=LimitKind.LATE_MATERIAL.value,
        limit=Limit(min(item["days"] for item in promise.items), Unit.NATURAL_DAY),
        basis="容缺受理承诺书",
        division_code=case.division_code,
        department_id=case.department_id,
    )
    promise.due_on = clock.due_on
    promise.save(update_fields=["due_on"])
    labels = [item["label"] for item in _missing(case, promise)]
    tell(
        case,
        EventKind.LATE_BEGUN,
        actor,
        detail={"labels": labels, "due_on": clock.due_on.isoformat()},
    )
    notify(case, actor, "case_late_material", due=in_words(clock.due_on), count=str(len(labels)))


@in_one_transaction
def supply_late(
    *, actor: Actor, case_id: UUID, requirement_key: str, stream: BinaryIO, filename: str
) -> Case:
    """Hand in what was promised. With the last of them the promise is kept.

    Raises Invalid for a material that is not promised or is there already, and what ``files``
    raises.
    """
    must(actor, "supply_late")
    case = locked(case_id)
    must(actor, "supply_late", case)
    must_be_in(case, CaseState.ACCEPTED, CaseState.REVIEWED, act=_("补交材料"))
    promise = _signed(case)
    wanted = {i["key"]: i["label"] for i in _missing(case, promise)} if promise else {}
    if promise is None or requirement_key not in wanted:
        raise Invalid(_("这份材料没有承诺晚交，或者已经交了。"), code="material_not_promised")
    material_acts.hand_in(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        requirement_key=requirement_key,
        name=wanted[requirement_key],
        stream=stream,
        filename=filename,
        limit=settings.UPLOAD_LIMIT,
    )
    tell(case, EventKind.LATE_CAME, actor, detail={"label": wanted[requirement_key]})
    note(case, "supply_late", actor, key=requirement_key)
    if not _missing(case, promise):
        _end(promise, PromiseState.KEPT)
        end_clocks(
            actor=actor,
            subject_kind=KIND,
            subject_id=case.id,
            kinds=[LimitKind.LATE_MATERIAL.value],
        )
    return case


@in_one_transaction
def warn_of_late(*, actor: Actor, case_id: UUID) -> bool:
    """Remind the applicant three days before the last day, once. Only the platform."""
    must(actor, "warn_of_late")
    case = locked(case_id)
    promise = _signed(case)
    if promise is None or promise.due_on is None or promise.warned_at is not None:
        return False
    if promise.due_on > to_shanghai(now() + WARN_BEFORE).date():
        return False
    promise.warned_at = now()
    promise.save(update_fields=["warned_at"])
    missing = _missing(case, promise)
    note(case, "warn_of_late", actor)
    notify(case, actor, "case_late_due", due=in_words(promise.due_on), count=str(len(missing)))
    return True


@in_one_transaction
def close_unsupplied(*, actor: Actor, case_id: UUID) -> Case:
    """The promised day is over and something is still missing: the case ends. Only the platform.

    Supplied meanwhile, or not over yet: nothing happens. Until this act has run, late materials are
    still taken.
    """
    must(actor, "close_unsupplied")
    case = locked(case_id)
    promise = _signed(case)
    if promise is None or case.state not in (CaseState.ACCEPTED, CaseState.REVIEWED):
        return case
    clock = next(
        (
            c
            for c in clocks_of(KIND, case.id)
            if c.limit_kind == LimitKind.LATE_MATERIAL.value and c.is_open
        ),
        None,
    )
    if clock is None or now() <= clock.due_at:
        return case
    labels = [item["label"] for item in _missing(case, promise)]
    _end(promise, PromiseState.BROKEN)
    end_by_itself(case, actor, TerminationCause.NOT_SUPPLIED, words="、".join(labels))
    note(case, "close_unsupplied", actor)
    return case


def must_have_everything(case: Case) -> None:
    """Raises Conflict while a promised material is missing: nothing is granted before it is there."""
    missing = lacks_what_was_promised(case)
    if missing:
        raise Conflict(
            _("“%(label)s”是容缺受理的，还没有补来，补齐了才能准予。")
            % {"label": _("”“").join(item["label"] for item in missing)},
            code="material_awaited",
        )


def lacks_what_was_promised(case: Case) -> list[dict[str, str]]:
    """What the applicant promised to hand in later and has not."""
    promise = _signed(case)
    return _missing(case, promise) if promise else []


def _signed(case: Case) -> Promise | None:
    return (
        case.promises.select_for_update()
        .filter(kind=PromiseKind.LATE, state=PromiseState.SIGNED)
        .first()
    )


def _missing(case: Case, promise: Promise) -> list[dict[str, str]]:
    """What is promised and still asked for and not there, as its items."""
    wanted = {m.key for m in may_come_later(case)}
    return [item for item in promise.items if item["key"] in wanted]


def _end(promise: Promise, state: PromiseState) -> None:
    promise.state, promise.ended_at = state, now()
    promise.save(update_fields=["state", "ended_at"])


def _code_digest(promise: Promise, code: str) -> bytes:
    return digest(code.strip(), f"cases.promise.{promise.id}")


def _words(case: Case, chosen: Sequence[Requirement], days: int) -> str:
    """The promise, whole, as it is signed; the same for every reader."""
    with official():
        return str(
            _(
                "我申请办理“%(item)s”，以下材料暂时没有：%(list)s。我承诺在受理后 %(days)s 天内补齐，"
                "所说属实。到期没有补齐的，这次申请终止，责任由我承担；补齐以前，办理机关不作准予的决定。"
            )
            % {
                "item": case.revision.name,
                "list": pgettext("list", "、").join(m.name for m in chosen),
                "days": days,
            }
        )
