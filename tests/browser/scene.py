"""What the walk over every page finds: a case of p001's in each state that has a page of its own, and
messages that no channel took. A program of its own, on the data of a city that is served.

Everything goes through the acts; that a person gets there with a browser is what
``test_whole_way.py`` proves. Answers in JSON: state → number and address.
"""

import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from PIL import Image

from tongban.main import start

STATES = (
    "filed",
    "filed too",
    "correcting",
    "accepted",
    "reviewed",
    "granted",
    "refused",
    "withdrawn",
)
ITEM = "80 周岁以上老年人高龄津贴"
# To a bank card it is paid on papers only, which a person looks at.
ANSWERS = {
    "way": "bank_card",
    "bank_name": "亳州药都银行",
    "bank_account": "6228480000000000018",
    "other_allowance": False,
}
WINDOW = ("filed", "filed too", "correcting", "withdrawn")
"""States before the window accepts."""


def who(name: str) -> Any:
    from tongban.base.accounts.queries import account_named, actor_for, first_choice

    account = account_named(name)
    assert account is not None, name
    return actor_for(account, first_choice(account))


def drawing() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "#fffdf7").save(out, "PNG")
    out.seek(0)
    return out


def filed() -> Any:
    from tongban.base.kernel.language import official
    from tongban.handling.cases import services as acts
    from tongban.handling.cases.types import KIND
    from tongban.management.catalog.models import Item
    from tongban.management.documents.services import choose_service
    from tongban.management.documents.types import ServiceWay

    me = who("p001")
    with official():
        case = acts.start_draft(actor=me, item_code=Item.objects.get(name=ITEM).code)
        acts.save_answers(actor=me, case_id=case.id, answers=ANSWERS)
        for key in ("photo", "bank_card"):
            acts.upload_material(
                actor=me,
                case_id=case.id,
                requirement_key=key,
                stream=drawing(),
                filename=f"{key}.png",
            )
        choose_service(
            actor=me,
            subject_kind=KIND,
            subject_id=case.id,
            division_code=case.division_code,
            way=ServiceWay.ELECTRONIC,
        )
        return acts.file_case(actor=me, case_id=case.id)


def lead(case_id: Any, state: str) -> None:
    """To that state, by whoever does it."""
    from tongban.handling.cases import services as acts

    def do(act: Callable[..., Any], name: str, **more: Any) -> None:
        act(actor=who(name), case_id=case_id, **more)

    if state == "correcting":
        places = [("material:photo", "请写全，再交一次"), ("form:other_allowance", "请写全")]
        do(acts.request_correction, "window", items=places)
    if state == "withdrawn":
        do(acts.withdraw_case, "p001")
    if state in WINDOW:
        return
    do(acts.pass_prereview, "window")
    do(acts.accept_case, "window")
    if state != "accepted":
        do(acts.pass_review, "civil_handler")
    if state == "granted":
        do(acts.grant, "civil_signer")
    if state == "refused":
        do(acts.refuse, "civil_signer", reason="户口不在这里")


def stuck() -> None:
    """Messages that no channel took, so that the outbox is seen with something in it."""
    from tongban.base.notices.models import Message

    until = time.monotonic() + 60
    while len(some := list(Message.objects.filter(state="sent").values_list("id")[:3])) < 3:
        assert time.monotonic() < until, "the worker sends nothing"
        time.sleep(0.5)
    Message.objects.filter(id__in=[found for (found,) in some]).update(
        state="stuck", sent_at=None, attempts=8, reason="no_answer"
    )


def main() -> None:
    start.everything()
    made = {}
    for state in STATES:
        case = filed()
        lead(case.id, state)
        made[state] = (case.number, f"/my/cases/{case.id}/")
    stuck()
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main()
