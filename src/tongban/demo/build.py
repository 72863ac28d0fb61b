"""Build the demo city: bodies, posts, officers, people, companies, licence types, items.

Everything goes through the acts. Doing it again changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.base.accounts import queries as account_reads
from tongban.base.accounts.services import (
    Entrusted,
    accept_invitation,
    admit_client,
    apply_for_client,
    appoint,
    invite_clerk,
    keep_demo_companies,
    keep_demo_identities,
    make_secret,
    open_account,
    register_legal_person,
    register_person,
)
from tongban.base.accounts.types import company_matters, usual_powers
from tongban.base.kernel.actors import Actor, operator
from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.codes.item_code.national import BASIC, IMPLEMENTATION
from tongban.base.kernel.moments import today
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.services import keep_department, keep_divisions, open_post
from tongban.demo import further, rules
from tongban.demo.blueprint import DemoItem
from tongban.demo.bundles import publish_bundles
from tongban.demo.city import (
    CITY,
    COUNTIES,
    DEPARTMENTS,
    POSTS,
    department_code,
    townships,
)
from tongban.demo.identities import identities
from tongban.demo.items import all_items
from tongban.demo.people import FEATURED, companies, id_number, people
from tongban.demo.registry import WITH_CLERKS, clerk_of, registered
from tongban.management.catalog.queries import find_item
from tongban.management.catalog.services import keep_directory_entry, list_item, publish_item
from tongban.management.eforms.services import publish_form
from tongban.management.workflow.services import publish_shipped
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.types import Validity

PASSWORD = "tongban-2026"  # noqa: S105 - the demo city's, printed when it starts

CLIENTS_FILE = "demo-clients.txt"
"""In the keys folder: name, identifier and secret of each demo client, a line each."""
DEMO_CLIENTS: dict[str, dict[str, Any]] = {
    "示范公租房系统": {
        "kind": "web",
        "purpose": "示范：登录后查自己的轮候",
        "scopes": [
            "openid",
            "profile",
            "identity_masked",
            "identity",
            "phone",
            "company",
            "officer",
        ],
        "redirect_addresses": ["http://127.0.0.1:9000/callback"],
        "logout_addresses": ["http://127.0.0.1:9000/"],
    },
    "示范数据交换": {
        "kind": "machine",
        "purpose": "示范：查证照是不是某人持有",
        "scopes": ["licenses:check"],
    },
}


@dataclass
class City:
    """What was built: key → id."""

    departments: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    officers: dict[str, UUID] = field(default_factory=dict)
    persons: list[UUID] = field(default_factory=list)
    accounts: list[UUID] = field(default_factory=list)
    companies: list[UUID] = field(default_factory=list)
    clerks: list[UUID] = field(default_factory=list)
    items: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def build_city(progress: Callable[[str], None] = lambda _what: None) -> City:
    """Build everything but the cases; quick when it is there already."""
    actor = operator()
    city = City()
    with transaction.atomic():
        progress("区划、部门、岗位")
        _divisions(actor)
        _departments(actor, city)
        progress("工作人员、居民、企业")
        _officers(actor, city)
        _people(actor, city)
        _clients(city)
        progress("表单、流程、证照、事项")
        _items(actor, city)
        _clerks(city)
        progress("法规、政策和问答")
        _around_the_items(actor, city)
        publish_bundles(actor, city.codes, city.departments)
    return city


def _divisions(actor: Actor) -> None:
    if orgs.exists("341671000000"):
        return
    rows = [(code, name, 4, parent, False) for code, name, parent in townships()]
    zone, zone_name = COUNTIES["zone"]
    rows.append((zone, zone_name, 3, CITY, True))
    keep_divisions(actor=actor, rows=rows)


def _departments(actor: Actor, city: City) -> None:
    for number, body in enumerate(DEPARTMENTS):
        found = orgs.department_named(body.division_code, body.name)
        if found is None:
            found = keep_department(
                actor=actor,
                name=body.name,
                short_name=body.short_name,
                division_code=body.division_code,
                credit_code=department_code(number),
                phone=body.phone or f"0558-000{2000 + number}",
                complaint_phone=f"0558-000{9000 + number}",
                address=body.address,
                position=number,
            )
        city.departments[body.key] = found.id
    for post in POSTS:
        opened = open_post(
            actor=actor,
            department_id=city.departments[post.department],
            name=post.name,
            duties=post.duties,
        )
        city.posts[post.key] = opened.id


def _officers(actor: Actor, city: City) -> None:
    from datetime import date

    for number, post in enumerate(POSTS):
        account = account_reads.account_named(post.key)
        if account is None:
            person = register_person(
                actor=actor,
                name=post.officer,
                id_number=id_number(
                    date(1980, 1, 1).replace(year=1970 + number % 30), 900 + number % 99
                ),
                phone=f"100{90_000_000 + number:08d}",
            )
            account = open_account(
                actor=actor, login_name=post.key, password=PASSWORD, person_id=person.id
            )
            appoint(actor=actor, account_id=account.id, post_id=city.posts[post.key])
        city.officers[post.key] = account.id


def _people(actor: Actor, city: City) -> None:
    made = people()
    for number, one in enumerate(made):
        account = account_reads.account_named(f"p{number + 1:03d}")
        if account is None:
            person = register_person(
                actor=actor,
                name=one.name,
                id_number=one.id_number,
                phone=one.phone,
                address=one.address,
                division_code=one.division_code,
                assurance=one.assurance,
            )
            account = open_account(
                actor=actor,
                login_name=f"p{number + 1:03d}",
                password=PASSWORD if number < FEATURED else None,
                person_id=person.id,
            )
        city.accounts.append(account.id)
        assert account.person_id is not None
        city.persons.append(account.person_id)
    keep_demo_identities(actor=actor, identities=identities())
    for company in companies():
        found = account_reads.legal_person_by_code(company.credit_code)
        if found is None:
            found = register_legal_person(
                actor=actor,
                name=company.name,
                credit_code=company.credit_code,
                kind=company.kind,
                representative_id=city.persons[company.representative],
                address=company.address,
                division_code=company.division_code,
            )
        city.companies.append(found.id)
        city.clerks.append(city.accounts[company.representative])
    keep_demo_companies(actor=actor, companies=registered())


def _clerks(city: City) -> None:
    """The first companies have a clerk each, invited and accepted as online: every second one for
    the matters of one department alone.
    """
    there = people()
    markets = [one.department_id for one in company_matters()][:1]
    for number in range(WITH_CLERKS):
        company_id = city.companies[number]
        if account_reads.clerks_of(company_id).exists():
            continue
        boss = account_reads.account(city.clerks[number])
        clerk = clerk_of(number)
        invitation = invite_clerk(
            actor=account_reads.actor_for(boss, f"clerk:{company_id}"),
            legal_person_id=company_id,
            name=there[clerk].name,
            id_number=there[clerk].id_number,
            entrusted=Entrusted(
                powers=frozenset(usual_powers()),
                until=today() + timedelta(days=settings.CLERK_DAYS),
                departments=frozenset(markets if number % 2 else ()),
            ),
        )
        account = account_reads.account(city.accounts[clerk])
        accept_invitation(
            actor=account_reads.actor_for(account, "self"), invitation_id=invitation.id
        )


def _clients(city: City) -> None:
    """Two admitted systems to try the provider and the interface with; their secrets are made now
    and lie in the keys folder alone.
    """
    place = Path(settings.KEYS_FOLDER) / CLIENTS_FILE
    lines = []
    for name, given in DEMO_CLIENTS.items():
        if account_reads.client_named(name) is not None:
            continue
        client = apply_for_client(
            actor=_acting(city, "records"),
            name=name,
            contact_name="傅初冬",
            contact_phone="0558-0002001",
            **given,
        )
        security = _acting(city, "security")
        admit_client(
            actor=security, client_id=client.id, scopes=list(client.scopes), daily_quota=10_000
        )
        secret = make_secret(actor=security, client_id=client.id)
        lines.append(f"{name} {client.identifier} {secret}\n")
    if lines:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text("".join(lines), encoding="utf-8")


def _acting(city: City, post: str) -> Actor:
    account = account_reads.account(city.officers[post])
    return account_reads.actor_for(account, f"post:{city.posts[post]}")


def item_code(item: DemoItem, body_code: str, level: str) -> str:
    """31 characters by GB/T 39554.1: body, level, origin 34, type, main item, sub item."""
    return f"{body_code}{level}34{item.item_type}{item.main}{item.sub}"


def _items(actor: Actor, city: City) -> None:
    processes = publish_shipped(actor=actor)
    rules.publish_tables(actor, city.departments, department_code(rules.POLICE))
    rules.issue_households(actor, city.persons, city.departments, department_code(rules.POLICE))
    entered: set[str] = set()
    for item in all_items():
        body = next(d for d in DEPARTMENTS if d.key == item.department)
        number = DEPARTMENTS.index(body)
        body_code = department_code(number)
        level = "3" if body.division_code == CITY else "4"
        code = item_code(item, body_code, level)
        basic = code[IMPLEMENTATION - BASIC :]
        if basic not in entered:
            entered.add(basic)
            keep_directory_entry(
                actor=actor,
                code=basic,
                name=item.main_item or item.name,
                item_type=item.item_type,
                by_law="；".join(f"《{c.title}》{c.article}" for c in item.guide.by_law),
                use_levels=("3", "4"),
            )
        found = find_item(code)
        if found is None:
            found = list_item(
                actor=actor,
                code=code,
                name=item.name,
                item_type=item.item_type,
                department_id=city.departments[item.department],
                division_code=body.division_code,
                main_item=item.main_item or item.name,
            )
        guide = replace(item.guide, use_level=level)
        if item.license is not None:
            type_code = body_code + item.license.serial
            define_type(
                actor=actor,
                code=type_code,
                name=item.license.name,
                defining_body=body.name,
                fields=item.license.fields,
                validity=Validity(item.license.years),
                appearance=item.license.appearance,
                holder_label=item.license.holder_label,
                holder_code_types=(
                    DocumentType.ID_CARD if guide.for_people else DocumentType.CREDIT_CODE,
                ),
                number_pattern=item.license.number_pattern,
                basis=item.license.basis,
                item_codes=(code,),
            )
            guide = replace(guide, result=replace(guide.result, license_type=type_code))
        form_id = (
            publish_form(
                actor=actor, key=item.key, name=f"{item.name}申请表", definition=item.form
            ).id
            if item.form is not None
            else None
        )
        city.items[item.key] = found.id
        city.codes[item.key] = code
        if found.revision_id is not None:
            # Started again: what the city has published since stays.
            continue
        publish_item(
            actor=actor,
            item_id=found.id,
            guide=further.with_files(actor, found.id, item, guide),
            form_id=form_id,
            process_id=processes[item.process].id if item.process else None,
        )


def _around_the_items(actor: Actor, city: City) -> None:
    number = next(n for n, body in enumerate(DEPARTMENTS) if body.key == further.BELOW)
    further.handling_items(actor, city.codes)
    further.taken_over(actor, city.codes, city.departments[further.BELOW], department_code(number))
    further.papers(actor, city.departments, city.items)
    further.numberings(actor, city.departments)
    further.suspended(actor, city.codes)
    further.proposed(_acting(city, "civil_handler"), city.codes)
    further.coming_change(_acting(city, "civil_handler"), _acting(city, "civil_signer"), city.codes)
