"""秒批: two items that rules decide, three people whom they grant, one who goes to a person."""

from collections.abc import Mapping
from typing import Any

from tongban.base.accounts.queries import account_named, actor_for
from tongban.base.kernel.actors import Actor
from tongban.demo.build import City
from tongban.handling.cases import services as acts
from tongban.handling.cases.queries import my_cases

CARD = {"delivery": "electronic"}
ALLOWANCE = {"way": "social_card", "other_allowance": False}


def show_decisions_at_once(city: City) -> None:
    """当场办（秒批）：规则同意的当场办好，核实不了的交给人."""
    _filed(city, "p005", "senior_card", CARD)
    _filed(city, "p015", "old_age_allowance", ALLOWANCE)
    # Nobody knows the household of this one: the rules say nothing, and a person decides.
    _filed(city, "p010", "old_age_allowance", ALLOWANCE)
    case = _filed(city, "p025", "senior_card", CARD)
    if case is not None and case.decision:
        acts.ask_human_review(
            actor=_somebody("p025"),
            case_id=case.id,
            reason="我要的是电子证，再寄一张卡，填的时候选错了。",
        )


def _somebody(login_name: str) -> Actor:
    account = account_named(login_name)
    assert account is not None
    return actor_for(account, "self")


def _filed(city: City, login_name: str, item: str, answers: Mapping[str, Any]) -> Any:
    """The application, or nothing when this person has applied for it already."""
    actor = _somebody(login_name)
    code = city.codes[item]
    if my_cases(actor).filter(item__code=code).exists():
        return None
    draft = acts.start_draft(actor=actor, item_code=code)
    acts.save_answers(actor=actor, case_id=draft.id, answers=answers)
    return acts.file_case(actor=actor, case_id=draft.id)
