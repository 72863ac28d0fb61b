"""What editors did about queries that found nothing, and which are left to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import MissAnswer, SearchMiss
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.words import plain
from tongban.management.catalog.types import MissOutcome

MOST_NOTE = 200
DAYS = 30


@dataclass(slots=True)
class OpenMiss:
    """A query that found nothing and that nobody has dealt with since."""

    text: str
    times: int = 0
    weak: int = 0
    """How often of these something was found, but only by accident."""
    days: list[tuple[date, int]] = field(default_factory=list)
    """(day, how often), the latest first."""
    before: MissAnswer | None = None
    """What was done about it earlier, and did not help."""


def _open(days: int) -> QuerySet[SearchMiss]:
    dealt_with = MissAnswer.objects.filter(text=OuterRef("text"), answered_on__gte=OuterRef("on"))
    return SearchMiss.objects.filter(on__gt=today() - timedelta(days=days)).exclude(
        Exists(dealt_with)
    )


def open_misses(limit: int = 100, *, days: int = DAYS) -> list[OpenMiss]:
    """Queries without a result since they were last dealt with, most often first."""
    often = (
        _open(days)
        .values("text")
        .annotate(times=Sum("count"), little=Sum("weak"))
        .order_by("-times", "text")
        .values_list("text", "times", "little")[:limit]
    )
    found = {text: OpenMiss(text, times, weak) for text, times, weak in often}
    for row in _open(days).filter(text__in=found).order_by("-on"):
        found[row.text].days.append((row.on, row.count))
    for answer in MissAnswer.objects.filter(text__in=found):
        found[answer.text].before = answer
    return list(found.values())


def open_miss_count(days: int = DAYS) -> int:
    """How many queries are left to deal with."""
    return _open(days).values("text").distinct().count()


def open_among(words: Iterable[str], days: int = DAYS) -> list[str]:
    """Of these words those that are left to deal with, as they are kept."""
    texts = {plain(word).replace(" ", "") for word in words}
    return sorted(set(_open(days).filter(text__in=texts).values_list("text", flat=True)))


def answered_misses(limit: int = 20) -> list[MissAnswer]:
    """What was done lately, the latest first."""
    return list(MissAnswer.objects.order_by("-answered_on", "text")[:limit])


@in_one_transaction
def answer_miss(*, actor: Actor, text: str, answer: str, note: str = "") -> MissAnswer:
    """Say what was done about a query that found nothing. Raises Missing for one that was never
    asked, Invalid for an answer that there is not, and for 没有这样的事项 without a reason.
    """
    must(actor, "answer_miss")
    if not SearchMiss.objects.filter(text=text).exists():
        raise Missing(_("没有这个查询。"))
    if answer not in MissOutcome.values:
        raise Invalid(
            _("请选怎么处理的。"),
            findings=[FieldFinding("answer", "required", _("请选一项。"))],
        )
    if answer == MissOutcome.NONE and not note.strip():
        raise Invalid(
            _("请写为什么没有这样的事项。"),
            findings=[FieldFinding("note", "required", _("请写原因，如归哪里管。"))],
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
