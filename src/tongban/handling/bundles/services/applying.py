"""Apply for a bundle: one form, each paper once, one filing; a case for each item comes of it."""

from collections.abc import Mapping
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.accounts import queries as accounts
from tongban.base.clocks.services import start_clock
from tongban.base.clocks.types import Limit, LimitKind, Unit
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.bundles.merged import merged_of, whole_answers
from tongban.handling.bundles.merging import Merged
from tongban.handling.bundles.models import Bundle, BundleApplication, BundlePart
from tongban.handling.bundles.planning import longest, stages_of
from tongban.handling.bundles.rights import must
from tongban.handling.bundles.services.rows import (
    answers_of,
    content_of,
    keep_answers,
    note,
    own,
)
from tongban.handling.bundles.types import (
    KIND,
    ApplicationState,
    BundleContent,
    BundleState,
    PartState,
)
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as case_acts
from tongban.handling.cases.types import Channel
from tongban.management.catalog.types import Guide
from tongban.management.eforms import queries as eforms
from tongban.sharing.materials import queries as materials
from tongban.sharing.materials import services as material_acts

DRAFT = ApplicationState.DRAFT
MAX_ANSWERS = 256 * 1024
"""Characters that all the answers of one application may have together."""


@in_one_transaction
def start_bundle(*, actor: Actor, key: str, channel: str = Channel.COMPUTER) -> BundleApplication:
    """Begin an application for a bundle, or go on with the draft that is there.

    A draft of an earlier revision is taken over to the one in force. Raises Missing for a bundle
    that is not published, Conflict for one that is not for such an applicant.
    """
    must(actor, "start_bundle")
    assert actor.account_id is not None
    bundle = Bundle.objects.filter(key=key, state=BundleState.PUBLISHED).first()
    if bundle is None or bundle.revision is None:
        raise Missing(_("没有这个一件事。"))
    content = BundleContent.from_json(bundle.revision.content)
    for_company = actor.capacity is Capacity.CLERK
    if for_company != content.for_companies:
        raise Conflict(
            _("这件事由单位申请，请切换到单位身份。")
            if content.for_companies
            else _("这件事由个人申请，请切换到本人身份。"),
            code="for_others_only",
        )
    whose: dict[str, Any] = (
        {"legal_person_id": actor.legal_person_id}
        if for_company
        else {"person_id": actor.applying_person_id, "legal_person": None}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"bundle:{actor.account_id}:{bundle.id}"],
        )
    draft = (
        BundleApplication.objects.select_for_update(of=("self",))
        .filter(revision__bundle=bundle, state=DRAFT, account_id=actor.account_id, **whose)
        .first()
    )
    if draft is not None:
        if draft.revision_id != bundle.revision_id:
            draft.revision = bundle.revision
            draft.save(update_fields=["revision"])
        return draft
    person = accounts.person(actor.applying_person_id) if actor.applying_person_id else None
    company = accounts.legal_person(actor.legal_person_id) if actor.legal_person_id else None
    application = BundleApplication.objects.create(
        revision=bundle.revision,
        division_code=bundle.division_code,
        person=person,
        legal_person=company,
        account_id=actor.account_id,
        applicant_name=company.name if company else person.name if person else actor.name,
        title=f"{company.name}：{bundle.name}" if company else bundle.name,
        channel=channel,
        state=DRAFT,
    )
    note(application, "start_bundle", actor, bundle=bundle.key)
    return application


@in_one_transaction
def choose_situation(
    *, actor: Actor, application_id: UUID, chosen: Mapping[str, str]
) -> BundleApplication:
    """Keep which situation it is: it decides which items are needed. Raises Invalid when a question
    is not answered with one of its answers.
    """
    application = own("choose_situation", actor, application_id, DRAFT)
    content = content_of(application)
    findings = [
        FieldFinding(question.key, "required", _("请选一项"))
        for question in content.questions
        if chosen.get(question.key) not in {value for value, _label in question.choices}
    ]
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    application.chosen = {q.key: chosen[q.key] for q in content.questions}
    application.save(update_fields=["chosen"])
    note(application, "choose_situation", actor)
    return application


@in_one_transaction
def answer_bundle(
    *, actor: Actor, application_id: UUID, answers: Mapping[str, Any]
) -> BundleApplication:
    """Keep answers as typed, complete or not; None takes one away. Raises Invalid for a question
    that is not asked; then nothing is kept.
    """
    application = own("answer_bundle", actor, application_id, DRAFT)
    fields = merged_of(application).form.fields
    findings = [
        FieldFinding(
            key[:80], "unknown_field", _("表单里没有“%(key)s”这一项。") % {"key": key[:80]}
        )
        for key in answers
        if key not in fields
    ]
    findings += [
        FieldFinding(key, "wrong", _("这一项不对，请重新填。"))
        for key, value in answers.items()
        if key in fields and not eforms.is_plain(value)
    ]
    kept = {**answers_of(application), **answers}
    kept = {key: value for key, value in kept.items() if value is not None}
    if not findings and sum(len(str(value)) for value in kept.values()) > MAX_ANSWERS:
        findings.append(FieldFinding("", "too_long", _("填的内容太多了，请精简后再保存。")))
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    if kept != answers_of(application):
        keep_answers(application, kept)
        application.save(update_fields=["answers"])
    return application


@in_one_transaction
def hand_in_for_bundle(
    *, actor: Actor, application_id: UUID, key: str, stream: BinaryIO, filename: str
) -> None:
    """Hand in a paper once for every item that asks for it. Raises Invalid for one that none asks."""
    application = own("hand_in_for_bundle", actor, application_id, DRAFT)
    merged = merged_of(application)
    wanted = {m.key: m for m in merged.uploads(whole_answers(application, merged))}
    if key not in wanted:
        raise Invalid(_("办事指南没有要这份材料，不用交。"), code="material_not_listed")
    present = dict(materials.handed_in(KIND, application.id)).get(key)
    material_acts.hand_in(
        actor=actor,
        subject_kind=KIND,
        subject_id=application.id,
        division_code=application.division_code,
        requirement_key=key,
        name=wanted[key].requirement.name,
        stream=stream,
        filename=filename,
        limit=settings.UPLOAD_LIMIT,
        replaces_id=present,
    )


@in_one_transaction
def drop_from_bundle(*, actor: Actor, application_id: UUID, material_id: UUID) -> None:
    """Take a paper of a draft back."""
    application = own("drop_from_bundle", actor, application_id, DRAFT)
    if not any(material_id == found for _key, found in materials.handed_in(KIND, application.id)):
        raise Invalid(_("这个申请里没有这份材料。"), code="material_elsewhere")
    material_acts.withdraw_material(actor=actor, material_id=material_id)


@in_one_transaction
def discard_bundle(*, actor: Actor, application_id: UUID) -> None:
    """Throw a draft away, with its answers and what was uploaded."""
    application = own("discard_bundle", actor, application_id, DRAFT)
    application.state, application.closed_at = ApplicationState.DISCARDED, now()
    keep_answers(application, {})
    for _key, material_id in materials.handed_in(KIND, application.id):
        material_acts.withdraw_material(actor=actor, material_id=material_id)
    application.save(update_fields=["state", "closed_at", "answers"])
    note(application, "discard_bundle", actor)


@in_one_transaction
def file_bundle(*, actor: Actor, application_id: UUID, promised: bool = True) -> BundleApplication:
    """File everything at once: a case for each item, those that wait for a result as drafts that
    the platform files.

    Raises Conflict (``already_filed``; ``bundle_changed`` when another revision is in force
    meanwhile), Invalid with every finding of every item at the one place where it is asked; then
    no case has come of it.
    """
    must(actor, "file_bundle")
    application = own("file_bundle", actor, application_id, *ApplicationState)
    if application.state != DRAFT:
        raise Conflict(
            _("已经提交过了，不会重复提交。编号 %(number)s。")
            % {"number": application.number or ""},
            code="already_filed",
        )
    if application.revision.bundle.revision_id != application.revision_id:
        raise Conflict(_("这件事的内容刚更新了，请再核对一遍，然后提交。"), code="bundle_changed")
    content, merged = content_of(application), merged_of(application)
    included = content.included(application.chosen)
    if len(merged.parts) != len(included) or any(
        question.key not in application.chosen for question in content.questions
    ):
        raise Conflict(
            _("里面有事项现在不能办，或者情形还没有选。请看办事说明。"), code="item_not_open"
        )
    application.number = _next_number(application.division_code)
    made, findings = _drafts(actor, application, content, merged)
    if not promised:
        findings.append(FieldFinding("promise", "required", _("请勾选：以上内容真实")))
    if findings:
        raise Invalid(_("没有提交成功，请按提示改正。"), findings=_once(findings))
    needs = content.needs(frozenset(merged.parts))
    for position, key in enumerate(k for stage in stages_of(needs) for k in stage):
        case = made[key]
        if not needs[key]:
            case_acts.file_case(actor=actor, case_id=case.id)
        BundlePart.objects.create(
            application=application,
            division_code=case.division_code,
            key=key,
            position=position,
            item_name=merged.parts[key].name,
            case=case,
            state=PartState.WAITING if needs[key] else PartState.FILED,
        )
    application.state, application.filed_at = ApplicationState.FILED, now()
    keep_answers(application, whole_answers(application, merged))
    application.save()
    start_clock(
        actor=actor,
        subject_kind=KIND,
        subject_id=application.id,
        limit_kind=LimitKind.PROMISED.value,
        limit=Limit(
            longest(needs, {k: days_of(p.guide) for k, p in merged.parts.items()}),
            Unit.WORKING_DAY,
        ),
        division_code=application.division_code,
        department_id=application.revision.bundle.department_id,
    )
    note(application, "file_bundle", actor, cases=len(made))
    return application


def _drafts(
    actor: Actor, application: BundleApplication, content: BundleContent, merged: Merged
) -> tuple[dict[str, Any], list[FieldFinding]]:
    """A complete draft for each item, and what is missing, as it was asked."""
    answers = whole_answers(application, merged)
    handed_in = dict(materials.handed_in(KIND, application.id))
    uploads = merged.uploads(answers)
    made, findings = {}, []
    codes = {item.key: item.code for item in content.items}
    for key in merged.parts:
        case = case_acts.start_draft(
            actor=actor,
            item_code=codes[key],
            channel=application.channel,
            part_of=application.number or "",
        )
        made[key] = case_acts.save_answers(
            actor=actor, case_id=case.id, answers=merged.answers_of(key, answers)
        )
    for upload in uploads:
        if upload.key not in handed_in:
            continue
        paper = materials.material(handed_in[upload.key])
        for key, name in upload.places:
            stream, filename = materials.opened(paper.id)
            with stream:
                case_acts.upload_material(
                    actor=actor,
                    case_id=made[key].id,
                    requirement_key=name,
                    stream=stream,
                    filename=filename,
                )
    for key, case in made.items():
        found = [
            finding
            for finding in cases.findings_before_filing(case)
            if (key, finding.place if ":" in finding.place else f"form:{finding.place}")
            not in merged.fed
        ]
        findings += merged.as_asked(key, found)
    return made, findings


def _once(findings: list[FieldFinding]) -> list[FieldFinding]:
    """What several items miss is told once: it is asked once."""
    first: dict[tuple[str, str], FieldFinding] = {}
    for finding in findings:
        first.setdefault((finding.place, finding.code), finding)
    return list(first.values())


def days_of(guide: Guide) -> int:
    """The working days that an item takes at most by its own promise, acceptance included. A limit
    in natural days is at most as many working days; what an item does not promise counts nothing.
    """
    return sum(limit.number for limit in (guide.acceptance, guide.promised) if limit is not None)


def _next_number(division_code: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('bundles_serial')")
        (serial,) = cursor.fetchone()
    return f"{division_code[:6]}-{now().date():%Y%m%d}-Y{serial:06d}"
