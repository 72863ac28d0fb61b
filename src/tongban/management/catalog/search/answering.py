"""What editors did about queries that found nothing, and which are left to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import MissAnswer, SearchMiss
from tongban.management.catalog.rights import must
from tongban.management.catalog.types import MissOutcome

MOST_NOTE = 200
DAYS = 30


@dataclass(slots=True)
class OpenMiss:
    """A query that found nothing and that nobody has dealt with since."""

    text: str
    times: int = 0
    days: list[tuple[date, int]] = field(default_factory=list)
    """(day, how often), the latest first."""
    before: MissAnswer | None = None
    """What was done about it earlier, and did not help."""


def open_misses(days: int = DAYS) -> list[OpenMiss]:
    """Queries without a result since they were last dealt with, most often first."""
    answers = {answer.text: answer for answer in MissAnswer.objects.all()}
    found: dict[str, OpenMiss] = {}
    rows: Iterable[SearchMiss] = SearchMiss.objects.filter(
        on__gt=today() - timedelta(days=days)
    ).order_by("-on")
    for row in rows:
        before = answers.get(row.text)
        if before is not None and row.on <= before.answered_on:
            continue
        miss = found.setdefault(row.text, OpenMiss(row.text, before=before))
        miss.times += row.count
        miss.days.append((row.on, row.count))
    return sorted(found.values(), key=lambda miss: (-miss.times, miss.text))


def answered_misses() -> list[MissAnswer]:
    """What was done so far, the latest first."""
    return list(MissAnswer.objects.order_by("-answered_on", "text"))


@in_one_transaction
def answer_miss(*, actor: Actor, text: str, answer: str, note: str = "") -> MissAnswer:
    """Say what was done about a query that found nothing. Raises Missing for one that was never
    asked, Invalid for an answer that there is not.
    """
    must(actor, "answer_miss")
    if not SearchMiss.objects.filter(text=text).exists():
        raise Missing(_("没有这个查询。"))
    if answer not in MissOutcome.values:
        raise Invalid(
            _("请选怎么处理的。"),
            findings=[FieldFinding("answer", "required", _("请选一项。"))],
        )
    made, _new = MissAnswer.objects.update_or_create(
        text=text,
        defaults={
            "answer": answer,
            "note": note.strip()[:MOST_NOTE],
            "answered_on": today(),
            "answered_by": actor.name,
        },
    )
    # What people typed is not written into the trail: it can never be deleted.
    record(
        actor=actor,
        act="answer_miss",
        subject_kind="search_miss",
        subject_id=made.id,
        detail={"answer": answer},
    )
    return made
