"""The command ``tongban check-code``."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tongban.base.kernel.codes import complete_id_card
from tongban.base.kernel.commands import check_code


def run(*arguments):
    return CliRunner().invoke(check_code, arguments)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("id-card", "11010519491231002X"),
        ("credit-code", "91350211M000100Y46"),
        ("org-code", "80210043-3"),
        ("division", "341602"),
        ("item", "1145072100811537184452004020000"),
        (
            "license",
            "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
        ),
    ],
)
def test_a_right_code_ends_with_zero(kind, value):
    result = run(kind, value)
    assert result.exit_code == 0
    assert result.stdout == f"正确：{value}\n"
    assert result.stderr == ""


def test_warnings_are_printed_and_the_code_is_right():
    number = complete_id_card("34169019900101001")
    result = run("id-card", number)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == f"正确：{number}"
    assert second.startswith("注意（id-card.county-unknown）：第 3–6 位：")
    assert result.stderr == ""


def test_a_wrong_code_ends_with_one_line_naming_the_first_error():
    result = run("credit-code", "91350211M000100Y43")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "credit-code.check" in result.stderr
    assert "第 18 位" in result.stderr


def test_json_stands_alone_on_stdout_right_or_wrong():
    result = run("credit-code", "91350211M000100Y46", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ok"] is True
    assert result.stderr == ""
    result = run("--json", "credit-code", "91350211M000100Y43")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["ok"] is False
    assert report["kind"] == "credit-code"
    assert report["findings"] == [
        {
            "code": "credit-code.check",
            "message": "校验码不符，按 GB 32100 应为 6，请逐位核对。",
            "severity": "error",
            "place": {"part": "check", "first": 18, "last": 18},
        }
    ]
    assert result.stderr.count("\n") == 1


def test_the_profile_is_the_national_one_unless_given():
    code = "511A0138000000-511602000000-000-115113010833722043-1-00"
    assert run("item", code).exit_code == 1
    assert run("item", code, "--profile", "sichuan").exit_code == 0
    assert run("item", code, "--profile=local").exit_code == 0


def test_an_unknown_profile_or_kind_and_a_profile_out_of_place_are_one_line():
    for arguments in (
        ("item", "000104002000", "--profile", "nowhere"),
        ("nothing", "1"),
        ("division", "341602", "--profile", "local"),
    ):
        result = run(*arguments)
        assert result.exit_code != 0
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("value", ["-1", "--x", "", "\ud800", "a\nb", "\x1b[31m"])
def test_any_value_is_judged_and_nothing_of_it_harms_the_terminal(value):
    for arguments in (("id-card", value), ("id-card", value, "--json"), ("item", value)):
        result = run(*arguments)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert "\x1b" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_the_codes_work_without_any_settings():
    program = (
        "from tongban.base.kernel.codes import check_credit_code;"
        "assert check_credit_code('91350211M000100Y46').ok;"
        "import sys; assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
