"""登记对接系统，指定哪些事项由它办理."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid, Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.handling.connectors.models import OutsideItem, OutsideSystem
from tongban.handling.connectors.rights import must
from tongban.handling.connectors.types import connector_names

_KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")


@in_one_transaction
def keep_system(
    *, actor: Actor, key: str, name: str, connector: str, department_id: UUID, address: str = ""
) -> OutsideSystem:
    """Register a system, or change its name, connector or address. Raises Missing, Invalid.

    The secret of a key is always the same (``wire.secret_of``): a leaked one needs another key.
    """
    must(actor, "keep_system")
    department = orgs.department(department_id)
    if not _KEY.fullmatch(key) or connector not in connector_names() or not name.strip():
        raise Invalid(
            _("请写代号（小写字母、数字和连字符）、名称，并选一个连接器。"),
            findings=[FieldFinding("key", "invalid", _("请检查代号、名称和连接器。"))],
        )
    system, _made = OutsideSystem.objects.select_for_update().update_or_create(
        key=key,
        defaults={
            "name": name.strip()[:200],
            "connector": connector,
            "address": address,
            "department": department,
            "division_code": department.division.code,
        },
    )
    record(
        actor=actor,
        act="keep_system",
        subject_kind="outside_system",
        subject_id=system.id,
        division_code=system.division_code,
        detail={"key": key, "connector": connector},
    )
    return system


@in_one_transaction
def hand_item_over(*, actor: Actor, item_code: str, system_id: UUID | None) -> None:
    """Let a system handle the cases of an item from now on; None: they are handled here again.

    Cases that are on their way stay where they are. Raises Missing.
    """
    must(actor, "hand_item_over")
    if system_id is None:
        OutsideItem.objects.select_for_update().filter(item_code=item_code).delete()
    else:
        system = OutsideSystem.objects.select_for_update().filter(id=system_id).first()
        if system is None:
            raise Missing(_("没有这个对接系统。"))
        OutsideItem.objects.update_or_create(item_code=item_code, defaults={"system": system})
    record(
        actor=actor,
        act="hand_item_over",
        subject_kind="item",
        subject_id=item_code,
        division_code=actor.division_code,
        detail={"system": str(system_id or "")},
    )
