"""A company town for the tests: who represents, who works there, and the mock registry's companies."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tongban.base.accounts.models import Account, LegalPerson
from tongban.base.accounts.queries import actor_for
from tongban.base.accounts.services import (
    Entrusted,
    InventedCompany,
    InventedIdentity,
    accept_invitation,
    bind_company,
    invite_clerk,
    keep_demo_companies,
    keep_demo_identities,
    open_account,
    register_person,
    switch_demo_fault,
)
from tongban.base.accounts.types import ClerkPower, DemoService
from tongban.base.kernel.actors import Actor, operator
from tongban.base.kernel.codes import make_credit_code
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.moments import today

NOODLES, NOODLES_CODE = "谯城区谷雨面馆", make_credit_code("9", "2", "341690", "MA000901")
TEA, TEA_CODE = "亳州白露茶业（集团）有限公司", make_credit_code("9", "1", "341690", "MA000902")
PEOPLE = {"boss": "陈霜降", "clerk": "林立秋", "other": "何春分", "heir": "赵芒种"}
NUMBERS = {who: complete_id_card(f"34169019880101{801 + n}") for n, who in enumerate(PEOPLE)}
PHONES = {who: f"1007000010{n}" for n, who in enumerate(PEOPLE)}


@dataclass
class CompanyTown:
    """Who there is."""

    accounts: dict[str, Account] = field(default_factory=dict)

    def person_id(self, who: str) -> Any:
        return self.accounts[who].person_id

    def own(self, who: str) -> Actor:
        """As oneself."""
        return actor_for(Account.objects.get(id=self.accounts[who].id), "self")

    def acting(self, who: str, company: LegalPerson) -> Actor:
        """In the capacity for a company, as far as it holds."""
        return actor_for(Account.objects.get(id=self.accounts[who].id), f"clerk:{company.id}")

    def bound(self) -> LegalPerson:
        """The noodle shop, bound by its representative."""
        found = bind_company(actor=self.own("boss"), credit_code=NOODLES_CODE, name=NOODLES)
        assert found.company is not None
        return found.company

    def invited(self, company: LegalPerson, who: str = "clerk", **given: Any) -> Any:
        by = given.pop("by", "boss")
        asked = {
            "actor": self.acting(by, company),
            "legal_person_id": company.id,
            "name": PEOPLE[who],
            "id_number": NUMBERS[who],
            "entrusted": entrusted(**given.pop("entrusted", {})),
        }
        return invite_clerk(**{**asked, **given})

    def hired(self, company: LegalPerson, who: str = "clerk", **given: Any) -> Any:
        invitation = self.invited(company, who, **given)
        return accept_invitation(actor=self.own(who), invitation_id=invitation.id)


def entrusted(**given: Any) -> Entrusted:
    usual = {
        "powers": frozenset({ClerkPower.APPLY.value, ClerkPower.FETCH.value}),
        "until": today() + timedelta(days=365),
    }
    return Entrusted(**{**usual, **given})


def registered(**changes: Any) -> None:
    """Write the noodle shop into the mock registry, as it is or changed."""
    usual = {
        "name": NOODLES,
        "credit_code": NOODLES_CODE,
        "kind": "sole_trader",
        "representative": NUMBERS["boss"],
        "address": "谯城区示例大街 1 号",
        "division_code": "341602000000",
        "administrators": (NUMBERS["other"],),
        "is_shown": True,
    }
    keep_demo_companies(actor=operator(), companies=[InventedCompany(**{**usual, **changes})])


def broken(kind: str) -> None:
    switch_demo_fault(actor=operator(), kind=kind, service=DemoService.REGISTRY.value)


def stand() -> CompanyTown:
    """Build it through the acts."""
    town = CompanyTown()
    keep_demo_identities(
        actor=operator(),
        identities=[
            InventedIdentity(name, NUMBERS[who], phone=PHONES[who]) for who, name in PEOPLE.items()
        ],
    )
    for who, name in PEOPLE.items():
        person = register_person(
            actor=operator(), name=name, id_number=NUMBERS[who], phone=PHONES[who]
        )
        town.accounts[who] = open_account(
            actor=operator(), login_name=who, password="tong-ban-2026", person_id=person.id
        )
    registered()
    keep_demo_companies(
        actor=operator(),
        companies=[InventedCompany(TEA, TEA_CODE, "company", NUMBERS["heir"], is_shown=True)],
    )
    return town
