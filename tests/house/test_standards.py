"""The map of standards tells the truth: what it names is there, and what the program cites is on it."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = ROOT / "docs" / "standards" / "README.md"
TEXT = MAP.read_text(encoding="utf-8")
NAMED = sorted(
    {
        name
        for name in re.findall(r"`([^`\s]+)`", TEXT)
        if name.endswith((".py", ".bpmn")) or ("/" in name and not name.startswith("/"))
    }
)
"""Files and folders, by the end of their path."""

STANDARD = re.compile(r"(?:GB(?:/T)?|GA/T|DA/T) ?[0-9]{3,}(?:\.[0-9]+)?")
DOCUMENT = re.compile(r"国(?:办发|办函|发)〔[0-9]{4}〕[0-9]+号")
CLAUSE = re.compile(
    r"(行政许可法|行政处罚法|行政强制法|行政复议法|行政诉讼法|公务员法|档案法|个人信息保护法)"
    r" ?([0-9]+(?:(?:、|, | and |–| )[0-9]+)*)"
)
SHORT = {"国办函〔2016〕108号": "108号"}
"""What the map calls by a short name."""


def cited() -> dict[str, set[str]]:
    """Standard, document or clause → the modules that cite it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "src" / "tongban").rglob("*.py"):
        if {"tests", "migrations", "demo", "bench"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        where = str(path.relative_to(ROOT))
        for name in STANDARD.findall(text) + DOCUMENT.findall(text):
            found[SHORT.get(name, name.replace(" ", ""))].add(where)
        for law, clauses in CLAUSE.findall(text):
            for clause in re.findall("[0-9]+", clauses):
                found[f"{law} {clause}"].add(where)
    return found


def mapped() -> set[str]:
    """What the map names, clause by clause."""
    said = TEXT.replace("GB/T 39046 A", "GB/T 39046")
    found = {name.replace(" ", "") for name in STANDARD.findall(said)}
    for kind, numbers in re.findall(r"(GB(?:/T)?|DA/T) ([0-9.–]+(?:, [0-9.]+)*)", said):
        found |= {f"{kind}{number}" for number in re.findall(r"[0-9]{3,}(?:\.[0-9]+)?", numbers)}
    found |= set(DOCUMENT.findall(said)) | ({"108号"} if "108号" in said else set())
    for law, clauses in CLAUSE.findall(said):
        found |= {f"{law} {clause}" for clause in re.findall("[0-9]+", clauses)}
    return found


def ends() -> set[str]:
    """Every end of every path of the project."""
    found = set()
    for top in ("src/tongban", "tests"):
        for path in (ROOT / top).rglob("*"):
            parts = path.relative_to(ROOT).parts
            found |= {"/".join(parts[start:]) for start in range(len(parts))}
    return found


@pytest.fixture(scope="module")
def paths() -> set[str]:
    return ends()


def test_the_map_names_modules_and_tests():
    assert len(NAMED) > 100


def test_every_module_and_test_that_the_map_names_is_there(paths):
    known = paths | {"src/tongban", "tests"}
    assert [name for name in NAMED if name.rstrip("/") not in known] == []


def test_every_standard_and_clause_that_the_program_cites_is_on_the_map():
    there = mapped()
    missing = {
        name: sorted(modules)[:3]
        for name, modules in cited().items()
        if name not in there and not any(one.startswith(f"{name}.") for one in there)
    }
    assert missing == {}
