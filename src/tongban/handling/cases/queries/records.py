"""What was found out beside the course of a case: inspections, opinions, joint departments' answers,
interested persons and hearings, what was asked beyond the guide, promises and their checks.

Its archive keeps them whole: when that is destroyed, nothing of them is left elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.language import official
from tongban.handling.cases.models import Case, Inspection, Opinion


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that belongs to a record."""

    kind: str
    """``photo`` or ``report``."""
    title: str
    file_id: UUID


@dataclass(frozen=True, slots=True)
class Records:
    """By kind, each in the order in which it came; a kind without any is not there."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    files: Sequence[Enclosed]


def records_of(case: Case) -> Records:
    """Everything of these kinds that the case has."""
    inspections = list(case.inspections.prefetch_related("members", "photos__file"))
    opinions = list(case.opinions.select_related("file"))
    rows = {
        "inspections": [_inspection(one) for one in inspections],
        "opinions": [_opinion(one) for one in opinions],
        "joint": [
            {
                "code": one.code,
                "department": one.department.name,
                "asked": one.asked,
                "state": one.state,
                "opinion": one.opinion,
                "returned_for": one.returned_for,
                "answered_at": one.answered_at,
                "by": one.answered_by,
            }
            for one in case.subcases.select_related("department")
        ],
        "interested": [
            {
                "name": one.name,
                "concern": one.concern,
                "entered_at": one.entered_at,
                "struck_at": one.struck_at,
                "struck_reason": one.struck_reason,
                "statements": [
                    {"words": said.words, "waives": said.waives, "said_at": said.said_at}
                    for said in one.statements.all()
                ],
            }
            for one in case.interested.prefetch_related("statements")
        ],
        "hearings": [
            {
                "ground": one.ground,
                "clause": one.clause,
                "reason": one.reason,
                "state": one.state,
                "planned_at": one.planned_at,
                "place": one.place,
                "subject": one.subject,
                "chair": one.chair_name,
                "record": one.record,
                "off_words": one.off_words,
                "members": [
                    {"role": m.role, "name": m.name, "consent": m.consent, "words": m.words}
                    for m in one.members.all()
                ],
            }
            for one in case.hearings.prefetch_related("members")
        ],
        "beyond": [
            {
                "name": one.name,
                "reason": one.reason,
                "law": one.law,
                "article": one.article,
                "state": one.state,
                "asked_by": one.asked_by,
                "decided_by": one.decided_by,
                "decision_words": one.decision_words,
                "answer": one.answer,
            }
            for one in case.beyond_requests.all()
        ],
        "promises": [
            {
                "kind": one.kind,
                "items": one.items,
                "text": one.text,
                "state": one.state,
                "signed_at": one.signed_at,
            }
            for one in case.promises.exclude(signed_at=None)
        ],
        "after_checks": [
            {
                "label": one.label,
                "state": one.state,
                "result": one.result,
                "way": one.way,
                "words": one.words,
                "checked_at": one.checked_at,
                "defence": one.defence,
                "answer": one.answer,
            }
            for one in case.after_checks.all()
        ],
    }
    return Records(
        rows={kind: told for kind, told in rows.items() if told},
        files=_files(inspections, opinions),
    )


def _inspection(one: Inspection) -> dict[str, Any]:
    return {
        "planned_at": one.planned_at,
        "place": one.place,
        "state": one.state,
        "points": one.points,
        "result": one.result,
        "words": one.words,
        "recorded_at": one.recorded_at,
        "members": [
            {"name": m.name, "post": m.post_name, "confirmed_at": m.confirmed_at}
            for m in one.members.all()
        ],
    }


def _opinion(one: Opinion) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "who": one.who,
        "question": one.question,
        "commissioned_at": one.commissioned_at,
        "received_at": one.received_at,
        "result": one.result,
    }


def _files(inspections: Sequence[Inspection], opinions: Sequence[Opinion]) -> list[Enclosed]:
    with official():
        photos = [
            Enclosed("photo", _("现场核查的照片"), photo.file_id)
            for one in inspections
            for photo in one.photos.all()
        ]
        reports = [
            Enclosed("report", _("%(who)s的意见") % {"who": one.who}, one.file_id)
            for one in opinions
            if one.file_id is not None
        ]
    return [*photos, *reports]
