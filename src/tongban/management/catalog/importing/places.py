"""Whether the rows of a list are of places whose items this installation keeps."""

from django.conf import settings

from tongban.base.kernel.codes.divisions import division_name
from tongban.base.orgs import queries as orgs
from tongban.management.catalog.importing.faults import Fault, Faults
from tongban.management.catalog.importing.types import ItemList

_ELSEWHERE = (
    "确实要收别处的事项，请系统管理员在 TONGBAN_ITEM_DIVISIONS 里写上那里的区划代码，"
    "或者用命令 import-items 加 --any-division。"
)


def kept_here() -> tuple[str, ...]:
    """Divisions whose items, and those of all below, are kept here: the city's, and with one
    installation for several cities those that it names.
    """
    return (settings.CITY["division_code"], *settings.ITEM_DIVISIONS)


def note_elsewhere(items: ItemList, faults: Faults) -> None:
    """Note every row of another province or city as a fault: a list that went to the wrong city would
    found its departments here.

    What lies above the city is its own as well. An installation without a department of its own
    does not know yet which city it is (its division is what it was shipped with) and takes any.
    """
    places = kept_here()
    own = tuple(orgs.within(code) for code in places)
    if not any(orgs.departments().filter(division__code__startswith=one).exists() for one in own):
        return
    heading = items.headings.get("division_code", "")
    judged: dict[str, bool] = {}
    for row in items.rows:
        code = row.division_code
        if code not in judged:
            is_above = any(one.startswith(orgs.within(code)) for one in own)
            judged[code] = is_above or code.startswith(own)
        if not judged[code]:
            name = division_name(code)
            told = f"“{code}{f'（{name}）' if name else ''}”不归{settings.CITY['name']}，请核对"
            faults.add(Fault(told, row.line, "division_code", heading, _ELSEWHERE))
