"""Papers of acts and how they are served; parcels out and in."""

import json
from typing import Any

from tests.acts.situations.builder import HOME, TUESDAY, Builder
from tongban.base.kernel.actors import system
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests.looking import moment
from tongban.management.delivery.models import Booking, Parcel
from tongban.management.documents import services as papers
from tongban.management.documents.models import Paper


def amendments(b: Builder) -> None:
    town = b.town
    for how in ("draft", "reviewed", "dropped", "signed", "posted", "returned", "served"):
        case = town.at("review")
        receipt = Paper.objects.get(subject_id=case.id, kind="receipt")
        wrong = json.loads(receipt.text)[0][:4]
        paper = papers.draft_amendment(
            actor=town.officer("handler"), paper_id=receipt.id, wrong=wrong, right="改过的"
        )
        ids: dict[str, Any] = {"paper_id": paper.id}
        window = {"actor": town.officer("window"), **ids}
        if how == "dropped":
            papers.drop_paper(actor=town.officer("handler"), **ids)
        elif how != "draft":
            papers.review_paper(actor=town.officer("inspector"), **ids)
            if how != "reviewed":
                papers.sign_paper(actor=town.officer("signer"), **ids)
        if how in {"posted", "returned"}:
            papers.post_paper(**window, tracking_number="EA1")
        if how == "returned":
            papers.return_service(**window, reason="查无此人")
        if how == "served":
            papers.hand_over_paper(**window, received_by="谷雨")
        told = {"posted": "paper.signed paper.on_its_way", "returned": "paper.signed"}
        facts = f"{told.get(how, f'paper.{how}')} amendment"
        b.keep(f"paper {how}", case, "accepted", "review", facts, by={"drafter": "handler"}, **ids)


def parcels(b: Builder) -> None:
    town = b.town
    for way in ("post", "window"):
        for how in ("asked", "handed", *(["stuck"] if way == "post" else [])):
            case = town.at("issue")
            acts.issue_result(actor=system(), case_id=case.id)
            acts.close_case(actor=system(), case_id=case.id)
            acts.choose_result_way(actor=town.person(), case_id=case.id, way=way, **HOME)
            parcel = Parcel.objects.get(subject_id=case.id)
            given = {**b.officer("window", case), "parcel_id": parcel.id}
            if how == "handed" and way == "post":
                acts.send_result(**given)
            elif how == "handed":
                acts.hand_result_out(**given, to="谷雨")
            elif how == "stuck":
                acts.send_result(**given)
                Booking.objects.filter(id=parcel.id).update(state="stuck", next_try_at=None)
            facts = f"granted {way}.{how}" + (" handed" if how != "asked" else "")
            b.keep(f"{way} {how}", case, "closed", "", facts, parcel_id=parcel.id)
    case = town.at("review")
    acts.choose_result_way(actor=town.person(), case_id=case.id, way="post", **HOME)
    parcel = Parcel.objects.get(subject_id=case.id)
    b.keep(
        "post asked before the decision",
        case,
        "accepted",
        "review",
        "post.asked",
        parcel_id=parcel.id,
    )


def unreceived(b: Builder) -> None:
    """留置 and 公告送达, of the receipt of each case."""
    town = b.town
    for how in ("left", "published", "published, days over", "published, then handed over"):
        case = town.at("review")
        receipt = Paper.objects.get(subject_id=case.id, kind="receipt")
        at, facts = TUESDAY, "paper.served"
        if how == "left":
            papers.leave_paper(
                actor=town.officer("window"),
                paper_id=receipt.id,
                place="希夷大道 1 号门口",
                cause="本人在家，看了不肯收",
                witnesses="居委会 钱小满",
            )
        else:
            papers.publish_service(
                actor=town.officer("signer"), paper_id=receipt.id, cause="两次退回，搬走了"
            )
            facts = "paper.signed paper.published"
        if how == "published, then handed over":
            papers.hand_over_paper(
                actor=town.officer("window"), paper_id=receipt.id, received_by="谷雨"
            )
            facts = "paper.served"
        if "," in how:
            at = moment(2026, 4, 8, 9, 0)
        if how == "published, days over":
            facts += " paper.days_over"
        b.keep(f"paper {how}", case, "accepted", "review", facts, at=at, paper_id=receipt.id)


def published(b: Builder) -> None:
    """What everybody may read of a decision to grant."""
    town = b.town
    for how in ("there", "taken off"):
        case = town.at("issue")
        acts.issue_result(actor=system(), case_id=case.id)
        acts.close_case(actor=system(), case_id=case.id)
        grant = Paper.objects.get(subject_id=case.id, kind="grant")
        if how == "taken off":
            papers.withdraw_publication(
                actor=town.officer("signer"), paper_id=grant.id, reason="登错了"
            )
        facts = "granted paper.signed" + (" paper.public" if how == "there" else "")
        # Whoever grants draws the decision up.
        by = {"drafter": "signer"}
        b.keep(f"publication {how}", case, "closed", "", facts, by=by, paper_id=grant.id)


def incoming(b: Builder) -> None:
    """Papers that the applicant let a courier fetch: coming, there, and given back."""
    town = b.town
    for how in ("coming", "there", "given back", "sent back", "there, withdrawn"):
        case = town.at("prereview")
        acts.send_papers(actor=town.person(), case_id=case.id, requirement_key="plan", **HOME)
        parcel = Parcel.objects.get(subject_id=case.id)
        window = {**b.officer("window", case), "parcel_id": parcel.id}
        facts = "in.coming"
        if how != "coming":
            acts.register_papers(**window, words="原件 1 份")
            facts = "in.there"
        if how in {"given back", "sent back"}:
            way = "window" if how == "given back" else "post"
            acts.return_papers(**window, way=way, name="谷雨")
            facts += " in.back"
        state, steps = "filed", "prereview"
        if how == "there, withdrawn":
            acts.withdraw_case(actor=town.person(), case_id=case.id)
            state, steps = "withdrawn", ""
        b.keep(f"papers {how}", case, state, steps, facts, came_id=parcel.id)
