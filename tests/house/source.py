"""The source of the house as its tests read it: apps in their order, files, syntax trees."""

import ast
import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import tongban

PACKAGE = Path(tongban.__file__).parent
ROOT = PACKAGE.parents[1]
CHINESE = re.compile(r"[\u3400-\u9fff]")
DOORS = ("services", "queries", "types")


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def name(self) -> str:
        return str(self.path.relative_to(PACKAGE))

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(PACKAGE).parts

    @property
    def app(self) -> str:
        """The label of the app it belongs to, or nothing."""
        return (
            self.parts[1] if len(self.parts) > 2 and "/".join(self.parts[:2]) in folders() else ""
        )

    @property
    def is_test(self) -> bool:
        return "tests" in self.parts

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the dotted name of what is called, as far as it has one."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield dotted(node.func), node

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an expression; what comes before the last call or index is left out."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package."""
    return tuple(Source(path) for path in sorted(PACKAGE.rglob("*.py")))


def product() -> list[Source]:
    """Every file that is neither a test nor a migration."""
    return [s for s in sources() if not s.is_test and not s.is_migration]


@cache
def contract() -> configparser.ConfigParser:
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter", encoding="utf-8")
    return read


def _layers(section: str) -> list[str]:
    lines = contract()[f"importlinter:contract:{section}"]["layers"].split()
    return [line.strip("()") for line in lines]


@cache
def floors() -> tuple[str, ...]:
    """The floors, highest first."""
    return tuple(
        floor
        for floor in _layers("layers")
        if contract().has_section(f"importlinter:contract:{floor}")
    )


@cache
def order() -> tuple[str, ...]:
    """Every app that the contract names as ``floor/app``, highest first."""
    return tuple(f"{floor}/{app}" for floor in floors() for app in _layers(floor))


@cache
def folders() -> tuple[str, ...]:
    """Every app that there is as ``floor/app``."""
    return tuple(
        f"{floor}/{folder.name}"
        for floor in floors()
        for folder in sorted((PACKAGE / floor).iterdir())
        if (folder / "__init__.py").exists()
    )


def height(label: str) -> int:
    """How high an app stands: 0 is the lowest. Raises for a label that no app has."""
    labels = [app.split("/")[1] for app in order()]
    return len(labels) - 1 - labels.index(label)
