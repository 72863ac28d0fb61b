"""列入目录: an item becomes findable before its guide is published."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.findings import CodeReport
from tongban.base.kernel.codes.item_code import check_item_code
from tongban.base.kernel.codes.item_code.national import IMPLEMENTATION
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of
from tongban.base.orgs.queries import exists as division_exists
from tongban.management.catalog.lint.linting import completeness
from tongban.management.catalog.lint.rules import Context
from tongban.management.catalog.models import DirectoryEntry, Item
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.index import tidy, write_all_entries, write_entries
from tongban.management.catalog.search.words import ordering_key
from tongban.management.catalog.types import ItemType, Tier

MAX_NAME = 1000


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
    tier, parent, told = _place_in_catalogue(report, department_id)
    findings += told
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
        main_item=main_item or (parent.main_item or parent.name if parent else ""),
        item_type=item_type,
        department_id=department_id,
        division_code=division_code,
        tier=tier,
        parent=parent,
        entry=DirectoryEntry.objects.filter(code=report.parts.get("basic", "")).first(),
        completeness=completeness(None, Context(item_type=item_type)),
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


def _place_in_catalogue(
    report: CodeReport, department_id: UUID
) -> tuple[Tier, Item | None, list[FieldFinding]]:
    """On which tier a code stands and below which item; what does not hold about that."""
    tier = report.parts.get("tier", "implementation")
    if tier == "basic" and report.ok:
        told = FieldFinding(
            "code",
            "item.basic",
            _("这是基本目录的 12 位编码。请填实施编码（31 位）或业务办理项编码（33 位）。"),
        )
        return Tier.IMPLEMENTATION, None, [told]
    if tier != "handling" or not report.ok:
        return Tier.IMPLEMENTATION, None, []
    above = report.value[:IMPLEMENTATION]
    parent = Item.objects.filter(code=above, department_id=department_id).first()
    if parent is None:
        told = FieldFinding(
            "code",
            "item.parent-missing",
            _("先要有实施清单事项 %(above)s，再列它的业务办理项。") % {"above": above},
        )
        return Tier.HANDLING, None, [told]
    return Tier.HANDLING, parent, []


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
