"""How each act is called: its arguments by their names, with words that hold."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.acts.situations import HOME, Situation
from tests.house.test_acts import ACTS
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.handling.cases.tests.city import Town, picture
from tongban.handling.cases.tests.looking import moment

WORDS: dict[str, Any] = {
    **HOME,
    "reason": "有理由",
    "answer": "看过了",
    "words": "看过了",
    "result": "合格",
    "text": "留给同事的话",
    "question": "稳不稳",
    "who": "结构专家",
    "filename": "图.png",
    "place": "希夷大道 128 号",
    "law": "消防法",
    "article": "第十五条",
    "clause": "某办法第三条",
    "amount": 100,
    "days": 5,
    "agrees": True,
    "opinion": "看过",
    "granted": True,
    "keys": ["lease"],
    "code": "000000",
    "received_by": "谷雨",
    "relation": "配偶",
    "tracking_number": "EA123456789CN",
    "wrong": "办件",
    "right": "改过的",
    "to": "谷雨",
    "requirement_key": "plan",
    "subject_kind": "case",
    "division_code": "341602000000",
    "item_code": "",
    "cause": "本人在家，看了不肯收",
    "concern": "排烟口正对邻居的窗户",
    "consent": "signed",
    "subject": "排烟口的位置",
    "waives": False,
}
FAR_ENOUGH = moment(2026, 3, 16, 9, 0)
"""Of a hearing, from the day on which acts are tried."""
OF_ACT: dict[str, dict[str, Any]] = {
    "save_answers": {"answers": {"remark": "每天营业到 22 点"}},
    "request_correction": {"items": [("material:plan", "请标出水池")]},
    "ask_procedure": {"procedure": "testing"},
    "ask_beyond_guide": {"name": "消防检查记录"},
    "commission_opinion": {"kind": "expert"},
    "terminate_case": {"cause": "gone"},
    "reveal": {"part": "id_number"},
    "record_after_check": {"result": "true", "way": "on_site"},
    "record_inspection": {"points": [], "result": "pass", "words": "看过"},
    "choose_result_way": {"way": "window"},
    "choose_service": {"way": "window"},
    "supply_late": {"requirement_key": "lease"},
    "draw_replacement": {"keys": ["p0"]},
    "answer_human_review": {"outcome": "upheld"},
    "enter_interested": {"name": "秋分", "document_type": "111"},
    "call_off_hearing": {"cause": "withdrawn"},
    "open_hearing": {"reason": "整条街的排烟都要改"},
    "record_hearing": {
        "record": "审查人员出示了图纸。",
        "applicant_came": True,
        "interested_ids": [],
        "reviewers": ["官戊"],
    },
    "return_papers": {"way": "window", "name": "谷雨"},
    "hand_elsewhere": {"name": "省系统"},
}


def has_its_thing(name: str, s: Situation) -> bool:
    """Whether what the act is about stands beside the case: otherwise it is called on nothing."""
    if name in {"cases.register_papers", "cases.return_papers"}:
        return "came_id" in s.ids
    needed = inspect.signature(inspect.unwrap(ACTS[name])).parameters
    return all(key in s.ids or key == "subject_id" for key in needed if key.endswith("_id"))


def call(name: str, town: Town, s: Situation) -> Callable[[Any], Any]:
    """The act on that situation, for whoever does it."""
    act = ACTS[name]
    word = name.split(".")[1]
    parameters = inspect.signature(inspect.unwrap(act)).parameters
    given: dict[str, Any] = {}
    for key, parameter in parameters.items():
        if key == "actor":
            continue
        if key in OF_ACT.get(word, {}):
            given[key] = OF_ACT[word][key]
        elif key in s.ids:
            given[key] = s.ids[key]
        elif key == "subject_id":
            given[key] = s.case_id
        elif key.endswith("_id"):
            given[key] = new_id()
        elif parameter.default is not inspect.Parameter.empty and key != "stream":
            continue
        elif key == "planned_at":
            given[key] = now() + timedelta(hours=2)
        elif key == "account_ids":
            given[key] = [town.accounts["inspector"], town.accounts["handler"]]
        elif key != "stream":
            given[key] = WORDS[key]
    if word == "hand_over_case":
        given["to"] = town.accounts["signer" if "decide" in s.steps else "handler2"]
        if s.by.get("claim") == "handler2":
            given["to"] = town.accounts["handler"]
    if word == "enter_interested":
        given |= {"code": town.numbers["qiu"], "phone": town.phones["qiu"]}
    if word == "plan_hearing":
        given["planned_at"] = s.ids.get("hearing_at", FAR_ENOUGH)
        given["chair_id"] = s.ids.get("chair_id", town.accounts["signer2"])
    if word == "register_papers":
        # A parcel that is known, or a letter that nobody announced.
        came = {"parcel_id": s.ids.get("came_id")} if "came_id" in s.ids else {}
        given |= came or {"parcel_id": None, "requirement_key": "plan"}
    if word == "return_papers":
        given["parcel_id"] = s.ids.get("came_id", new_id())
    if word == "answer_beyond_guide":
        given["words"] = "没有"
    if word == "choose_service":
        given["subject_id"] = s.ids.get("subject_id", s.case_id)
    has_stream = "stream" in parameters and word != "answer_beyond_guide"
    if has_stream:
        given["filename"] = "图.png"

    def done(actor: Any) -> Any:
        more = {"stream": picture()} if has_stream else {}
        return act(actor=actor, **given, **more)

    return done
