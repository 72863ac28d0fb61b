"""How the result is to come, as the pages ask it that file an application."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import FieldFinding
from tongban.base.pages.fields import Choice, Field
from tongban.handling.cases.models import Case
from tongban.handling.cases.services.post import ELECTRONIC, own_address, ways_of
from tongban.handling.cases.types import ResultChoice
from tongban.management.delivery.types import LONGEST, Way

_PREFIX = "result_"
"""The names stand beside those of the form, which may ask for an address of its own."""


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """结果怎么拿: the choice, and where to when it is posted."""

    way: Field
    where: tuple[Field, ...] = ()
    """Empty where the guide does not post."""


def result_question(
    actor: Actor,
    case: Case,
    typed: ResultChoice | None = None,
    findings: Iterable[FieldFinding] = (),
) -> ResultQuestion | None:
    """The question with what was typed and what is wrong with it; None where the guide hands its
    result over electronically alone. Who helps does not get to read phone and address.
    """
    ways = ways_of(case)
    if not ways:
        return None
    wrong = {f.place: f.message for f in findings}
    chosen = typed.way if typed is not None else ELECTRONIC
    free = _("不用您付邮费")
    choices = [
        Choice(ELECTRONIC, _("只要电子的，网上下载"), is_chosen=chosen == ELECTRONIC),
        *(
            Choice(way.value, str(way.label), free if way is Way.POST else "", chosen == way)
            for way in ways
        ),
    ]
    way = Field(
        name=f"{_PREFIX}way",
        label=_("结果怎么拿？"),
        kind="radio",
        choices=choices,
        error=wrong.get(f"{_PREFIX}way", ""),
        hint=_("提交以后，结果交出去之前，都可以改。"),
    )
    if Way.POST not in ways:
        return ResultQuestion(way)
    known, is_helper = own_address(case), _is_helper(actor)
    if is_helper:
        known = {"name": known["name"]}
    fields = (
        Field(name="name", label=_("收件人"), attrs={"autocomplete": "name"}),
        Field(name="phone", label=_("收件人电话"), kind="tel", attrs={"autocomplete": "tel"}),
        Field(name="address", label=_("寄到哪里"), attrs={"autocomplete": "street-address"}),
    )
    return ResultQuestion(
        way,
        tuple(
            replace(
                one,
                name=f"{_PREFIX}{one.name}",
                value=getattr(typed, one.name) if typed is not None else known.get(one.name, ""),
                error=wrong.get(f"{_PREFIX}{one.name}", ""),
                hint=_("空着就用本人登记的。") if is_helper and one.name != "name" else "",
                is_required=not is_helper,
                attrs={
                    **({} if actor.is_assisting else one.attrs),
                    "maxlength": LONGEST[one.name],
                },
            )
            for one in fields
        ),
    )


def result_choice(posted: Mapping[str, str]) -> ResultChoice | None:
    """What was chosen on a page; None where it did not ask."""
    way = posted.get(f"{_PREFIX}way", "")
    if not way:
        return None
    return ResultChoice(
        way, *(posted.get(f"{_PREFIX}{key}", "") for key in ("name", "phone", "address"))
    )


def _is_helper(actor: Actor) -> bool:
    return actor.is_assisting and actor.capacity is not Capacity.WINDOW
