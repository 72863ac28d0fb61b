"""起草: start a draft, save answers, upload and take back materials, discard."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.services import bind_delegation
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.answers import answers_of, keep_answers, whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.steps import keep, locked, must_be_in, note
from tongban.handling.cases.types import KIND, CaseState, Channel
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import ItemState, Origin
from tongban.management.eforms import queries as eforms
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials import services as material_acts

MAX_ANSWERS = 64 * 1024
"""Characters that all the answers of one case may have together."""


@in_one_transaction
def start_draft(
    *, actor: Actor, item_code: str, channel: str = Channel.COMPUTER, part_of: str = ""
) -> Case:
    """Begin an application, or go on with the draft of the same item that is there. ``part_of`` is
    the number of the larger application that it is a part of (一件事).

    Raises Conflict when the item's guide is not published or the item is not for such an
    applicant.
    """
    must(actor, "start_draft")
    assert actor.account_id is not None
    item = catalog.item(item_code)
    if item.state == ItemState.SUSPENDED:
        raise Conflict(_("这个事项现在暂停办理，请打 12345 问。"), code="item_not_open")
    if item.state != ItemState.PUBLISHED or item.revision_id is None:
        raise Conflict(
            _("这个事项的办事指南还没有发布，暂时不能网上申请。请打电话或到大厅办。"),
            code="guide_not_published",
        )
    if not item.is_online:
        raise Conflict(_("这件事要到大厅办，不能网上申请。"), code="not_online")
    for_company = actor.legal_person_id is not None
    if for_company and not item.for_companies:
        raise Conflict(_("这件事由个人申请，请切换到本人身份。"), code="for_people_only")
    if not for_company and not item.for_people:
        raise Conflict(_("这件事由单位申请，请切换到单位身份。"), code="for_companies_only")
    entrusted = (item.code, item.department_id)
    guide = catalog.guide(item.revision_id)
    must(actor, "start_draft", entrusted, only="cancelled")
    must(actor, "start_draft", entrusted, only="entrusted")
    must(actor, "start_draft", (item.division_code, guide.handle_area), only="receivable")
    must(actor, "start_draft", (item.division_code, item.code), only="agreed")
    must(actor, "start_draft", guide.min_assurance, only="assured")
    account_id = account_for(actor)
    whose: dict[str, Any] = (
        {"legal_person_id": actor.legal_person_id}
        if for_company
        else {"person_id": actor.applying_person_id, "legal_person": None}
    )
    # Pressed twice, it is one draft: the second press waits and finds what the first one made.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"draft:{account_id}:{item.id}"],
        )
    draft = (
        Case.objects.select_for_update(of=("self",))
        .filter(
            item_id=item.id,
            state=CaseState.DRAFT,
            account_id=account_id,
            part_of=part_of,
            **whose,
        )
        .first()
    )
    if actor.cases and (draft is None or draft.id not in actor.cases):
        raise Conflict(
            _("这次授权只管一个办件，已经用过了。要再办一件，请本人重新授权。"),
            code="delegation_used",
        )
    if draft is not None:
        bind_delegation(actor=actor, case_id=draft.id)
        if draft.revision_id != item.revision_id:
            # The guide changed while the draft lay there: the answers are kept and asked anew
            # under the revision that the case will be filed under. Those that it does not ask any
            # more go: nobody could take them away, and they would keep the case from being filed.
            draft.revision = catalog.revision(item.revision_id)
            form = eforms.form(draft.form_id)
            keep_answers(draft, {k: v for k, v in answers_of(draft).items() if k in form.fields})
            keep(draft, "revision", "answers")
            note(draft, "renew_draft", actor, revision=str(item.revision_id))
        return draft
    whose_matter = actor.applying_person_id
    person = accounts.person(whose_matter) if whose_matter else None
    company = accounts.legal_person(actor.legal_person_id) if actor.legal_person_id else None
    case = Case.objects.create(
        item_id=item.id,
        revision_id=item.revision_id,
        department_id=item.department_id,
        division_code=item.division_code,
        state=CaseState.DRAFT,
        person=person,
        legal_person=company,
        account_id=account_id,
        applicant_name=company.name if company else person.name if person else actor.name,
        contact_phone=_phone_of(actor, person),
        title=f"{company.name}：{item.name}" if company else item.name,
        channel=channel,
        part_of=part_of,
    )
    bind_delegation(actor=actor, case_id=case.id)
    note(case, "start_draft", actor, item=item.code)
    return case


def account_for(actor: Actor) -> UUID:
    """Whose account a draft lies under: the person's, so that what a helper or a window began goes
    on at home, and the other way round; who helps, when the person has none.
    """
    assert actor.account_id is not None
    if actor.is_assisting and actor.ward_id is not None:
        own = accounts.account_of(actor.ward_id)
        return own.id if own is not None else actor.account_id
    return actor.account_id


def _phone_of(actor: Actor, person: Any) -> str:
    """Where to reach whoever applies: the guardian for a child."""
    if actor.capacity is Capacity.GUARDIAN and actor.person_id is not None:
        return accounts.person(actor.person_id).phone
    return person.phone if person else ""


def _must_be_writable(actor: Actor, act: str, case: Case) -> frozenset[str] | None:
    """The places that may be changed: None for all (a draft), else those of the correction."""
    must(actor, act, case)
    must_be_in(case, CaseState.DRAFT, CaseState.CORRECTING, act=pgettext("act", "修改"))
    if case.state == CaseState.DRAFT:
        return None
    correction = case.corrections.filter(answered_at__isnull=True).first()
    return open_places(case, [i["place"] for i in correction.items]) if correction else frozenset()


def open_places(case: Case, listed: Iterable[str]) -> frozenset[str]:
    """What a correction may change: the places that its notice lists, and whatever comes to be
    asked because a listed answer changes. Without the latter the new answer could not be filed.
    """
    form = eforms.form(case.form_id)
    places = set(listed)
    for key, field in form.fields.items():
        # In the order of the form: a condition only names a field before it.
        if field.when is not None and f"form:{field.when[0]}" in places:
            places.add(f"form:{key}")
    places |= {
        f"material:{m.key}"
        for m in catalog.guide(case.revision_id).materials
        if m.origin == Origin.UPLOAD and m.when and f"form:{m.when['field']}" in places
    }
    return frozenset(places)


@in_one_transaction
def save_answers(*, actor: Actor, case_id: UUID, answers: Mapping[str, Any]) -> Case:
    """Keep answers as typed, complete or not; filing judges them.

    None takes an answer away. Raises Invalid for fields that the form does not have or that the
    correction notice does not name, and for more text than the limit; then nothing is kept.
    """
    must(actor, "save_answers")
    case = locked(case_id)
    places = _must_be_writable(actor, "save_answers", case)
    form = eforms.form(case.form_id)
    findings = [
        FieldFinding(
            key[:40], "unknown_field", _("表单里没有“%(key)s”这一项。") % {"key": key[:40]}
        )
        for key in answers
        if key not in form.fields
    ]
    if places is not None:
        findings += [
            FieldFinding(
                key,
                "not_in_correction",
                _("补正通知没有要改“%(label)s”。") % {"label": form.fields[key].label},
            )
            for key in answers
            if key in form.fields
            and f"form:{key}" not in places
            and answers[key] != answers_of(case).get(key)
        ]
    findings += [
        FieldFinding(key, "wrong", _("这一项不对，请重新填。"))
        for key, value in answers.items()
        if key in form.fields and not eforms.is_plain(value)
    ]
    kept = {**answers_of(case), **answers}
    kept = {key: value for key, value in kept.items() if value is not None}
    if not findings and sum(len(str(value)) for value in kept.values()) > MAX_ANSWERS:
        findings.append(FieldFinding("", "too_long", _("填的内容太多了，请精简后再保存。")))
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    if kept != answers_of(case):
        keep_answers(case, kept)
        keep(case, "answers")
        if actor.is_assisting:
            # Of oneself nobody need be told; what another one wrote for a person is told to it.
            note(case, "save_answers", actor, fields=sorted(answers))
    return case


@in_one_transaction
def upload_material(
    *, actor: Actor, case_id: UUID, requirement_key: str, stream: BinaryIO, filename: str
) -> None:
    """Hand in a file for one material of the guide.

    Raises Invalid for a material that the guide does not list or that is not asked for under the
    answers, and what ``files`` raises for a file that is too large or not what its name says.
    """
    must(actor, "upload_material")
    case = locked(case_id)
    places = _must_be_writable(actor, "upload_material", case)
    form = eforms.form(case.form_id)
    guide = catalog.guide(case.revision_id)
    wanted = {
        m.key: m
        for m in guide.materials_for(whole_answers(form, case))
        if m.origin == Origin.UPLOAD
    }
    requirement = wanted.get(requirement_key)
    if requirement is None:
        raise Invalid(_("办事指南没有要这份材料，不用交。"), code="material_not_listed")
    if places is not None and f"material:{requirement_key}" not in places:
        raise Invalid(
            _("补正通知没有要改“%(name)s”。") % {"name": requirement.name},
            code="material_not_in_correction",
        )
    present = dict(materials.handed_in(KIND, case.id)).get(requirement_key)
    material_acts.hand_in(
        actor=actor,
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        requirement_key=requirement_key,
        name=requirement.name,
        stream=stream,
        filename=filename,
        limit=settings.UPLOAD_LIMIT,
        replaces_id=present,
    )


@in_one_transaction
def drop_material(*, actor: Actor, case_id: UUID, material_id: UUID) -> None:
    """Take a material of a draft back."""
    must(actor, "drop_material")
    case = locked(case_id)
    must(actor, "drop_material", case)
    must_be_in(case, CaseState.DRAFT, act=pgettext("act", "取消这份材料"))
    if not any(material_id == found for _key, found in materials.handed_in(KIND, case.id)):
        raise Invalid(_("这个办件里没有这份材料。"), code="material_elsewhere")
    material_acts.withdraw_material(actor=actor, material_id=material_id)


@in_one_transaction
def discard_draft(*, actor: Actor, case_id: UUID) -> None:
    """Throw a draft away, with its answers and what was uploaded."""
    must(actor, "discard_draft")
    case = locked(case_id)
    must(actor, "discard_draft", case)
    must_be_in(case, CaseState.DRAFT, act=pgettext("act", "删除草稿"))
    case.state = CaseState.DISCARDED
    case.closed_at = now()
    keep_answers(case, {})
    for _key, material_id in materials.handed_in(KIND, case.id):
        material_acts.withdraw_material(actor=actor, material_id=material_id)
    keep(case, "state", "closed_at", "answers")
    note(case, "discard_draft", actor)
