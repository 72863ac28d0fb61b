"""What an import says of a list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """What does not hold about one row of an imported list; the row is listed all the same."""

    line: int
    field: str
    value: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``read`` is the sum of new, changed and unchanged."""

    read: int
    new: int
    changed: int
    unchanged: int
    flagged: int
    """Rows with at least one finding."""
    findings: tuple[ImportFinding, ...] = ()
    encoding: str = "utf-8"
    founded: tuple[str, ...] = ()
    """The names of the departments that the list founded."""
    batch: str = ""
