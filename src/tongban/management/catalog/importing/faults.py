"""What is wrong with a list, told with line and column, and the refusal of all of it."""

from typing import NamedTuple, NoReturn

from tongban.base.kernel.errors import FieldFinding, Invalid

MOST_TOLD = 50
"""Faults of a refused list that are told one by one."""


class Fault(NamedTuple):
    """What is wrong with a line, or with a column of it."""

    reason: str
    line: int = 0
    column: str = ""
    heading: str = ""
    """What the list calls the column."""
    advice: str = ""
    """What else can be done about all faults of this kind."""

    @property
    def words(self) -> str:
        """With its place."""
        at = f"第 {self.line} 行" if self.line else ""
        at += f" {self.heading or self.column} 列" if self.column else ""
        return f"{at}{'：' if at else ''}{self.reason}。"


def refuse(reason: str, *, line: int = 0, column: str = "", code: str = "import_file") -> NoReturn:
    """Raises Invalid: the list is not taken, for this reason."""
    raise Invalid(f"没有导入：{Fault(reason, line, column).words}", code=code)


class Faults:
    """What is wrong with a list: the first are kept, of the others the number, however many."""

    def __init__(self) -> None:
        self.first: list[Fault] = []
        self.count = 0

    def add(self, *faults: Fault) -> None:
        """Note them."""
        self.count += len(faults)
        self.first += faults[: MOST_TOLD - len(self.first)]

    def refuse(self) -> None:
        """Raises Invalid where there are any: the first in the sentence, all as findings, so that a
        list is mended at once and not line by line.
        """
        if not self.first:
            return
        self.first.sort(key=lambda one: one.line)
        first = self.first[0]
        told = [
            FieldFinding(f"{one.line}.{one.column}", "import_row", one.words) for one in self.first
        ]
        told += [
            FieldFinding("", "import_advice", advice)
            for advice in dict.fromkeys(one.advice for one in self.first if one.advice)
        ]
        if left := self.count - len(self.first):
            told.append(FieldFinding("", "import_rows_more", f"另外还有 {left} 处。"))
        raise Invalid(f"没有导入：{first.words}{first.advice}", code="import_file", findings=told)
