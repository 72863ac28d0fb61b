"""One window, agents, helpers, and what is received in another county."""

import io
from datetime import time, timedelta

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import (
    appoint,
    ask_consent,
    consent_on_paper,
    end_delegation,
    make_delegation,
    open_account,
    register_person,
    serve_person,
    take_delegation,
)
from tongban.base.kernel.actors import Actor, operator
from tongban.base.kernel.moments import now, today
from tongban.base.orgs.services import open_post
from tongban.base.orgs.types import Duty
from tongban.demo.build import PASSWORD, City
from tongban.demo.items import all_items
from tongban.demo.people import id_number, people
from tongban.demo.year import Plan, answers_for, fitting_applicants, picture, wanted_uploads
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts
from tongban.handling.cases.types import Channel
from tongban.handling.halls import queries as halls
from tongban.handling.halls.services import keep_hall, keep_window, scan_material, seat_officer
from tongban.management.catalog import queries as catalog

WEEK = (1, 2, 3, 4, 5)
HALLS = (
    (
        "qiaocheng_hall",
        "谯城区政务服务大厅",
        "谯城区示例大道 18 号，一楼和二楼",
        "公交 3 路、12 路到“政务服务中心”站，下车往东 100 米。地下停车场前两小时不收钱。",
        "0558-0002101",
        ("window", "3"),
    ),
    (
        "lixin_hall",
        "利辛县政务服务大厅",
        "利辛县示例路 6 号",
        "城乡公交 1 路终点站。",
        "0558-0002105",
        ("lixin_window", "5"),
    ),
)
HOURS = "周一至周五 9:00 到 12:00、13:00 到 17:00；周六上午 9:00 到 12:00"
SERVICES = "无障碍坡道和卫生间、轮椅、母婴室、手语翻译（请提前一天打电话）、免费复印"
AGENT = "village_agent"
"""The sign-in name of the agent of a township."""


def show_halls(city: City) -> None:
    """大厅、窗口、代办、帮办和异地代收."""
    admin = operator()
    there = {hall.name for hall in halls.halls_kept()}
    for body, name, address, directions, phone, (officer, number) in HALLS:
        if name in there:
            continue
        hall = keep_hall(
            actor=admin,
            department_id=city.departments[body],
            name=name,
            address=address,
            hours=HOURS,
            phone=phone,
            directions=directions,
            services=SERVICES,
        )
        window = keep_window(actor=admin, hall_id=hall.id, number=number, name="综合窗口")
        keep_window(actor=admin, hall_id=hall.id, number="1", name="咨询和帮办")
        seat_officer(
            actor=admin,
            window_id=window.id,
            account_id=city.officers[officer],
            weekdays=WEEK,
            begins=time(9),
            ends=time(17),
        )
    if not there:
        day = today()
        for code, name, last in (("340100", "合肥", 300), ("341200", "阜阳", 20)):
            acts.make_agreement(
                actor=admin,
                city=code,
                basis=f"和{name}市的政务服务代收协议（示例）",
                since=day,
                until=day + timedelta(days=last),
            )
    _at_a_window(city, "window", "old_age_allowance", place=2)
    _at_a_window(city, "lixin_window", "household_move", place=4)
    _by_an_agent(city)
    _by_a_helper(city)


def _officer(city: City, key: str) -> Actor:
    account = accounts.account(city.officers[key])
    return accounts.actor_for(account, f"post:{city.posts[key]}")


def _plan(key: str, place: int) -> Plan:
    """The n-th of those who fit, as the year would have planned it."""
    item = next(one for one in all_items() if one.key == key)
    fitting = fitting_applicants(item)
    return Plan(
        number=9_000 + place,
        item=item,
        filed_at=now(),
        applicant=fitting[place % len(fitting)],
        ending="",
        corrected=False,
        slow=False,
        rated=0,
    )


def _at_a_window(city: City, key: str, item: str, *, place: int) -> None:
    """Somebody comes to a window; the papers are scanned, the originals seen."""
    officer, plan = _officer(city, key), _plan(item, place)
    code = city.codes[item]
    if cases.received_cases(officer).filter(item__code=code).exists():
        return
    made = serve_person(
        actor=officer,
        person_id=city.persons[plan.applicant],
        reader="demo",
        place=halls.place_of(officer),
    )
    served = _served(officer, made.id)
    case = acts.start_draft(actor=served, item_code=code, channel=Channel.WINDOW)
    acts.save_answers(actor=served, case_id=case.id, answers=answers_for(plan))
    for paper in wanted_uploads(plan):
        scan_material(
            actor=officer,
            delegation_id=made.id,
            case_id=case.id,
            requirement_key=paper,
            pages=[
                (io.BytesIO(picture(item)), f"{paper}-1.png"),
                (io.BytesIO(picture(item)), f"{paper}-2.png"),
            ],
            original_seen=True,
        )
    acts.file_case(actor=served, case_id=case.id)
    end_delegation(actor=officer, delegation_id=made.id)


def _served(officer: Actor, delegation_id: object) -> Actor:
    found = accounts.serving(officer, delegation_id)  # type: ignore[arg-type]
    assert found is not None
    return found


def agent_division() -> str:
    """The township of the agent: where the old person lives whom it serves."""
    return people()[_plan("old_age_allowance", 5).applicant].division_code


def _by_an_agent(city: City) -> None:
    """The agent of the township where an old person lives brings the form to its house."""
    plan = _plan("old_age_allowance", 5)
    township = agent_division()
    account = accounts.account_named(AGENT)
    post = open_post(
        actor=operator(),
        department_id=city.departments["qiaocheng_hall"],
        name="乡镇代办点",
        duties=[Duty.AGENT.value],
        division_code=township,
    )
    if account is None:
        person = register_person(
            actor=operator(),
            name="田小满",
            id_number=id_number(people()[0].born_on.replace(year=1988), 998),
            phone="10090000099",
            division_code=township,
        )
        account = open_account(
            actor=operator(), login_name=AGENT, password=PASSWORD, person_id=person.id
        )
        appoint(actor=operator(), account_id=account.id, post_id=post.id)
    agent = accounts.actor_for(account, f"post:{post.id}")
    code = city.codes["old_age_allowance"]
    if accounts.delegations_by(account.id, "sms", "paper").exists():
        return
    asked = ask_consent(
        actor=agent,
        person_id=city.persons[plan.applicant],
        item_code=code,
        item_name=catalog.item(code).name,
    )
    consent_on_paper(
        actor=agent,
        delegation_id=asked.id,
        stream=io.BytesIO(picture("old_age_allowance")),
        filename="授权书.png",
    )
    case = acts.start_draft(actor=_served(agent, asked.id), item_code=code, channel=Channel.WINDOW)
    served = _served(agent, asked.id)
    acts.save_answers(actor=served, case_id=case.id, answers=answers_for(plan))
    for paper in wanted_uploads(plan):
        acts.upload_material(
            actor=served,
            case_id=case.id,
            requirement_key=paper,
            stream=io.BytesIO(picture("old_age_allowance")),
            filename=f"{paper}.png",
        )
    acts.file_case(actor=served, case_id=case.id)


def _by_a_helper(city: City) -> None:
    """One gives a code to a neighbour, who fills in and hands in."""
    plan = _plan("residence_permit", 1)
    giver = accounts.account(city.accounts[plan.applicant])
    assert giver.person_id is not None
    if accounts.delegations_of(giver.person_id).filter(way="code").exists():
        return
    neighbour = next(
        n for n, one in enumerate(people()) if n != plan.applicant and one.assurance >= 3
    )
    helper = accounts.account(city.accounts[neighbour])
    code = city.codes["residence_permit"]
    _made, digits = make_delegation(
        actor=accounts.actor_for(giver, "self"),
        item_code=code,
        item_name=catalog.item(code).name,
        hours=24,
    )
    taken = take_delegation(
        actor=accounts.actor_for(helper, "self"),
        code=digits,
        name=people()[plan.applicant].name,
    )
    assert taken is not None
    case = acts.start_draft(actor=accounts.actor_for(helper, f"helper:{taken.id}"), item_code=code)
    helping = accounts.actor_for(helper, f"helper:{taken.id}")
    acts.save_answers(actor=helping, case_id=case.id, answers=answers_for(plan))
    for paper in wanted_uploads(plan):
        acts.upload_material(
            actor=helping,
            case_id=case.id,
            requirement_key=paper,
            stream=io.BytesIO(picture("residence_permit")),
            filename=f"{paper}.png",
        )
    acts.file_case(actor=helping, case_id=case.id)
