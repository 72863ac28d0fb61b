"""A case as another system gets it; the same when it is told of and when it is handed over."""

from base64 import b64encode
from typing import Any
from uuid import UUID

from tongban.base.files.types import ContentDamagedError
from tongban.base.kernel.errors import Conflict, Missing
from tongban.handling.cases.queries import dossier_of
from tongban.handling.cases.types import KIND as CASE
from tongban.sharing.materials import queries as materials


def content_of(case_id: UUID) -> dict[str, Any]:
    """Number, item, applicant, form, materials with their contents, limits that run."""
    found = dossier_of(case_id)
    case, person, company = found.case, found.case.person, found.case.legal_person
    return {
        "case": case.number,
        "item_code": case.item.code,
        "item": case.revision.name,
        "division": case.division_code,
        "applicant": {
            "name": case.applicant_name,
            "code": company.credit_code if company else person.id_number if person else "",
            "phone": case.contact_phone,
        },
        "filed_at": case.filed_at,
        "accepted_at": case.accepted_at,
        "due": [
            {"kind": str(c.limit_kind), "on": c.due_on} for c in found.clocks if c.ended_at is None
        ],
        "form": [
            {"key": one.field.key, "label": one.field.label, "value": one.value}
            for page in found.pages
            for one in page.fields
        ],
        "materials": _materials(case_id),
    }


def _materials(case_id: UUID) -> list[dict[str, str]]:
    told = []
    for one in materials.materials_of(CASE, case_id):
        content = ""
        if one.file_id or one.license_id:
            try:
                stream, _name = materials.opened(one.id)
                with stream:
                    content = b64encode(stream.read()).decode()
            except (Missing, Conflict, ContentDamagedError):
                content = ""
        told.append({"key": one.requirement_key, "name": one.name, "content": content})
    return told
