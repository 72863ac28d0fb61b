"""What papers say of who was heard: values from the lines of the timeline (行政许可法 47, 48)."""

from collections.abc import Mapping

from tongban.base.kernel.language import official
from tongban.base.kernel.moments import to_shanghai
from tongban.handling.cases.models import Case, CaseEvent
from tongban.handling.cases.types import HearingState
from tongban.management.catalog.types import Guide
from tongban.management.documents.types import in_figures


def rests_on(case: Case) -> str:
    """The record that the decision rests on (行政许可法 48); empty where nobody was heard."""
    held = case.hearings.filter(state=HearingState.DONE).last()
    if held is None or held.planned_at is None:
        return ""
    day = in_figures(to_shanghai(held.planned_at).date())
    return f"本机关于{day}举行听证，本决定根据听证笔录作出。"


def hearing_right(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    """Of the notice to the applicant that somebody is interested, and what both may ask for."""
    return {
        "interested": event.detail["name"],
        "concern": event.opinion,
        "days": str(event.detail["days"]),
    }


def hearing_told(_case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    """Of the notice of time and place."""
    wanted = ("clause", "when", "place", "chair", "subject")
    return {name: event.detail[name] for name in wanted}


def hearing_record(case: Case, event: CaseEvent, _guide: Guide) -> Mapping[str, str]:
    """Of the record, from its row: it is too long for a line of the timeline."""
    held = case.hearings.get(id=event.detail["hearing"])
    with official():
        members = [
            f"{n}. {m.get_role_display()} {m.name}：{m.get_consent_display()}"
            + (f"（{m.words}）" if m.words else "")
            for n, m in enumerate(held.members.all(), start=1)
        ]
    return {
        **{name: event.detail[name] for name in ("when", "place", "chair", "subject")},
        "members": "\n".join(members),
        "record": held.record,
    }
