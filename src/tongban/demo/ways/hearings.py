"""Who is heard: an interested person whose days run, a hearing to come, one held and decided on."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import appoint, open_account, register_person
from tongban.base.clocks.queries import current_calendar
from tongban.base.kernel.actors import Actor, operator, system
from tongban.base.kernel.moments import at, moved_to, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department_named, posts_of
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.build import PASSWORD, City
from tongban.demo.city import DEPARTMENTS
from tongban.demo.items.shared import application_form, ask, guide, page, person_page, upload
from tongban.demo.people import id_number
from tongban.demo.ways.bundles import applicant_of, officer_at
from tongban.demo.ways.own_items import own_item
from tongban.demo.year import picture
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts
from tongban.handling.cases.types import INTERESTED, KIND
from tongban.management.catalog.types import Clause, Guide, Result
from tongban.management.documents.services import choose_service
from tongban.sharing.licenses.types import FieldSpec

BODY = "qiaocheng_urban"
NAME = "临街餐饮排烟口设置"
CHAIR, CHAIR_POST = "urban_legal", "法制审核岗"
CONCERN = "排烟口在一楼外墙，正对二楼住户的窗户，相距不到三米。"
FORM = {
    "pages": [
        person_page(),
        page("flue", "排烟口", "画在图上的位置。", ask("shop", "店名"), ask("spot", "装在哪里")),
    ]
}


def show_hearings(city: City) -> None:
    """听取意见：利害关系人在陈述期里、要举行的听证、举行过听证的决定."""
    code = own_item(_item())
    # The second one is of those who may sign in by password, so that anybody may look as it.
    people = [applicant_of(city, "p", number) for number in (40, 5, 42, 43, 44, 45)]
    if cases.my_cases(people[0]).filter(item__code=code).exists():
        return
    with app.replace_connector(InMemoryConnector()):
        # Jobs of moved clocks are not for today's worker: their acts are called right here.
        _cases(city, code, people, _chair())


@in_one_transaction
def _cases(city: City, code: str, people: list[Actor], chair_id: UUID) -> None:
    told, neighbour, waits, other, done, third = people
    began = working_day(-2)
    with moved_to(began):
        _concerns(city, _accepted(city, code, told), told, neighbour)
    with moved_to(began):
        case_id = _accepted(city, code, waits)
        interested = _concerns(city, case_id, waits, other)
    with moved_to(began + timedelta(hours=3)):
        hearing = acts.ask_hearing_concerned(
            actor=other, interested_id=interested, reason="油烟会吹进卧室，想当面说。"
        )
        _planned(city, case_id, hearing.id, chair_id, working_day(10))
    _heard(city, code, (done, third), chair_id)


def _heard(city: City, code: str, people: tuple[Actor, Actor], chair_id: UUID) -> None:
    """Asked for, held, confirmed by everybody, and granted on the record."""
    applicant, neighbour = people
    began, held = working_day(-18), working_day(-6)
    with moved_to(began):
        case_id = _accepted(city, code, applicant)
        interested = _concerns(city, case_id, applicant, neighbour)
        hearing = acts.ask_hearing_concerned(actor=neighbour, interested_id=interested)
        planned = _planned(city, case_id, hearing.id, chair_id, held)
        assert planned is not None
        acts.approve_measure(actor=officer_at(city, "urban_signer"), measure_id=planned)
    handler = officer_at(city, "urban_handler")
    given: dict[str, Any] = {"case_id": case_id, "hearing_id": hearing.id}
    with moved_to(held + timedelta(hours=2)):
        acts.record_hearing(
            actor=handler,
            **given,
            record=(
                f"{handler.name}：图纸上的排烟口离二楼窗户两米八，规范要求不少于四米五。\n"
                "利害关系人：夏天开不了窗，请移到屋顶。\n"
                "申请人：愿意改用屋顶的公共烟道，物业同意书带来了。\n"
                f"{handler.name}：移到屋顶后符合规范。"
            ),
            applicant_came=True,
            interested_ids=[interested],
            reviewers=[handler.name],
        )
        acts.confirm_hearing_record(actor=applicant, **given)
        acts.confirm_record_concerned(
            actor=neighbour, interested_id=interested, hearing_id=hearing.id
        )
        for member in hearing.members.filter(consent=""):
            acts.sign_hearing_record(actor=handler, **given, member_id=member.id, consent="signed")
    with moved_to(held + timedelta(hours=5)):
        acts.pass_review(actor=handler, case_id=case_id, opinion="移到屋顶后符合规范。")
        acts.grant(actor=officer_at(city, "urban_signer"), case_id=case_id, opinion="")
        acts.issue_result(actor=system(), case_id=case_id)
        acts.close_case(actor=system(), case_id=case_id)


def _accepted(city: City, code: str, applicant: Actor) -> UUID:
    draft = acts.start_draft(actor=applicant, item_code=code)
    acts.save_answers(
        actor=applicant,
        case_id=draft.id,
        answers={"shop": "老街烧烤", "spot": "一楼东墙"},
    )
    acts.upload_material(
        actor=applicant,
        case_id=draft.id,
        requirement_key="drawing",
        stream=io.BytesIO(picture("drawing")),
        filename="排烟图.png",
    )
    case = acts.file_case(actor=applicant, case_id=draft.id)
    _electronically(applicant, KIND, case.id, case.division_code)
    window = officer_at(city, "window")
    acts.pass_prereview(actor=window, case_id=case.id)
    acts.accept_case(actor=window, case_id=case.id)
    return case.id


def _concerns(city: City, case_id: UUID, applicant: Actor, neighbour: Actor) -> UUID:
    """Entered, told electronically as the neighbour wants it, and heard once."""
    assert neighbour.person_id is not None
    assert applicant.person_id != neighbour.person_id
    person = accounts.person(neighbour.person_id)
    made = acts.enter_interested(
        actor=officer_at(city, "urban_handler"),
        case_id=case_id,
        name=person.name,
        document_type=person.document_type,
        code=person.id_number,
        phone=person.phone,
        concern=CONCERN,
    )
    _electronically(neighbour, INTERESTED, made.id, made.division_code)
    acts.state_opinion(
        actor=neighbour, interested_id=made.id, words="油烟会吹进我家卧室，请移到屋顶。"
    )
    return made.id


def _electronically(actor: Actor, kind: str, subject_id: UUID, division_code: str) -> None:
    choose_service(
        actor=actor,
        subject_kind=kind,
        subject_id=subject_id,
        division_code=division_code,
        way="electronic",
    )


def _planned(
    city: City, case_id: UUID, hearing_id: UUID, chair_id: UUID, moment: datetime
) -> UUID | None:
    """Told and announced; the special procedure that it asked for."""
    planned = acts.plan_hearing(
        actor=officer_at(city, "urban_handler"),
        case_id=case_id,
        hearing_id=hearing_id,
        planned_at=moment,
        place="区城市管理局三楼会议室",
        chair_id=chair_id,
        subject="老街一处餐饮店外墙排烟口的位置，和相邻住户的距离。",
        announced=True,
    )
    return planned.measure_id


def working_day(away: int) -> datetime:
    """Nine o'clock of the n-th working day from today, before it where negative."""
    calendar, day, left = current_calendar(), today(), abs(away)
    while left:
        day += timedelta(days=1 if away > 0 else -1)
        left -= calendar.is_working(day)
    return at(day, 9)


def _chair() -> UUID:
    """A third officer of the body, who has no hand in the cases."""
    found = accounts.account_named(CHAIR)
    if found is not None:
        return found.id
    department_id = _department()
    post = next((p for p in posts_of(department_id) if p.name == CHAIR_POST), None) or open_post(
        actor=operator(), department_id=department_id, name=CHAIR_POST, duties=[Duty.REVIEWER]
    )
    person = register_person(
        actor=operator(),
        name="薛白露",
        id_number=id_number(date(1978, 9, 8), 890),
        phone="10090000890",
    )
    account = open_account(
        actor=operator(),
        login_name=CHAIR,
        password=PASSWORD if settings.DEMO else None,
        person_id=person.id,
    )
    appoint(actor=operator(), account_id=account.id, post_id=post.id)
    return account.id


def _department() -> UUID:
    body = next(d for d in DEPARTMENTS if d.key == BODY)
    department = department_named(body.division_code, body.name)
    assert department is not None
    return department.id


def _item() -> DemoItem:
    return DemoItem(
        "street_flue",
        NAME,
        BODY,
        "01",
        "31903",
        _guide(),
        form=FORM,
        process="standard_license",
        license=DemoLicense(
            "093",
            "餐饮排烟口设置许可",
            (FieldSpec("shop", "店名"), FieldSpec("spot", "位置")),
            years=5,
        ),
    )


def _guide() -> Guide:
    return guide(
        BODY,
        "01",
        summary="临街开饭店、烧烤店，在墙上开排烟口前先批。",
        audiences="1",
        by_law=(
            Clause(
                "示例市餐饮油烟管理办法",
                "第九条",
                "在临街建筑外墙设置餐饮排烟口的，应当经城市管理部门批准。",
            ),
        ),
        conditions=("排烟口离住户的窗户四米五以上。",),
        materials=(
            application_form("排烟口设置申请表", "写明哪家店、装在哪里。"),
            upload("drawing", "排烟图", "看离窗户多远。", "安装的人画。", "标了到窗户的距离"),
        ),
        result=Result(
            "10", "餐饮排烟口设置许可", fields={"shop": "form.shop", "spot": "form.spot"}
        ),
        promised=10,
        refusals=("离住户的窗户太近。",),
        questions=(("邻居不同意能批吗？", "直接影响邻居的，要先听邻居说，可以开听证会。"),),
        words="油烟 烟道 排烟管 烧烤 饭店",
        person_themes=("就业创业",),
        online=True,
    )
