"""What the rooms of a case — rules, inspections, opinions, notes, joint parts — keep of people goes with
its archive. Kinds and moments stay, as of the case itself.
"""

from uuid import UUID

from django.db import transaction

from tongban.base.files.services import discard
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict
from tongban.handling.cases.models import (
    Case,
    Claim,
    HumanReview,
    Inspection,
    InspectionMember,
    InspectionPhoto,
    Irregularity,
    OfficeNote,
    Opinion,
    Ruling,
    SubCase,
)

GONE = "（已销毁）"


def erase_rooms(case: Case) -> None:
    """Part of ``erase_case``, which has the case locked."""
    nobody = {"name": GONE}
    for ruling in Ruling.objects.filter(case=case):
        ruling.facts, ruling.words, ruling.about = "{}", "", ""
        ruling.save(update_fields=["facts", "words", "about"])
    for note in OfficeNote.objects.filter(case=case):
        note.text, note.written_by = "", nobody
        note.save(update_fields=["text", "written_by"])
    HumanReview.objects.filter(case=case).update(reason=GONE, asked_by=nobody)
    HumanReview.objects.filter(case=case).exclude(answered_at=None).update(
        answer=GONE, answered_by=nobody
    )
    inspections = Inspection.objects.filter(case=case)
    photos = InspectionPhoto.objects.filter(inspection__in=inspections)
    opinions = Opinion.objects.filter(case=case)
    files = [
        *photos.values_list("file_id", flat=True),
        *opinions.exclude(file=None).values_list("file_id", flat=True),
    ]
    photos.delete()
    InspectionMember.objects.filter(inspection__in=inspections).update(name=GONE)
    inspections.update(place=GONE, words="", points=[], asked_by=nobody)
    opinions.update(who=GONE, question=GONE, result="", file=None, commissioned_by=nobody)
    SubCase.objects.filter(case=case).update(opinion="", returned_for="", answered_by=None)
    Claim.objects.filter(case=case).update(name=GONE, words="", made_by=nobody)
    # That something irregular was, stays with supervision; about whom, does not.
    Irregularity.objects.filter(case=case).update(words=GONE, detail={}, by=nobody)
    for file_id in files:
        _let_go(file_id)


def _let_go(file_id: UUID) -> None:
    try:
        # A savepoint: a refusal must not spoil the act that this is a part of.
        with transaction.atomic():
            discard(actor=system("档案销毁"), file_id=file_id)
    except Conflict:
        return
