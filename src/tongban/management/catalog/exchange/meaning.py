"""Which item and which department the rows of a file mean."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.orgs import queries as orgs
from tongban.management.catalog.exchange.families import Family
from tongban.management.catalog.models import Item
from tongban.management.catalog.types import ItemState, cases_under_way


def item_of(family: Family) -> Item | None:
    """The item that is meant, locked: by its identifier, else by its code."""
    rows = Item.objects.select_for_update(of=("self",)).select_related(
        "department__division", "revision"
    )
    guid = UUID(family.values["row_guid"])
    by_guid = rows.filter(row_guid=guid).first()
    by_code = rows.filter(code=family.code).first()
    if by_guid is not None and by_code is not None and by_guid.id != by_code.id:
        raise Conflict(
            _("row_guid 是事项“%(one)s”的，编码却是“%(other)s”的，请核对。")
            % {"one": by_guid.name[:60], "other": by_code.name[:60]},
            code="two_items",
        )
    if by_guid is not None and by_guid.code != family.code:
        raise Conflict(
            _("这个事项的编码是 %(code)s，编码不能改；换了编码的请列新的事项。")
            % {"code": by_guid.code},
            code="code_changed",
        )
    found = by_guid or by_code
    if found is not None and found.state == ItemState.CANCELLED:
        left = cases_under_way(found.id)
        more = _("它还有 %(n)s 个办件没有办完，按原来的指南办。") % {"n": left} if left else ""
        raise Conflict(_("这个事项在这里已取消，不能再改。") + more, code="item_cancelled")
    return found


def department_of(family: Family) -> Any:
    """The department that the item is of. Raises Invalid for one that is not here."""
    row = family.values
    division = ours_text(family, "division_code")
    bodies = orgs.departments().select_related("division")
    if row.get("dept_code"):
        found = bodies.filter(credit_code=row["dept_code"]).first()
    else:
        found = bodies.filter(name=row.get("dept_name", ""), division__code=division).first()
    if found is None:
        raise wrong(
            "dept_code",
            "dept_unknown",
            _("这里没有统一社会信用代码是“%(code)s”的部门，请先建部门。")
            % {"code": row.get("dept_code") or row.get("dept_name", "")},
        )
    place = division or found.division.code
    if not place.startswith(orgs.within(found.division.code)):
        raise wrong(
            "dept_code",
            "division",
            _("区划 %(place)s 不归“%(body)s”管，请核对。")
            % {"place": place[:12], "body": found.name},
        )
    return found


def wrong(place: str, code: str, message: str) -> Invalid:
    """A refusal that stands at a column."""
    return Invalid(message, code=code, findings=[FieldFinding(place, code, message)])


def ours_text(family: Family, name: str) -> str:
    """A text of what we wrote into the rows ourselves; empty when there is none."""
    found = family.ours.get(name, "")
    return found if isinstance(found, str) else ""
