"""The command says in one line whether the trail is whole."""

import json

import pytest
from click.testing import CliRunner

from tongban.base.audit.commands import audit
from tongban.base.audit.models import Entry
from tongban.base.audit.queries import head
from tongban.base.audit.services import seal_pending
from tongban.base.audit.tests.scene import act, damage

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(audit, ["verify", *arguments])


def test_a_whole_trail_is_one_line_with_its_head():
    act()
    act()
    seal_pending()
    act()
    outcome = run()
    assert outcome.exit_code == 0
    assert outcome.stdout == f"审计完整：2 条，1 块，未封存 1 条，链头 {head()}\n"
    assert outcome.stderr == ""


def test_an_empty_trail_has_no_head():
    assert run().stdout == "审计完整：0 条，0 块，未封存 0 条，链头 无\n"


def test_a_broken_trail_fails_and_names_the_row():
    act()
    seal_pending()
    damage("UPDATE audit_entry SET act = 'x'")
    outcome = run()
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert outcome.stderr == (
        f"Error: 审计记录不完整：记录 {Entry.objects.get().id}（块 1 第 1 条）的内容被改动。\n"
    )


def test_json_alone_is_on_stdout():
    act()
    seal_pending()
    outcome = run("--json")
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == {
        "intact": True,
        "entries": 1,
        "blocks": 1,
        "unsealed": 0,
        "head": str(head()),
        "broken": None,
    }
    damage("DELETE FROM audit_entry")
    outcome = run("--json")
    assert outcome.exit_code == 1
    told = json.loads(outcome.stdout)
    assert (told["intact"], told["head"]) == (False, None)
    assert told["broken"].endswith("被删除")
    assert told["broken"] in outcome.stderr


def test_a_kept_head_is_looked_for():
    act()
    seal_pending()
    kept = str(head())
    assert run("--head", kept).exit_code == 0
    wrong = f"2:{'0' * 64}"
    outcome = run("--head", kept, "--head", wrong)
    assert outcome.exit_code == 1
    assert "留存的链头在块 2，链只到块 1：链尾被截断" in outcome.stderr


def test_a_head_that_is_none_is_refused():
    outcome = run("--head", "abc")
    assert outcome.exit_code == 2
    assert "块号:摘要" in outcome.stderr
