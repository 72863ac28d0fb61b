"""One click from a refused case to the body that is competent: what was filled in comes along."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import answers_of, known_answers, whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.drafting import save_answers, start_draft
from tongban.handling.cases.services.steps import locked, must_be_in, note
from tongban.handling.cases.types import KIND, CaseState, EventKind
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Origin, Requirement
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Field, Form
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials import services as material_acts
from tongban.sharing.materials.types import TrustLevel


def right_department_of(case: Case) -> str:
    """Id of the department that the refusal named; empty where it named none of the city's."""
    told = case.events.filter(kind=EventKind.NOT_ACCEPTED).first()
    return str(told.detail.get("right_department", "")) if told is not None else ""


@in_one_transaction
def start_from_case(*, actor: Actor, case_id: UUID, item_code: str) -> Case:
    """Begin an item of the body that the refusal named, with what the refused case had.

    Answers come along where the new form asks the same (same source, or same key and kind) and the
    draft has none; materials where the new guide wants one of the same name or licence and an
    officer has seen the original. Nothing is filed by it. Raises Conflict (``wrong_state``,
    ``not_that_department``) and what ``start_draft`` raises.
    """
    must(actor, "start_from_case")
    case = locked(case_id)
    must(actor, "start_from_case", case)
    must_be_in(case, CaseState.NOT_ACCEPTED, act=pgettext("act", "换个部门办"))
    department = right_department_of(case)
    if not department or str(catalog.item(item_code).department_id) != department:
        raise Conflict(
            _("这个事项不是该去的那个部门的，请从列出的里面选。"), code="not_that_department"
        )
    draft = start_draft(actor=actor, item_code=item_code)
    carried = _answers_for(draft, case)
    if carried:
        draft = save_answers(actor=actor, case_id=draft.id, answers=carried)
    brought = _bring_materials(actor, draft, case)
    note(
        draft,
        "start_from_case",
        actor,
        of=case.number,
        fields=sorted(carried),
        materials=brought,
    )
    return draft


def _answers_for(draft: Case, case: Case) -> dict[str, Any]:
    old, new = eforms.form(case.form_id), eforms.form(draft.form_id)
    given, there = whole_answers(old, case), answers_of(draft)
    # What the platform knows it goes on knowing: a copy would stand still.
    known = known_answers(new, draft)
    by_source = {f.source: key for key, f in old.fields.items() if f.source}
    carried = {}
    for key, field in new.fields.items():
        if key in known or there.get(key) not in (None, "", []):
            continue
        value = given.get(_alike(old, key, field) or by_source.get(field.source, ""))
        if value not in (None, "", []) and eforms.is_plain(value) and _fits(field, value):
            carried[key] = value
    return carried


def _alike(old: Form, key: str, field: Field) -> str:
    """The key itself where the old form asks it the same way."""
    was = old.fields.get(key)
    same = was is not None and (was.kind, was.unit, was.source) == (
        field.kind,
        field.unit,
        field.source,
    )
    return key if same else ""


def _fits(field: Field, value: Any) -> bool:
    """Whether a choice has what was chosen; whatever else does not fit, filing says."""
    if not field.options:
        return True
    offered = {option.value for option in field.options}
    return set(value if isinstance(value, list) else [value]) <= offered


def _bring_materials(actor: Actor, draft: Case, case: Case) -> list[str]:
    """Keys of what came along. Only what an officer saw the original of may be used again."""
    there = {key for key, _id in materials.handed_in(KIND, draft.id)}
    licence_of = {m.key: m.held_license_type for m in catalog.guide(case.revision_id).materials}
    seen = [
        m
        for m in materials.materials_of(KIND, case.id)
        if m.trust_level == TrustLevel.B and m.file_id is not None
    ]
    brought = []
    answers = whole_answers(eforms.form(draft.form_id), draft)
    for wanted in catalog.guide(draft.revision_id).materials_for(answers):
        if wanted.origin != Origin.UPLOAD or wanted.key in there:
            continue
        found = next(
            (m for m in seen if _stands_for(m, licence_of.get(m.requirement_key, ""), wanted)),
            None,
        )
        if found is None:
            continue
        material_acts.reuse_material(
            actor=actor,
            material_id=found.id,
            subject_kind=KIND,
            subject_id=draft.id,
            requirement_key=wanted.key,
            division_code=draft.division_code,
            name=wanted.name,
        )
        brought.append(wanted.key)
    return brought


def _stands_for(material: Any, license_type: str, wanted: Requirement) -> bool:
    same_license = bool(license_type) and license_type == wanted.held_license_type
    return material.name == wanted.name or same_license
