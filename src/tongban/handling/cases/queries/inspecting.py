"""Reads of on-site inspections and of opinions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import may
from tongban.handling.cases.services.entering import UNDER_WAY
from tongban.handling.cases.services.inspecting import inspectors_of
from tongban.handling.cases.services.pending import OPEN_INSPECTION
from tongban.handling.cases.types import InspectionResult, InspectionState, OpinionKind
from tongban.management.catalog import queries as catalog
from tongban.management.workflow import queries as workflow


def inspection_file(case: Case, file_id: UUID) -> UUID:
    """A photograph or a report of this case; raises Missing for any other file."""
    if (
        case.inspections.filter(photos__file_id=file_id).exists()
        or case.opinions.filter(file_id=file_id).exists()
    ):
        return file_id
    raise Missing(_("这个办件里没有这个文件。"))


def _may(actor: Actor, act: str, case: Case) -> bool:
    return (
        case.state in UNDER_WAY
        and may(actor, act)
        and may(actor, act, case, only="post")
        and may(actor, act, case, only="office")
    )


def inspection_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """Inspections and opinions of a case, and what this officer may do about them now."""
    inspections = list(case.inspections.prefetch_related("members", "photos__file"))
    opinions = list(case.opinions.select_related("file"))
    can_be_done = _may(actor, "record_inspection", case) and not is_own(actor, case)
    may_plan = can_be_done and _may(actor, "plan_inspection", case)
    may_begin = may_plan and not case.elsewhere
    if not (inspections or opinions or may_begin):
        return None
    guide = catalog.guide(case.revision_id)
    is_open = any(i.state in OPEN_INSPECTION for i in inspections)
    named = {
        i.id: next((m for m in i.members.all() if m.account_id == actor.account_id), None)
        for i in inspections
    }
    wanted = bool(guide.inspection_points) or any(
        step.step == "inspect" for step in workflow.steps_of(case.process_id)
    )
    officers = inspectors_of(case) if may_begin and not is_open else []
    is_due = (
        wanted and bool(officers) and all(i.state == InspectionState.CANCELLED for i in inspections)
    )
    ways = ["inspection"] if officers and not is_due else []
    return {
        "is_quiet": not (inspections or opinions or is_due),
        "possible_ways": [*ways, "opinion"] if may_begin else ways,
        "rows": [
            {
                "it": i,
                "members": list(i.members.all()),
                "photos": list(i.photos.all()),
                "may_record": can_be_done and i.state in OPEN_INSPECTION and named[i.id],
                "may_confirm": can_be_done
                and i.state == InspectionState.RECORDED
                and named[i.id] is not None
                and named[i.id].confirmed_at is None,  # type: ignore[union-attr]
                "may_cancel": may_plan and i.state in OPEN_INSPECTION,
            }
            for i in inspections
        ],
        "opinions": opinions,
        "points": list(enumerate(guide.inspection_points)),
        "results": InspectionResult.choices,
        "officers": officers,
        "is_due": is_due,
        "may_receive": may_plan,
        "kinds": OpinionKind.choices,
    }


def own_inspection_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """What the applicant has to know of inspections: who comes when and where, and what they found."""
    rows = [
        (i, [member.name for member in i.members.all()])
        for i in case.inspections.exclude(state=InspectionState.CANCELLED).prefetch_related(
            "members"
        )
    ]
    if not rows:
        return None
    return {"rows": rows, "points": catalog.guide(case.revision_id).inspection_points}
