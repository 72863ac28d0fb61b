"""Every test that the threat model names is there, and every kind of bad input has some."""

import ast
import re

from tests.house.source import ROOT

PAGE = (ROOT / "docs/security/threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(?:…|[\w./-]*)?(?:::)?((?:test_|Test)\w+)(?:\.py)?(?:::(\w+))?`")
BAD_INPUT = (
    *("redirect tricks", "code reuse", "PKCE downgrade", "mixed-up clients", "`none` algorithms"),
    *("clock skew", "session fixation", "enumeration by answer", "enumeration by time"),
    *("homograph names", "replayed SMS codes", "10,000 tries on one code"),
    *("cross-account access by changed identifier", "forged division scopes"),
    "an officer moved in the middle of a session",
)
"""What the requirement for identity lists under “bad input”."""


def written() -> set[str]:
    """Test functions, test classes and test files of the repository."""
    found = set()
    for place in (ROOT / "src", ROOT / "tests"):
        for path in place.rglob("test_*.py"):
            found.add(path.stem)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    found.add(node.name)
    return found


def test_every_test_that_is_named_is_there():
    names = {name for pair in NAMED.findall(PAGE) for name in pair if name}

    assert len(names) > 100
    assert sorted(names - written()) == []


def test_every_kind_of_bad_input_has_its_tests():
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", PAGE, re.MULTILINE))

    for kind in BAD_INPUT:
        assert NAMED.search(rows[kind]), kind
