"""情形引导: the questions that shrink a guide to one's own case, and what is left of it.

The guide's situations are asked, and the form's fields on which materials or fees hang beside them.
What hangs on something that cannot be asked here (a number, a text) stays: leaving it out would say
that it is not wanted. The answers travel in addresses as plain words, ``s-KEY=VALUE``; only words
that a question offers count.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.management.catalog.types import Choice, Fee, Guide, Origin, Requirement, Situation
from tongban.management.eforms.types import Form, Kind
from tongban.management.workflow.types import StepView

PREFIX = "s-"
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A guide as far as it concerns somebody with these answers."""

    questions: tuple[Situation, ...]
    chosen: Mapping[str, str]
    """Question → the chosen answer's value; only those that were chosen."""
    answers: Mapping[str, Any]
    """The same as the form keeps them, to be taken over into an application."""
    materials: tuple[Requirement, ...]
    fees: tuple[Fee, ...] = ()
    """What is charged, and what may be as long as its question is open."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left open: the list of materials is complete."""
        return len(self.chosen) == len(self.questions)

    @property
    def uploads(self) -> tuple[Requirement, ...]:
        """What the applicant brings or uploads."""
        return tuple(m for m in self.materials if m.origin == Origin.UPLOAD)

    @property
    def spared(self) -> tuple[Requirement, ...]:
        """What the applicant need not bring: held by the government, or made by the platform."""
        return tuple(m for m in self.materials if m.origin != Origin.UPLOAD)

    @property
    def said(self) -> list[tuple[str, str]]:
        """(question, answer in words) of what was chosen, in the order of the questions."""
        return [
            (question.question, choice.label)
            for question in self.questions
            for choice in question.choices
            if self.chosen.get(question.key) == choice.value
        ]

    def when_words(self, row: Requirement | Fee) -> str:
        """In which case it is wanted, while that is open: ``房子是租的吗？是``; else empty."""
        when = row.when
        question = next((q for q in self.questions if when and q.key == when["field"]), None)
        if when is None or question is None or question.key in self.chosen:
            return ""
        wanted = when["is"] if isinstance(when["is"], (list, tuple)) else [when["is"]]
        labels = [
            choice.label
            for choice in question.choices
            if choice.value in wanted or _YES_NO.get(choice.value, choice.value) in wanted
        ]
        return _("%(question)s%(answers)s") % {
            "question": question.question,
            "answers": _("、").join(labels),
        }

    @property
    def query(self) -> dict[str, str]:
        """The chosen answers as parameters of an address."""
        return {f"{PREFIX}{key}": value for key, value in self.chosen.items()}


def situations_of(guide: Guide, form: Form | None) -> tuple[Situation, ...]:
    """The questions to ask: the guide's own, then the form's fields on which something hangs."""
    if form is None:
        return guide.situations
    wanted = {m.when["field"] for m in guide.materials if m.when}
    wanted |= {fee.when["field"] for fee in guide.fees if fee.when}
    wanted -= {situation.key for situation in guide.situations}
    return guide.situations + tuple(
        Situation(field.key, field.label, choices)
        for field in form.fields.values()
        if field.key in wanted and (choices := _choices_of(form, field.key))
    )


def gives_answers(given: Iterable[str]) -> bool:
    """Whether an address with these names in its query may tell of somebody's own case."""
    return any(name.startswith(PREFIX) for name in given)


def own_case(guide: Guide, form: Form | None, given: Mapping[str, str]) -> OwnCase:
    """What of a guide concerns somebody who answered so; ``given`` is the query of an address."""
    questions = situations_of(guide, form)
    chosen = {
        question.key: value
        for question in questions
        if (value := given.get(f"{PREFIX}{question.key}", ""))
        in {choice.value for choice in question.choices}
    }
    answers = {key: _as_answer(form, key, value) for key, value in chosen.items()}
    asked = {question.key for question in questions}
    applying = guide.materials_for(answers)
    materials = tuple(m for m in guide.materials if m in applying or _hangs_outside(m, asked))
    return OwnCase(questions, chosen, answers, materials, guide.fees_not_excluded(answers))


def _hangs_outside(material: Requirement, asked: Collection[str]) -> bool:
    """Whether it hangs on something that is not asked here, so that nothing can be said of it."""
    return material.when is not None and material.when["field"] not in asked


def own_steps(guide: Guide, own: OwnCase, steps: list[StepView]) -> list[str]:
    """What happens, in order, in one's own case: one's own doing and the process that is executed.

    Steps that the ordinary course leaves out (corrections) are left out, and handing in where the
    answers leave nothing to hand in.
    """
    online = "2" in guide.handle_forms
    said = [_("在网上填表") if online else _("到大厅窗口填表")]
    uploads = own.uploads
    if uploads:
        words = _("上传 %(count)s 份材料") if online else _("交 %(count)s 份材料")
        said.append(words % {"count": len(uploads)})
    if own.fees:
        said.append(_("交费"))
    said += [step.name for step in steps if not step.optional and step.duty != "applicant"]
    if guide.visits and online:
        said.append(_("到现场 %(count)s 次") % {"count": guide.visits})
    if guide.delivery_ways:
        said.append(_("拿结果：%(ways)s") % {"ways": _("、").join(guide.delivery_ways)})
    return said


def answers_to_take_over(form: Form, own: OwnCase) -> dict[str, Any]:
    """The chosen answers that are questions of the form too, so that each is asked once."""
    return {key: value for key, value in own.answers.items() if key in form.fields}


def _choices_of(form: Form, key: str) -> tuple[Choice, ...]:
    field = form.fields[key]
    if field.kind is Kind.YES_NO:
        return (Choice("yes", _("是")), Choice("no", _("否")))
    return tuple(Choice(option.value, option.label) for option in field.options)


def _as_answer(form: Form | None, key: str, value: str) -> Any:
    """An answer of the address as the form keeps it: materials are told by the form's values."""
    field = form.fields.get(key) if form is not None else None
    if field is not None and field.kind is Kind.YES_NO:
        return _YES_NO[value]
    if field is not None and field.kind is Kind.CHOICES:
        return [value]
    return value
