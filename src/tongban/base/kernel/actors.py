"""Who acts: one account of one human being (or one machine), in one capacity.

The actor is a value, so that the lowest floor can record it without knowing accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID


class Capacity(StrEnum):
    """As what somebody acts, chosen for the session."""

    VISITOR = "visitor"
    """Nobody signed in."""
    SELF = "self"
    """本人: a natural person for oneself."""
    CLERK = "clerk"
    """经办人: for a company that authorised it."""
    GUARDIAN = "guardian"
    """监护人: for a child whose guardian the person is."""
    POST = "post"
    """岗位: an officer holding a post."""
    AGENT = "agent"
    """代办员: an officer, for a person of one's community who agreed to it."""
    WINDOW = "window"
    """窗口代录: an officer at a window, for a person who stands there."""
    HELPER = "helper"
    """帮办人: a person under the own name, for another one who gave a code (帮办码)."""
    MACHINE = "machine"
    """接入系统: an admitted system of a department, by itself."""
    OPERATOR = "operator"
    """The command line's operator."""
    SYSTEM = "system"
    """The platform itself: jobs and rules."""


ASSISTING = frozenset({Capacity.AGENT, Capacity.WINDOW, Capacity.HELPER})
"""Those who act for another person under their own name; both names are on every act."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An account in a capacity.

    ``name`` is what others read as the doer; ``duties`` are the values of ``orgs.types.Duty``
    that the post carries; ``division_code`` (12 digits) bounds what the post may see; ``scopes`` are
    what a machine was admitted to.
    """

    capacity: Capacity
    name: str
    account_id: UUID | None = None
    person_id: UUID | None = None
    ward_id: UUID | None = None
    """Whose matter it is: the child of a guardian, or whom somebody helps, serves or acts for."""
    ward_name: str = ""
    """The name of whom somebody helps, serves or acts for."""
    delegation_id: UUID | None = None
    """What lets one act for another person (授权), where one helps, serves or is an agent."""
    cases: frozenset[UUID] = field(default_factory=frozenset)
    """The one case that a helper or an agent was entrusted with, once there is one."""
    assurance: int = 0
    """实名等级 of the human being, 1–4; 0 where nobody's identity is asked for."""
    legal_person_id: UUID | None = None
    legal_person_name: str = ""
    powers: frozenset[str] = field(default_factory=frozenset)
    """What a company lets the actor do for it (``accounts.types.ClerkPower``); none: only look."""
    departments: frozenset[UUID] = field(default_factory=frozenset)
    """Whose matters a clerk is for, beside ``items``; both empty: every matter."""
    post_id: UUID | None = None
    post_name: str = ""
    department_id: UUID | None = None
    department_name: str = ""
    division_code: str = ""
    duties: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)
    items: frozenset[str] = field(default_factory=frozenset)
    """Codes of the items that the post or the clerk is for; empty: all of the department's, or of
    the clerk's ``departments``.
    """
    standing_for: UUID | None = None
    """The person whose post it is, when somebody else does it for some days (代班)."""

    @property
    def is_officer(self) -> bool:
        """Whether it acts from a post."""
        return self.capacity is Capacity.POST

    @property
    def is_applicant(self) -> bool:
        """Whether it acts as a person, for a company or for a child."""
        return self.capacity in {Capacity.SELF, Capacity.CLERK, Capacity.GUARDIAN}

    @property
    def is_assisting(self) -> bool:
        """Whether it acts for another person under its own name: helper, agent or window.

        Not an applicant: what people do with their own data, no helper ever does.
        """
        return self.capacity in ASSISTING

    @property
    def applying_person_id(self) -> UUID | None:
        """The human being whose matter it is: the child for a guardian, who is helped, or oneself."""
        if self.capacity is Capacity.GUARDIAN or self.is_assisting:
            return self.ward_id
        return self.person_id

    def reaches(self, item_code: str, department_id: UUID | None) -> bool:
        """Whether what the company entrusted to the actor holds this item of this department."""
        if not (self.items or self.departments):
            return True
        return item_code in self.items or department_id in self.departments

    @property
    def is_platform(self) -> bool:
        """Whether it is the platform itself or its operator."""
        return self.capacity in {Capacity.SYSTEM, Capacity.OPERATOR}

    def has(self, *duties: str) -> bool:
        """Whether its post carries one of these duties."""
        return self.is_officer and not self.duties.isdisjoint(duties)

    @property
    def is_machine(self) -> bool:
        """Whether it is an admitted system, by itself."""
        return self.capacity is Capacity.MACHINE

    def as_value(self) -> dict[str, Any]:
        """The part that is kept in records: identifiers and names, nothing that changes."""
        value = {
            "capacity": self.capacity.value,
            "name": self.name,
            "account": self.account_id,
            "person": self.person_id,
            "ward": self.ward_id,
            "delegation": self.delegation_id,
            "legal_person": self.legal_person_id,
            "post": self.post_id,
            "post_name": self.post_name,
            "department": self.department_id,
            "department_name": self.department_name,
            "division": self.division_code,
        }
        return {k: str(v) for k, v in value.items() if v}


def came_with_the_system(by: Mapping[str, Any]) -> bool:
    """Whether what this actor (as a record has it) published came in with a list or a seed, by the
    command line: nobody in an office approved it, and nobody can be asked.
    """
    return by.get("capacity") == Capacity.OPERATOR


VISITOR = Actor(capacity=Capacity.VISITOR, name="访客")


def system(name: str = "系统自动") -> Actor:
    """The platform acting by itself; ``name`` says which job or rule."""
    return Actor(capacity=Capacity.SYSTEM, name=name)


def operator(account_id: UUID | None = None) -> Actor:
    """Whoever runs the command line on the city's machine."""
    return Actor(capacity=Capacity.OPERATOR, name="命令行操作员", account_id=account_id)
