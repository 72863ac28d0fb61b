"""封存、移交、借阅、保管期限."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record, record_look
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.archives.models import Archive, ItemRetention
from tongban.handling.archives.rights import must
from tongban.handling.archives.services.archiving import locked, must_be_held
from tongban.handling.archives.types import KIND, ArchiveState, Retention
from tongban.handling.cases.types import KIND as CASE
from tongban.management.catalog import queries as catalog

LONGEST = 200


@in_one_transaction
def seal_archive(*, actor: Actor, archive_id: UUID) -> Archive:
    """封存: it is put away for good order; it may still be lent and checked. Raises Conflict."""
    must(actor, "seal_archive")
    archive = locked(archive_id)
    must(actor, "seal_archive", archive)
    if archive.state != ArchiveState.ARCHIVED:
        raise Conflict(_("只有刚归档的能封存。"), code="wrong_state")
    archive.state = ArchiveState.SEALED
    archive.save(update_fields=["state"])
    _note(archive, "seal_archive", actor)
    return archive


@in_one_transaction
def move_out(*, actor: Actor, archive_id: UUID, receiver: str) -> Archive:
    """移交: the city's archives have it now. The package stays here as a copy for looking up, and is
    lent no more. Raises Invalid without a receiver, Conflict (``not_held``).
    """
    must(actor, "move_out")
    archive = locked(archive_id)
    must(actor, "move_out", archive)
    must_be_held(archive)
    archive.moved_to = words(receiver, "receiver", _("请写移交给哪个档案馆。"))
    archive.state, archive.moved_at = ArchiveState.MOVED_OUT, now()
    archive.save(update_fields=["state", "moved_to", "moved_at"])
    _note(archive, "move_out", actor, receiver=archive.moved_to)
    return archive


@in_one_transaction
def lend_archive(*, actor: Actor, archive_id: UUID, reason: str) -> Archive:
    """借阅: let somebody read the package, who says why. The applicant can read who and why, too.

    Changes nothing of the archive. Raises Invalid without a reason, Conflict (``not_held``).
    """
    must(actor, "lend_archive")
    archive = locked(archive_id)
    must(actor, "lend_archive", archive)
    must_be_held(archive)
    why = words(reason, "reason", _("请写为什么借阅。"))
    record_look(
        actor=actor,
        subject_kind=CASE,
        subject_id=archive.case_id,
        fields=["applicant", "answers", "materials"],
        reason=why,
        division_code=archive.division_code,
    )
    _note(archive, "lend_archive", actor, reason=why)
    return archive


@in_one_transaction
def set_retention(*, actor: Actor, item_code: str, retention: str) -> ItemRetention:
    """Set how long the cases of an item are kept whose guide does not say it; what is archived
    already stays as it is.

    Raises Invalid for another period than the three, Conflict (``said_by_guide``) where the guide
    in force says it: then it is changed there, by two.
    """
    must(actor, "set_retention")
    if retention not in Retention.values or not 1 <= len(item_code) <= 64:
        raise Invalid(
            _("请选永久、30 年或者 10 年。"),
            findings=[FieldFinding("retention", "unknown", _("请从列出的里面选。"))],
        )
    item = catalog.find_item(item_code)
    if item is not None and item.revision_id and catalog.guide(item.revision_id).retention:
        raise Conflict(
            _("这个事项的指南写明了归档保管期限。要改，请改指南的“权力和责任”。"),
            code="said_by_guide",
        )
    kept, _made = ItemRetention.objects.select_for_update().update_or_create(
        item_code=item_code, defaults={"retention": retention, "set_by": actor.as_value()}
    )
    record(
        actor=actor,
        act="set_retention",
        subject_kind="item",
        subject_id=item_code,
        division_code=actor.division_code,
        detail={"retention": retention},
    )
    return kept


def words(text: str, place: str, demanded: str) -> str:
    """What somebody wrote, fit to be kept. Raises Invalid when it is missing or too long."""
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Invalid(demanded, findings=[FieldFinding(place, "required", demanded)])
    if len(plain) > LONGEST:
        said = _("写得太长了，最多 %(most)s 个字。") % {"most": LONGEST}
        raise Invalid(said, findings=[FieldFinding(place, "too_long", said)])
    return plain


def _note(archive: Archive, act: str, actor: Actor, *, reason: str = "", **detail: str) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=archive.id,
        division_code=archive.division_code,
        reason=reason,
        detail={"number": archive.archive_number or "", "state": archive.state, **detail},
    )
