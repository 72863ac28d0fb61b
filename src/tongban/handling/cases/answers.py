"""What the applicant answered, and what the platform knows and therefore does not ask."""

import json
from collections.abc import Mapping
from typing import Any

from tongban.base.accounts import queries as accounts
from tongban.handling.cases.models import Case
from tongban.management.eforms.types import Form

EMPTY: dict[str, Any] = {}


def answers_of(case: Case) -> dict[str, Any]:
    """The answers as JSON values."""
    read: dict[str, Any] = json.loads(case.answers or "{}")
    return read


def keep_answers(case: Case, answers: Mapping[str, Any]) -> None:
    """Put answers on the row; the caller saves it."""
    case.answers = json.dumps(answers, ensure_ascii=False)


def known_to_platform(case: Case) -> dict[str, str]:
    """Source → value of all that is known of the applicant (one query at most, by its relations).

    Sources are ``person.*`` (whoever applies, or acts for the company) and ``company.*``.
    """
    return known_of(case.person, case.legal_person)


def known_of(person: Any, company: Any) -> dict[str, str]:
    """The same of a person and the company that one acts for; either may be None."""
    known: dict[str, str] = {}
    if person is not None:
        born = accounts.birth_of(person)
        known |= {
            "person.name": person.name,
            "person.id_number": person.id_number,
            "person.phone": person.phone,
            "person.address": person.address,
            "person.born_on": born.isoformat() if born else "",
        }
    if company is not None:
        known |= {
            "company.name": company.name,
            "company.credit_code": company.credit_code,
            "company.address": company.address,
            "company.representative": company.representative.name if company.representative else "",
        }
    return {source: value for source, value in known.items() if value}


def known_answers(form: Form, case: Case) -> dict[str, Any]:
    """Field key → value of the fields that need not be asked."""
    known = known_to_platform(case)
    return {
        key: known[field.source]
        for key, field in form.fields.items()
        if field.source and field.source in known
    }


def whole_answers(form: Form, case: Case) -> dict[str, Any]:
    """Answers and what is known, together: what the schema judges and the officer reads.

    What is known is fixed when the case is filed. A draft follows it; a filed case keeps what was
    filed, even when the person moves or the company is renamed afterwards.
    """
    if case.number is not None:
        return {**known_answers(form, case), **answers_of(case)}
    return {**answers_of(case), **known_answers(form, case)}
