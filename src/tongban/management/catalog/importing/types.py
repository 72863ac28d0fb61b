"""Values of the import: a row as the file has it, and the file as a whole."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list, every field without the space around it."""

    line: int
    """Line of the file, the header being 1."""
    department: str
    main_item: str
    name: str
    item_code: str
    """As it came; may be empty or wrong."""
    item_type: str
    """Two digits, one of ``ItemType``."""
    division_code: str
    """Twelve digits."""

    @property
    def content(self) -> tuple[str, ...]:
        """Everything but the line."""
        return (
            self.division_code,
            self.department,
            self.item_code,
            self.name,
            self.main_item,
            self.item_type,
        )


@dataclass(frozen=True, slots=True)
class ItemList:
    """A file that was read whole and is in order."""

    rows: tuple[ListRow, ...]
    """Every row once, in the order of the file."""
    repeated: dict[int, int]
    """Line of a row → line of its first identical copy, which is left out of ``rows``."""
    headings: dict[str, str]
    """Column → what the list calls it."""
    encoding: str
    """``utf-8`` or ``gb18030``."""
    digest: str
    """SHA-256 of the file, hexadecimal."""
