"""现场核查 (行政许可法 34): told beforehand, done by two at least, recorded by the guide's points,
confirmed by each with the own sign-in.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.accounts import queries as accounts
from tongban.base.files.services import keep as keep_file
from tongban.base.files.types import IMAGES
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.types import Duty
from tongban.handling.cases.keeping_out import has_chaired, without_own
from tongban.handling.cases.models import Case, Inspection, InspectionMember, InspectionPhoto
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.entering import entered
from tongban.handling.cases.services.pending import OPEN_INSPECTION
from tongban.handling.cases.services.steps import must_be_here, note, notify, said, tell
from tongban.handling.cases.types import EventKind, InspectionResult, InspectionState
from tongban.management.catalog import queries as catalog

LEAST = 2
"""行政许可法 34: two or more."""
INSPECT = frozenset({Duty.HANDLER.value, Duty.REVIEWER.value, Duty.SIGNER.value})
FURTHEST = timedelta(days=365)
MOST_PHOTOS = 30


def inspectors_of(case: Case) -> list[tuple[UUID, str, str, UUID]]:
    """(account, name, post's name, post) of the officers who may inspect: of the body itself, with
    a duty that handles cases, not of the applicant's own, and nobody who chairs a hearing of the
    case (行政许可法 48: inspecting is reviewing).
    """
    officers = accounts.officers_at(
        accounts.tenures_with_duties(sorted(INSPECT), department_id=case.department_id)
    )
    free = without_own((officer for _tenure, officer in officers), case)
    found: dict[UUID, tuple[UUID, str, str, UUID]] = {}
    for tenure, officer in officers:
        if officer in free and not has_chaired(officer, case):
            post = tenure.post
            found.setdefault(
                tenure.account_id, (tenure.account_id, officer.name, post.name, post.id)
            )
    return list(found.values())


@in_one_transaction
def plan_inspection(
    *, actor: Actor, case_id: UUID, planned_at: datetime, place: str, account_ids: Sequence[UUID]
) -> Inspection:
    """Agree on day and place, name who comes, and tell the applicant.

    Raises Invalid for fewer than two officers of the body, a day that is over, no place; Conflict
    (``inspection_open``) while another is open.
    """
    case = entered("plan_inspection", actor, case_id, what=_("安排现场核查"))
    must_be_here(case)
    where = said(place, place="place")
    may_inspect = {row[0]: row for row in inspectors_of(case)}
    chosen = [may_inspect[ident] for ident in dict.fromkeys(account_ids) if ident in may_inspect]
    findings = []
    if len(chosen) < LEAST or len(chosen) != len(set(account_ids)):
        findings.append(
            FieldFinding(
                "inspectors",
                "two_inspectors",
                _("请选至少两位本部门、不用回避的核查人员（行政许可法第三十四条）。"),
            )
        )
    if to_shanghai(planned_at).date() < today() or planned_at > now() + FURTHEST:
        findings.append(FieldFinding("planned_at", "range", _("请选今天以后、一年以内的时间。")))
    if not where or len(where) > 200:
        findings.append(FieldFinding("place", "required", _("请写到哪里核查，最多 200 个字。")))
    if findings:
        raise Invalid(_("还没有安排，请按提示改正。"), findings=findings)
    if case.inspections.filter(state__in=OPEN_INSPECTION).exists():
        raise Conflict(_("已经约了一次，还没有做完。"), code="inspection_open")
    inspection = Inspection.objects.create(
        case=case,
        division_code=case.division_code,
        planned_at=planned_at,
        place=where,
        asked_by=actor.as_value(),
    )
    for account_id, name, post_name, _post in chosen:
        InspectionMember.objects.create(
            inspection=inspection, account_id=account_id, name=name, post_name=post_name
        )
    when = in_words_with_hour(planned_at)
    names = [row[1] for row in chosen]
    tell(
        case,
        EventKind.INSPECTION_PLANNED,
        actor,
        detail={"when": when, "place": where, "names": names},
    )
    note(case, "plan_inspection", actor, inspection=str(inspection.id), at=planned_at.isoformat())
    notify(case, actor, "case_inspection", when=when, place=where[:60])
    return inspection


@in_one_transaction
def add_inspection_photo(
    *, actor: Actor, case_id: UUID, inspection_id: UUID, stream: BinaryIO, filename: str
) -> InspectionPhoto:
    """A photograph from the place, by who inspects. Raises what ``files.services.keep`` raises."""
    case, inspection = _inspecting("add_inspection_photo", actor, case_id, inspection_id)
    if inspection.photos.count() >= MOST_PHOTOS:
        raise Conflict(_("照片够多了，最多 %(most)s 张。") % {"most": MOST_PHOTOS}, code="too_many")
    kept = keep_file(actor=actor, stream=stream, name=filename, purpose="inspection", accept=IMAGES)
    photo = InspectionPhoto.objects.create(
        inspection=inspection, file_id=kept.id, added_by=actor.as_value()
    )
    note(case, "add_inspection_photo", actor, inspection=str(inspection.id))
    return photo


@in_one_transaction
def record_inspection(
    *,
    actor: Actor,
    case_id: UUID,
    inspection_id: UUID,
    points: Sequence[tuple[str, bool, str]],
    result: str,
    words: str = "",
) -> Inspection:
    """Write down what was found, by one who was there; that counts as this one's confirmation.

    ``points`` are (point of the guide, whether it holds, words), every point of the guide and none
    besides. Written anew, the others have to confirm anew. Raises Invalid, and Conflict before the
    time that the applicant was told.
    """
    case, inspection = _inspecting("record_inspection", actor, case_id, inspection_id)
    assert actor.account_id is not None
    if now() < inspection.planned_at:
        raise Conflict(
            _("约定的时间是 %(when)s，还没有到。要改时间，请取消后重新约。")
            % {"when": in_words_with_hour(inspection.planned_at)},
            code="too_early",
        )
    found = said(words, place="words")
    findings = _findings(case, points, result, found)
    if findings:
        raise Invalid(_("还没有登记，请按提示改正。"), findings=findings)
    inspection.points = [
        {"point": point, "holds": holds, "words": said(more)} for point, holds, more in points
    ]
    inspection.result, inspection.words = InspectionResult(result), found
    inspection.state, inspection.recorded_at = InspectionState.RECORDED, now()
    inspection.save()
    inspection.members.exclude(account_id=actor.account_id).update(confirmed_at=None)
    inspection.members.filter(account_id=actor.account_id).update(confirmed_at=now())
    note(case, "record_inspection", actor, inspection=str(inspection.id), result=result)
    return inspection


@in_one_transaction
def confirm_inspection(*, actor: Actor, case_id: UUID, inspection_id: UUID) -> Inspection:
    """Another who was there confirms the record; with the last one the inspection is done.

    Raises Conflict (``not_recorded``, ``confirmed_already``).
    """
    case, inspection = _inspecting("confirm_inspection", actor, case_id, inspection_id)
    assert actor.account_id is not None
    if inspection.state != InspectionState.RECORDED:
        raise Conflict(_("还没有登记核查结果。"), code="not_recorded")
    own = inspection.members.filter(account_id=actor.account_id, confirmed_at=None)
    if not own.update(confirmed_at=now()):
        raise Conflict(_("您已经确认过，请另一位核查人员确认。"), code="confirmed_already")
    note(case, "confirm_inspection", actor, inspection=str(inspection.id))
    if inspection.members.filter(confirmed_at=None).exists():
        return inspection
    inspection.state, inspection.ended_at = InspectionState.DONE, now()
    inspection.save(update_fields=["state", "ended_at"])
    tell(
        case,
        EventKind.INSPECTION_DONE,
        actor,
        opinion=inspection.words,
        detail={
            "result": inspection.result,
            "names": [member.name for member in inspection.members.all()],
        },
    )
    return inspection


@in_one_transaction
def cancel_inspection(
    *, actor: Actor, case_id: UUID, inspection_id: UUID, reason: str
) -> Inspection:
    """It does not take place as told, with the reason; another may be planned."""
    case = entered("cancel_inspection", actor, case_id, what=_("取消现场核查"))
    inspection = _open(case, inspection_id)
    why = said(reason, demanded=pgettext("act", "取消现场核查"))
    inspection.state, inspection.ended_at = InspectionState.CANCELLED, now()
    inspection.save(update_fields=["state", "ended_at"])
    when = in_words_with_hour(inspection.planned_at)
    tell(case, EventKind.INSPECTION_OFF, actor, opinion=why, detail={"when": when})
    note(case, "cancel_inspection", actor, inspection=str(inspection.id))
    notify(case, actor, "case_inspection_off", when=when, reason=why[:60])
    return inspection


def must_be_inspected(case: Case, result: InspectionResult) -> None:
    """Raises Conflict unless the last inspection is done and found this: the step of the process
    says what two people have confirmed.
    """
    last = case.inspections.exclude(state=InspectionState.CANCELLED).last()
    if last is None or last.state != InspectionState.DONE:
        raise Conflict(
            _("现场核查还没有做完：要有两位核查人员的记录和确认（行政许可法第三十四条）。"),
            code="not_inspected",
        )
    if last.result != result:
        raise Conflict(
            _("核查记录的结果是“%(result)s”，和这一步不一样。")
            % {"result": last.get_result_display()},
            code="inspected_otherwise",
        )


def _inspecting(
    act: str, actor: Actor, case_id: UUID, inspection_id: UUID
) -> tuple[Case, Inspection]:
    """An open inspection in which the actor was named."""
    case = entered(act, actor, case_id, what=_("登记现场核查"))
    inspection = _open(case, inspection_id)
    must(actor, act, inspection, only="named")
    return case, inspection


def _open(case: Case, inspection_id: UUID) -> Inspection:
    inspection = case.inspections.select_for_update().filter(id=inspection_id).first()
    if inspection is None:
        raise Missing(_("没有这次现场核查。"))
    if inspection.state not in OPEN_INSPECTION:
        raise Conflict(
            _("这次核查现在是“%(state)s”，不能再办。") % {"state": inspection.get_state_display()},
            code="inspection_state",
        )
    return inspection


def _findings(
    case: Case, points: Sequence[tuple[str, bool, str]], result: str, words: str
) -> list[FieldFinding]:
    wanted = list(catalog.guide(case.revision_id).inspection_points)
    findings = []
    if [point for point, _holds, _more in points] != wanted:
        findings.append(
            FieldFinding(
                "points", "points_of_the_guide", _("请按指南的核查要点逐条登记，不多也不少。")
            )
        )
    if result not in InspectionResult.values:
        findings.append(FieldFinding("result", "required", _("请选符合还是不符合。")))
    if not words and (not wanted or result == InspectionResult.FAIL):
        findings.append(FieldFinding("words", "required", _("请写明现场看到了什么。")))
    if result == InspectionResult.PASS and not all(holds for _point, holds, _more in points):
        findings.append(
            FieldFinding("result", "point_fails", _("有一条要点不符合，结果不能是符合。"))
        )
    return findings


def in_words_with_hour(moment: datetime) -> str:
    """A day and hour as messages say it."""
    at = to_shanghai(moment)
    return f"{at.month} 月 {at.day} 日 {at:%H:%M}"
