"""Acts of orgs: found and keep divisions, departments and posts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.orgs.models import Department, Division, Post
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty, Level, name_followers

_CODE_LENGTH = 12


def _must_administer(actor: Actor) -> None:
    if not (actor.is_platform or actor.has(Duty.SYSTEM_ADMIN)):
        raise Forbidden("只有系统管理员能改区划、部门和岗位。")


@transaction.atomic
def keep_divisions(*, actor: Actor, rows: Iterable[tuple[str, str, int, str, bool]]) -> int:
    """Add or rename divisions, parents before children.

    ``rows`` are (code of 12 digits, name, level 1–4, parent code or "", local). Returns how many
    rows were given. Raises Invalid, keeping nothing, when a code has another length or a parent
    is unknown.
    """
    _must_administer(actor)
    ordered = sorted(rows, key=lambda row: (row[2], row[0]))
    ids = dict(Division.objects.values_list("code", "id"))
    findings = [
        FieldFinding(code, "division_code", f"区划代码“{code}”应为 12 位数字。")
        for code, *_ in ordered
        if len(code) != _CODE_LENGTH or not (code.isascii() and code.isdigit())
    ]
    findings += [
        FieldFinding(code, "division_level", f"区划“{name}”的层级应为 1 到 4。")
        for code, name, level, *_ in ordered
        if level not in Level.values
    ]
    codes = [code for code, *_ in ordered]
    findings += [
        FieldFinding(code, "division_twice", f"区划代码“{code}”写了两次。")
        for code, times in Counter(codes).items()
        if times > 1
    ]
    known = set(ids) | set(codes)
    findings += [
        FieldFinding(code, "division_parent", f"区划“{name}”的上级“{parent}”不存在，请先建上级。")
        for code, name, _level, parent, _local in ordered
        if parent and parent not in known
    ]
    if findings:
        raise Invalid("区划没有保存，请按提示改正后再试。", findings=findings)
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


@transaction.atomic
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
    _must_administer(actor)
    division = Division.objects.filter(code=division_code).first()
    if division is None:
        raise Invalid(f"没有区划“{division_code}”，请先建区划。", code="division_unknown")
    others = Department.objects.filter(credit_code=credit_code or None)
    if credit_code and others.exclude(division=division, name=name).exists():
        raise Conflict("这个统一社会信用代码是另一个部门的。", code="credit_code_taken")
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


@transaction.atomic
def rename_department(
    *, actor: Actor, department_id: UUID, name: str, short_name: str = ""
) -> Department:
    """Give a department another name (机构改革更名). What was issued under the old name stays so.

    Whoever keeps a copy of the name is brought in step in the same transaction. Raises Missing,
    Invalid for no name or one that is too long, Conflict when the division has such a department.
    """
    _must_administer(actor)
    department = (
        Department.objects.select_for_update(of=("self",))
        .select_related("division")
        .filter(id=department_id)
        .first()
    )
    if department is None:
        raise Missing("没有这个部门。")
    name, short_name = name.strip(), short_name.strip() or name.strip()
    findings = [
        FieldFinding(field, "length", f"请填写{label}，最多 {most} 个字。")
        for field, label, value, most in (
            ("name", "名称", name, 200),
            ("short_name", "简称", short_name, 100),
        )
        if not 0 < len(value) <= most or "\x00" in value
    ]
    if findings:
        raise Invalid("部门没有改名，请按提示改正。", findings=findings)
    others = Department.objects.filter(division=department.division, name=name)
    if others.exclude(id=department.id).exists():
        raise Conflict("这个区划已经有同名的部门。", code="department_exists")
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


@transaction.atomic
def open_post(
    *,
    actor: Actor,
    department_id: UUID,
    name: str,
    duties: Sequence[str],
    division_code: str = "",
) -> Post:
    """Open a post in a department, or give the open one of that name these duties.

    The post sees its department's division unless told less; more is refused (Invalid).
    """
    _must_administer(actor)
    unknown = sorted(set(duties) - set(Duty.values))
    if unknown or not duties:
        raise Invalid(f"岗位“{name}”的职责不对：{'、'.join(unknown) or '一个也没有'}。")
    department = Department.objects.select_related("division").filter(id=department_id).first()
    if department is None:
        raise Missing("没有这个部门。")
    reach = division_code or department.division.code
    if not reach.startswith(within(department.division.code)) or not (
        Division.objects.filter(code=reach).exists()
    ):
        raise Invalid(f"岗位“{name}”的管辖区划不在本部门的区划里。", code="division_beyond")
    post, created = Post.objects.get_or_create(
        department=department,
        name=name,
        closed_at=None,
        defaults={"duties": sorted(set(duties)), "division_code": reach},
    )
    changed = not created and (post.duties, post.division_code) != (sorted(set(duties)), reach)
    if changed:
        post.duties, post.division_code = sorted(set(duties)), reach
        post.save(update_fields=["duties", "division_code"])
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
