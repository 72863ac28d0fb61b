"""What is published of an item, element by element: the same for every reader that is a program."""

from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from tongban.base.kernel.language import official
from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.elements import ELEMENTS, Element
from tongban.management.catalog.reading import shown, value_at
from tongban.management.catalog.types import Guide


@dataclass(frozen=True, slots=True)
class ToldElement:
    """One element: what it is called, its value, its words, and its codes with their words."""

    place: str
    label: str
    value: Any
    text: str
    codes: tuple[tuple[str, str], ...]


def content_of(guide: Guide) -> list[ToldElement]:
    """Every element of a published guide, in the editor's order and in the official language."""
    with official():
        return [_told(guide, place) for place in ELEMENTS]


def _told(guide: Guide, place: str) -> ToldElement:
    element, value = ELEMENTS[place], value_at(guide, place)
    codes: tuple[tuple[str, str], ...] = ()
    if element.codes and value:
        table = CODE_TABLES[element.codes]
        given = value if isinstance(value, tuple) else (value,)
        codes = tuple((code, table.label(code)) for code in given)
    return ToldElement(place, str(element.label), _plain(value), shown(element, value), codes)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def element_descriptions() -> dict[str, str]:
    """Place → in a line its name, its code table and its column of the upload tables."""
    with official():
        return {place: _described(one) for place, one in ELEMENTS.items()}


def _described(element: Element) -> str:
    told = str(element.label)
    if element.codes:
        codes = CODE_TABLES[element.codes].codes
        told += f"（{'，'.join(f'{code} {name}' for code, name in codes.items())}）"
    if element.hint:
        told += f"。{element.hint}"
    return f"{told}（上报表的列：{element.wire}）" if element.wire else told
