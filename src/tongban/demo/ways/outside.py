"""Cases that a system of the province handles: told, handed over, under way, with a result."""

from django.db import transaction

from tongban.base.kernel.actors import operator, system
from tongban.demo.build import City
from tongban.demo.items import all_items
from tongban.demo.ways.archived import filed, officer
from tongban.handling.cases import services as acts
from tongban.handling.connectors import queries as connectors
from tongban.handling.connectors.services import hand_item_over, keep_system, take_message
from tongban.handling.connectors.types import Message, RemoteState

ITEM = "temporary_aid"
CASES = 4


def show_outside(city: City) -> None:
    """在省级系统办理的办件：已告知、已转交、在办、有结果，和一条对账差异.

    The item is given to the system for these cases alone, in one transaction: the year's cases of
    the same item are handled here. What the demo department then does, it does by itself.
    """
    if connectors.system_of_key("province") is not None:
        return
    item = next(one for one in all_items() if one.key == ITEM)
    window = officer(city, "window")
    with transaction.atomic():
        outside = keep_system(
            actor=operator(),
            key="province",
            name="省级救助管理系统（示例）",
            connector="demo",
            department_id=city.departments["qiaocheng_civil"],
        )
        hand_item_over(actor=operator(), item_code=city.codes[ITEM], system_id=outside.id)
        for number in range(CASES):
            _applicant, case_id = filed(city, item, 20 + number)
            acts.pass_prereview(actor=window, case_id=case_id)
            acts.accept_case(actor=window, case_id=case_id)
        # Filed and not accepted yet: the province is told of it already.
        filed(city, item, 20 + CASES)
        hand_item_over(actor=operator(), item_code=city.codes[ITEM], system_id=None)
        take_message(
            actor=system(outside.name),
            system_id=outside.id,
            message=Message(
                key="SJ000000-1",
                case_number="341602-20260105-900001",
                sequence=1,
                state=RemoteState.RECEIVED,
                words="省级系统已收到",
            ),
        )
