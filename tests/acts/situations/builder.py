"""A situation, and who lays situations down in one town."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tongban.base.kernel.actors import operator
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import Town, guide
from tongban.handling.cases.tests.looking import moment
from tongban.handling.cases.tests.test_measures import LONG
from tongban.management.catalog.services import publish_item
from tongban.management.documents.models import Paper
from tongban.sharing.materials.queries import handed_in

MONDAY = moment(2026, 3, 2, 10, 0)
TUESDAY = moment(2026, 3, 3, 11, 0)
HOME = {"name": "谷雨", "phone": "10000000001", "address": "希夷大道 1 号"}
POSTED = {"delivery_ways": ("现场领取", "邮寄", "网上下载"), "by_post": True}


@dataclass
class Situation:
    """A case, where it stands, and what there is beside it."""

    name: str
    case_id: UUID
    state: str
    """The case's state by the README of cases."""
    steps: frozenset[str] = frozenset()
    """Steps of the process that wait."""
    facts: frozenset[str] = frozenset()
    ids: dict[str, Any] = field(default_factory=dict)
    """Arguments of acts: what stands beside the case."""
    at: datetime = TUESDAY
    """When the acts are tried."""
    by: dict[str, str] = field(default_factory=dict)
    """What somebody did who is asked for later → who of the town did it."""


STEP_STATES = {
    "prereview": "filed",
    "accept": "prereviewed",
    "correct": "correcting",
    "review": "accepted",
    "decide": "reviewed",
    "issue": "granted",
}


class Builder:
    """Lays the situations down in one town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.made: list[Situation] = []

    def publish(
        self, item: str = "food", process: str = "standard_license", **changes: Any
    ) -> None:
        """What cases filed from now on are filed under."""
        publish_item(
            actor=operator(),
            item_id=self.town.items[item],
            guide=guide(**{**POSTED, **LONG, **changes}),
            form_id=self.town.forms["food"],
            process_id=self.town.processes[process],
        )

    def keep(
        self,
        name: str,
        case: Case,
        state: str,
        steps: str = "",
        facts: str = "",
        *,
        at: datetime = TUESDAY,
        by: dict[str, str] | None = None,
        **ids: Any,
    ) -> Situation:
        """Write a situation down."""
        known = {"case_id": case.id, **ids}
        told = set(facts.split())
        if state not in {"draft", "discarded"}:
            told.add("filed")
            receipt = Paper.objects.filter(subject_id=case.id, kind="receipt").first()
            if receipt is not None and "paper_id" not in ids:
                told.add("paper.signed")
                known["paper_id"] = receipt.id
        made = Situation(
            name,
            case.id,
            state,
            frozenset(steps.split()),
            frozenset(told),
            known,
            at=at,
            by=by or {},
        )
        if paper_id := known.get("paper_id"):
            made.ids["wrong"] = json.loads(Paper.objects.get(id=paper_id).text)[0][:4]
        self.made.append(made)
        return made

    def at_step(self, name: str, step: str, facts: str = "", **more: Any) -> Situation:
        """A case at that step of the standard process."""
        case = self.town.at(step)
        if "material_id" not in more and (found := dict(handed_in("case", case.id)).get("plan")):
            more["material_id"] = found
        return self.keep(name, case, STEP_STATES[step], step, facts, **more)

    def officer(self, who: str, case: Case) -> dict[str, Any]:
        """How the acts of the office are called."""
        return {"actor": self.town.officer(who), "case_id": case.id}
