"""A district with two departments, their officers and two people, for tests of clients."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.test import Client as Browser

from tongban.base.accounts.models import Account, Client, LegalPerson
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import (
    admit_client,
    apply_for_client,
    appoint,
    authorise_clerk,
    make_secret,
    open_account,
    register_legal_person,
    register_person,
)
from tongban.base.kernel.actors import Actor, operator
from tongban.base.kernel.codes import make_credit_code
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.orgs.services import keep_department, keep_divisions, open_post
from tongban.base.orgs.types import Duty

PASSWORD = "tong-ban-2026"
HERE = "341602000000"
BACK = "https://housing.example/callback"
AFTER = "https://housing.example/bye"
OFFICERS = (
    ("data", "here", (Duty.DATA_OFFICER,)),
    ("far_data", "next", (Duty.DATA_OFFICER,)),
    ("security", "next", (Duty.SECURITY_ADMIN,)),
    ("both", "here", (Duty.DATA_OFFICER, Duty.SECURITY_ADMIN)),
    ("audit", "next", (Duty.AUDIT_ADMIN,)),
    ("handler", "here", (Duty.HANDLER,)),
)


@dataclass
class District:
    """Who there is."""

    accounts: dict[str, Account] = field(default_factory=dict)
    capacities: dict[str, str] = field(default_factory=dict)
    departments: dict[str, Any] = field(default_factory=dict)
    company: LegalPerson | None = None

    def actor(self, who: str) -> Actor:
        return actor_for(self.accounts[who], self.capacities[who])

    def asked(self, **changes: Any) -> Client:
        """A system of the department here, as its data officer applied for it."""
        given = {
            "actor": self.actor("data"),
            "name": "公租房管理系统",
            "kind": "web",
            "purpose": "申请人登录后查自己的轮候",
            "contact_name": "李立秋",
            "contact_phone": "0558-5120001",
            "scopes": ["openid", "profile", "identity_masked", "identity", "phone", "company"],
            "redirect_addresses": [BACK],
            "logout_addresses": [AFTER],
        }
        return apply_for_client(**{**given, **changes})

    def admitted(self, **changes: Any) -> Client:
        """The same, admitted by the security officer, with its secret beside it."""
        quota = changes.pop("daily_quota", 1000)
        until = changes.pop("valid_until", None)
        client = self.asked(**changes)
        client = admit_client(
            actor=self.actor("security"),
            client_id=client.id,
            scopes=list(client.scopes),
            daily_quota=quota,
            valid_until=until,
        )
        if client.kind != "kiosk":
            client.secret = make_secret(actor=self.actor("security"), client_id=client.id)
        return client

    def kiosk(self) -> Client:
        return self.admitted(
            name="大厅自助终端",
            kind="kiosk",
            scopes=["openid", "profile"],
            redirect_addresses=[],
            logout_addresses=[],
        )

    def machine(self, **changes: Any) -> Client:
        return self.admitted(
            **{
                "name": "住建数据交换",
                "kind": "machine",
                "scopes": ["licenses:check"],
                "redirect_addresses": [],
                "logout_addresses": [],
                **changes,
            }
        )

    def browser(self, who: str, **more: Any) -> Browser:
        """A browser of that person, signed in at the real sign-in page."""
        cache.clear()
        browser = Browser(**more)
        answer = browser.post("/sign-in/", {"login": who, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return browser


def stand() -> District:
    """Build it through the acts."""
    district = District()
    keep_divisions(
        actor=operator(),
        rows=[
            ("340000000000", "安徽省", 1, "", False),
            ("341600000000", "亳州市", 2, "340000000000", False),
            (HERE, "谯城区", 3, "341600000000", False),
        ],
    )
    for number, (key, name) in enumerate(
        (("here", "住房和城乡建设局"), ("next", "数据资源管理局"))
    ):
        district.departments[key] = keep_department(
            actor=operator(),
            name=name,
            division_code=HERE,
            credit_code=make_credit_code("1", "1", "341690", f"{83000000 + number:08d}"),
        )
    for number, who in enumerate(("wang", "li")):
        person = register_person(
            actor=operator(),
            name=("王小满", "李白露")[number],
            id_number=complete_id_card(f"34169019800506{101 + number}"),
            phone=f"1008000000{number}",
            division_code=HERE,
            assurance=3,
        )
        district.accounts[who] = open_account(
            actor=operator(), login_name=who, password=PASSWORD, person_id=person.id
        )
        district.capacities[who] = "self"
    district.company = register_legal_person(
        actor=operator(),
        name="小满面馆",
        credit_code=make_credit_code("9", "1", "341602", "MA000001"),
        representative_id=district.accounts["wang"].person_id,
    )
    authorise_clerk(
        actor=operator(),
        legal_person_id=district.company.id,
        person_id=district.accounts["wang"].person_id,
    )
    for who, where, duties in OFFICERS:
        post = open_post(
            actor=operator(),
            department_id=district.departments[where].id,
            name=f"{who}岗",
            duties=tuple(str(duty) for duty in duties),
        )
        account = open_account(actor=operator(), login_name=who, password=PASSWORD)
        appoint(actor=operator(), account_id=account.id, post_id=post.id)
        district.accounts[who] = account
        district.capacities[who] = f"post:{post.id}"
    return district


SIGNED = re.compile(r'name="request" value="([^"]+)"')


def signed_request(page: str) -> str:
    """What the consent page carries of the request."""
    from html import unescape

    found = SIGNED.search(page)
    assert found is not None, page
    return unescape(found.group(1))
