"""Acts of orgs: found and keep divisions, departments and posts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.models import Department, Division, Post
from tongban.base.orgs.queries import within
from tongban.base.orgs.rights import must
from tongban.base.orgs.types import SEPARATED, Duty, Level, name_followers

_CODE_LENGTH = 12


@in_one_transaction
def keep_divisions(*, actor: Actor, rows: Iterable[tuple[str, str, int, str, bool]]) -> int:
    """Add or rename divisions, parents before children.

    ``rows`` are (code of 12 digits, name, level 1–4, parent code or "", local). Returns how many
    rows were given. Raises Invalid, keeping nothing, when a code has another length or a parent
    is unknown.
    """
    must(actor, "keep_divisions")
    ordered = sorted(rows, key=lambda row: (row[2], row[0]))
    ids = dict(Division.objects.values_list("code", "id"))
    findings = [
        FieldFinding(
            code, "division_code", _("区划代码“%(code)s”应为 12 位数字。") % {"code": code}
        )
        for code, *_others in ordered
        if len(code) != _CODE_LENGTH or not (code.isascii() and code.isdigit())
    ]
    findings += [
        FieldFinding(
            code, "division_level", _("区划“%(name)s”的层级应为 1 到 4。") % {"name": name}
        )
        for code, name, level, *_others in ordered
        if level not in Level.values
    ]
    codes = [code for code, *_others in ordered]
    findings += [
        FieldFinding(code, "division_twice", _("区划代码“%(code)s”写了两次。") % {"code": code})
        for code, times in Counter(codes).items()
        if times > 1
    ]
    known = set(ids) | set(codes)
    findings += [
        FieldFinding(
            code,
            "division_parent",
            _("区划“%(name)s”的上级“%(parent)s”不存在，请先建上级。")
            % {"name": name, "parent": parent},
        )
        for code, name, _level, parent, _local in ordered
        if parent and parent not in known
    ]
    if findings:
        raise Invalid(_("区划没有保存，请按提示改正后再试。"), findings=findings)
    for level in Level.values:
        fresh = []
        for code, name, row_level, parent, local in ordered:
            if row_level != level:
                continue
            fresh.append(
                Division(
                    code=code, name=name, level=level, parent_id=ids.get(parent), is_local=local
                )
            )
        Division.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "level", "parent", "is_local"],
            batch_size=2000,
        )
        ids.update(
            Division.objects.filter(code__in=[d.code for d in fresh]).values_list("code", "id")
        )
    record(
        actor=actor,
        act="keep_divisions",
        subject_kind="division",
        subject_id="all",
        detail={"rows": len(ordered)},
    )
    return len(ordered)


@in_one_transaction
def keep_department(
    *,
    actor: Actor,
    name: str,
    division_code: str,
    short_name: str = "",
    credit_code: str | None = None,
    phone: str = "",
    complaint_phone: str = "",
    address: str = "",
    position: int = 0,
) -> Department:
    """Found a department of a division, or bring what is kept of it up to date.

    A credit code that does not hold is kept as it came: real lists have such, and who issues a
    licence is refused there. Raises Invalid for an unknown division, Conflict for a credit code
    that another department has.
    """
    must(actor, "keep_department")
    division = Division.objects.filter(code=division_code).first()
    if division is None:
        raise Invalid(
            _("没有区划“%(division_code)s”，请先建区划。") % {"division_code": division_code},
            code="division_unknown",
        )
    others = Department.objects.filter(credit_code=credit_code or None)
    if credit_code and others.exclude(division=division, name=name).exists():
        raise Conflict(_("这个统一社会信用代码是另一个部门的。"), code="credit_code_taken")
    department, created = Department.objects.update_or_create(
        division=division,
        name=name,
        defaults={
            "short_name": short_name or name,
            "credit_code": credit_code or None,
            "phone": phone,
            "complaint_phone": complaint_phone,
            "address": address,
            "position": position,
        },
    )
    record(
        actor=actor,
        act="found_department" if created else "keep_department",
        subject_kind="department",
        subject_id=department.id,
        division_code=division_code,
        detail={"name": name},
    )
    return department


@in_one_transaction
def rename_department(
    *, actor: Actor, department_id: UUID, name: str, short_name: str = ""
) -> Department:
    """Give a department another name (机构改革更名). What was issued under the old name stays so.

    Whoever keeps a copy of the name is brought in step in the same transaction. Raises Missing,
    Invalid for no name or one that is too long, Conflict when the division has such a department.
    """
    must(actor, "rename_department")
    department = (
        Department.objects.select_for_update(of=("self",))
        .select_related("division")
        .filter(id=department_id)
        .first()
    )
    if department is None:
        raise Missing(_("没有这个部门。"))
    name, short_name = name.strip(), short_name.strip() or name.strip()
    findings = [
        FieldFinding(
            field,
            "length",
            _("请填写%(label)s，最多 %(most)s 个字。") % {"label": label, "most": most},
        )
        for field, label, value, most in (
            ("name", _("名称"), name, 200),
            ("short_name", _("简称"), short_name, 100),
        )
        if not 0 < len(value) <= most or "\x00" in value
    ]
    if findings:
        raise Invalid(_("部门没有改名，请按提示改正。"), findings=findings)
    others = Department.objects.filter(division=department.division, name=name)
    if others.exclude(id=department.id).exists():
        raise Conflict(_("这个区划已经有同名的部门。"), code="department_exists")
    before = department.name
    if (before, department.short_name) == (name, short_name):
        return department
    department.name, department.short_name = name, short_name
    department.changed_at = now()
    department.operation = Department.Operation.UPDATE
    department.save(update_fields=["name", "short_name", "changed_at", "operation"])
    record(
        actor=actor,
        act="rename_department",
        subject_kind="department",
        subject_id=department.id,
        division_code=department.division.code,
        detail={"name": name, "before": before},
    )
    for follow in name_followers():
        follow(department.id)
    return department


@in_one_transaction
def open_post(
    *,
    actor: Actor,
    department_id: UUID,
    name: str,
    duties: Sequence[str],
    division_code: str = "",
    item_codes: Sequence[str] = (),
) -> Post:
    """Open a post in a department, or give the open one of that name these duties.

    The post sees its department's division unless told less; more is refused (Invalid), and so are
    two of the three administrations in one post. ``item_codes``: the items it is for, all when
    empty.
    """
    must(actor, "open_post")
    unknown = sorted(set(duties) - set(Duty.values))
    if unknown or not duties:
        wrong = _("、").join(unknown) or _("一个也没有")
        raise Invalid(_("岗位“%(name)s”的职责不对：%(wrong)s。") % {"name": name, "wrong": wrong})
    if len(SEPARATED.intersection(duties)) > 1:
        raise Invalid(
            _("岗位“%(name)s”不能同时管系统、安全和审计，请分成几个岗位。") % {"name": name},
            code="duties_not_separated",
        )
    department = Department.objects.select_related("division").filter(id=department_id).first()
    if department is None:
        raise Missing(_("没有这个部门。"))
    reach = division_code or department.division.code
    if not reach.startswith(within(department.division.code)) or not (
        Division.objects.filter(code=reach).exists()
    ):
        raise Invalid(
            _("岗位“%(name)s”的管辖区划不在本部门的区划里。") % {"name": name},
            code="division_beyond",
        )
    post, created = Post.objects.get_or_create(
        department=department,
        name=name,
        closed_at=None,
        defaults=(
            wanted := {
                "duties": sorted(set(duties)),
                "division_code": reach,
                "item_codes": sorted(set(item_codes)),
            }
        ),
    )
    changed = not created and any(getattr(post, key) != value for key, value in wanted.items())
    if changed:
        for key, value in wanted.items():
            setattr(post, key, value)
        post.save(update_fields=list(wanted))
    if created or changed:
        record(
            actor=actor,
            act="open_post" if created else "change_post",
            subject_kind="post",
            subject_id=post.id,
            division_code=post.division_code,
            detail={"name": name, "duties": sorted(duties)},
        )
    return post
