"""听证笔录 (行政许可法 48): who took part and what was said; each who took part reads and confirms it,
signs it, or is written down as refusing. With the last one the hearing is done.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import Case, Hearing, HearingMember
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.entering import UNDER_WAY, entered
from tongban.handling.cases.services.hearings import (
    handled_by,
    open_of,
    told_of,
    when_in_words,
)
from tongban.handling.cases.services.interested import locked_interested
from tongban.handling.cases.services.measures import end_by_result
from tongban.handling.cases.services.steps import locked, must_be_in, note, said, tell
from tongban.handling.cases.types import (
    EventKind,
    HearingRole,
    HearingState,
    MeasureState,
    RecordConsent,
)

LONGEST = 40_000
"""Characters of a record: some fifty pages. The paper takes all of them."""
MOST_OTHERS = 30
LONGEST_NAME = 200


@in_one_transaction
def record_hearing(
    *,
    actor: Actor,
    case_id: UUID,
    hearing_id: UUID,
    record: str,
    applicant_came: bool,
    interested_ids: Sequence[UUID],
    reviewers: Sequence[str],
    others: Sequence[str] = (),
) -> Hearing:
    """Write the record and who took part; who chairs takes part as a matter of course.

    Written anew, everybody confirms anew. Raises Invalid without a record, without an officer who
    reviews (who gives grounds and evidence at the hearing) or for somebody who is not interested;
    Conflict (``hearing_state``; ``too_early`` before the time that was told; ``chair_handles``: who
    chairs has had a hand in the case since).
    """
    case = entered("record_hearing", actor, case_id, what=_("登记听证笔录"))
    hearing = open_of(case, hearing_id, HearingState.PLANNED, HearingState.RECORDED)
    assert hearing.planned_at is not None
    if now() < hearing.planned_at:
        raise Conflict(
            _("听证定在 %(when)s，还没有到。要改时间，请重新通知。")
            % {"when": when_in_words(hearing)},
            code="too_early",
        )
    if str(hearing.chair_id) in handled_by(case):
        raise Conflict(
            _("%(name)s后来办过这个办件，不能再主持听证。请换人主持，重新通知。")
            % {"name": hearing.chair_name},
            code="chair_handles",
        )
    told = [one for one in case.interested.filter(struck_at=None) if one.id in set(interested_ids)]
    names = _names(reviewers), _names(others)
    text = record.replace("\x00", "").strip()
    findings = _findings(text, names)
    if len(told) != len(set(interested_ids)):
        findings.append(FieldFinding("members", "unknown", _("请从登记的利害关系人里选。")))
    if findings:
        raise Invalid(_("还没有登记，请按提示改正。"), findings=findings)
    hearing.record, hearing.state = text, HearingState.RECORDED
    hearing.recorded_at, hearing.recorded_by = now(), actor.as_value()
    hearing.save()
    hearing.members.all().delete()
    members = [HearingMember(role=HearingRole.CHAIR, name=hearing.chair_name)]
    if applicant_came:
        members.append(HearingMember(role=HearingRole.APPLICANT, name=case.applicant_name))
    members += [
        HearingMember(role=HearingRole.INTERESTED, name=one.name, interested=one) for one in told
    ]
    members += [HearingMember(role=HearingRole.REVIEWER, name=name) for name in names[0]]
    members += [HearingMember(role=HearingRole.OTHER, name=name) for name in names[1]]
    for member in members:
        member.hearing = hearing
        member.save()
    tell(case, EventKind.HEARING_RECORDED, actor, detail={"members": len(members)})
    note(case, "record_hearing", actor, hearing=str(hearing.id), members=len(members))
    return hearing


@in_one_transaction
def confirm_hearing_record(*, actor: Actor, case_id: UUID, hearing_id: UUID) -> Hearing:
    """The applicant has read the record and confirms it.

    Raises Missing for who was not there, Conflict (``hearing_state``, ``confirmed_already``).
    """
    must(actor, "confirm_hearing_record")
    case = locked(case_id)
    must(actor, "confirm_hearing_record", case)
    must_be_in(case, *UNDER_WAY, act=_("确认听证笔录"))
    hearing = open_of(case, hearing_id, HearingState.RECORDED)
    own = hearing.members.filter(role=HearingRole.APPLICANT).first()
    return _consented("confirm_hearing_record", actor, hearing, own, RecordConsent.ONLINE)


@in_one_transaction
def confirm_record_concerned(*, actor: Actor, interested_id: UUID, hearing_id: UUID) -> Hearing:
    """An interested person has read the record and confirms it; raises as the applicant's does."""
    must(actor, "confirm_record_concerned")
    case, found = locked_interested(interested_id)
    must(actor, "confirm_record_concerned", found)
    must_be_in(case, *UNDER_WAY, act=_("确认听证笔录"))
    hearing = open_of(case, hearing_id, HearingState.RECORDED)
    own = hearing.members.filter(interested=found).first()
    return _consented("confirm_record_concerned", actor, hearing, own, RecordConsent.ONLINE)


@in_one_transaction
def sign_hearing_record(
    *,
    actor: Actor,
    case_id: UUID,
    hearing_id: UUID,
    member_id: UUID,
    consent: str,
    words: str = "",
) -> Hearing:
    """Somebody who took part signed on paper, or refused to; the latter is written down with words.

    Raises Invalid for another way or without those words, Missing, Conflict (``hearing_state``,
    ``confirmed_already``).
    """
    case = entered("sign_hearing_record", actor, case_id, what=_("登记签字"))
    hearing = open_of(case, hearing_id, HearingState.RECORDED)
    if consent not in {RecordConsent.SIGNED, RecordConsent.REFUSED}:
        raise Invalid(
            _("请选签了字，还是拒绝签字。"),
            findings=[FieldFinding("consent", "required", _("请选签了字，还是拒绝签字。"))],
        )
    refused = consent == RecordConsent.REFUSED
    why = said(words, demanded=_("拒绝签字") if refused else "", place="words")
    member = hearing.members.filter(id=member_id).first()
    return _consented(
        "sign_hearing_record", actor, hearing, member, RecordConsent(consent), words=why[:400]
    )


def _consented(
    act: str,
    actor: Actor,
    hearing: Hearing,
    member: HearingMember | None,
    consent: RecordConsent,
    *,
    words: str = "",
) -> Hearing:
    if member is None:
        raise Missing(_("笔录里没有这位参加人。"))
    if member.consent:
        raise Conflict(_("已经确认过了。"), code="confirmed_already")
    member.consent, member.words = consent, words
    member.consented_at, member.consented_by = now(), actor.as_value()
    member.save()
    note(hearing.case, act, actor, hearing=str(hearing.id), consent=consent.value)
    if not hearing.members.filter(consent="").exists():
        _done(hearing, hearing.case, actor)
    return hearing


def _done(hearing: Hearing, case: Case, actor: Actor) -> None:
    """The record stands: it goes into a paper, and the limits go on."""
    hearing.state, hearing.ended_at = HearingState.DONE, now()
    hearing.save(update_fields=["state", "ended_at"])
    tell(
        case,
        EventKind.HEARING_DONE,
        actor,
        detail={**told_of(hearing), "hearing": str(hearing.id)},
    )
    measure = hearing.measure
    if measure is None:
        return
    measure.refresh_from_db()
    if measure.state == MeasureState.RUNNING:
        with official():
            result = _("听证举行了，笔录已经确认。")
        end_by_result(measure, case, actor, result)
    elif measure.state == MeasureState.ASKED:
        measure.state, measure.ended_at = MeasureState.DROPPED, now()
        measure.save()


def _names(lines: Sequence[str]) -> list[str]:
    """One name a line."""
    plain = [" ".join(line.replace("\x00", "").split()) for line in lines]
    return [name for name in dict.fromkeys(plain) if name]


def _findings(record: str, names: tuple[list[str], list[str]]) -> list[FieldFinding]:
    reviewers, others = names
    findings = []
    if not record or len(record) > LONGEST:
        findings.append(
            FieldFinding(
                "record",
                "required",
                _("请写笔录：谁说了什么、出示了什么证据，最多 %(most)s 个字。") % {"most": LONGEST},
            )
        )
    if not reviewers:
        findings.append(
            FieldFinding(
                "reviewers",
                "required",
                _("请写审查人员：由他在听证时提供意见的证据、理由（行政许可法第四十八条）。"),
            )
        )
    if len(reviewers) + len(others) > MOST_OTHERS or any(
        len(name) > LONGEST_NAME for name in (*reviewers, *others)
    ):
        findings.append(FieldFinding("others", "too_many", _("参加的人最多写 30 位，一行一位。")))
    return findings
