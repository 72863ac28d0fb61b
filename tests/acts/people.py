"""Everybody who may try an act: each post, who applied, others, and the platform.

What each of them is stands here in words of its own, beside the actor that the platform makes of
an account; what is expected is worked out from the words.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator, system
from tongban.base.kernel.ids import new_id
from tongban.base.orgs.types import Duty
from tongban.handling.cases.tests.city import Town

HALL = {"window", "chief"}
HANDLING = HALL | {"handler", "reviewer", "signer", "inspector", "item_manager"}
"""Duties whose posts see the cases of their body; a hall's those of every body of the division."""
ALL = frozenset(Duty.values)


@dataclass(frozen=True)
class Who:
    """Somebody, in the words of the tables of rights."""

    name: str
    actor: Actor
    words: frozenset[str]
    """Of ``who``: what the table may call this person, duties among it."""
    account: str = ""
    """Whose account of the town it is."""
    department: str = ""
    is_here: bool = True
    """Whether the post is of the division in which the cases are."""
    is_applicant: bool = False
    """The case is this person's own."""
    is_concerned: bool = False
    """Where somebody beside the applicant is concerned, it is this person."""
    applies: bool = False
    """Acts as that person, not from a post."""

    @property
    def duties(self) -> frozenset[str]:
        """Duties of the post."""
        return self.words & ALL


@dataclass
class People:
    """All of them in one town."""

    town: Town
    made: list[Who] = field(default_factory=list)

    def officer(
        self,
        name: str,
        key: str,
        department: str,
        *duties: str,
        is_here: bool = True,
        person: str = "",
    ) -> None:
        """Somebody at that post, with these duties."""
        actor = replace(
            self.town.officer(key),
            duties=frozenset(duties),
            department_id=self.town.departments[department],
        )
        if person:
            actor = replace(actor, person_id=self.town.persons[person])
        words = frozenset({"anybody", "somebody", "signed_in", "officer", *duties})
        is_applicant, is_concerned = person == "gu", person == "qiu"
        self.made.append(
            Who(name, actor, words, key, department, is_here, is_applicant, is_concerned)
        )

    def other(self, name: str, actor: Actor, *words: str, **more: Any) -> None:
        """Somebody without a post."""
        self.made.append(Who(name, actor, frozenset({"anybody", *words}), **more))


def everybody(town: Town) -> list[Who]:
    """Each duty by itself in the department that decides, and whoever is near but another."""
    people = People(town)
    signed_in = ("somebody", "signed_in")
    people.other(
        "applicant", town.person(), *signed_in, "applicant", "person",
        account="gu", is_applicant=True, applies=True,
    )  # fmt: skip
    people.other(
        "whom it concerns", town.person("qiu"), *signed_in, "applicant", "person",
        account="qiu", is_concerned=True, applies=True,
    )  # fmt: skip
    people.other("another person", town.person("xia"), *signed_in, "applicant", "person")
    people.other("her company's clerk", town.clerk(), *signed_in, "applicant", "person")
    helper = replace(
        town.person("qiu"), capacity=Capacity.HELPER, ward_id=new_id(), powers=frozenset({"apply"})
    )
    people.other("another's helper", helper, *signed_in, "assistant")
    people.other("visitor", VISITOR)
    machine = Actor(Capacity.MACHINE, "别的系统", account_id=new_id())
    people.other("machine", machine, *signed_in, "machine")
    people.other("platform", system(), "somebody", "platform")
    people.other("operator", operator(), "somebody", "platform")
    real = {
        "window": ("window", "hall"),
        "chief": ("chief", "market"),
        "handler": ("handler", "market"),
        "reviewer": ("inspector", "market"),
        "signer": ("signer", "market"),
        "item_manager": ("manager", "market"),
    }
    for duty in Duty.values:
        key, department = real.get(duty, ("manager2", "market"))
        people.officer(f"post:{duty}", key, department, duty)
    people.officer("a colleague", "handler2", "market", "handler")
    people.officer("another signer", "signer2", "market", "signer")
    people.officer("every duty", "handler", "market", *ALL)
    people.officer("every duty, own case", "handler2", "market", *ALL, person="gu")
    people.officer("every duty, concerned", "manager", "market", *ALL, person="qiu")
    people.officer("every duty, inspected", "inspector", "market", *ALL)
    people.officer("every duty, took it in", "window", "market", *ALL)
    people.officer("joint department", "health_handler", "health", "handler")
    people.officer("joint department's signer", "health_signer", "health", "signer")
    people.officer("joint department, every duty", "health_handler", "health", *ALL)
    people.officer("next county", "far_window", "far_hall", *ALL, is_here=False)
    return people.made
