"""What officers post about a case, route by route: what each takes as it should be, and what it is
sent that the guide's revision does not have.

A place of the form, a material, a check point, a procedure, a fee that the guide does not list is
written ``hygiene9`` throughout, so that it can be looked for in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BEYOND = "hygiene9"

CARRIERS: dict[str, str] = {
    "place": f"material:{BEYOND}",
    f"why-material:{BEYOND}": f"请交{BEYOND}",
    "material": BEYOND,
    "requirement": BEYOND,
    "requirement_key": BEYOND,
    "key": BEYOND,
    f"form:{BEYOND}": BEYOND,
    BEYOND: BEYOND,
    "point": BEYOND,
    "procedure": f"own_clause:{BEYOND}",
    "own": BEYOND,
    "fee": BEYOND,
    "charge": "99900",
    "condition": BEYOND,
    "limit": BEYOND,
}
"""Names by which some route of the desk takes what the guide lists, or by which one might."""


@dataclass(frozen=True)
class Post:
    """One thing that is posted to a route."""

    who: str
    case: str
    """Which of the cases of the scene."""
    data: Mapping[str, Any]
    """As it should be: it is done."""
    beyond: tuple[Mapping[str, Any], ...] = ()
    """Laid over it: each is refused."""
    args: Mapping[str, str] = field(default_factory=dict)
    """Arguments of the route; what stands beside the case is named with its key in the scene."""


def _correction(place: str) -> dict[str, Any]:
    return {"place": ["material:plan", place], f"why-{place}": f"请交{BEYOND}"}


CORRECTION = {"place": ["material:plan"], "why-material:plan": "请标出水池"}
NO_PLACES = (
    _correction(f"material:{BEYOND}"),
    _correction(f"form:{BEYOND}"),
    _correction(f"beyond:{BEYOND}"),
    _correction(f"point:{BEYOND}"),
    _correction("material:"),
    {"place": [f"material:{BEYOND}"], f"why-material:{BEYOND}": f"请交{BEYOND}"},
)
WHEN = "2026-03-16T09:00"
NO_AMOUNTS = ("50.01", "99900", "0", "-1", "0.001", "1e9", BEYOND, "")


def _act(act: str, who: str, case: str, data: Any = (), beyond: Any = ()) -> Post:
    return Post(who, case, dict(data), tuple(beyond), {"act": act})


def _move(move: str, who: str, case: str, data: Any = (), beyond: Any = (), **args: str) -> Post:
    return Post(who, case, dict(data), tuple(beyond), {"move": move, **args})


POSTS: dict[str, tuple[Post, ...]] = {
    "cases:desk_act": (
        _act("pass_prereview", "window", "prereview"),
        _act("request_correction_at_prereview", "window", "prereview", CORRECTION, NO_PLACES),
        _act("refuse_to_accept_at_prereview", "window", "prereview", {"opinion": "不用许可"}),
        _act("accept_case", "window", "accept"),
        _act("request_correction", "window", "accept", CORRECTION, NO_PLACES),
        _act("refuse_to_accept", "window", "accept", {"opinion": "不用许可"}),
        _act("pass_review", "handler", "review"),
        _act("return_review", "handler", "review", {"opinion": "再看看"}),
        _act("grant", "signer", "decide"),
        _act("refuse", "signer", "decide", {"opinion": "没有操作间"}),
        _act("return_decision", "signer", "decide", {"opinion": "再看看"}),
    ),
    "cases:claim_act": (_move("take", "handler", "review"),),
    "cases:note_write": (Post("handler", "review", {"note": "房东不在"}),),
    "cases:note_strike": (Post("handler", "full", {}, args={"note_id": "note"}),),
    "cases:desk_reveal": (
        Post(
            "handler",
            "review",
            {"part": "id_number", "look_reason": "核对"},
            ({"part": BEYOND}, {"part": "answers"}),
        ),
    ),
    "cases:answer_review": (
        Post("signer", "ruled", {"outcome": "upheld", "answer": "看过"}, ({"outcome": BEYOND},)),
    ),
    "cases:measure_ask": (
        _move("extension", "handler", "review", {"reason": "人手不够"}),
        _move(
            "procedure",
            "handler",
            "review",
            {"procedure": "testing", "days": "5", "reason": "要送检"},
            [{"procedure": p} for p in (f"own_clause:{BEYOND}", "own_clause:", "own_clause", BEYOND, "")],
        ),
    ),
    "cases:measure_act": (
        _move("approve", "signer", "full", {"text": "同意"}, measure_id="measure"),
        _move("refuse", "signer", "full", {"text": "不用"}, measure_id="measure"),
    ),
    "cases:check_act": (
        _move(
            "record",
            "handler",
            "promised",
            {"result": "true", "way": "on_site", "words": "看过"},
            ({"result": BEYOND}, {"way": BEYOND}),
            check_id="check",
        ),
    ),
    "cases:terminate": (
        Post("signer", "review", {"cause": "gone", "words": "店拆了"}, ({"cause": BEYOND},)),
    ),
    "cases:inspection_plan": (
        Post(
            "handler",
            "review",
            {"planned_at": WHEN, "place": "店里", "inspector": ["inspector", "handler"]},
        ),
    ),
    "cases:inspection_act": (
        _move(
            "record",
            "inspector",
            "full",
            {"point-0": "yes", "point-1": "yes", "result": "pass", "words": "看过"},
            (
                {"point-2": "yes", "words-2": BEYOND},
                {"point-99": "no"},
                {"words-7": BEYOND},
                {f"point-{BEYOND}": "yes"},
                {"point-1": BEYOND},
                {"point-1": ""},
                {"result": BEYOND},
            ),
            inspection_id="inspection",
        ),
        _move("cancel", "handler", "full", {"reason": "下雨"}, inspection_id="inspection"),
    ),
    "cases:opinion_ask": (
        Post(
            "handler",
            "review",
            {"kind": "expert", "who": "专家", "question": "稳不稳"},
            ({"kind": BEYOND},),
        ),
    ),
    "cases:opinion_receive": (
        Post(
            "handler",
            "full",
            {"result": "稳", "report": "a picture"},
            args={"opinion_id": "opinion"},
        ),
    ),
    "cases:beyond_ask": (
        Post(
            "handler",
            "review",
            {"name": "消防检查记录", "reason": "有燃气", "law": "消防法", "article": "第十五条"},
            ({"name": ""}, {"reason": ""}, {"law": ""}, {"article": ""}),
        ),
    ),
    "cases:beyond_act": (
        _move("approve", "signer", "full", {"beyond_words": "同意"}, beyond_id="beyond"),
        _move("refuse", "signer", "full", {"beyond_words": "不用"}, beyond_id="beyond"),
    ),
    "cases:post_act": (
        _move("send", "window", "posted", parcel_id="result parcel"),
    ),
    "cases:papers_in": (
        _move(
            "new",
            "window",
            "review",
            {"requirement": "plan"},
            [{"requirement": key} for key in (BEYOND, "", "application", "id", f"beyond:{BEYOND}")],
        ),
        _move(
            "receive",
            "window",
            "full",
            {"parcel": "parcel"},
            [{"parcel": "result parcel"}, {"parcel": BEYOND}],
        ),
    ),
    "cases:fee_exempt": (
        Post(
            "handler",
            "full",
            {"notice": "notice", "amount": "20", "clause": "某办法", "reason": "困难"},
            (
                *({"amount": amount} for amount in NO_AMOUNTS),
                {"clause": ""},
                {"notice": "other notice"},
                {"notice": BEYOND},
            ),
        ),
    ),
    "cases:interested_enter": (
        Post(
            "handler",
            "review",
            {"name": "夏至", "document_type": "111", "code": "xia", "concern": "吵", "phone": "", "address": "3 号"},
            ({"document_type": BEYOND},),
        ),
    ),
    "cases:interested_act": (
        _move("hear", "window", "full", {"words": "烟往我家吹"}, interested_id="interested"),
        _move("strike", "signer", "full", {"reason": "认错了"}, interested_id="interested"),
    ),
    "cases:hearing_open": (Post("handler", "review", {"reason": "整条街都要改"}),),
    "cases:hearing_act": (
        _move(
            "plan",
            "handler",
            "full",
            {"planned_at": WHEN, "place": "三楼", "chair": "signer2", "subject": "排烟口"},
            ({"chair": BEYOND},),
            hearing_id="hearing",
        ),
        _move(
            "off",
            "signer",
            "full",
            {"cause": "withdrawn", "words": "来电"},
            ({"cause": BEYOND},),
            hearing_id="hearing",
        ),
    ),
    "cases:joint": (
        Post("health_handler", "full", {"answer": "agree", "opinion": "看过"}, args={"code": "part"}),
    ),
    "cases:joint_return": (
        Post("handler", "answered", {"reason": "图换了"}, args={"code": "answered part"}),
    ),
    "halls:scan": (
        Post(
            "window",
            "served",
            {"requirement": "plan", "pages": "a picture"},
            [{"requirement": key} for key in (BEYOND, "", "application", f"beyond:{BEYOND}")],
            args={"delegation_id": "delegation"},
        ),
        Post(
            "window",
            "late",
            {"requirement": "lease", "pages": "a picture"},
            [{"requirement": key} for key in (BEYOND, "", "plan", f"beyond:{BEYOND}")],
            args={"delegation_id": "delegation"},
        ),
    ),
    # A draft keeps what was typed; what does not hold is refused when it is filed (eforms).
    "halls:entering": (
        Post(
            "window",
            "served",
            {"trade": ["hot"], "kitchen": "30", "rented": "no"},
            args={"delegation_id": "delegation"},
        ),
    ),
}  # fmt: skip

OF_OTHER_PROCESSES = {
    "fail_review": "reads words alone, as return_review does",
    "pass_inspection": "reads words alone, as pass_review does",
    "fail_inspection": "reads words alone, as return_review does",
}
"""Acts of the desk that the standard process does not have."""
