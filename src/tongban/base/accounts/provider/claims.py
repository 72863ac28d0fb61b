"""What a client is told of who signed in, by the scopes that were granted."""

from collections.abc import Iterable
from typing import Any

from tongban.base.accounts import queries
from tongban.base.accounts.models import Grant
from tongban.base.accounts.types import Scope
from tongban.base.kernel.actors import Actor

METHODS = {
    "password": ["pwd"],
    "code": ["otp", "sms"],
    "mfa": ["otp"],
    "webauthn": ["hwk"],
    "socialaccount": ["fed"],
}
"""allauth's names of ways to sign in → RFC 8176's; ``fed`` is ours, for another platform's word."""


def masked_number(number: str) -> str:
    """A document number with the date of birth hidden (国办函〔2016〕108号: 隐藏出生日期)."""
    if len(number) == 18:
        return f"{number[:6]}********{number[-4:]}"
    return f"{number[:2]}{'*' * max(len(number) - 4, 1)}{number[-2:]}"


def level_of(grant: Grant) -> str:
    """实名等级 as ``acr``: L1 to L4; an officer without a person is L1."""
    person = grant.account.person if grant.account else None
    return f"L{person.assurance if person else 1}"


def methods_of(grant: Grant) -> list[str]:
    """How somebody signed in, in RFC 8176's words."""
    found = [word for method in grant.methods for word in METHODS.get(method, [])]
    if len({method for method in grant.methods if method in METHODS}) > 1:
        found.append("mfa")
    return list(dict.fromkeys(found))


def claims_of(grant: Grant, actor: Actor, scopes: Iterable[str]) -> dict[str, Any]:
    """The claims of a grant for these scopes; what somebody does not have is left out."""
    wanted = set(scopes)
    person = grant.account.person if grant.account else None
    told: dict[str, Any] = {"sub": grant.subject}
    if Scope.PROFILE in wanted:
        told["name"] = actor.name
        told["capacity"] = actor.capacity.value
    if person is not None:
        if Scope.IDENTITY_MASKED in wanted:
            told["id_type"] = person.document_type
            told["id_number_masked"] = masked_number(person.id_number)
        if Scope.IDENTITY in wanted:
            told["id_type"] = person.document_type
            told["id_number"] = person.id_number
        if Scope.PHONE in wanted and person.phone:
            told["phone_number"] = person.phone
            told["phone_number_verified"] = True
    # Without any power one may only look at the company's cases here: no system lets one act.
    if Scope.COMPANY in wanted and actor.powers and actor.legal_person_id:
        company = queries.legal_person(actor.legal_person_id)
        told["company"] = {
            "name": company.name,
            "credit_code": company.credit_code,
            "is_representative": company.representative_id == actor.person_id,
            "powers": sorted(actor.powers),
            "all_matters": not (actor.items or actor.departments),
        }
    if Scope.OFFICER in wanted and actor.is_officer:
        told["post"] = {
            "id": str(actor.post_id),
            "name": actor.post_name,
            "department": actor.department_name,
            "division_code": actor.division_code,
            "duties": sorted(actor.duties),
        }
    return told


def fields_told(claims: dict[str, Any]) -> list[str]:
    """Which of a person's fields claims hold, by the names under which looks are recorded."""
    names = {
        "name": "name",
        "id_number_masked": "id_number_masked",
        "id_number": "id_number",
        "phone_number": "phone",
    }
    return [field for claim, field in names.items() if claim in claims]
