"""What a table of rules may look at: values of a case, each with where it comes from and whether it
was verified. Read from our own database; nothing outside is asked while somebody waits.

A value that was not verified never leads to a grant, so whatever is in doubt here is unverified.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.types import Assurance
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, to_shanghai
from tongban.handling.cases.answers import answers_of
from tongban.handling.cases.models import Case, Ruling
from tongban.handling.cases.types import KIND
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Field, Kind
from tongban.management.rules.queries import source_of
from tongban.management.rules.types import (
    FORM,
    LICENSE,
    LICENSE_DAYS,
    MATERIAL,
    SINCE,
    Fact,
    InputKind,
    RuleContent,
    RuleInput,
)
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials.types import TrustLevel

Found = tuple[Any, bool, str]
"""A value, whether it was verified, and what keeps it from being so."""

VOUCHED_FOR = {"person.name", "person.id_number", "company.name", "company.credit_code",
               "company.representative", "company.address"}  # fmt: skip
"""What of a known answer somebody has verified: identity, or the registry. An address of a person is
only what the person said."""
SEEN = frozenset({TrustLevel.A.value, TrustLevel.B.value})


class Looker:
    """Looks up values of one case; what several values need is asked once."""

    def __init__(self, case: Case, day: date | None = None) -> None:
        self.case = case
        self.day = day or to_shanghai(case.filed_at or now()).date()
        self._answers: dict[str, Any] | None = None
        self._licenses: dict[str, Any] = {}
        self._materials: dict[str, list[Any]] | None = None

    def fact(self, wanted: RuleInput) -> Fact:
        """One value."""
        value, verified, why_not = self._found(wanted.source)
        if wanted.kind in SINCE and value is not None:
            value = self._counted(value, wanted.kind)
            if value is None:
                verified, why_not = False, _("不是日期。")
        source = source_of(wanted.source)
        with official():
            return Fact(
                name=wanted.name,
                label=wanted.label,
                value=value,
                source=str(source.label) if source else wanted.source,
                is_verified=verified and source is not None,
                why_not=why_not,
            )

    def _counted(self, value: Any, kind: str) -> int | None:
        """From a day to the day of the filing."""
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            return None
        if kind == InputKind.DAYS:
            return (self.day - day).days
        return accounts.age_on(day, self.day)

    def _found(self, source: str) -> Found:
        if source.startswith("person."):
            return self._of_person(source)
        if source.startswith("company."):
            return self._of_company(source)
        if found := LICENSE.fullmatch(source):
            return self._of_license(*found.groups())
        if found := FORM.fullmatch(source):
            return self._of_form(found.group(1))
        if found := MATERIAL.fullmatch(source):
            return self._of_material(found.group(1))
        return None, False, _("不知道从哪里取。")

    def _is_person_verified(self) -> bool:
        person = self.case.person
        return person is not None and person.assurance >= Assurance.NAME_AND_NUMBER

    def _of_person(self, source: str) -> Found:
        person = self.case.person
        if person is None or self.case.legal_person_id is not None:
            return None, False, _("这是单位的申请。")
        if not self._is_person_verified():
            return None, False, _("申请人的身份还没有核验。")
        if person.died_on is not None and source in {"person.age", "person.born_on"}:
            return None, False, _("已经登记死亡。")
        born = accounts.birth_of(person)
        known = {
            "person.age": accounts.age_of(person, self.day),
            "person.born_on": born.isoformat() if born else None,
            "person.assurance": int(person.assurance),
            "person.document_type": person.document_type,
        }
        if source not in known:
            return None, False, _("不知道从哪里取。")
        return known[source], True, ""

    def _of_company(self, source: str) -> Found:
        company = self.case.legal_person
        if company is None:
            return None, False, _("这是个人的申请。")
        if source == "company.is_active":
            return company.cancelled_at is None, True, ""
        if company.checked_at is None:
            return None, False, _("单位的登记信息还没有和登记机关核对。")
        match source:
            case "company.kind":
                return company.kind, True, ""
            case "company.division":
                return company.division_code, True, ""
            case _:
                return None, False, _("不知道从哪里取。")

    def _of_license(self, type_code: str, field: str | None) -> Found:
        company, person = self.case.legal_person, self.case.person
        if company is None and not self._is_person_verified():
            return None, False, _("申请人的身份还没有核验。")
        if type_code not in self._licenses:
            code = company.credit_code if company else person.id_number if person else ""
            held = licenses.licenses_of(code, type_codes=[type_code]) if code else []
            self._licenses[type_code] = held[0] if held else None
        held_one = self._licenses[type_code]
        if field is None:
            return held_one is not None, True, ""
        if held_one is None:
            return None, True, ""
        data = json.loads(held_one.data)
        if field not in data and field in LICENSE_DAYS:
            day = getattr(held_one, field)
            return day.isoformat() if day else None, True, ""
        return data.get(field), True, ""

    def _of_form(self, key: str) -> Found:
        if self._answers is None:
            self._answers = answers_of(self.case)
        field: Field | None = eforms.form(self.case.form_id).fields.get(key)
        if field is None:
            return None, False, _("申请表里没有这个问题。")
        value = self._answers.get(key)
        if field.source:
            known = field.source in VOUCHED_FOR
            if known and field.source.startswith("person."):
                known = self._is_person_verified()
            return value, known, "" if known else _("是本人填的，没有核实。")
        if field.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            return value, False, _("是随便填的文字，没有核实。")
        return value, True, ""

    def _of_material(self, key: str) -> Found:
        if self._materials is None:
            self._materials = {}
            for one in materials.materials_of(KIND, self.case.id):
                self._materials.setdefault(one.requirement_key, []).append(one)
        given = self._materials.get(key, [])
        if not given:
            return False, True, ""
        if all(one.trust_level in SEEN for one in given):
            return True, True, ""
        return None, False, _("材料还没有人核对过原件。")


def read_from(one: RuleInput) -> str:
    """What a value was read from; what was counted from a day is another value than the day."""
    return f"{one.source}|{one.kind}" if one.kind in SINCE else one.source


def facts_of(case: Case, content: RuleContent, *, day: date | None = None) -> dict[str, Fact]:
    """Name → value of everything that the table reads."""
    looker = Looker(case, day)
    return {one.name: looker.fact(one) for one in content.inputs}


def kept(facts: Mapping[str, Fact], content: RuleContent) -> str:
    """As JSON, to be sealed. Beside each value stands what it was read from."""
    sources = {one.name: read_from(one) for one in content.inputs}
    return json.dumps(
        [
            {
                "name": fact.name,
                "label": fact.label,
                "value": fact.value,
                "source": fact.source,
                "verified": fact.is_verified,
                "why_not": fact.why_not,
                "from": sources.get(fact.name, ""),
            }
            for fact in facts.values()
        ],
        ensure_ascii=False,
    )


def kept_facts(ruling: Ruling) -> list[tuple[str, Fact]]:
    """(where it was read from, the value) as they were when the table judged."""
    return [
        (
            one["from"],
            Fact(
                name=one["name"],
                label=one["label"],
                value=one["value"],
                source=one["source"],
                is_verified=one["verified"],
                why_not=one["why_not"],
            ),
        )
        for one in json.loads(ruling.facts)
    ]
