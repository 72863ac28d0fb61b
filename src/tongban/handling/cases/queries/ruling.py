"""What a table of rules said of a case, for the officer and for whoever applied; and the cases of
the past on which a table is tried before it is approved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import at, to_shanghai, today
from tongban.base.orgs.queries import within
from tongban.handling.cases.facts import facts_of, kept_facts, read_from
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.models import Case, HumanReview, Ruling
from tongban.handling.cases.rights import may
from tongban.handling.cases.types import Decision, ReviewOutcome
from tongban.management.catalog import queries as catalog
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Field
from tongban.management.rules import queries as rules
from tongban.management.rules.types import Fact, PastCase, Problem, RuleContent, RulesView

MOST_SHOWN = 20
MOST_TRIED = 5000
"""Cases that one what-if run looks at."""


@dataclass(frozen=True, slots=True)
class RulingView:
    """A ruling in words."""

    ruling: Ruling
    rules: RulesView
    by_law: str
    reason: str
    row: Sequence[tuple[str, str]]
    """The conditions of the row that decided."""
    facts: Sequence[tuple[Fact, str]]
    """Each value with its words."""


def ruling_of(case: Case) -> RulingView | None:
    """What a table said of the case; None where none looked at it."""
    ruling = Ruling.objects.filter(case_id=case.id).first()
    if ruling is None:
        return None
    view = rules.revision(ruling.rules_id)
    facts = kept_facts(ruling)
    asked = _fields_of(case, facts)
    return RulingView(
        ruling=ruling,
        rules=view,
        by_law=rules.by_law_of(ruling.rules_id),
        reason=reason_in_words(ruling),
        row=rules.row_in_words(
            view.content,
            ruling.row,
            {name: [(o.value, o.label) for o in field.options] for name, field in asked.items()},
        )
        if ruling.row
        else (),
        facts=[(fact, value_in_words(fact, asked.get(fact.name))) for _source, fact in facts],
    )


def _fields_of(case: Case, facts: Iterable[tuple[str, Fact]]) -> dict[str, Field]:
    """Input → the question of the form that it was read from."""
    sources = {fact.name: source.removeprefix("form.") for source, fact in facts}
    fields = eforms.form(case.form_id).fields
    return {name: fields[key] for name, key in sources.items() if key in fields}


def reason_in_words(ruling: Ruling) -> str:
    """Why it came out as it did, as an officer reads it."""
    if ruling.reason in Problem.values:
        said = str(Problem(ruling.reason).label)
        return (
            _("%(said)s：%(about)s") % {"said": said, "about": ruling.about}
            if ruling.about
            else said
        )
    return ruling.words


def value_in_words(fact: Fact, asked: Field | None = None) -> str:
    """A value as people read it; ``asked``: the question that it answers."""
    if fact.value is None:
        return _("没有")
    if asked is not None:
        return eforms.shown(asked, fact.value)
    if isinstance(fact.value, bool):
        return _("是") if fact.value else _("否")
    if isinstance(fact.value, list):
        return _("、").join(map(str, fact.value))
    return str(fact.value)


def review_of(case: Case) -> HumanReview | None:
    """The human review that was asked for, if it was."""
    return HumanReview.objects.filter(case_id=case.id).first()


def ruling_panel(actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """For the officer: what the table saw and said, and a review to be answered."""
    view = ruling_of(case)
    if view is None:
        return None
    review = review_of(case)
    answers = (
        review is not None
        and review.answered_at is None
        and not is_own(actor, case)
        and may(actor, "answer_human_review")
        and may(actor, "answer_human_review", case, only="post")
        and may(actor, "answer_human_review", case, only="office")
    )
    return {
        "view": view,
        "review": review,
        "may_answer": answers,
        "outcomes": ReviewOutcome.choices,
    }


def own_ruling_panel(_actor: Actor, case: Case) -> Mapping[str, Any] | None:
    """For whoever applied: how it was granted without a person, and the right to a person. What was
    not granted at once is no refusal, and nothing is said of it.
    """
    view = ruling_of(case)
    if view is None or not view.ruling.grants:
        return None
    return {"view": view, "review": review_of(case)}


def reviews_awaiting(actor: Actor) -> Sequence[HumanReview]:
    """Human reviews that this post may answer, the longest waiting first."""
    if actor.department_id is None or not may(actor, "answer_human_review"):
        return []
    wanted = HumanReview.objects.filter(
        answered_at__isnull=True,
        case__department_id=actor.department_id,
        division_code__startswith=within(actor.division_code),
    )
    if actor.items:
        wanted = wanted.filter(case__item__code__in=actor.items)
    return list(
        wanted.select_related("case__revision")
        .defer("case__revision__guide", "case__answers")
        .order_by("asked_at", "id")[:MOST_SHOWN]
    )


def reviews_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """Human reviews that wait for this post."""
    awaiting = reviews_awaiting(actor)
    return {"awaiting": awaiting, "today": today()} if awaiting else None


class PastRulings:
    """Cases of the past, for trying a table on them (``rules.types.PastCases``)."""

    def cases(
        self, key: str, item_code: str, content: RuleContent, first: date, last: date
    ) -> Iterable[PastCase]:
        """What a table looked at is taken as it was kept. For other cases, and for values that it did
        not look at, they are read anew: ages as on the day of filing, licences as of today.
        """
        rows = (
            Case.objects.filter(
                Q(item__revision__guide__rule_table=key) | Q(item__code=item_code),
                decided_at__gte=at(first),
                decided_at__lt=at(last + timedelta(days=1)),
            )
            .exclude(decision="")
            .select_related("person", "legal_person__representative", "ruling")
            .order_by("-decided_at", "id")[:MOST_TRIED]
        )
        versions: dict[UUID, tuple[str, int]] = {}
        for case in rows:
            case.revision = catalog.kept_revision(case.revision_id)
            ruling = getattr(case, "ruling", None)
            if ruling is not None and ruling.rules_id not in versions:
                view = rules.revision(ruling.rules_id)
                versions[ruling.rules_id] = view.key, view.version
            known = versions[ruling.rules_id] if ruling is not None else ("", 0)
            yield PastCase(
                number=case.number or "",
                decided_on=to_shanghai(case.decided_at or case.created_at).date(),
                facts=_facts(case, ruling, content),
                was_automatic=bool(ruling and ruling.grants),
                was_granted=case.decision == Decision.GRANTED,
                version=known[1] if known[0] == key else None,
            )

    def items(self, department_id: UUID) -> Sequence[tuple[str, str]]:
        """Items of which there are decided cases."""
        return list(
            Case.objects.filter(department_id=department_id, decided_at__isnull=False)
            .order_by("item__name")
            .values_list("item__code", "item__name")
            .distinct()[:200]
        )


def _facts(case: Case, ruling: Ruling | None, content: RuleContent) -> dict[str, Fact]:
    kept: dict[str, Fact] = {}
    if ruling is not None:
        wanted = {one.name: read_from(one) for one in content.inputs}
        kept = {
            fact.name: fact
            for source, fact in kept_facts(ruling)
            if wanted.get(fact.name) == source
        }
    if all(one.name in kept for one in content.inputs):
        return kept
    return {**facts_of(case, content), **kept}
