"""基本目录: what there is to be handled, above any body that implements it."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.findings import CodeReport
from tongban.base.kernel.codes.item_code import EXERCISE_LEVELS, check_item_code
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import DirectoryEntry, Item
from tongban.management.catalog.rights import must
from tongban.management.catalog.types import DirectoryState, ItemType, Owner


@in_one_transaction
def keep_directory_entry(
    *,
    actor: Actor,
    code: str,
    name: str,
    item_type: str,
    by_law: str,
    use_levels: Sequence[str] = (),
    code_profile: str = "gbt39554",
    local_code: str = "",
    state: str = DirectoryState.IN_USE,
    effective_on: date | None = None,
    ends_on: date | None = None,
    owner: str = Owner.LOCAL,
) -> DirectoryEntry:
    """Keep an entry of the directory by its code; what differs is a new version of it.

    Items whose code carries it come to hang on it. Only the platform and the system administrator
    may. Raises Invalid with every finding; saying the same again writes nothing.
    """
    must(actor, "keep_directory_entry")
    report = check_item_code(code, profile=code_profile, expected_type=item_type)
    findings = _findings(report, name, item_type, by_law, use_levels)
    if effective_on and ends_on and ends_on < effective_on:
        findings.append(FieldFinding("ends_on", "range", _("取消日期早于生效日期。")))
    if findings:
        raise Invalid(_("基本目录没有改，请按提示改正。"), findings=findings)
    said = {
        "name": name.strip(),
        "item_type": item_type,
        "by_law": by_law.strip(),
        "use_levels": sorted(set(use_levels)),
        "code_profile": code_profile,
        "local_code": local_code,
        "state": state,
        "effective_on": effective_on,
        "ends_on": ends_on,
        "owner": owner,
    }
    entry = DirectoryEntry.objects.select_for_update().filter(code=report.value).first()
    if entry is not None and all(getattr(entry, key) == value for key, value in said.items()):
        return entry
    if entry is None:
        entry = DirectoryEntry.objects.create(code=report.value, **said)
        basic = report.parts.get("basic", report.value)
        Item.objects.filter(entry=None, code__contains=basic, code_profile=code_profile).filter(
            code__regex=rf"^.{{19}}{basic}([0-9]{{2}})?$"
        ).update(entry=entry)
    else:
        for key, value in said.items():
            setattr(entry, key, value)
        entry.version += 1
        entry.changed_at, entry.operation = now(), DirectoryEntry.Operation.UPDATE
        entry.save()
    record(
        actor=actor,
        act="keep_directory_entry",
        subject_kind="directory_entry",
        subject_id=entry.id,
        detail={"code": entry.code, "version": entry.version},
    )
    return entry


def _findings(
    report: CodeReport, name: str, item_type: str, by_law: str, use_levels: Sequence[str]
) -> list[FieldFinding]:
    findings = [
        FieldFinding("code", f.code, f.message) for f in report.findings if f.severity == "error"
    ]
    if report.ok and report.parts.get("tier", "basic") != "basic":
        findings.append(FieldFinding("code", "item.not-basic", _("基本目录要 12 位的基本编码。")))
    if not 0 < len(name.strip()) <= 1000:
        findings.append(FieldFinding("name", "length", _("事项名称应为 1 到 1000 个字。")))
    if item_type not in ItemType.values:
        findings.append(FieldFinding("item_type", "type", _("没有这种事项类型。")))
    if not by_law.strip():
        findings.append(FieldFinding("by_law", "required", _("请写设定依据。")))
    if unknown := set(use_levels) - set(EXERCISE_LEVELS):
        findings.append(
            FieldFinding(
                "use_levels",
                "level",
                _("没有行使层级“%(names)s”。") % {"names": _("、").join(sorted(unknown))},
            )
        )
    return findings
