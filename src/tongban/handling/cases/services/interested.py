"""利害关系人 (行政许可法 36, 47): entered, told in writing, heard before anybody grants.

What one of them said is for the office; the applicant reads that it was said, not the words.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.types import DocumentType
from tongban.base.clocks.queries import end_of_limit
from tongban.base.clocks.types import Limit, Unit
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.documents import check_document
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send
from tongban.base.pages.wording import short_day
from tongban.handling.cases.concerned import code_digest
from tongban.handling.cases.concerned_papers import applicant_masked, masked, write_to
from tongban.handling.cases.models import Case, InterestedPerson, Statement
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.entering import UNDER_WAY, entered
from tongban.handling.cases.services.steps import locked, must_be_here, must_be_in, note, said, tell
from tongban.handling.cases.types import (
    INTERESTED,
    KIND,
    EventKind,
    HearingGround,
    HearingState,
    InterestedState,
)
from tongban.management.documents import queries as documents
from tongban.management.documents.types import PaperKind

LONGEST_NAME, LONGEST_ADDRESS = 200, 200
MOBILE = re.compile(r"1\d{10}")


@in_one_transaction
def enter_interested(
    *,
    actor: Actor,
    case_id: UUID,
    name: str,
    document_type: str,
    code: str,
    concern: str,
    phone: str = "",
    address: str = "",
) -> InterestedPerson:
    """Enter somebody whom the case concerns, and write to both: to that person what is at stake and
    that they may speak and ask for a hearing, to the applicant that they may ask for one, too.

    Raises Invalid for whatever is missing or no number of that document, and for the applicant's
    own; Conflict (``wrong_state``; ``entered_already``).
    """
    case = entered("enter_interested", actor, case_id, what=_("认定利害关系人"))
    must_be_here(case)
    who, why = said(name, place="name"), said(concern, place="concern")
    reached = accounts.plain_phone(phone), said(address, place="address")
    number, findings = _number(document_type, code)
    if not who or len(who) > LONGEST_NAME:
        findings.append(FieldFinding("name", "required", _("请填姓名或者名称，最多 200 个字。")))
    if not why:
        findings.append(
            FieldFinding(
                "concern", "required", _("请写明为什么直接关系他的重大利益，双方都看得到。")
            )
        )
    if reached[0] and not MOBILE.fullmatch(reached[0]):
        findings.append(FieldFinding("phone", "phone", _("请填 11 位手机号，或者空着。")))
    if not any(reached) or len(reached[1]) > LONGEST_ADDRESS:
        findings.append(
            FieldFinding("address", "required", _("请填手机或者地址，告知书才送得到。"))
        )
    if number and _is_the_applicants(case, document_type, number):
        findings.append(FieldFinding("code", "applicant", _("这是申请人自己的号码。")))
    if findings:
        raise Invalid(_("还没有登记，请按提示改正。"), findings=findings)
    mark = code_digest(document_type, number)
    if case.interested.filter(code_digest=mark, struck_at=None).exists():
        raise Conflict(_("这个人已经登记过了。"), code="entered_already")
    made = InterestedPerson.objects.create(
        case=case,
        division_code=case.division_code,
        name=who,
        document_type=document_type,
        code=number,
        code_digest=mark,
        phone=reached[0],
        address=reached[1],
        concern=why,
        entered_at=now(),
        entered_by=actor.as_value(),
    )
    days = settings.HEARING_ASK_DAYS
    write_to(
        made,
        case,
        actor,
        PaperKind.INTERESTED_NOTICE,
        article="第三十六条、第四十七条",
        values={"applicant": applicant_masked(case), "concern": why, "days": str(days)},
    )
    tell(
        case,
        EventKind.INTERESTED_TOLD,
        actor,
        opinion=why,
        detail={"name": masked(made), "days": days},
    )
    note(case, "enter_interested", actor, interested=str(made.id))
    inform(made, case, actor, "interested_told", days=str(days))
    return made


@in_one_transaction
def strike_interested(
    *, actor: Actor, case_id: UUID, interested_id: UUID, reason: str
) -> InterestedPerson:
    """It was a mistake: the person is none, with the reason, by whoever signs. The row stays.

    Raises Invalid without a reason, Missing, Conflict (``wrong_state``, ``struck_already``).
    """
    case = entered("strike_interested", actor, case_id, what=_("取消利害关系人"))
    found = _of(case, interested_id)
    found.struck_reason = said(reason, demanded=_("不再列为利害关系人"))
    found.struck_at, found.struck_by = now(), actor.as_value()
    found.save(update_fields=["struck_reason", "struck_at", "struck_by"])
    tell(
        case,
        EventKind.INTERESTED_OFF,
        actor,
        opinion=found.struck_reason,
        detail={"name": masked(found)},
    )
    note(case, "strike_interested", actor, interested=str(found.id))
    return found


@in_one_transaction
def state_opinion(
    *, actor: Actor, interested_id: UUID, words: str, waives: bool = False
) -> Statement:
    """陈述意见: an interested person says what there is to say, as often as needed, until the
    decision. ``waives``: nothing more, and no hearing is asked for.

    Raises Invalid without words (unless ``waives``), Missing, Conflict (``wrong_state``).
    """
    must(actor, "state_opinion")
    case, found = locked_interested(interested_id)
    must(actor, "state_opinion", found)
    return _stated("state_opinion", actor, case, found, words=words, waives=waives)


@in_one_transaction
def hear_interested(
    *, actor: Actor, case_id: UUID, interested_id: UUID, words: str, waives: bool = False
) -> Statement:
    """What an interested person said at the window, written down by the officer who took it.

    Raises as ``state_opinion`` does.
    """
    case = entered("hear_interested", actor, case_id, what=_("听取利害关系人的意见"))
    found = _of(case, interested_id)
    return _stated("hear_interested", actor, case, found, words=words, waives=waives)


def _stated(
    act: str, actor: Actor, case: Case, found: InterestedPerson, *, words: str, waives: bool
) -> Statement:
    must_be_in(case, *UNDER_WAY, act=pgettext("act", "陈述意见"))
    plain = said(words, demanded="" if waives else pgettext("act", "陈述意见"), place="words")
    is_taken = actor.is_officer
    made = Statement.objects.create(
        interested=found,
        division_code=found.division_code,
        words=plain,
        waives=waives,
        said_at=now(),
        said_by={"name": found.name} if is_taken else actor.as_value(),
        taken_by=actor.as_value() if is_taken else None,
    )
    tell(
        case,
        EventKind.INTERESTED_SAID,
        actor,
        detail={"name": masked(found), "waives": waives, "is_taken": is_taken},
    )
    note(case, act, actor, interested=str(found.id), waives=waives)
    return made


def must_have_heard(case: Case) -> None:
    """Raises Conflict while somebody whom a grant would burden was not told, or may still speak
    (``interested_untold``, ``interested_heard``).
    """
    for found, state, until in interested_of(case):
        if state == InterestedState.UNTOLD:
            raise Conflict(
                _(
                    "告知书还没有送达利害关系人%(name)s。请先在“文书”里送达；"
                    "陈述意见的期限过了，再作准予的决定。"
                )
                % {"name": found.name},
                code="interested_untold",
            )
        if state == InterestedState.TOLD and until is not None:
            raise Conflict(
                _(
                    "利害关系人%(name)s陈述意见、要求听证的期限到%(day)s，过了再作准予的决定。"
                    "本人说没有别的意见的，登记以后就可以决定。"
                )
                % {"name": found.name, "day": short_day(until)},
                code="interested_heard",
            )


def must_have_told_applicant(case: Case) -> None:
    """Raises Conflict while an applicant whom a refusal would burden was not told that a hearing may
    be asked for, or may still ask (``applicant_untold``, ``applicant_heard``; 行政许可法 47).

    A hearing that was held has answered the right, and so has the own wish taken back. That an
    interested person took theirs back says nothing of the applicant's.
    """
    if not case.interested.filter(struck_at=None).exists():
        return
    is_own_wish = Q(ground=HearingGround.APPLICANT)
    answered = Q(state=HearingState.DONE) | (Q(state=HearingState.OFF) & is_own_wish)
    if case.hearings.filter(answered).exists():
        return
    served = documents.served_at(KIND, [case.id], PaperKind.HEARING_RIGHT).get(case.id)
    if served is None:
        raise Conflict(
            _("听证权利告知书还没有送达申请人。请先在“文书”里送达；要求听证的期限过了，再作决定。"),
            code="applicant_untold",
        )
    until = last_day(served)
    if today() <= until:
        raise Conflict(
            _("申请人要求听证的期限到%(day)s，过了再作不予批准的决定。")
            % {"day": short_day(until)},
            code="applicant_heard",
        )


def is_somebody_unheard(case: Case) -> bool:
    """Whether a grant would come before somebody was told, or while they may still speak."""
    waited_for = {InterestedState.UNTOLD, InterestedState.TOLD}
    return any(state in waited_for for _found, state, _until in interested_of(case))


def interested_of(
    case: Case,
) -> list[tuple[InterestedPerson, InterestedState, date | None]]:
    """Every interested person of a case, how far it is with each, and the last day to speak."""
    rows = list(case.interested.prefetch_related("statements"))
    if not rows:
        return []
    served = documents.served_at(INTERESTED, [r.id for r in rows], PaperKind.INTERESTED_NOTICE)
    return [(row, *_state_of(row, served)) for row in rows]


def _state_of(
    row: InterestedPerson, served: Mapping[UUID, datetime]
) -> tuple[InterestedState, date | None]:
    until = last_day(served[row.id]) if row.id in served else None
    if row.struck_at is not None:
        return InterestedState.STRUCK, until
    if any(statement.waives for statement in row.statements.all()):
        return InterestedState.HEARD, until
    if until is None:
        return InterestedState.UNTOLD, None
    return (InterestedState.TOLD if today() <= until else InterestedState.HEARD), until


def last_day(served: datetime) -> date:
    """The last day to speak and to ask for a hearing; the end of a limit is the next day's first
    moment.
    """
    limit = Limit(settings.HEARING_ASK_DAYS, Unit.WORKING_DAY)
    return to_shanghai(end_of_limit(limit, to_shanghai(served)) - timedelta(seconds=1)).date()


def inform(found: InterestedPerson, case: Case, actor: Actor, template: str, **values: str) -> None:
    """A message beside the paper, where there is a phone; it proves nothing."""
    if not found.phone:
        return
    send(
        actor=actor,
        template=template,
        address=found.phone,
        values={"item": case.revision.name, **values},
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
    )


def locked_interested(interested_id: UUID) -> tuple[Case, InterestedPerson]:
    """The case with its row locked, and its interested person; raises Missing."""
    case_id = (
        InterestedPerson.objects.filter(id=interested_id).values_list("case_id", flat=True).first()
    )
    if case_id is None:
        raise Missing(_("没有这件事，或者和您没有关系。"))
    case = locked(case_id)
    found = InterestedPerson.objects.select_for_update().get(id=interested_id)
    found.case = case
    return case, found


def _of(case: Case, interested_id: UUID) -> InterestedPerson:
    found = case.interested.select_for_update().filter(id=interested_id).first()
    if found is None:
        raise Missing(_("这个办件没有这位利害关系人。"))
    if found.struck_at is not None:
        raise Conflict(_("已经不再列为利害关系人。"), code="struck_already")
    return found


def _number(document_type: str, code: str) -> tuple[str, list[FieldFinding]]:
    report = check_document(document_type, code, today())
    if report.ok:
        return report.value, []
    finding = FieldFinding("code", report.errors[0].code, report.errors[0].message)
    return "", [finding]


def _is_the_applicants(case: Case, document_type: str, number: str) -> bool:
    if case.legal_person is not None:
        return document_type == DocumentType.CREDIT_CODE and case.legal_person.credit_code == number
    person = case.person
    return (
        person is not None
        and person.document_type == document_type
        and person.id_number.upper() == number.upper()
    )
