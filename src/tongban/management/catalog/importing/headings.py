"""What people write in a list instead of what it asks for: headings and types in words, figures as
wide as Chinese characters.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from tongban.base.kernel.language import official
from tongban.management.catalog.types import ItemType

COLUMNS = ("department", "main_item", "name", "item_code", "item_type_code", "division_code")
CODES = frozenset({"item_code", "item_type_code", "division_code"})
"""Columns in which a wide figure is a figure."""
_IN_WORDS: Mapping[str, tuple[str, ...]] = {
    "department": ("部门", "部门名称", "实施主体", "实施部门", "实施主体名称", "责任单位", "单位"),
    "main_item": ("主项", "主项名称", "主事项"),
    "name": ("事项名称", "名称", "事项", "业务办理项名称"),
    "item_code": ("事项编码", "实施编码", "业务办理项编码", "事项代码", "编码"),
    "item_type_code": ("事项类型", "事项类型代码", "事项性质", "权力类型", "类型"),
    "division_code": ("区划代码", "行政区划代码", "行政区划", "区划"),
}
EXPLAINED: Mapping[str, str] = {
    "department": "必填。部门全称，和牌子上一样；还没有这个部门的，导入时建。",
    "main_item": "可以空。几个事项同属一个主项的，写主项名称。",
    "name": "必填。事项名称，一行一个。",
    "item_code": "可以空。31 位实施编码或者 33 位业务办理项编码；按文本填，不要变成数字。",
    "item_type_code": "必填。写 01 到 10、20，或者写行政许可、行政给付、公共服务等。",
    "division_code": "必填。12 位区划代码，如 341602000000。",
}
"""What is to be written in each column, for whoever fills the list in."""
_MEANS = {word: column for column, words in _IN_WORDS.items() for word in words}
_BESIDE = re.compile(r"[（(].*[）)]|[*＊\s]")
"""What stands beside a heading: a remark in brackets, the star of what must be filled in."""
_SEPARATORS: Mapping[str, str] = {
    ";": "分号",
    "\t": "制表符",
    "，": "中文逗号",
    "；": "中文分号",
    "、": "顿号",
    "|": "竖线",
}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def in_words(column: str) -> str:
    """The heading that a list to fill in gives the column."""
    return _IN_WORDS[column][0]


def column_of(heading: str) -> str:
    """The column that a heading means; the heading itself where it is none of ours."""
    bare = _BESIDE.sub("", heading)
    return _MEANS.get(bare, bare if bare in COLUMNS else heading.strip())


def is_title(cells: Sequence[str]) -> bool:
    """Whether a row above the headings is a title: one cell that says something, and none of ours."""
    said = [cell for cell in cells if cell.strip()]
    return len(said) == 1 and column_of(said[0]) not in COLUMNS


def separated_by(line: str) -> str:
    """What headings stand apart by where that is no comma; empty where they do not."""
    for sign, told in _SEPARATORS.items():
        if sum(column_of(cell.strip("\"'")) in COLUMNS for cell in line.split(sign)) > 1:
            return told
    return ""


def are_these() -> str:
    """Which columns a list must have, in words and as they are called otherwise."""
    return f"{'、'.join(in_words(column) for column in COLUMNS)}（或者 {', '.join(COLUMNS)}）"


def bare(text: str) -> str:
    """A cell without the space around it, and without the apostrophe before it with which people
    keep a program from taking a code for a number.
    """
    text = text.strip()
    return text[1:].lstrip() if text.startswith("'") and not text.endswith("'") else text


def narrow(text: str) -> str:
    """A code with its wide figures, letters and signs as a keyboard writes them."""
    return text.translate(_WIDE)


@cache
def _types_in_words() -> Mapping[str, str]:
    with official():
        said = {str(label): code for code, label in ItemType.choices}
    return {**said, "其他类别": "10", "其他权力": "10"}


def type_code(text: str) -> str:
    """Two figures of a type that was written with one or in words; other text as it is."""
    return _types_in_words().get(text) or text.zfill(2)
