"""One town with a case at each step, and one with everything beside it that officers work with."""

from dataclasses import dataclass, field
from typing import Any

from tests.acts.situations import concerned, promised
from tests.acts.situations.builder import HOME, MONDAY, TUESDAY, Builder
from tongban.base.accounts.models import NaturalPerson
from tongban.base.accounts.queries import serving
from tongban.base.accounts.services import serve_person
from tongban.base.kernel.actors import system
from tongban.base.kernel.moments import moved_to, now
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import AfterCheck, Case, SubCase
from tongban.handling.cases.tests import city
from tongban.handling.cases.tests.city import Town
from tongban.handling.cases.tests.test_fees import EXAM
from tongban.handling.cases.tests.test_joint import HEALTH_PART
from tongban.handling.cases.tests.test_promise import LATE
from tongban.handling.cases.tests.test_replacement import LEASE
from tongban.handling.cases.tests.test_ruling import publish as publish_rules
from tongban.management.delivery.models import Parcel
from tongban.management.payments.models import Notice

POINTS = ("生熟分开", "有消毒柜")
EVERYTHING: dict[str, Any] = {
    "fees": (EXAM,),
    "pays_online": True,
    "joint_parts": (HEALTH_PART,),
    "inspection_points": POINTS,
    "special_procedures": ("公示（某条例第九条）",),
}


@dataclass
class Scene:
    """The cases by what they are for, and what stands beside them by its word."""

    town: Town
    cases: dict[str, Case] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


def build() -> Scene:
    """Each built by acts."""
    scene = Scene(city.build())
    town, b = scene.town, Builder(scene.town)
    scene.ids |= {key: str(town.accounts[key]) for key in ("inspector", "handler", "signer2")}
    scene.ids["xia"] = town.numbers["xia"]
    with moved_to(MONDAY):
        b.publish()
        for step in ("prereview", "accept", "review", "decide"):
            scene.cases[step] = town.at(step)
        _posted(scene)
        _ruled(scene, b)
        _promised(scene, b)
        b.publish(**EVERYTHING)
        _full(scene, b)
        _answered(scene)
        b.publish()
    # Whom one serves is served for some hours.
    with moved_to(TUESDAY):
        _served(scene)
    return scene


def _ended(scene: Scene, case: Case) -> None:
    acts.issue_result(actor=system(), case_id=case.id)
    acts.close_case(actor=system(), case_id=case.id)


def _posted(scene: Scene) -> None:
    case = scene.cases["posted"] = scene.town.at("issue")
    _ended(scene, case)
    acts.choose_result_way(actor=scene.town.person(), case_id=case.id, way="post", **HOME)
    scene.ids["result parcel"] = str(Parcel.objects.get(subject_id=case.id).id)


def _ruled(scene: Scene, b: Builder) -> None:
    town = scene.town
    NaturalPerson.objects.filter(id=town.persons["gu"]).update(assurance=2)
    publish_rules(town)
    b.publish(rule_table="small_food")
    case = scene.cases["ruled"] = town.filed(rented=False)
    acts.ask_human_review(actor=town.person(), case_id=case.id, reason="不同意")


def _promised(scene: Scene, b: Builder) -> None:
    b.publish(materials=LATE)
    scene.cases["late"] = promised.promised_for_later(b, "review")
    b.publish(promises=(LEASE,))
    case = scene.cases["promised"] = promised.granted_on_a_promise(b)
    scene.ids["check"] = str(AfterCheck.objects.get(case=case).id)


def _full(scene: Scene, b: Builder) -> None:
    """Before its acceptance papers are on their way; after it the office has begun everything."""
    town, ids = scene.town, scene.ids
    case = scene.cases["full"] = town.at("prereview")
    acts.send_papers(actor=town.person(), case_id=case.id, requirement_key="plan", **HOME)
    ids["parcel"] = str(Parcel.objects.get(subject_id=case.id).id)
    acts.pass_prereview(**b.officer("window", case))
    acts.accept_case(**b.officer("window", case))
    given = b.officer("handler", case)
    ids["note"] = str(acts.write_note(**given, text="看看合同").id)
    ids["measure"] = str(acts.ask_extension(**given, reason="要等").id)
    ids["beyond"] = str(
        acts.ask_beyond_guide(
            **given, name="消防检查记录", reason="有燃气", law="消防法", article="第十五条"
        ).id
    )
    ids["inspection"] = str(
        acts.plan_inspection(
            **given,
            planned_at=now(),
            place="店里",
            account_ids=[town.accounts["inspector"], town.accounts["handler"]],
        ).id
    )
    ids["opinion"] = str(
        acts.commission_opinion(**given, kind="expert", who="专家", question="稳不稳").id
    )
    ids["notice"] = str(Notice.objects.get(subject_id=case.id).id)
    ids["part"] = SubCase.objects.get(case=case).code
    found = concerned.entered(b, case)
    ids["interested"] = str(found.id)
    hearing = acts.ask_hearing_concerned(actor=town.person("qiu"), interested_id=found.id)
    ids["hearing"] = str(hearing.id)


def _answered(scene: Scene) -> None:
    case = scene.cases["answered"] = scene.town.at("review")
    part = SubCase.objects.get(case=case)
    acts.answer_jointly(
        actor=scene.town.officer("health_handler"), subcase_id=part.id, agrees=True, opinion="好"
    )
    scene.ids["answered part"] = part.code
    scene.ids["other notice"] = str(Notice.objects.get(subject_id=case.id).id)


def _served(scene: Scene) -> None:
    """Somebody at the window, whose application is being entered."""
    town = scene.town
    made = serve_person(actor=town.officer("window"), person_id=town.persons["gu"], reader="typed")
    served = serving(town.officer("window"), made.id)
    case = acts.start_draft(actor=served, item_code=town.codes["food"], channel="1")
    acts.save_answers(actor=served, case_id=case.id, answers=city.ANSWERS)
    scene.cases["served"], scene.ids["delegation"] = case, str(made.id)
