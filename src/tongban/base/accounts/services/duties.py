"""Rights of people over their data: copies, corrections, complaints, and leaving."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.archive import archive_of
from tongban.base.accounts.models import (
    Account,
    Clerkship,
    Consent,
    DataRequest,
    Guardianship,
    LegalPerson,
    Linkage,
    NaturalPerson,
    Tenure,
)
from tongban.base.accounts.records import person_records
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.ending import end_all_of
from tongban.base.accounts.types import RequestKind, RequestState
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send

EXPORT_KEPT = timedelta(days=7)
OPEN_AT_ONCE = 5


@in_one_transaction
def ask_about_data(*, actor: Actor, kind: str, text: str = "") -> DataRequest:
    """Ask for a copy, a correction, or about anything that was done with one's data, or with that
    of the child whose guardian one acts as.

    A copy is made by a job. Raises Forbidden, Invalid, Conflict (``asked_already``: one copy at a
    time, ``too_many_requests``).
    """
    from tongban.base.accounts import jobs

    must(actor, "ask_about_data")
    whose = actor.applying_person_id
    assert whose is not None
    if kind not in RequestKind.values:
        raise Invalid(_("没有这种请求，请重选。"))
    if kind != RequestKind.EXPORT and not 4 <= len(text.strip()) <= 1000:
        raise Invalid(
            _("没有提交，请按提示改。"),
            findings=[FieldFinding("text", "length", _("请写明是什么事，4 到 1000 个字。"))],
        )
    NaturalPerson.objects.select_for_update().get(id=whose)
    waiting = DataRequest.objects.filter(person_id=whose, state=RequestState.OPEN)
    if kind == RequestKind.EXPORT and waiting.filter(kind=kind).exists():
        raise Conflict(_("正在准备，好了会在这一页出现。"), code="asked_already")
    if waiting.count() >= OPEN_AT_ONCE:
        raise Conflict(
            _("还有几件没有答复，等答复了再提。急的话打 12345。"), code="too_many_requests"
        )
    row = DataRequest.objects.create(
        person_id=whose,
        kind=kind,
        text="" if kind == RequestKind.EXPORT else text.strip(),
    )
    record(
        actor=actor,
        act="ask_about_data",
        subject_kind="person",
        subject_id=whose,
        detail={"kind": kind, "request": str(row.id)},
    )
    if kind == RequestKind.EXPORT:
        jobs.make_export.defer(request_id=str(row.id))
    return row


@in_one_transaction
def make_copy(*, actor: Actor, request_id: UUID) -> None:
    """Put everything that is kept about the person into one ZIP, sealed, for a week. Only the
    platform; done twice it is done once.
    """
    must(actor, "make_copy")
    row = (
        DataRequest.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(id=request_id, kind=RequestKind.EXPORT, state=RequestState.OPEN)
        .first()
    )
    if row is None:
        return
    row.archive = archive_of(row.person)
    row.state, row.answered_at = RequestState.DONE, now()
    row.expires_at = now() + EXPORT_KEPT
    row.save()
    record(
        actor=actor,
        act="make_copy",
        subject_kind="person",
        subject_id=row.person_id,
        detail={"request": str(row.id)},
    )


@in_one_transaction
def sweep_copies(*, actor: Actor) -> int:
    """Take away copies whose week is over; returns how many. Only the platform."""
    must(actor, "sweep_copies")
    rows = list(
        DataRequest.objects.select_for_update(skip_locked=True).filter(expires_at__lte=now())[:500]
    )
    for row in rows:
        row.archive, row.expires_at = "", None
        row.save(update_fields=["archive", "expires_at"])
        record(
            actor=actor,
            act="sweep_copies",
            subject_kind="person",
            subject_id=row.person_id,
            detail={"request": str(row.id)},
        )
    return len(rows)


@in_one_transaction
def answer_request(*, actor: Actor, request_id: UUID, answer: str, done: bool) -> DataRequest:
    """Answer a correction or a complaint, and tell the person that there is an answer.

    Raises Forbidden, Missing, Invalid without an answer, Conflict (``answered``).
    """
    must(actor, "answer_request")
    row = (
        DataRequest.objects.select_for_update(of=("self",))
        .filter(id=request_id)
        .exclude(kind=RequestKind.EXPORT)
        .first()
    )
    if row is None:
        raise Missing(_("没有这件请求。"))
    if row.state != RequestState.OPEN:
        raise Conflict(_("已经答复过了。"), code="answered")
    must(actor, "answer_request", row)
    if not 4 <= len(answer.strip()) <= 1000:
        raise Invalid(
            _("没有答复，请按提示改。"),
            findings=[FieldFinding("answer", "length", _("请写明答复，4 到 1000 个字。"))],
        )
    row.answer, row.answered_at = answer.strip(), now()
    row.state = RequestState.DONE if done else RequestState.REFUSED
    row.save(update_fields=["answer", "answered_at", "state"])
    record(
        actor=actor,
        act="answer_request",
        subject_kind="person",
        subject_id=row.person_id,
        detail={"request": str(row.id), "state": row.state},
    )
    person = NaturalPerson.objects.get(id=row.person_id)
    send(
        actor=actor,
        template="data_request_answered",
        address=person.phone or str(person.id),
        values={},
        subject_kind="person",
        subject_id=person.id,
    )
    return row


@in_one_transaction
def close_account(*, actor: Actor, agreed: bool) -> None:
    """Close one's own account for good (注销; PIPL 47).

    Open matters keep it open (``open_matters``), and so do a post, a company that one represents
    and children whose only guardian one is. Phone, address, links and consents go. Closed cases
    are kept as long as the law says: then name and number stay with them, without any sign-in.
    With none, nothing of the person stays but the row that the audit trail names.
    """
    must(actor, "close_account")
    assert actor.account_id is not None
    assert actor.person_id is not None
    if not agreed:
        raise Invalid(
            _("没有注销。"),
            findings=[FieldFinding("agreed", "required", _("请勾选：我知道注销后不能恢复"))],
        )
    account = Account.objects.select_for_update(of=("self",)).get(id=actor.account_id)
    person = NaturalPerson.objects.select_for_update(of=("self",)).get(id=actor.person_id)
    _nothing_may_hang_on_it(account, person)
    moment = now()
    account.linkages.filter(ended_at__isnull=True).update(ended_at=moment)
    Linkage.objects.filter(account=account).update(subject="")
    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=moment)
    Clerkship.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=moment)
    DataRequest.objects.filter(person=person).update(archive="", expires_at=None)
    kept = any(records.count_of(person.id) for records in person_records().values())
    person.phone, person.phone_digest, person.address = "", None, ""
    if not kept:
        person.name, person.id_number, person.born_on = "已注销", "", ""
        # A digest of nothing: whoever registers again is a new person here.
        person.id_digest = digest(str(new_id()), "accounts.closed")
        person.division_code = ""
    person.operation, person.changed_at = NaturalPerson.Operation.UPDATE, moment
    person.save()
    account.is_active, account.closed_at, account.person = False, moment, None
    account.login_name = f"closed-{account.id.hex}"
    account.set_unusable_password()
    account.save()
    end_all_of(actor, account, "account_closed")
    record(
        actor=actor,
        act="close_account",
        subject_kind="account",
        subject_id=account.id,
        division_code=person.division_code,
        detail={"records_kept": kept},
    )


def _nothing_may_hang_on_it(account: Account, person: NaturalPerson) -> None:
    open_ones = [
        m for records in person_records().values() for m in records.open_matters(person.id)
    ]
    if open_ones:
        raise Conflict(
            _("还有 %(count)s 件事没有办完，办完或者撤回后再注销。") % {"count": len(open_ones)},
            code="open_matters",
        )
    if Tenure.objects.filter(account=account, ended_at__isnull=True).exists():
        raise Conflict(_("您还有岗位，离岗后再注销。"), code="still_in_post")
    if LegalPerson.objects.filter(representative=person, cancelled_at__isnull=True).exists():
        raise Conflict(_("您是单位的法定代表人，先变更再注销。"), code="represents_a_company")
    wards = Guardianship.objects.filter(
        guardian=person, ended_at__isnull=True, until__gt=now().date()
    )
    if wards.exists():
        raise Conflict(_("您还是孩子的监护人，先到办事大厅结束监护登记。"), code="guards_a_child")
