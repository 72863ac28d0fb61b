"""How the source is laid out: rooms, sizes, notes to readers, and who asks the time."""

import ast
import re

import click
import pytest

from tests.house.source import PACKAGE, ROOT, Source, folders, product, sources
from tongban.main.cli import tongban

FILES = product()
LONGEST = 450
"""Lines of a file. From 400 on it is time to think of a folder of the same name."""

CATCH_ALL = {
    "util", "utils", "utilities", "helper", "helpers", "common", "commons", "misc", "shared",
    "tools", "stuff", "base", "core", "lib", "manager", "managers", "constants", "functions",
}  # fmt: skip
"""Names of rooms that say nothing of what is in them."""
NAMED_ALL_THE_SAME = {
    "base": "the lowest floor of the house",
    "demo/items/shared.py": "what several items of the demo city say in the same words",
}

MAY_ASK_THE_TIME = {
    "base/kernel/moments.py": "it is where the time is asked",
    "base/kernel/ids.py": "identifiers are ordered by the machine's clock, never by a moved one",
}
"""Who asks the machine's clock what day or hour it is. ``time.monotonic`` tells neither."""

MAY_CALL_OUTSIDE = {
    "management/catalog/documents/calling.py": "asks whether addresses of guides still open, "
    "public ones alone; in a closed network nothing is counted and nothing stops",
}
"""Who asks something of another host, and why."""

DANGEROUS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load",
    "pickle.loads", "marshal.load", "marshal.loads", "shelve.open", "yaml.load",
    "yaml.unsafe_load", "tempfile.mktemp",
}  # fmt: skip

ASKING = {
    "timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.today",
    "datetime.utcnow", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "time.strftime", "Now", "CurrentTimestamp",
}  # fmt: skip


def called(source: Source, names: set[str]) -> list[str]:
    """Where one of the names is called, whatever stands before it (``datetime.datetime.now``)."""
    return [
        source.at(call)
        for name, call in source.calls()
        if any(name == wanted or name.endswith(f".{wanted}") for wanted in names if "." in wanted)
        or name in names
    ]


def test_there_are_files_to_look_at():
    assert len(FILES) > 200


def test_no_room_is_a_catch_all():
    rooms = {
        room
        for source in sources()
        for room in (source.path, *source.path.parents)
        if room.is_relative_to(PACKAGE) and room != PACKAGE
    }
    found = {str(r.relative_to(PACKAGE)) for r in rooms if r.stem.strip("_") in CATCH_ALL}

    assert found == set(NAMED_ALL_THE_SAME)


def test_no_file_is_too_long():
    long = {source.name: lines for source in FILES if (lines := source.text.count("\n")) > LONGEST}

    assert long == {}


def test_every_module_begins_with_what_it_is():
    silent = [
        source.name
        for source in FILES
        if not (ast.get_docstring(source.tree) or "").strip() and source.name != "__main__.py"
    ]
    silent += [
        source.name
        for source in sources()
        if source.path.name == "__init__.py" and not ast.get_docstring(source.tree)
    ]

    assert sorted(set(silent)) == []


def test_every_folder_with_modules_is_a_package():
    bare = {str(s.path.parent.relative_to(PACKAGE)) for s in sources()} - {
        str(s.path.parent.relative_to(PACKAGE)) for s in sources() if s.path.name == "__init__.py"
    }

    assert bare == set()


@pytest.mark.parametrize("app", folders())
def test_an_app_tells_its_reader_what_it_owns(app):
    readme = PACKAGE / app / "README.md"

    assert readme.exists(), f"{app} has no README.md"
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"# {app.split('/')[1]}")
    assert len(text) > 400


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_front_page_names_every_app_and_every_command(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    commands = [
        f"{group}{name}"
        for group, several in [("", tongban), *_groups(tongban)]
        for name, one in several.commands.items()
        if not isinstance(one, click.Group)
    ]

    assert [app for app in folders() if not re.search(rf"\b{app.split('/')[1]}\b", text)] == []
    assert [one for one in commands if not re.search(rf"`(tongban )?{one}\b", text)] == []


@pytest.mark.parametrize("app", sorted(folders()))
def test_an_app_has_tests_beside_it(app):
    assert list((PACKAGE / app).glob("tests/test_*.py")), f"{app} has no tests"


def _groups(group):
    return [
        (f"{name} ", one) for name, one in group.commands.items() if isinstance(one, click.Group)
    ]


def test_nothing_is_left_to_be_done():
    word = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b|raise NotImplementedError")
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "tools", "docs")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".md", ".html", ".css", ".js", ".toml", ".bpmn"}
        and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if word.search(line)
    ]

    assert left == []


def test_no_function_is_only_a_stub():
    def is_empty(function: ast.FunctionDef) -> bool:
        body = [n for n in function.body if not (isinstance(n, ast.Expr) and _is_text(n.value))]
        return all(isinstance(n, ast.Pass) for n in body) and not ast.get_docstring(function)

    stubs = [
        source.at(node)
        for source in FILES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and is_empty(node)
    ]

    assert stubs == []


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and (isinstance(node.value, str) or node.value is ...)


def test_only_moments_asks_what_time_it_is():
    asked = {source.name for source in FILES if called(source, ASKING)}

    assert asked == set(MAY_ASK_THE_TIME)


def test_nobody_asks_the_time_behind_its_back():
    """``default=timezone.now`` hands the function over without calling it."""
    handed = [
        source.at(node)
        for source in FILES
        if source.name not in MAY_ASK_THE_TIME
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone")
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "django.utils"
            and "timezone" in {a.name for a in node.names}
        )
        or (isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"})
    ]

    assert handed == []


def test_nothing_runs_what_it_was_given():
    assert [place for source in FILES for place in called(source, DANGEROUS)] == []


def test_no_program_is_started_through_a_shell():
    shells = [
        source.at(call)
        for source in FILES
        for _name, call in source.calls()
        for word in call.keywords
        if word.arg == "shell"
        and not (isinstance(word.value, ast.Constant) and not word.value.value)
    ]

    assert shells == []
