"""A second notice names only what the first could not (行政许可法 32: once, and all of it).

With each notice is kept what stood at every place that it could have named. What stands there
unchanged and was never named may not be named later without a reason, which the applicant reads
and supervision hears.
"""

import json
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.language import official
from tongban.base.kernel.sealing import digest
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.irregularities import report
from tongban.handling.cases.services.steps import said
from tongban.handling.cases.types import KIND, AgainKind, IrregularityKind
from tongban.sharing.materials import queries as materials

NOTHING_THERE = ""


def seen_now(case: Case, places: Iterable[str]) -> dict[str, str]:
    """Place → a mark of what stands there now; the same mark means the same content.

    Answers are personal: their mark is a digest that nobody without the city's key can try out.
    """
    handed_in = {key: str(ident) for key, ident in materials.handed_in(KIND, case.id)}
    answers = answers_of(case)
    marks = {}
    for place in places:
        kind, _colon, key = place.partition(":")
        if kind == "material":
            marks[place] = handed_in.get(key, NOTHING_THERE)
        elif answers.get(key) in (None, "", []):
            marks[place] = NOTHING_THERE
        else:
            said_there = json.dumps(answers[key], ensure_ascii=False, sort_keys=True)
            marks[place] = digest(said_there, f"cases.seen:{case.id}:{key}").hex()
    return marks


def seen_before(case: Case, now_there: Mapping[str, str]) -> frozenset[str]:
    """The places where an earlier notice saw what stands there now, and no notice named it since.

    One question; none of the notices kept before this rule is counted.
    """
    unnamed: set[str] = set()
    for notice in case.corrections.order_by("asked_at", "id"):
        unnamed |= {p for p, mark in notice.seen.items() if now_there.get(p) == mark}
        unnamed -= {item["place"] for item in notice.items}
    return frozenset(unnamed)


def again_or_nothing(
    case: Case, places: Mapping[str, str], named: Iterable[str], kind: str, words: str
) -> tuple[dict[str, str], dict[str, object] | None]:
    """What stands at every place now, and the reason for naming again; None where none is needed.

    ``places``: place → label of all that may be named. Raises Invalid with every place that an
    earlier notice could have named, unless a reason of a known kind is given in words.
    """
    marks = seen_now(case, places)
    late = [place for place in named if place in seen_before(case, marks)]
    if not late:
        return marks, None
    why = said(words, place="again_words")
    if kind not in AgainKind.values or not why:
        raise Invalid(
            _("补正通知没有发出：有的内容上次就看得到，当时没有说。"),
            findings=[
                FieldFinding(
                    place[:80],
                    "seen_before",
                    _(
                        "“%(label)s”上次就看得到，当时没有说，不能再提。确实要提的，请选原因、写明情况：会告诉申请人，并报督查。"
                    )
                    % {"label": places[place]},
                )
                for place in late
            ],
        )
    return marks, {
        "kind": AgainKind(kind).value,
        "words": why,
        "places": late,
        "labels": [places[place] for place in late],
    }


def report_again(case: Case, actor: Actor, again: Mapping[str, object] | None) -> None:
    """Tell supervision; part of the act that sends the notice."""
    if again is None:
        return
    with official():
        kind = str(AgainKind(str(again["kind"])).label)
    report(
        case,
        IrregularityKind.SECOND_NOTICE,
        actor,
        words=str(again["words"]),
        reason=kind,
        places=again["places"],
        labels=again["labels"],
    )
