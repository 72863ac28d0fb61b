"""Persons, officers, a company; what they asked for, linked and arranged."""

from datetime import date, timedelta

from tests.house.city.who import DUTIES, ELSEWHERE, HERE, OPERATOR, City
from tongban.base.accounts.models import FactorReset, SecurityAlert
from tongban.base.accounts.services import (
    Entrusted,
    appoint,
    ask_about_data,
    authorise_clerk,
    declare_recusal,
    invite_clerk,
    link_account,
    make_copy,
    open_account,
    open_session,
    register_child,
    register_legal_person,
    register_person,
    stand_in,
)
from tongban.base.accounts.types import LinkedIdentity, LinkKind
from tongban.base.kernel.actors import system
from tongban.base.kernel.codes import make_credit_code
from tongban.base.kernel.moments import now, today
from tongban.base.orgs.services import keep_department, open_post
from tongban.demo.people import id_number


def keep_people(city: City) -> None:
    for number, (who, name) in enumerate((("applicant", "王小满"), ("stranger", "李白露"))):
        person = register_person(
            actor=OPERATOR,
            name=name,
            id_number=id_number(date(1980, 5, 6), 101 + number),
            phone=f"1008000000{number}",
            division_code=HERE,
        )
        city.accounts[who] = open_account(
            actor=OPERATOR, login_name=who, password=None, person_id=person.id
        )
        city.capacities[who] = "self"


def keep_officers(city: City) -> None:
    bodies = (
        ("here", HERE, "民政局"),
        ("elsewhere", ELSEWHERE, "民政局"),
        ("next", HERE, "水利局"),
    )
    for number, (key, division, name) in enumerate(bodies):
        city.departments[key] = keep_department(
            actor=OPERATOR,
            name=name,
            short_name=name,
            division_code=division,
            credit_code=make_credit_code("1", "1", "341690", f"{81000000 + number:08d}"),
        )
    for who, where, duties in (
        ("officer", "here", DUTIES),
        ("other", "elsewhere", (*DUTIES, "item_manager")),
        ("neighbour", "next", ("handler", "reviewer", "signer")),
        ("admin", "here", ("system_admin",)),
        ("data", "here", ("data_officer",)),
        ("security", "here", ("security_admin",)),
        ("mate", "here", ("archivist",)),
        ("manager", "here", ("item_manager",)),
        ("cashier", "here", ("finance",)),
        # The right one's division and department, without a duty for anything that is visited.
        ("wrong", "here", ("hotline_agent",)),
        ("agent", "here", ("agent",)),
    ):
        post = open_post(
            actor=OPERATOR,
            department_id=city.departments[where].id,
            name=f"{who}岗",
            duties=duties,
        )
        person = register_person(
            actor=OPERATOR,
            name="王" + "甲乙丙丁戊己庚辛壬癸子丑寅卯"[len(city.accounts) - 2],
            id_number=id_number(date(1975, 3, 4), 301 + len(city.accounts)),
        )
        city.accounts[who] = open_account(
            actor=OPERATOR, login_name=who, password=None, person_id=person.id
        )
        appoint(actor=OPERATOR, account_id=city.accounts[who].id, post_id=post.id)
        city.capacities[who] = f"post:{post.id}"


def keep_arrangements(city: City) -> None:
    """A standing-in and a recusal of the officer's."""
    officer = city.actor("officer")
    assert officer.post_id is not None
    assert officer.account_id is not None
    assert officer.person_id is not None
    city.stand_in = stand_in(
        actor=officer,
        post_id=officer.post_id,
        holder_id=officer.account_id,
        account_id=city.accounts["mate"].id,
        last_day=today() + timedelta(days=3),
        reason="外出学习",
    )
    city.recusal = declare_recusal(
        actor=officer,
        person_id=officer.person_id,
        kind="spouse",
        name="某人",
        id_number=id_number(date(1976, 3, 4), 777),
    )


def keep_protection(city: City) -> None:
    city.alert = SecurityAlert.objects.create(
        kind="one_address", mark="one", count=12, last_at=now()
    )
    city.reset = FactorReset.objects.create(
        account=city.accounts["mate"],
        asked_by=city.accounts["admin"],
        reason="本人持工作证来过，手机丢了。",
    )
    city.sign_in = open_session(
        actor=OPERATOR,
        account_id=city.accounts["applicant"].id,
        session_key="elsewhere",
        method="code",
        device="Windows 上的 Edge",
        address="10.0.*.*",
    )


def keep_rights(city: City) -> None:
    """What the applicant has asked for and linked, and a child."""
    applicant = city.actor("applicant")
    person = city.accounts["applicant"].person
    assert person is not None
    linked = LinkedIdentity(
        LinkKind.NATION, "SUBJECT", 2, person.name, person.document_type, person.id_number
    )
    city.linkage_id = link_account(actor=applicant, linked=linked).id
    city.copy_id = ask_about_data(actor=applicant, kind="export").id
    make_copy(actor=system(), request_id=city.copy_id)
    city.request_id = ask_about_data(actor=applicant, kind="correction", text="住址换了。").id
    city.guardianship_id = register_child(
        actor=city.actor("officer"),
        guardian_id=person.id,
        name="王小寒",
        id_number=id_number(date(2018, 5, 6), 103),
        relation="parent",
        proof="户口簿 第 1 号",
        agreed=True,
    ).id


def keep_companies(city: City) -> None:
    """A company of the boss's with a clerk and an invitation, and one that invites the applicant."""
    for number, (who, name) in enumerate((("clerk", "赵立冬"), ("hand", "钱小雪"))):
        person = register_person(
            actor=OPERATOR,
            name=name,
            id_number=id_number(date(1981, 5, 6), 501 + number),
            phone=f"1008000001{number}",
        )
        city.accounts[who] = open_account(
            actor=OPERATOR, login_name=who, password=None, person_id=person.id
        )
    company = register_legal_person(
        actor=OPERATOR,
        name="鸽子养殖场",
        credit_code=make_credit_code("9", "1", "341690", "MA000801"),
        representative_id=city.accounts["clerk"].person_id,
        division_code=HERE,
    )
    city.company = company
    city.capacities["clerk"] = f"clerk:{company.id}"
    city.clerkship = authorise_clerk(
        actor=OPERATOR, legal_person_id=company.id, person_id=city.accounts["hand"].person_id
    )
    applicant = city.accounts["applicant"].person
    assert applicant is not None
    for place, name, number in (
        ("offer", applicant.name, applicant.id_number),
        ("invitation", "孙大雪", id_number(date(1982, 5, 6), 503)),
    ):
        made = invite_clerk(
            actor=city.actor("clerk"),
            legal_person_id=company.id,
            name=name,
            id_number=number,
            entrusted=Entrusted(frozenset({"apply"}), today() + timedelta(days=30)),
        )
        setattr(city, place, made)
