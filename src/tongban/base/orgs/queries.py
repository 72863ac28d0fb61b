"""Reads of orgs. Divisions, departments and posts are public."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing
from tongban.base.orgs.models import Department, Division, Post


def division(code: str) -> Division:
    """The division of that code; raises Missing."""
    found = Division.objects.filter(code=code).first()
    if found is None:
        raise Missing(_("没有区划“%(code)s”。") % {"code": code})
    return found


def children_of(code: str) -> QuerySet[Division]:
    """The divisions directly under that one, by code."""
    return Division.objects.filter(parent__code=code)


def division_names() -> dict[str, str]:
    """Code → name of every division above the townships."""
    return dict(Division.objects.filter(level__lte=3).values_list("code", "name"))


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Code → name of these divisions, of whatever level; those that there are."""
    return dict(Division.objects.filter(code__in=list(codes)).values_list("code", "name"))


def within(code: str) -> str:
    """The digits that a division's own and lower codes begin with: 341602000000 → 341602."""
    digits = code
    for width in (3, 3, 2, 2):
        if digits.endswith("0" * width) and len(digits) > width:
            digits = digits[:-width]
        else:
            break
    return digits


def divisions_with_departments() -> QuerySet[Division]:
    """The divisions above the townships that have a department, by code."""
    return Division.objects.filter(
        level__lte=3, id__in=Department.objects.values("division_id")
    ).order_by("code")


def departments() -> QuerySet[Department]:
    """Every department with its division."""
    return Department.objects.select_related("division")


def department(department_id: UUID) -> Department:
    """One department; raises Missing."""
    found = departments().filter(id=department_id).first()
    if found is None:
        raise Missing(_("没有这个部门。"))
    return found


def posts_of(department_id: UUID) -> QuerySet[Post]:
    """The open posts of a department."""
    return Post.objects.filter(department_id=department_id, closed_at__isnull=True)


def open_posts() -> QuerySet[Post]:
    """Every open post with its department, by department."""
    return (
        Post.objects.filter(closed_at__isnull=True)
        .select_related("department")
        .order_by("department__position", "department__name", "name")
    )


def post(post_id: UUID) -> Post:
    """One post; raises Missing."""
    found = Post.objects.select_related("department__division").filter(id=post_id).first()
    if found is None:
        raise Missing(_("没有这个岗位。"))
    return found


def exists(code: str) -> bool:
    """Whether there is a division of that code."""
    return Division.objects.filter(code=code).exists()


def department_named(division_code: str, name: str) -> Department | None:
    """The department of that name in a division."""
    return departments().filter(division__code=division_code, name=name).first()
