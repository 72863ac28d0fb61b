"""一件事 in the demo city: one finished, one half way, one with a refusal in the middle."""

import io
from typing import Any

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor, system
from tongban.demo.build import City
from tongban.demo.items import all_items
from tongban.demo.year import picture
from tongban.handling.bundles import queries as bundles
from tongban.handling.bundles import services as acts
from tongban.handling.cases import services as case_acts
from tongban.handling.cases.types import CaseState

SHOWN: tuple[tuple[str, str, int, tuple[str, ...], str], ...] = (
    ("newborn", "p", 1, ("birth_certificate", "newborn_household", "newborn_insurance"), ""),
    ("open-company", "p", 2, ("company_setup",), ""),
    ("open-company", "p", 3, (), "company_setup"),
    ("open-restaurant", "c", 12, ("shop_sign",), ""),
    ("open-restaurant", "c", 13, (), "food_license"),
)
"""Bundle, person or company and which, what is granted, what is refused."""


def show_bundles(city: City) -> None:
    """一件事：办完的、办到一半的、中间有一项没批准的."""
    for key, kind, number, granted, refused in SHOWN:
        actor = applicant_of(city, kind, number)
        if bundles.my_bundles(actor).filter(revision__bundle__key=key).exists():
            continue
        application = _filed(actor, key)
        for item in granted:
            _decide(city, application, item, grants=True)
        if refused:
            _decide(city, application, refused, grants=False)


def applicant_of(city: City, kind: str, number: int) -> Actor:
    """A person (``p``) for oneself, or a company (``c``) by its representative."""
    if kind == "c":
        boss = accounts.account(city.clerks[number])
        return accounts.actor_for(boss, f"clerk:{city.companies[number]}")
    return accounts.actor_for(accounts.account(city.accounts[number]), "self")


def _filed(actor: Actor, key: str) -> Any:
    application = acts.start_bundle(actor=actor, key=key)
    content = bundles.content_of(application)
    acts.choose_situation(
        actor=actor,
        application_id=application.id,
        chosen={question.key: question.choices[0][0] for question in content.questions},
    )
    application = bundles.my_bundle(actor, application.id)
    merged = bundles.merged_of(application)
    samples = {item.key: item.answers for item in all_items()}
    answers = {}
    for (item, field), asked in merged.asked_as.items():
        if asked == f"{item}__{field}" and field in samples[item]:
            sample = samples[item][field]
            value = sample[0] if isinstance(sample, tuple) else sample
            answers[asked] = list(value) if isinstance(value, tuple) else value
    acts.answer_bundle(actor=actor, application_id=application.id, answers=answers)
    application = bundles.my_bundle(actor, application.id)
    for paper in merged.uploads(bundles.whole_answers(application, merged)):
        acts.hand_in_for_bundle(
            actor=actor,
            application_id=application.id,
            key=paper.key,
            stream=io.BytesIO(picture(paper.key)),
            filename="照片.png",
        )
    return acts.file_bundle(actor=actor, application_id=application.id)


def _decide(city: City, application: Any, key: str, *, grants: bool) -> None:
    """Lead one item's case to its decision, by the posts of its department, and let the rest go on."""
    part = application.parts.select_related("case__department").get(key=key)
    item = next(one for one in all_items() if one.key == key)
    given: dict[str, Any] = {"case_id": part.case_id}
    window = officer_at(city, "window")
    if item.process == "instant":
        handler = signer = window
    else:
        handler, signer = _posts(city, item.department)
    if part.case.state == CaseState.FILED:
        case_acts.pass_prereview(actor=window, **given)
    case_acts.accept_case(actor=window, **given)
    if item.process != "instant":
        case_acts.pass_review(actor=handler, **given, opinion="材料齐全，符合。")
    if grants:
        case_acts.grant(actor=signer, **given, opinion="符合条件，准予。")
        case_acts.issue_result(actor=system(), **given)
        case_acts.close_case(actor=system(), **given)
    else:
        case_acts.refuse(actor=signer, **given, reason="现场看过，不符合办事指南第 1 条的条件。")
    acts.advance_bundle(actor=system("一件事"), application_id=application.id)


def _posts(city: City, department: str) -> tuple[Actor, Actor]:
    from tongban.demo.city import POSTS

    own = [post for post in POSTS if post.department == department]
    handler = next(post.key for post in own if "handler" in post.duties)
    signer = next(post.key for post in own if "signer" in post.duties)
    return officer_at(city, handler), officer_at(city, signer)


def officer_at(city: City, post: str) -> Actor:
    """The officer who holds that post."""
    account = accounts.account(city.officers[post])
    return accounts.actor_for(account, f"post:{city.posts[post]}")
