"""补正: one notice that lists everything, and the applicant's answer to it."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.clocks.queries import clocks_of
from tongban.base.clocks.services import end_clocks, start_clock
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import keep_answers, whole_answers
from tongban.handling.cases.models import Case, Correction
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.filing import (
    acceptance_limit,
    findings_before_filing,
    start_acceptance,
    take_back_unasked,
)
from tongban.handling.cases.services.pending import drop_pending
from tongban.handling.cases.services.promised import promised_instead
from tongban.handling.cases.services.promising import promised_later
from tongban.handling.cases.services.second_notice import again_or_nothing, report_again
from tongban.handling.cases.services.silence import must_not_be_silent
from tongban.handling.cases.services.steps import (
    end_everything,
    in_words,
    keep,
    locked,
    must_be_in,
    note,
    notify,
    said,
    settle,
    take_step,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState, CorrectionItem, EventKind
from tongban.management.catalog import queries as catalog
from tongban.management.eforms import queries as eforms
from tongban.management.workflow.services import cancel_process, complete_step


def correctable(case: Case) -> dict[str, str]:
    """Place → label of everything that a notice may name: what the guide asks for, no more."""
    form = eforms.form(case.form_id)
    answers = whole_answers(form, case)
    later = promised_later(case) | promised_instead(case)
    places = {
        f"material:{m.key}": m.name
        for m in catalog.guide(case.revision_id).materials_for(answers)
        if m.origin == "upload" and m.key not in later
    }
    places |= {
        f"form:{key}": field.label
        for key, field in form.fields.items()
        if form.is_asked(field, answers) and not field.source
    }
    return places


@in_one_transaction
def request_correction(
    *,
    actor: Actor,
    case_id: UUID,
    items: Sequence[tuple[str, str]],
    again_kind: str = "",
    again_words: str = "",
) -> Case:
    """要求补正, at pre-review or at acceptance. ``items`` are (place, what to do), all at once.

    What an earlier notice could have named is named only with ``again_kind`` and ``again_words``,
    which the applicant reads and supervision hears (``second_notice``). Raises Invalid for an empty list, for a place that the guide does not ask for, and for one
    named without what to do, and Conflict (``already_accepted``) when the law has accepted the
    case because the office was silent for too long; then nothing is sent.
    """
    case, rule = take_step(
        actor=actor,
        case_id=case_id,
        act="request_correction_at_prereview",
        or_act="request_correction",
    )
    places = correctable(case)
    named = [place for place, _message in items]
    findings = [
        FieldFinding(place[:80], "beyond_the_guide", _("办事指南没有要这一项，不能要求补正。"))
        for place, _message in items
        if place not in places
    ]
    findings += [
        FieldFinding(place[:80], "required", _("请写明要怎么改，申请人看得懂。"))
        for place, message in items
        if not said(message, place=place[:80])
    ]
    findings += [
        FieldFinding(place[:80], "named_twice", _("这一项写了两次，请合成一条。"))
        for place in dict.fromkeys(named)
        if named.count(place) > 1
    ]
    if not items:
        findings.append(FieldFinding("items", "required", _("请至少选一处要补正的内容。")))
    if findings:
        raise Invalid(_("补正通知没有发出，请按提示改正。"), findings=findings)
    seen, again = again_or_nothing(case, places, named, again_kind, again_words)
    listed = [
        {"place": place, "label": places[place], "message": said(message)}
        for place, message in items
    ]
    # Before acceptance the office's clock has not started; a corrected case is received anew.
    ended = end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        kinds=[LimitKind.ACCEPTANCE.value],
    )
    must_not_be_silent(case, ended)
    limit = catalog.guide(case.revision_id).correction
    clock = start_clock(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        limit_kind=LimitKind.CORRECTION.value,
        limit=limit.limit,
        basis=limit.clause,
        division_code=case.division_code,
        department_id=case.department_id,
    )
    Correction.objects.create(
        case=case,
        division_code=case.division_code,
        items=listed,
        asked_at=now(),
        due_on=clock.due_on,
        seen=seen,
        again=again,
    )
    report_again(case, actor, again)
    keep(case, "state", "waiting_duties")
    told = {"items": listed, "due_on": clock.due_on.isoformat()}
    tell(case, rule.event, actor, detail={**told, "again": again} if again else told)
    note(
        case,
        "request_correction",
        actor,
        places=[i["place"] for i in listed],
        **({"again": again} if again else {}),
    )
    notify(case, actor, "case_correction", count=str(len(listed)), due=in_words(clock.due_on))
    return case


def open_correction(case: Case) -> tuple[Correction, list[CorrectionItem]]:
    """The notice that waits for its answer; raises Conflict when there is none."""
    correction = case.corrections.filter(answered_at__isnull=True).first()
    if correction is None:
        raise Conflict(_("这个办件现在没有要补正的。"), code="nothing_to_correct")
    return correction, [CorrectionItem(**item) for item in correction.items]


@in_one_transaction
def correct_case(*, actor: Actor, case_id: UUID) -> Case:
    """补正: the applicant has mended what the notice lists and hands the case in again.

    Raises Invalid with every finding when something is still missing or wrong, or when a listed
    material was not handed in anew.
    """
    must(actor, "correct_case")
    case = locked(case_id)
    must(actor, "correct_case", case)
    must_be_in(case, CaseState.CORRECTING, act=pgettext("act", "补正"))
    correction, items = open_correction(case)
    findings = findings_before_filing(case)
    findings += _untouched(case, correction, items)
    if findings:
        raise Invalid(_("还没有补好，请按提示改正。"), findings=findings)
    form = eforms.form(case.form_id)
    keep_answers(case, eforms.without_gaps(form, whole_answers(form, case)))
    take_back_unasked(case, actor)
    moment = now()
    correction.answered_at = moment
    correction.save(update_fields=["answered_at"])
    position = complete_step(
        actor=actor, subject_kind=KIND, subject_id=case.id, step="correct", outcome="corrected"
    )
    settle(case, position.waiting)
    keep(case, "state", "waiting_duties", "answers")
    end_clocks(
        actor=actor, subject_kind=KIND, subject_id=case.id, kinds=[LimitKind.CORRECTION.value]
    )
    limit = acceptance_limit(case, catalog.guide(case.revision_id))
    if limit is not None:
        start_acceptance(case, actor, limit)
    tell(case, EventKind.CORRECTED, actor)
    note(case, "correct_case", actor)
    return case


@in_one_transaction
def close_uncorrected(*, actor: Actor, case_id: UUID) -> Case:
    """补正不来办结: the applicant's time to correct is over and nothing came.

    Only the platform. Corrected meanwhile, or not over yet: nothing happens. Until this act has
    run, a late correction is still taken.
    """
    must(actor, "close_uncorrected")
    case = locked(case_id)
    if case.state != CaseState.CORRECTING:
        return case
    clock = next(
        (
            c
            for c in clocks_of(KIND, case.id)
            if c.limit_kind == LimitKind.CORRECTION.value and c.is_open
        ),
        None,
    )
    if clock is None or now() <= clock.due_at:
        return case
    cancel_process(actor=actor, subject_kind=KIND, subject_id=case.id, reason="补正不来办结")
    case.state = CaseState.NOT_CORRECTED
    case.waiting_duties = []
    case.closed_at = now()
    keep(case, "state", "waiting_duties", "closed_at")
    end_everything(case, actor)
    drop_pending(case)
    tell(case, EventKind.NOT_CORRECTED, actor, detail={"due_on": clock.due_on.isoformat()})
    note(case, "close_uncorrected", actor)
    notify(case, actor, "case_not_corrected", due=in_words(clock.due_on))
    return case


def _untouched(
    case: Case, correction: Correction, items: Sequence[CorrectionItem]
) -> list[FieldFinding]:
    """Listed materials that were not handed in again since the notice."""
    from tongban.sharing.materials import queries as materials

    fresh = {
        m.requirement_key
        for m in materials.materials_of(KIND, case.id)
        if m.created_at > correction.asked_at
    }
    return [
        FieldFinding(
            item.place,
            "not_corrected",
            _("请重新上传“%(label)s”：%(message)s")
            % {"label": item.label, "message": item.message},
        )
        for item in items
        if item.place.startswith("material:") and item.place.removeprefix("material:") not in fresh
    ]
