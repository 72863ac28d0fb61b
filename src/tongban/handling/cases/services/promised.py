"""What a signed promise may stand for, and does (告知承诺, 国办发〔2020〕42号)."""

from typing import Any

from tongban.handling.cases.answers import whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import PromiseKind, PromiseState
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Origin
from tongban.management.eforms import queries as eforms


def may_be_promised(case: Case) -> list[dict[str, Any]]:
    """What the guide lets a promise stand for, of what is asked in this case, with all that the
    notice must say of each. Nothing where the item is marked high risk.
    """
    guide = catalog.guide(case.revision_id)
    if guide.is_high_risk or not guide.promises:
        return []
    answers = whole_answers(eforms.form(case.form_id), case)
    asked = {
        m.key for m in guide.materials_for(answers) if m.required and m.origin == Origin.UPLOAD
    }
    return [
        {
            "key": f"p{number}",
            "label": one.name,
            "material": one.material,
            "requirement": one.requirement,
            "by_law": one.by_law,
            "content": one.content,
            "liability": one.liability,
            "check": one.check,
            "days": one.check_days,
        }
        for number, one in enumerate(guide.promises)
        if not one.material or one.material in asked
    ]


def promised_instead(case: Case) -> frozenset[str]:
    """Keys of the materials that a signed promise stands for. One that says other than what the
    guide says now stands for nothing: it was not told so.
    """
    signed = case.promises.filter(
        kind=PromiseKind.INSTEAD, state__in=[PromiseState.SIGNED, PromiseState.RELIED]
    ).first()
    if signed is None:
        return frozenset()
    told = may_be_promised(case)
    return frozenset(i["material"] for i in signed.items if i["material"] and i in told)
