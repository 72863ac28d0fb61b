"""档案销毁: what a case has of people goes; number, item and days stay."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import erase_messages
from tongban.handling.cases.models import Case, HearingMember, Statement
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.erasing_rooms import erase_rooms
from tongban.handling.cases.services.steps import keep, locked, must_be_in, note
from tongban.handling.cases.types import INTERESTED, KIND, CaseState, case_erasers
from tongban.management.delivery.services import erase_parcels
from tongban.management.documents.services import erase_papers
from tongban.sharing.materials.services import erase_materials

GONE = "（已销毁）"


@in_one_transaction
def erase_case(*, actor: Actor, case_id: UUID, list_number: str) -> Case:
    """Take everything about people out of an ended case, its materials and its messages.

    A part of destroying its archive by an approved list, which ``list_number`` names in the trail.
    Erased already: nothing happens. Raises Missing, and Conflict while the case is not over.
    """
    must(actor, "erase_case")
    case = locked(case_id)
    if case.erased_at is not None:
        return case
    if case.closed_at is None:
        raise Conflict(_("办件还没有办结，不能销毁。"), code="case_open")
    case.person = case.legal_person = case.account = case.license = None
    case.applicant_name, case.contact_phone, case.title = GONE, "", ""
    case.received_by = case.receiver = None
    case.answers, case.reason, case.erased_at = "{}", "", now()
    keep(
        case,
        *("person", "legal_person", "account", "license", "applicant_name", "contact_phone"),
        *("received_by", "receiver"),
        *("title", "answers", "reason", "erased_at"),
    )
    # A line keeps its kind, its moment and whose post acted; what was said goes.
    for event in case.events.all():
        event.by = {k: v for k, v in event.by.items() if k in {"department_name", "post_name"}}
        event.opinion, event.detail = "", {}
        event.save(update_fields=["by", "opinion", "detail"])
    case.corrections.update(items=[], seen={}, again=None)
    case.measures.update(
        reason=GONE, answer="", result="", asked_by={"name": GONE}, decided_by=None
    )
    case.beyond_requests.update(
        name=GONE,
        reason=GONE,
        answer="",
        decision_words="",
        asked_by={"name": GONE},
        decided_by=None,
    )
    # What was promised is the guide's own words; who signed and what was found is not.
    case.promises.exclude(signed_by=None).update(signed_by={"name": GONE})
    case.after_checks.update(words=GONE, defence="", answer="", checked_by=None, ended_by=None)
    case.credit_reports.update(words=GONE)
    erase_rooms(case)
    erase_papers(actor=actor, subject_kind=KIND, subject_id=case.id)
    erase_parcels(actor=actor, subject_kind=KIND, subject_id=case.id)
    for interested_id in case.interested.values_list("id", flat=True):
        erase_papers(actor=actor, subject_kind=INTERESTED, subject_id=interested_id)
    for eraser in case_erasers():
        eraser(case, actor)
    _forget_who_was_heard(case)
    erase_materials(actor=actor, subject_kind=KIND, subject_id=case.id)
    erase_messages(actor=actor, subject_kind=KIND, subject_id=case.id)
    note(case, "erase_case", actor, list=list_number)
    return case


@in_one_transaction
def erase_unfiled(*, actor: Actor, case_id: UUID) -> Case:
    """Take everything out of a draft that was to follow cases which are destroyed now: it has no
    archive of its own, so it goes with theirs. Raises Missing, Conflict for what was filed.
    """
    must(actor, "erase_unfiled")
    case = locked(case_id)
    must_be_in(case, CaseState.DRAFT, act=_("销毁草稿"))
    case.person = case.legal_person = case.account = None
    case.applicant_name, case.contact_phone, case.title = GONE, "", ""
    case.received_by = case.receiver = None
    case.answers, case.state = "{}", CaseState.DISCARDED
    case.closed_at = case.erased_at = now()
    keep(
        case,
        *("person", "legal_person", "account", "applicant_name", "contact_phone", "title"),
        *("received_by", "receiver", "answers", "state", "closed_at", "erased_at"),
    )
    case.promises.exclude(signed_by=None).update(signed_by={"name": GONE})
    erase_materials(actor=actor, subject_kind=KIND, subject_id=case.id)
    erase_messages(actor=actor, subject_kind=KIND, subject_id=case.id)
    note(case, "erase_unfiled", actor)
    return case


def _forget_who_was_heard(case: Case) -> None:
    """Interested persons, what they said, and who took part in hearings."""
    Statement.objects.filter(interested__case=case).update(
        words=GONE, said_by={"name": GONE}, taken_by=None
    )
    case.interested.update(
        name=GONE,
        code="",
        code_digest=None,
        phone="",
        address="",
        concern=GONE,
        entered_by={"name": GONE},
        struck_by=None,
        struck_reason="",
    )
    HearingMember.objects.filter(hearing__case=case).update(name=GONE, words="", consented_by=None)
    case.hearings.update(
        reason="",
        subject=GONE,
        asked_by={"name": GONE},
        chair=None,
        chair_name=GONE,
        chair_post="",
        told_by=None,
        record=GONE,
        recorded_by=None,
        off_words="",
        is_announced=False,
    )
