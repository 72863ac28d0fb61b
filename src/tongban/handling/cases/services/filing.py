"""提交申请: from a draft to a case with a number, in the published process."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.audit.services import record
from tongban.base.clocks.services import start_clock
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import answers_of, keep_answers, whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.numbers import next_numbers, set_aside
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.post import addressed, choice_findings, keep_choice
from tongban.handling.cases.services.promised import promised_instead
from tongban.handling.cases.services.promising import promised_later
from tongban.handling.cases.services.renewing import keep_renewal
from tongban.handling.cases.services.ruling import decided_at_once
from tongban.handling.cases.services.silence import silence_of
from tongban.handling.cases.services.steps import (
    in_words,
    keep,
    locked,
    must_be_in,
    note,
    notify,
    settle,
    tell,
)
from tongban.handling.cases.types import KIND, CaseState, EventKind, ResultChoice
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Guide, GuideLimit, ItemState, Origin
from tongban.management.eforms import queries as eforms
from tongban.management.workflow.services import start_process
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials import services as material_acts


def acceptance_limit(case: Case, guide: Guide) -> GuideLimit | None:
    """Until when the applicant is told whether the case is accepted: what the guide promises, else
    the day from which silence accepts.
    """
    if guide.acceptance is not None:
        return guide.acceptance
    silence = silence_of(case)
    return GuideLimit(silence.number, silence.unit, silence.clause) if silence else None


def findings_before_filing(case: Case) -> list[FieldFinding]:
    """All that is missing or wrong: answers by the schema, materials by the guide."""
    form = eforms.form(case.form_id)
    answers = eforms.without_gaps(form, whole_answers(form, case))
    findings = eforms.findings_of(case.form_id, answers)
    handed_in = {key for key, _id in materials.handed_in(KIND, case.id)}
    handed_in |= promised_later(case) | promised_instead(case)
    findings += [
        FieldFinding(
            f"material:{m.key}", "material_missing", _("请上传“%(name)s”") % {"name": m.name}
        )
        for m in catalog.guide(case.revision_id).materials_for(answers)
        if m.origin == Origin.UPLOAD and m.required and m.key not in handed_in
    ]
    return findings


def _findings_of_result(case: Case, result: ResultChoice | None) -> list[FieldFinding]:
    if result is None:
        return []
    return [
        FieldFinding(f"result_{f.place}", f.code, f.message) for f in choice_findings(case, result)
    ]


@in_one_transaction
def set_serials_aside(*, actor: Actor, last: int) -> None:
    """Keep the serials up to ``last`` for cases whose serial is given: a past that is taken over
    or, in the demo city, made up. Cases filed from now on get later ones. Only the platform.
    """
    must(actor, "set_serials_aside")
    set_aside(last)
    record(
        actor=actor,
        act="set_serials_aside",
        subject_kind="case_serial",
        subject_id=str(last),
        division_code=actor.division_code,
    )


@in_one_transaction
def file_case(
    *,
    actor: Actor,
    case_id: UUID,
    promised: bool = True,
    serial: int | None = None,
    by_person: bool = False,
    result: ResultChoice | None = None,
) -> Case:
    """File a draft. ``promised``: the applicant declared that what is filled in is true.
    ``serial``: of those that ``set_serials_aside`` kept; otherwise the next one. ``by_person``: no
    table of rules is to decide it (个人信息保护法 24). ``result``: how the result is to come; without
    it electronically, until the applicant says so on the case's page.

    Raises Conflict when it was filed already (``already_filed``), when the guide was changed or
    suspended meanwhile; Invalid with every finding when something is missing or wrong.
    """
    must(actor, "file_case")
    case = locked(case_id)
    must(actor, "file_case", case, only="own")
    must(actor, "file_case", case, only="cancelled")
    must(actor, "file_case", case, only="entrusted")
    if case.state != CaseState.DRAFT and case.number:
        raise Conflict(
            _("已经提交过了，不会重复提交。办件编号 %(number)s。") % {"number": case.number},
            code="already_filed",
        )
    must_be_in(case, CaseState.DRAFT, act=pgettext("act", "提交"))
    if case.item.state != ItemState.PUBLISHED:
        raise Conflict(_("这个事项现在暂停办理，请打 12345 问。"), code="item_not_open")
    if case.item.revision_id != case.revision_id:
        raise Conflict(
            _("办事指南刚更新了，请按新指南再核对一遍，然后提交。填过的都在。"),
            code="guide_changed",
        )
    must(actor, "file_case", case, only="agreed")
    must(actor, "file_case", catalog.guide(case.revision_id).min_assurance, only="assured")
    result = addressed(case, result, actor) if result is not None else None
    findings = [*findings_before_filing(case), *_findings_of_result(case, result)]
    if findings:
        raise Invalid(_("没有提交成功，请按提示改正。"), findings=findings)
    if not promised:
        raise Invalid(
            _("请先确认所填内容真实。"),
            findings=[FieldFinding("promise", "required", _("请勾选：以上内容真实"))],
        )
    form = eforms.form(case.form_id)
    guide = catalog.guide(case.revision_id)
    keep_answers(case, eforms.without_gaps(form, whole_answers(form, case)))
    moment = now()
    case.number, case.query_number = next_numbers(case.division_code, moment.date(), serial=serial)
    case.filed_at = moment
    if actor.is_assisting:
        # Who received is kept beside who decides, and never takes the decider's place.
        case.received_by = actor.as_value()
        case.receiver_id = actor.account_id
        case.received_division_code = actor.division_code
        keep(case, "received_by", "receiver", "received_division_code")
    take_back_unasked(case, actor)
    _fill_in_forms(case, guide, actor)
    waiting = start_process(
        actor=actor,
        process_id=case.process_id,
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        data={},
    )
    settle(case, waiting)
    keep(case, "number", "query_number", "filed_at", "state", "waiting_duties", "answers")
    keep_renewal(case)
    limit = acceptance_limit(case, guide)
    values: dict[str, Any] = {"due": "近日"}
    if limit is not None:
        clock = start_acceptance(case, actor, limit)
        values["due"] = in_words(clock.due_on)
    tell(case, EventKind.FILED, actor)
    note(case, "file_case", actor, revision=str(case.revision_id))
    if result is not None:
        # Before a table decides: what is granted at once is handed over in the chosen way too.
        keep_choice(case, result, actor)
    decided = decided_at_once(case, by_person=by_person)
    if decided is not None:
        return decided
    notify(case, actor, "case_filed", **values)
    return case


def _fill_in_forms(case: Case, guide: Guide, actor: Actor) -> None:
    """Let the answers stand for the forms that the guide asks for."""
    for material in guide.materials_for(answers_of(case)):
        if material.origin == Origin.FORM:
            material_acts.fill_in(
                actor=actor,
                subject_kind=KIND,
                subject_id=case.id,
                division_code=case.division_code,
                requirement_key=material.key,
                name=material.name,
                promised=True,
            )


def take_back_unasked(case: Case, actor: Actor) -> None:
    """Take back what was uploaded for a material that does not apply under the final answers.

    Nobody need see it (行政许可法 31); the applicant uploaded it before changing an answer.
    """
    form = eforms.form(case.form_id)
    asked = {
        m.key for m in catalog.guide(case.revision_id).materials_for(whole_answers(form, case))
    }
    for key, material_id in materials.handed_in(KIND, case.id):
        if key not in asked:
            material_acts.withdraw_material(actor=actor, material_id=material_id)


def start_acceptance(case: Case, actor: Actor, limit: GuideLimit) -> Any:
    """Start the clock within which the office says whether it accepts."""
    return start_clock(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        limit_kind=LimitKind.ACCEPTANCE.value,
        limit=Limit(limit.number, Unit(limit.unit)),
        basis=limit.clause,
        division_code=case.division_code,
        department_id=case.department_id,
    )
