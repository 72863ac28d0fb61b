"""Let a table judge some facts. The only file of this app that knows the engine.

It grants only when every declared value is there, verified and of its kind, when everything that
is reckoned came out, and when a row of the table says so. Whatever else happens, the case goes to
a person. Nothing here refuses.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite
from typing import Any
from uuid import UUID

import zen
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing
from tongban.management.rules.content import GRANT, REASON, WORDS
from tongban.management.rules.days import as_number, iso_day
from tongban.management.rules.types import LARGEST, Fact, InputKind, Problem, RuleContent, Verdict

_ENGINE = zen.ZenEngine()


class Table:
    """A table ready to judge; kept in memory, because a published one never changes."""

    def __init__(self, content: RuleContent, jdm: Mapping[str, Any]) -> None:
        self.content = content
        self._decision = _ENGINE.create_decision(json.dumps(jdm, ensure_ascii=False))
        self._table = next(n["id"] for n in jdm["nodes"] if n["type"] == "decisionTableNode")

    def judge(self, facts: Mapping[str, Fact]) -> Verdict:
        """What the table says of these facts."""
        values: dict[str, Any] = {}
        for one in self.content.inputs:
            fact = facts.get(one.name)
            if fact is None or (fact.value is None and fact.is_verified):
                return _to_a_person(Problem.MISSING, one.label)
            if not fact.is_verified:
                return _to_a_person(Problem.UNVERIFIED, one.label)
            if not is_of_kind(fact.value, one.kind):
                return _to_a_person(Problem.KIND, one.label)
            values[one.name] = _for_the_engine(fact.value, one.kind)
        return self._run(values)

    def _run(self, values: Mapping[str, Any]) -> Verdict:
        answer: Any
        try:
            answer = self._decision.evaluate(dict(values), {"trace": True})
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001 - a panic of the engine is no Exception
            return _to_a_person(Problem.ENGINE)
        trace = answer["trace"].get(self._table)
        if trace is None:
            return _to_a_person(Problem.ENGINE)
        read = trace["input"]
        for step in self.content.steps:
            # What could not be reckoned is null, and null fits no condition without a word: the
            # row that should have stopped the case would be passed over.
            if not isinstance(read.get(step.key), bool | int | float):
                return _to_a_person(Problem.STEP, step.label or step.key)
        hits = trace["traceData"]
        hits = hits if isinstance(hits, list) else [hits] if hits else []
        results = answer["result"]
        results = results if isinstance(results, list) else [results] if results else []
        if not hits or len(hits) != len(results):
            return _to_a_person(Problem.NO_ROW)
        return self._of_rows([hit["index"] for hit in hits], results)

    def _of_rows(self, indices: list[int], results: list[Any]) -> Verdict:
        """All the rows that count must grant; the first that does not is the one that decides."""
        for index, result in zip(indices, results, strict=True):
            if result.get(GRANT) is not True or not self.content.rows[index].grants:
                return self._verdict(False, index, result)
        return self._verdict(True, indices[0], results[0])

    def _verdict(self, grants: bool, index: int, result: Mapping[str, Any]) -> Verdict:
        reason, words = result.get(REASON), result.get(WORDS)
        if not isinstance(reason, str) or not isinstance(words, str):
            return _to_a_person(Problem.OUTCOME)
        return Verdict(grants=grants, row=index + 1, reason=reason, words=words)


def _to_a_person(problem: Problem, about: str = "") -> Verdict:
    return Verdict(grants=False, reason=problem.value, problem=problem.value, about=about)


def _for_the_engine(value: Any, kind: str) -> Any:
    day = iso_day(value) if kind == InputKind.DATE else None
    return value if day is None else as_number(day)


def is_of_kind(value: Any, kind: str) -> bool:
    """Whether a value may be read as this kind; nothing is turned into anything else."""
    match kind:
        case InputKind.FLAG:
            return isinstance(value, bool)
        case InputKind.DATE:
            return iso_day(value) is not None
        case InputKind.NUMBER | InputKind.DAYS | InputKind.YEARS:
            return (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and isfinite(value)
                and abs(value) <= LARGEST
            )
        case InputKind.LIST:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case _:
            return kind == InputKind.TEXT and isinstance(value, str) and value != ""


@lru_cache(maxsize=256)
def published(revision_id: UUID) -> Table:
    """A published table. Raises Missing."""
    from tongban.management.rules.models import RuleRevision

    row = RuleRevision.objects.filter(id=revision_id).first()
    if row is None:
        raise Missing(_("没有这一版规则。"))
    return Table(row.content, row.jdm)


def drafted(content: RuleContent) -> Table:
    """A table that is not published: for its examples, and for the what-if run."""
    from tongban.management.rules.content import as_jdm

    return Table(content, as_jdm(content))
