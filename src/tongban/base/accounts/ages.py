"""How old people are: from the number of their document, or from the day written down beside it."""

from datetime import date

from tongban.base.accounts.models import NaturalPerson
from tongban.base.kernel.codes.documents import DocumentType, check_document
from tongban.base.kernel.moments import today

CHILD, ADULT = 14, 18
"""Under 14: sensitive data, through a guardian (PIPL 31). From 18 on: grown up (民法典 17)."""


def birth_in(document_type: str, number: str) -> date | None:
    """The day of birth that a number tells, if it does."""
    if document_type not in {kind.value for kind in DocumentType} or not number:
        return None
    told = check_document(DocumentType(document_type), number, today()).parts.get("birth")
    try:
        return date.fromisoformat(str(told)) if told else None
    except ValueError:
        return None


def birth_of(person: NaturalPerson) -> date | None:
    """The person's day of birth, if it is known."""
    if person.born_on:
        return date.fromisoformat(person.born_on)
    return birth_in(person.document_type, person.id_number)


def age_on(born: date, day: date) -> int:
    """Full years. Who is born on 29 February is a year older on 1 March of common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which that age is reached."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
