"""The mock registry: invented companies, its answers, the licences it issues, and its faults."""

from hmac import compare_digest
from typing import Any
from uuid import UUID

from tongban.base.accounts.models import DemoCompany, DemoFault, DemoIdentity
from tongban.base.accounts.names import plain_company_name, plain_name
from tongban.base.accounts.providers.demo import gateway
from tongban.base.accounts.providers.demo.gateway import BUSY, OTHER, SAME, UNKNOWN
from tongban.base.accounts.providers.demo.wire import Reply
from tongban.base.accounts.registry import CompanyStatus, LicenceRole
from tongban.base.accounts.types import DemoService

__all__ = ["BUSY", "OTHER", "SAME", "UNKNOWN"]
SLOW = 2.0
"""Seconds that a slow answer takes."""


def fault() -> str:
    """The fault that the demo's operator has switched on, or an empty text."""
    row = DemoFault.objects.filter(service=DemoService.REGISTRY).first()
    return row.kind if row is not None else ""


def holders() -> list[tuple[DemoCompany, DemoIdentity, LicenceRole]]:
    """The licences that the issuer's page offers, each with who holds it."""
    companies = list(
        DemoCompany.objects.filter(is_shown=True)
        .select_related("representative")
        .order_by("created_at", "id")
    )
    named = {ident for company in companies for ident in company.administrators}
    people = DemoIdentity.objects.in_bulk(named)
    found = []
    for company in companies:
        found.append((company, company.representative, LicenceRole.REPRESENTATIVE))
        found += [
            (company, people[ident], LicenceRole.ADMINISTRATOR)
            for ident in company.administrators
            if ident in people
        ]
    return found


def check(question: dict[str, Any]) -> Reply:
    """Whether a code, a name and a representative belong together."""
    return _answered(question, lambda: _compared(question))


def code_for(
    company: DemoCompany, holder: DemoIdentity, *, redirect_uri: str, nonce: str, challenge: str
) -> str:
    """A code that the browser brings back; good once, for two minutes, for one verifier."""
    return gateway.code_for(
        "licence",
        {
            "company": str(company.id),
            "holder": str(holder.id),
            "redirect_uri": redirect_uri,
            "nonce": nonce,
            "challenge": challenge,
        },
    )


def token(question: dict[str, Any]) -> Reply:
    """Whose licence and whose hand the code stands for."""
    return _answered(question, lambda: _redeemed(question))


def _answered(question: dict[str, Any], answer: Any) -> Reply:
    return gateway.answered(question, answer, fault=fault(), slow=SLOW)


def _compared(question: dict[str, Any]) -> dict[str, Any]:
    company = (
        DemoCompany.objects.filter(credit_code=question["credit_code"])
        .select_related("representative")
        .first()
    )
    if company is None:
        return {"code": OTHER}
    known = company.representative
    pairs = (
        (company.name, plain_company_name(question["name"])),
        (known.name, plain_name(question["person_name"])),
        (known.document_type, question["document_type"]),
        (known.id_number, question["id_number"]),
    )
    # All of them, so that the time tells not which one was wrong.
    same = [compare_digest(held.encode(), given.encode()) for held, given in pairs]
    if not all(same):
        return {"code": OTHER}
    return {
        "code": SAME,
        "status": company.status,
        "kind": company.kind,
        "address": company.address,
        "division_code": company.division_code,
    }


def _redeemed(question: dict[str, Any]) -> dict[str, Any]:
    granted = gateway.granted_for("licence", question)
    if granted is None:
        return {"code": UNKNOWN}
    # Looked up anew: what changed since the code was given counts.
    company = DemoCompany.objects.filter(id=granted["company"]).first()
    holder = DemoIdentity.objects.filter(id=granted["holder"]).first()
    if company is None or holder is None:
        return {"code": UNKNOWN}
    if holder.id == company.representative_id:
        role = LicenceRole.REPRESENTATIVE
    elif UUID(granted["holder"]) in company.administrators:
        role = LicenceRole.ADMINISTRATOR
    else:
        return {"code": OTHER}
    return {
        "code": SAME,
        "id_nonce": granted["nonce"],
        "credit_code": company.credit_code,
        "company_name": company.name,
        "role": role.value,
        "valid": company.licence_valid and company.status == CompanyStatus.OPEN,
        "name": holder.name,
        "document_type": holder.document_type,
        "id_number": holder.id_number,
    }
