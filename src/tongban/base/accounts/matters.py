"""The city's matters as a company chooses among them for a clerk. A higher app registers them."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CompanyMatter:
    """One item that companies apply for."""

    code: str
    name: str
    department_id: UUID
    department_name: str


@runtime_checkable
class CompanyMatters(Protocol):
    """Who knows the items."""

    def for_companies(self) -> list[CompanyMatter]:
        """Every published item that companies apply for, by department and name."""
        ...


_registered: list[CompanyMatters] = []


def register_company_matters(matters: CompanyMatters) -> None:
    """Called by an app's ``ready()``. Raises ``TypeError`` unless it keeps the protocol."""
    if not isinstance(matters, CompanyMatters):
        raise TypeError(f"{matters!r} knows no matters: it needs for_companies()")
    _registered[:] = [matters]


def company_matters() -> list[CompanyMatter]:
    """What there is; nothing when nobody registered."""
    return _registered[0].for_companies() if _registered else []
