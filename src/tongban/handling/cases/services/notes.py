"""内部便签: what colleagues write to each other about a case. The applicant never sees it."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.models import OfficeNote
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import locked, note, said


@in_one_transaction
def write_note(*, actor: Actor, case_id: UUID, text: str) -> OfficeNote:
    """Put a note beside the case. Raises Invalid for an empty one or more than 1000 characters.

    It is no opinion: what the applicant must know is written where the applicant reads it.
    """
    must(actor, "write_note")
    case = locked(case_id)
    must(actor, "write_note", case)
    plain = said(text, place="note")
    if not plain:
        raise Invalid(
            _("便签是空的。"),
            findings=[FieldFinding("note", "required", _("请写要留给同事的话。"))],
        )
    assert actor.account_id is not None  # an officer has one
    written = OfficeNote.objects.create(
        case=case,
        division_code=case.division_code,
        text=plain,
        written_at=now(),
        written_by=actor.as_value(),
        author_id=actor.account_id,
    )
    note(case, "write_note", actor, note=str(written.id))
    return written


@in_one_transaction
def strike_note(*, actor: Actor, case_id: UUID, note_id: UUID) -> OfficeNote:
    """Strike one's own note through; it stays readable. Raises Missing, Conflict ``note_struck``."""
    must(actor, "strike_note")
    case = locked(case_id)
    must(actor, "strike_note", case, only="post")
    written = OfficeNote.objects.filter(id=note_id, case=case).first()
    if written is None:
        raise Missing(_("没有这张便签。"))
    must(actor, "strike_note", (case, written), only="author")
    if written.struck_at is not None:
        raise Conflict(_("这张便签已经划去了。"), code="note_struck")
    written.struck_at = now()
    written.save(update_fields=["struck_at"])
    note(case, "strike_note", actor, note=str(written.id))
    return written
