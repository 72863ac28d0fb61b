"""Papers and their service: a decision served online, one by post, an amendment by three hands."""

import io
import random
from datetime import timedelta
from typing import Any

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import moved_to, now
from tongban.demo.blueprint import sample_answers
from tongban.demo.build import City
from tongban.demo.items import all_items
from tongban.demo.year import picture
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts
from tongban.handling.cases.types import KIND
from tongban.management.documents import queries as papers
from tongban.management.documents import services as paper_acts
from tongban.management.documents.types import PaperKind, ServiceWay

ITEM = "old_age_allowance"
PERSON = 9
"""Over eighty, as every fifth of the people is."""
REASON = "户籍不在谯城区，不符合发放范围。"


def show_papers(city: City) -> None:
    """文书和送达：电子送达的不予决定、邮寄送达、三人经手的更正通知书."""
    applicant = _applicant(city)
    if any(case.reason == REASON for case in cases.my_cases(applicant)):
        return
    online = _refused(city, applicant, ServiceWay.ELECTRONIC, days_ago=12)
    _opened(applicant, online)
    posted = _refused(city, applicant, ServiceWay.POST, days_ago=9)
    _posted(city, posted)
    _amended(city, posted)


def _applicant(city: City) -> Actor:
    return accounts.actor_for(accounts.account(city.accounts[PERSON]), "self")


def _officer(city: City, post: str) -> Actor:
    return accounts.actor_for(accounts.account(city.officers[post]), f"post:{city.posts[post]}")


def _refused(city: City, applicant: Actor, way: ServiceWay, *, days_ago: int) -> Any:
    """A case that is filed, accepted and refused, with its papers."""
    item = next(one for one in all_items() if one.key == ITEM)
    chance = random.Random(PERSON)  # noqa: S311 - the same each time
    answers = sample_answers(item.answers, chance.choice)
    with moved_to(now() - timedelta(days=days_ago)):
        case = acts.start_draft(actor=applicant, item_code=city.codes[ITEM])
        acts.save_answers(actor=applicant, case_id=case.id, answers=answers)
        for requirement, given in cases.materials_for_desk(cases.my_case(applicant, case.id)):
            if requirement.origin == "upload" and requirement.required and not given:
                acts.upload_material(
                    actor=applicant,
                    case_id=case.id,
                    requirement_key=requirement.key,
                    stream=io.BytesIO(picture(ITEM)),
                    filename=f"{requirement.name}.png",
                )
        paper_acts.choose_service(
            actor=applicant,
            subject_kind=KIND,
            subject_id=case.id,
            division_code=case.division_code,
            way=way,
            address="谯城区示例路 7 号" if way is ServiceWay.POST else "",
        )
        filed = acts.file_case(actor=applicant, case_id=case.id)
        for post, act, more in (
            ("window", acts.pass_prereview, {}),
            ("window", acts.accept_case, {}),
            ("civil_handler", acts.pass_review, {}),
            ("civil_signer", acts.refuse, {"reason": REASON}),
        ):
            act(actor=_officer(city, post), case_id=filed.id, **more)
    return filed


def _decision(case: Any) -> Any:
    found = papers.papers_of(KIND, case.id)
    return next(view.paper for view in found if view.paper.kind == PaperKind.REFUSAL)


def _opened(applicant: Actor, case: Any) -> None:
    with moved_to(now() - timedelta(days=11)):
        paper_acts.open_paper(actor=applicant, paper_id=_decision(case).id)


def _posted(city: City, case: Any) -> None:
    """Posted, and signed for two days later: the last day counts from there."""
    window, paper = _officer(city, "window"), _decision(case)
    with moved_to(now() - timedelta(days=8)):
        paper_acts.post_paper(actor=window, paper_id=paper.id, tracking_number="EA300000007CN")
    with moved_to(now() - timedelta(days=6)):
        paper_acts.confirm_service(actor=window, paper_id=paper.id, received_by="本人")


def _amended(city: City, case: Any) -> None:
    """A slip in the decision, mended by another paper; it waits for its signature."""
    draft = paper_acts.draft_amendment(
        actor=_officer(city, "civil_handler"),
        paper_id=_decision(case).id,
        wrong="不符合发放范围",
        right="不在发放范围内",
        reason="用词更正",
    )
    paper_acts.review_paper(actor=_officer(city, "civil_signer"), paper_id=draft.id)
