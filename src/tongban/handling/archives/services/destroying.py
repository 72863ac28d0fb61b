"""销毁: only what is past its retention, only by a list, only after somebody else has approved it.

The package and everything about people go; number, item, days and the list stay for ever.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.archives.models import Archive, DestructionList, SerialCounter
from tongban.handling.archives.rights import must
from tongban.handling.archives.services.archiving import let_package_go
from tongban.handling.archives.services.keeping import words
from tongban.handling.archives.types import HELD, ArchiveState, ListState
from tongban.handling.cases.services import erase_case

LIST = "destruction_list"
MOST = 500
"""Archives on one list."""


@in_one_transaction
def draft_destruction(*, actor: Actor, archive_ids: Sequence[UUID], reason: str) -> DestructionList:
    """Put archives that are past their retention on a list, for somebody else to decide.

    Raises Missing, Invalid without a reason or without archives, Conflict (``not_over`` while one
    is still to be kept; ``on_a_list``; ``not_held``): then there is no list.
    """
    must(actor, "draft_destruction")
    assert actor.department_id is not None  # an archivist acts from a post
    wanted = sorted(set(archive_ids))
    if not 1 <= len(wanted) <= MOST:
        said = _("请选 1 到 %(most)s 件档案。") % {"most": MOST}
        raise Invalid(said, findings=[FieldFinding("archive", "required", said)])
    rows = list(
        Archive.objects.select_for_update(of=("self",)).filter(id__in=wanted).order_by("id")
    )
    if len(rows) != len(wanted):
        raise Missing(_("没有这件档案。"))
    for archive in rows:
        must(actor, "draft_destruction", archive)
        _must_be_over(archive)
        if archive.destroyed_by_id is not None:
            raise Conflict(
                _("%(number)s 已经在一份销毁清册上。") % {"number": archive.archive_number},
                code="on_a_list",
            )
    made = DestructionList.objects.create(
        number=_next_number(),
        division_code=actor.division_code,
        department_id=actor.department_id,
        reason=words(reason, "reason", _("请写为什么销毁。")),
        drafted_by=actor.as_value(),
        items=[
            {
                "number": one.archive_number,
                "case": one.case_number,
                "item": one.item_name,
                "closed_at": one.closed_at.isoformat(),
                "kept_until": one.kept_until.isoformat() if one.kept_until else "",
            }
            for one in rows
        ],
    )
    Archive.objects.filter(id__in=wanted).update(destroyed_by=made)
    _note(made, "draft_destruction", actor, len(rows))
    return made


@in_one_transaction
def approve_destruction(*, actor: Actor, list_id: UUID, opinion: str = "") -> DestructionList:
    """Approve a list: every package on it and what its case has of people is gone at once.

    Never by who drafted it (Forbidden, ``own_list``). Raises Missing and Conflict (``list_state``;
    ``not_over``, ``not_held`` when one of the archives changed meanwhile): then nothing is gone.
    """
    must(actor, "approve_destruction")
    made = _locked("approve_destruction", actor, list_id)
    rows = list(made.archives.select_for_update(of=("self",)).order_by("id"))
    for archive in rows:
        _must_be_over(archive)
    for archive in rows:
        archive.state, archive.destroyed_at = ArchiveState.DESTROYED, now()
        # What the check found may name a person's papers; the signature was over the manifest.
        archive.checks, archive.signature, archive.certificate = [], b"", b""
        let_package_go(archive)
        erase_case(actor=actor, case_id=archive.case_id, list_number=made.number)
    _decide(made, ListState.APPROVED, actor, opinion)
    _note(made, "approve_destruction", actor, len(rows))
    return made


@in_one_transaction
def reject_destruction(*, actor: Actor, list_id: UUID, opinion: str) -> DestructionList:
    """Do not approve a list, with the reason; its archives are as free as before."""
    must(actor, "reject_destruction")
    made = _locked("reject_destruction", actor, list_id)
    why = words(opinion, "opinion", _("请写为什么不批准。"))
    count = made.archives.update(destroyed_by=None)
    _decide(made, ListState.REJECTED, actor, why)
    _note(made, "reject_destruction", actor, count)
    return made


def _locked(act: str, actor: Actor, list_id: UUID) -> DestructionList:
    made = DestructionList.objects.select_for_update().filter(id=list_id).first()
    if made is None:
        raise Missing(_("没有这份销毁清册。"))
    must(actor, act, made)
    if made.state != ListState.DRAFTED:
        raise Conflict(
            _("这份清册现在是“%(state)s”，不能再办。") % {"state": made.get_state_display()},
            code="list_state",
        )
    return made


def _must_be_over(archive: Archive) -> None:
    if archive.state not in HELD:
        raise Conflict(
            _("%(number)s 现在是“%(state)s”，不能销毁。")
            % {"number": archive, "state": archive.get_state_display()},
            code="not_held",
        )
    if archive.kept_until is None or archive.kept_until >= today():
        raise Conflict(
            _("%(number)s 的保管期限还没有满，不能销毁。") % {"number": archive.archive_number},
            code="not_over",
        )


def _decide(made: DestructionList, state: ListState, actor: Actor, opinion: str) -> None:
    made.state, made.decided_at, made.decided_by = state, now(), actor.as_value()
    made.opinion = opinion.replace("\x00", "").strip()[:200]
    made.save(update_fields=["state", "decided_at", "decided_by", "opinion"])


def _next_number() -> str:
    scope = f"XH-{today().year}"
    SerialCounter.objects.get_or_create(scope=scope)
    counter = SerialCounter.objects.select_for_update().get(scope=scope)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{scope}-{counter.last:04d}"


def _note(made: DestructionList, act: str, actor: Actor, count: int) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=LIST,
        subject_id=made.id,
        division_code=made.division_code,
        detail={"number": made.number, "archives": count, "state": made.state},
    )
