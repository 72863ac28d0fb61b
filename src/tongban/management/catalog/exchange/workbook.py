"""Read a workbook (xlsx) as texts: streaming, bounded, and nothing in it is ever run.

Only what such a file needs: the sheets by name, their cells, and what makes a row doubtful (a
formula, a merged cell). Styles, links, pictures, macros and outside parts are never opened. No tree
is built, so that a file of a hundred million empty cells costs time and no memory; a document type,
with which entities would come, is refused at its first character.
"""

import re
import zipfile
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation
from xml.parsers import expat

from tongban.base.kernel.errors import Invalid, TooLarge

MOST_BYTES = 256 * 1024 * 1024
"""Unpacked bytes of all parts that are read."""
MOST_COLUMNS = 256
MOST_ROWS = 1_048_576
MOST_TEXTS = 2_000_000
MOST_MERGED = 100_000
MOST_CELLS = 7_000_000
"""Six columns of as many rows as a sheet has; in memory half a gigabyte, read in half a minute."""
MOST_SAID = 300_000_000
"""Characters of all cells. A text that cells share stands once in the file, so that a small one
could say it a million times; those of a province's whole list have a third of this."""
LONGEST_CELL = 32_767
FIGURES = 15
"""Significant figures that a spreadsheet keeps of a number."""
_AS_KEPT = Context(prec=FIGURES)
_PIECE = 256 * 1024
_NAMED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)


@dataclass(slots=True)
class SheetRow:
    """One row: its number, its cells, and the columns with something doubtful."""

    line: int
    cells: list[str] = field(default_factory=list)
    doubts: dict[int, str] = field(default_factory=dict)
    """Column → ``formula``, ``number`` (figures lost) or ``length``."""


@dataclass(slots=True)
class Sheet:
    """One sheet with its rows that are not empty, and the first and last lines of merged cells:
    in order, and apart from each other.
    """

    name: str
    rows: list[SheetRow]
    merged: list[tuple[int, int]]

    def is_merged(self, line: int) -> bool:
        """Whether a merged cell touches that line."""
        at = bisect(self.merged, line, key=lambda span: span[0]) - 1
        return at >= 0 and line <= self.merged[at][1]


@dataclass(slots=True)
class Budget:
    """How many unpacked bytes may still come, and how many cells and characters in them."""

    left: int = MOST_BYTES
    cells: int = MOST_CELLS
    said: int = MOST_SAID

    def spend(self, count: int) -> None:
        """Raises TooLarge when a file unpacks to more than a file of items can be."""
        self.left -= count
        if self.left < 0:
            raise TooLarge(
                "没有导入：压缩包解开后太大，请分成几个文件。", code="exchange_too_large"
            )

    def say(self, count: int) -> None:
        """One more cell with so many characters. Raises TooLarge for more than anybody writes."""
        self.cells -= 1
        self.said -= count
        if self.cells < 0 or self.said < 0:
            raise TooLarge(
                "没有导入：Excel 文件里的内容太多，请分成几个文件。", code="exchange_too_large"
            )


def refused(reason: str) -> Invalid:
    """The file is not taken, for this reason."""
    return Invalid(f"没有导入：{reason}。", code="exchange_file")


def sheets_of(
    packed: zipfile.ZipFile, wanted: Callable[[str], bool] | None = None
) -> Iterator[Sheet]:
    """The sheets whose names are wanted, or all, in order. Raises Invalid and TooLarge."""
    budget = Budget()
    try:
        relations = _Relations()
        _read(packed, "xl/_rels/workbook.xml.rels", budget, relations)
        book = _Book(relations.targets)
        _read(packed, "xl/workbook.xml", budget, book)
        shared = _Shared()
        if "xl/sharedStrings.xml" in packed.namelist():
            _read(packed, "xl/sharedStrings.xml", budget, shared)
        for name, path in book.paths.items():
            if wanted is None or wanted(name):
                cells = _Cells(name, shared.texts, budget)
                _read(packed, path, budget, cells)
                yield Sheet(name, cells.rows, _together(cells.merged))
    except (expat.ExpatError, KeyError, zipfile.BadZipFile, EOFError, ValueError) as error:
        raise refused("Excel 文件损坏，读不出来，请另存一份再导入") from error
    except (NotImplementedError, RuntimeError) as error:
        raise refused("Excel 文件加了密码或用了少见的压缩，请去掉后另存") from error


def _together(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch each other as one: a hundred thousand of them are not
    gone through for each row.
    """
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


class _Reader:
    """What is told of a part, element by element; names come without their namespace."""

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


def _read(packed: zipfile.ZipFile, path: str, budget: Budget, reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    bare: dict[str, str] = {}

    def begin(name: str, given: dict[str, str]) -> None:
        # Called for every cell: only a sheet has a part with a namespace (r:id).
        known = bare.get(name) or bare.setdefault(name, _bare(name))
        if known == "sheet":
            given = {_bare(key): value for key, value in given.items()}
        reader.begin(known, given)

    def declared(*_parts: object) -> None:
        raise refused("Excel 文件里有不该有的文档类型声明")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: reader.end(
        bare.get(name) or bare.setdefault(name, _bare(name))
    )
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = declared
    with packed.open(path) as part:
        while piece := part.read(_PIECE):
            budget.spend(len(piece))
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


class _Relations(_Reader):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """One relation; those that lead outside are never followed."""
        if name == "Relationship" and given.get("TargetMode") != "External":
            self.targets[given["Id"]] = given["Target"]


class _Book(_Reader):
    def __init__(self, targets: Mapping[str, str]) -> None:
        self.targets, self.paths = targets, {}  # type: ignore[var-annotated]

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """One sheet: its name and the part that holds it."""
        if name == "sheet":
            target = self.targets[given["id"]]
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            self.paths[given["name"].strip()] = path


class _Words(_Reader):
    """Collects the text of ``t``, without the readings (rPh) that stand beside it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.listening = self.in_reading = False

    def words(self) -> str:
        """What was collected, once."""
        if not self.pieces:
            return ""
        text = _plain("".join(self.pieces))
        self.pieces, self.length = [], 0
        return text

    def text(self, text: str) -> None:
        """A piece; of a text that is too long no more than shows it."""
        if self.listening and self.length <= LONGEST_CELL:
            self.pieces.append(text)
            self.length += len(text)

    def begin(self, name: str, given: Mapping[str, str]) -> None:  # noqa: ARG002 - one signature
        """Listen within ``t``."""
        self.in_reading = self.in_reading or name == "rPh"
        self.listening = name == "t" and not self.in_reading

    def end(self, name: str) -> None:
        """Listen no more."""
        self.listening = False
        if name == "rPh":
            self.in_reading = False


class _Shared(_Words):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def end(self, name: str) -> None:
        """A text is whole."""
        super().end(name)
        if name == "si":
            self.texts.append(self.words())
            if len(self.texts) > MOST_TEXTS:
                raise TooLarge(
                    "没有导入：Excel 文件里的文字太多，请分成几个文件。", code="exchange_too_large"
                )


class _Cells(_Words):
    """The rows of a sheet."""

    def __init__(self, name: str, shared: list[str], budget: Budget) -> None:
        super().__init__()
        self.name, self.shared, self.budget = name, shared, budget
        self.rows: list[SheetRow] = []
        self.merged: list[tuple[int, int]] = []
        self.row = SheetRow(0)
        self.column = -1
        self.kind = "n"
        self.has_formula = False

    def begin(self, name: str, given: Mapping[str, str]) -> None:
        """A row, a cell, what is in it, or a merged range."""
        if (
            name == "c"
        ):  # by far the most frequent, and without content it must cost next to nothing
            self.column = _column(given["r"], self.column + 1) if "r" in given else self.column + 1
            self.kind, self.has_formula = given.get("t", "n"), False
            return
        super().begin(name, given)
        if name == "row":
            line = int(given.get("r", self.row.line + 1))
            if line > MOST_ROWS:
                raise refused(f"工作表 {self.name} 超过 {MOST_ROWS} 行，请分成几个文件")
            if line <= self.row.line:
                raise refused(f"工作表 {self.name} 的行号不对，请另存一份再导入")
            self.row, self.column = SheetRow(line), -1
        elif name == "f":
            self.has_formula = True
        elif name == "v":
            self.listening = True
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def end(self, name: str) -> None:
        """A cell or a row is whole."""
        if name == "c":
            if self.pieces or self.has_formula or self.kind == "e":
                self._keep(*self._cell())
            return
        super().end(name)
        if name == "row" and (self.row.cells or self.row.doubts):
            self.rows.append(self.row)

    def _cell(self) -> tuple[str, str]:
        """The text of a cell, and what is doubtful about it."""
        value = self.words()
        if self.has_formula or self.kind == "e":
            return value, "formula"
        if self.kind == "s" and value:
            value = self.shared[int(value)] if int(value) < len(self.shared) else ""
        elif self.kind == "n" and value:
            return _number(value)
        return value, "length" if len(value) > LONGEST_CELL else ""

    def _keep(self, value: str, doubt: str) -> None:
        if not value and not doubt:
            return
        row = self.row
        self.budget.say(len(value))
        if self.column >= MOST_COLUMNS:
            raise refused(
                f"工作表 {self.name} 第 {row.line} 行超过 {MOST_COLUMNS} 列，请只留表里的列"
            )
        row.cells.extend([""] * (self.column + 1 - len(row.cells)))
        row.cells[self.column] = value
        if doubt:
            row.doubts[self.column] = doubt

    def _merge(self, ref: str) -> None:
        ends = [_REF.fullmatch(end) for end in ref.split(":")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return
        self.merged.append((int(ends[0][2]), int(ends[1][2])))
        if len(self.merged) > MOST_MERGED:
            raise refused(f"工作表 {self.name} 有太多合并的单元格，请取消合并")


def _column(ref: str, place: int) -> int:
    found = _REF.fullmatch(ref)
    if found is None:
        return place
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _plain(text: str) -> str:
    """Characters that XML cannot hold, as they were."""
    return _NAMED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number(value: str) -> tuple[str, str]:
    """A number as it was typed. Of a whole one of more than 15 figures Excel has lost the last; of
    one with a fraction what is beyond them is how it reckons (0.1 and 0.2 are 0.30000000000000004).
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value[:100], "number"
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return value[:100], "number"
    if number.adjusted() < FIGURES:
        number = _AS_KEPT.plus(number)
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain, "number" if number.adjusted() >= FIGURES else ""
