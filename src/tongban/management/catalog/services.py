"""Acts of catalog: list an item, publish its guide."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.types import Assurance
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.item_code import check_item_code
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of
from tongban.base.orgs.queries import exists as division_exists
from tongban.management.catalog.models import Item, ItemRevision
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.index import tidy, write_all_entries, write_entries
from tongban.management.catalog.search.synonyms import publish_synonyms
from tongban.management.catalog.search.words import ordering_key
from tongban.management.catalog.types import (
    Audience,
    Guide,
    GuideExtension,
    GuideLimit,
    GuideSilence,
    ItemState,
    ItemType,
    Origin,
    unhandled,
)
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Form
from tongban.management.workflow import queries as workflow

__all__ = [
    "import_items",
    "list_item",
    "publish_item",
    "publish_synonyms",
    "reindex",
]

MAX_NAME = 1000
ONLINE = "2"
"""办理形式: by computer."""


@in_one_transaction
def list_item(
    *,
    actor: Actor,
    code: str,
    name: str,
    item_type: str,
    department_id: UUID,
    division_code: str,
    code_profile: str = "gbt39554",
    main_item: str = "",
) -> Item:
    """List an item: findable, its guide not published yet. Raises Invalid for a code that does
    not hold under its profile and Conflict for one that is listed.
    """
    must(actor, "list_item", department_id)
    body = department_of(department_id)
    report = check_item_code(
        code, profile=code_profile, expected_type=item_type, expected_body=body.credit_code or ""
    )
    findings = [
        FieldFinding("code", f.code, f.message) for f in report.findings if f.severity == "error"
    ]
    if not 0 < len(name.strip()) <= MAX_NAME:
        findings.append(
            FieldFinding(
                "name",
                "length",
                _("事项名称应为 1 到 %(max_name)s 个字。") % {"max_name": MAX_NAME},
            )
        )
    if item_type not in ItemType.values:
        findings.append(
            FieldFinding(
                "item_type", "type", _("没有事项类型“%(item_type)s”。") % {"item_type": item_type}
            )
        )
    if not division_exists(division_code):
        findings.append(
            FieldFinding(
                "division_code",
                "division_unknown",
                _("没有区划“%(division_code)s”。") % {"division_code": division_code},
            )
        )
    if findings:
        raise Invalid(
            _("事项“%(name)s”没有列入目录，请按提示改正。") % {"name": name[:80]}, findings=findings
        )
    if Item.objects.filter(code=report.value).exists():
        raise Conflict(
            _("编码 %(value)s 已经列入目录。") % {"value": report.value}, code="item_listed"
        )
    item = Item.objects.create(
        code=report.value,
        code_profile=code_profile,
        name=name.strip(),
        name_key=ordering_key(name),
        main_item=main_item,
        item_type=item_type,
        department_id=department_id,
        division_code=division_code,
    )
    record(
        actor=actor,
        act="list_item",
        subject_kind="item",
        subject_id=item.id,
        division_code=division_code,
        detail={"code": item.code, "name": item.name},
    )
    write_entries([item.id])
    return item


SOURCES = frozenset(
    {
        "person.name",
        "person.id_number",
        "person.phone",
        "person.address",
        "company.name",
        "company.credit_code",
        "company.address",
        "company.representative",
    }
)
"""Where a line of the result may come from, beside ``form.<key>``: what is known of who applies."""


def _findings_of_limits(guide: Guide) -> list[FieldFinding]:
    """Limits that no clock could count: found now, not when a case is accepted."""
    found = []
    limits: dict[str, GuideLimit | GuideExtension | GuideSilence | None] = {
        "statutory": guide.statutory,
        "statutory.extension": guide.statutory and guide.statutory.extension,
        "promised.extension": guide.promised and guide.promised.extension,
        "silence": guide.silence,
        "promised": guide.promised,
        "acceptance": guide.acceptance,
        "correction": guide.correction,
        "delivery": guide.delivery,
    }
    for place, limit in limits.items():
        try:
            if limit is not None:
                _counted = limit.limit
        except (ValueError, TypeError, Invalid):
            found.append(
                FieldFinding(
                    place, "limit_wrong", _("时限要有 0 到 10000 的数字和认识的单位，请改正。")
                )
            )
    for place, limit in limits.items():
        if isinstance(limit, GuideExtension) and not (limit.approver and limit.clause):
            found.append(
                FieldFinding(
                    place, "extension_without_basis", _("延长要写明由谁批准和依据的条款。")
                )
            )
        if isinstance(limit, GuideSilence) and not limit.clause:
            found.append(
                FieldFinding(place, "silence_without_basis", _("视为受理要写明依据的条款。"))
            )
    return found


def _findings_against_form(guide: Guide, form: Form | None) -> list[FieldFinding]:
    """What the guide takes from the form's answers must be asked there."""
    fields = form.fields if form is not None else {}
    found = [
        FieldFinding(
            f"materials.{m.key}",
            "material_when",
            _("材料“%(name)s”按“%(field)s”的回答才要交，可是表单没有这一项。")
            % {"name": m.name, "field": m.when.get("field")},
        )
        for m in guide.materials
        if m.when is not None and (m.when.get("field") not in fields or "is" not in m.when)
    ]
    for line, source in guide.result.fields.items():
        floor, _dot, key = source.partition(".")
        if source not in SOURCES and not (floor == "form" and key in fields):
            found.append(
                FieldFinding(
                    f"result.fields.{line}",
                    "result_source",
                    _("结果的“%(line)s”取自“%(source)s”，没有这个来源。")
                    % {"line": line, "source": source},
                )
            )
    return found


def _findings_of(  # noqa: C901, PLR0912 - a list of rules, one after the other, reads better in one place
    guide: Guide, *, has_form: bool, has_process: bool
) -> list[FieldFinding]:
    """What keeps a guide from being published (the must-rules; all at once)."""
    found = []

    def wrong(place: str, code: str, message: str) -> None:
        found.append(FieldFinding(place, code, message))

    for place, value in (
        ("summary", guide.summary),
        ("by_law", guide.by_law),
        ("conditions", guide.conditions),
        ("contact.place", guide.contact.place),
        ("contact.hours", guide.contact.hours),
        ("contact.phone", guide.contact.phone),
        ("contact.complaint_phone", guide.contact.complaint_phone),
        ("result.name", guide.result.name),
        ("audiences", guide.audiences),
        ("remedy.review_body", guide.remedy.review_body),
        ("remedy.court", guide.remedy.court),
    ):
        if not value:
            wrong(place, "element_missing", _("指南缺“%(place)s”，请补上。") % {"place": place})
    if unknown := set(guide.audiences) - set(Audience.values):
        wrong(
            "audiences",
            "audience_unknown",
            _("没有服务对象“%(names)s”。") % {"names": _("、").join(sorted(unknown))},
        )
    promised, statutory = guide.promised, guide.statutory
    if (
        promised
        and statutory
        and promised.unit == statutory.unit
        and promised.number > statutory.number
    ):
        wrong("promised", "promise_over_statutory", _("承诺时限不能长于法定时限。"))
    if guide.min_assurance not in Assurance.values:
        wrong("min_assurance", "unknown", _("实名等级要求只能是 1 到 4。"))
    if guide.promised is None and not guide.is_instant:
        wrong("promised", "promise_missing", _("承诺件要写承诺时限。"))
    if guide.visits and not guide.visit_reason:
        wrong("visit_reason", "visit_reason", _("要到现场的，请写明原因。"))
    if not guide.visits and guide.visit_reason:
        wrong("visit_reason", "visit_reason", _("不用到现场的，不写原因。"))
    if guide.contact.phone and guide.contact.phone == guide.contact.complaint_phone:
        wrong("contact.complaint_phone", "phones_equal", _("咨询电话和投诉电话不能一样。"))
    for fee in guide.fees:
        if not fee.by_law:
            wrong(
                "fees",
                "fee_without_basis",
                _("收费“%(name)s”没有依据，不能收。") % {"name": fee.name},
            )
    keys = [m.key for m in guide.materials]
    if len(set(keys)) != len(keys):
        wrong("materials", "material_key", _("材料的 key 不能重复。"))
    for material in guide.materials:
        if not material.why or not material.source:
            wrong(
                f"materials.{material.key}",
                "material_source",
                _("材料“%(name)s”要写为什么要、从哪里来。") % {"name": material.name},
            )
        if material.origin not in set(Origin):
            wrong(
                f"materials.{material.key}",
                "material_origin",
                _("不认识的材料来源“%(origin)s”。") % {"origin": material.origin},
            )
        if material.origin == Origin.HELD and not (material.held_license_type or material.source):
            wrong(f"materials.{material.key}", "material_held", _("不用交的材料要写从哪里取。"))
    if ONLINE in guide.handle_forms and not has_form:
        wrong("form", "form_missing", _("要能网上申请，请先配表单。"))
    if ONLINE in guide.handle_forms and not has_process:
        wrong("process", "process_missing", _("要能网上申请，请先配流程。"))
    if ONLINE not in guide.handle_forms and not guide.visits:
        wrong("visits", "offline_without_visit", _("不能网上办的，请写到现场几次和原因。"))
    return found


@in_one_transaction
def publish_item(
    *,
    actor: Actor,
    item_id: UUID,
    guide: Guide,
    form_id: UUID | None,
    process_id: UUID | None,
    name: str = "",
) -> ItemRevision:
    """Publish a guide as a new revision and make the item one that can be applied for.

    The same content again gives the latest revision. Raises Invalid with every finding at once,
    Missing for a form or a process that is not there.
    """
    must(actor, "publish_item")
    item = Item.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise Missing(_("没有这个事项。"))
    must(actor, "publish_item", item.department_id)
    if item.state == ItemState.CANCELLED:
        raise Conflict(_("这个事项已取消，不能再发布。"), code="item_cancelled")
    form = eforms.form(form_id) if form_id is not None else None
    unknown = unhandled(step.step for step in workflow.steps_of(process_id)) if process_id else []
    findings = [
        *(
            FieldFinding(
                "process",
                "step_unknown",
                _("流程里的环节“%(step)s”没有人会办，请改流程。") % {"step": step},
            )
            for step in unknown
        ),
        *_findings_of(guide, has_form=form is not None, has_process=process_id is not None),
        *_findings_of_limits(guide),
        *_findings_against_form(guide, form),
    ]
    if findings:
        raise Invalid(
            _("“%(name)s”的指南没有发布，请按提示改正。") % {"name": item.name}, findings=findings
        )
    content = guide.as_json()
    latest = item.revisions.order_by("-version").first()
    name = name or item.name
    if (
        latest is not None
        and _plain(latest.guide) == _plain(content)
        and (latest.form_id, latest.process_id, latest.name) == (form_id, process_id, name)
    ):
        return latest
    revision = ItemRevision.objects.create(
        item=item,
        version=latest.version + 1 if latest else 1,
        name=name,
        guide=content,
        form_id=form_id,
        process_id=process_id,
        published_at=now(),
        published_by=actor.as_value(),
    )
    item.revision = revision
    item.name = name
    item.name_key = ordering_key(name)
    item.state = ItemState.PUBLISHED
    item.summary = guide.summary
    with official():  # kept for everybody, also when its editor reads English
        item.promised_text = (
            "当场办完" if guide.is_instant else guide.promised.limit.text if guide.promised else ""
        )
    item.visits = guide.visits
    item.is_online = ONLINE in guide.handle_forms
    item.for_people = guide.for_people
    item.for_companies = guide.for_companies
    item.themes = [*guide.person_themes, *guide.company_themes]
    item.changed_at = now()
    item.operation = Item.Operation.UPDATE
    item.save()
    record(
        actor=actor,
        act="publish_item",
        subject_kind="item",
        subject_id=item.id,
        division_code=item.division_code,
        detail={"version": revision.version},
    )
    write_entries([item.id])
    return revision


def _plain(value: object) -> object:
    """JSON's own view of a value: tuples are lists."""
    import json

    return json.loads(json.dumps(value))


@in_one_transaction
def reindex(*, actor: Actor) -> int:
    """Write the whole search index anew; returns how many items are in it.

    Every act keeps its item's entry in step; this is for a new release that cuts words otherwise.
    """
    must(actor, "reindex")
    entries = write_all_entries()
    tidy()
    record(
        actor=actor,
        act="reindex",
        subject_kind="search_index",
        subject_id="all",
        detail={"entries": entries},
    )
    return entries


from tongban.management.catalog.importing.act import import_items  # noqa: E402
