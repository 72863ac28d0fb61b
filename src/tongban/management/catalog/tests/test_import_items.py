"""A list of items is taken whole or refused whole, and taking it twice changes nothing."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator
from tongban.base.kernel.errors import Forbidden
from tongban.base.orgs.models import Department, Division
from tongban.base.orgs.services import keep_department, keep_divisions
from tongban.base.orgs.types import Duty
from tongban.management.catalog import queries, services
from tongban.management.catalog.importing import commands
from tongban.management.catalog.importing.headings import COLUMNS
from tongban.management.catalog.importing.identity import profile_of
from tongban.management.catalog.models import Item, ItemFinding, SearchEntry
from tongban.management.catalog.types import ItemState

COUNTY = "511602000000"
BODY = "11511301008778183N"
GOOD = f"511Z07001006-{COUNTY}-000-{BODY}-1-00"
OTHER = f"511Z07001007-{COUNTY}-000-{BODY}-1-00"
THIRD = f"511Z07001008-{COUNTY}-000-{BODY}-1-00"
SHORT = f"511Z07001009-{COUNTY}-000-1151130100877818N-1-00"
"""Its body's code has 17 characters."""


def row(name="甲事项", code=GOOD, *, body="区残联", main="", kind="10", division=COUNTY):
    return [body, main, name, code, kind, division]


def writer_in(tmp_path):
    """What writes a file of these rows and gives its path."""

    def write(*rows, header=COLUMNS, encoding="utf-8", name="items.csv"):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *rows])
        path = tmp_path / name
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def listed(tmp_path):
    return writer_in(tmp_path)


def take(path, actor=None):
    return services.import_items(actor=actor or operator(), path=path)


def counts(report):
    return (report.read, report.new, report.changed, report.unchanged, report.flagged)


def everything():
    """All that an import could write, to the last moment."""
    return [
        list(kind.objects.order_by("pk").values())
        for kind in (Item, ItemFinding, SearchEntry, Department, Division, Entry)
    ]


def rules():
    return sorted(ItemFinding.objects.values_list("item__name", "field", "rule"))


# What is listed


@pytest.mark.django_db
def test_a_row_becomes_a_listed_public_item_of_its_department_and_main_item(listed):
    report = take(listed(row(" 残疾人证办理 ", main="残疾人服务", kind="7")))
    assert counts(report) == (1, 1, 0, 0, 0)
    item = queries.item(GOOD)
    assert (item.name, item.main_item, item.item_type) == ("残疾人证办理", "残疾人服务", "07")
    assert (item.state, item.is_online, item.revision) == (ItemState.LISTED, False, None)
    assert (item.code_profile, item.division_code) == ("sichuan", COUNTY)
    assert (item.department.name, item.department.division.code) == ("区残联", COUNTY)
    assert item.name_key.startswith("can2")
    assert [hit.code for hit in queries.search("残疾人证").hits] == [GOOD]


@pytest.mark.django_db
def test_the_division_is_founded_with_those_above_it(listed):
    take(listed(row()))
    county = Division.objects.get(code=COUNTY)
    assert [county.name, county.parent.name, county.parent.parent.name] == [
        "广安区",
        "广安市",
        "四川省",
    ]


@pytest.mark.django_db
def test_a_department_that_is_there_keeps_what_is_known_of_it(listed):
    rows = [
        ("510000000000", "四川省", 1, "", False),
        ("511600000000", "广安市", 2, "510000000000", False),
        (COUNTY, "广安区（旧名）", 3, "511600000000", False),
    ]
    keep_divisions(actor=operator(), rows=rows)
    keep_department(actor=operator(), name="区残联", division_code=COUNTY, phone="0826-100")
    take(listed(row()))
    assert list(Department.objects.values_list("name", "phone")) == [("区残联", "0826-100")]
    assert Division.objects.get(code=COUNTY).name == "广安区（旧名）"


@pytest.mark.django_db
def test_columns_may_stand_in_another_order_and_beside_others(listed):
    header = ["序号", *reversed(COLUMNS)]
    take(listed(["1", *reversed(row())], header=header))
    assert queries.item(GOOD).name == "甲事项"


@pytest.mark.django_db
def test_every_item_and_the_import_are_in_the_trail(listed):
    report = take(listed(row(), row("乙事项", OTHER)))
    assert Entry.objects.filter(act="list_item").count() == 2
    entry = Entry.objects.get(act="import_items")
    assert entry.subject_id == report.batch
    assert entry.detail["new"] == 2
    assert set(Item.objects.values_list("batch", flat=True)) == {report.batch}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor",
    [
        VISITOR,
        Actor(capacity=Capacity.POST, name="岗", duties=frozenset({Duty.ITEM_MANAGER.value})),
        Actor(capacity=Capacity.SELF, name="人", duties=frozenset({Duty.SYSTEM_ADMIN.value})),
    ],
)
def test_who_is_no_administrator_imports_nothing(listed, actor):
    before = everything()
    with pytest.raises(Forbidden):
        take(listed(row()), actor)
    assert everything() == before


@pytest.mark.django_db
def test_a_system_administrator_imports(listed):
    admin = Actor(capacity=Capacity.POST, name="岗", duties=frozenset({Duty.SYSTEM_ADMIN.value}))
    assert take(listed(row()), admin).new == 1


# What does not hold about a code


@pytest.mark.django_db
def test_a_code_that_does_not_hold_is_a_finding_and_hides_nothing(listed):
    report = take(listed(row(), row("乙事项", SHORT)))
    assert counts(report) == (2, 2, 0, 0, 1)
    found = ItemFinding.objects.get()
    assert (found.line, found.field, found.value) == (3, "item_code", SHORT)
    assert (found.rule, found.batch) == ("item.body-length", report.batch)
    assert "17 位" in found.message
    assert queries.item(SHORT).name == "乙事项"
    assert queries.findings_by_department() == [("区残联", 1)]


@pytest.mark.parametrize(
    ("code", "profile"),
    [
        (GOOD, "sichuan"),
        (SHORT, "sichuan"),
        ("E-000004-001-11511301008778386B", "sichuan"),
        (f"{BODY}4000123456001", "gbt39554"),
        (f"{BODY}400012345600", "gbt39554"),
        ("000123456001", "gbt39554"),
        ("QT-0001", "local"),
        ("A12", "local"),
        ("", "local"),
    ],
)
def test_the_profile_follows_the_shape_of_the_code(code, profile):
    assert profile_of(code) == profile


@pytest.mark.django_db
def test_a_national_code_of_another_type_than_the_row_is_a_finding(listed):
    take(listed(row(code=f"{BODY}4000100001001", kind="10")))
    assert ("甲事项", "item_code", "item.type-differs") in rules()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "a/b", "x" * 65, "有 空格", "..", f"{GOOD}~01234567"])
def test_an_item_without_a_usable_code_is_known_by_one_of_its_own(listed, code):
    path = listed(row("乙事项", code))
    assert take(path).new == 1
    item = Item.objects.get()
    assert item.code.startswith("local~")
    assert queries.item(item.code).name == "乙事项"
    before = everything()
    assert counts(take(path))[:4] == (1, 0, 0, 1)
    assert everything() == before


@pytest.mark.django_db
def test_a_code_of_another_body_or_division_is_told_at_its_row(listed):
    keep_divisions(
        actor=operator(),
        rows=[
            ("510000000000", "四川省", 1, "", False),
            (COUNTY, "广安区", 3, "510000000000", False),
        ],
    )
    keep_department(actor=operator(), name="区经信局", division_code=COUNTY, credit_code=BODY)
    theirs = f"511Z07001010-511603000000-000-{BODY}-1-00"
    path = listed(row("甲事项", body="区经信局"), row("乙事项", OTHER), row("丙事项", theirs))
    assert counts(take(path)) == (3, 3, 0, 0, 2)
    assert rules() == [
        ("丙事项", "item_code", "item.body-differs"),
        ("丙事项", "item_code", "item.division-differs"),
        ("乙事项", "item_code", "item.body-differs"),
    ]
    told = ItemFinding.objects.get(item__name="乙事项").message
    assert told == f"编码里的机构代码是“区经信局”（{COUNTY}）的，不是这一行的部门的，请核对。"
    before = everything()
    assert counts(take(path))[:4] == (3, 0, 0, 3)
    assert everything() == before
    # Brought to the body that the code names, nothing is left to be told.
    take(listed(row("乙事项", OTHER, body="区经信局")))
    assert not ItemFinding.objects.filter(item__name="乙事项").exists()


@pytest.mark.django_db
def test_items_that_share_a_code_stay_apart_in_whatever_order_they_come(listed):
    first = take(listed(row(), row("乙事项"), row("丙事项")))
    assert counts(first) == (3, 3, 0, 0, 2)
    assert queries.item(GOOD).name == "甲事项"
    assert rules() == [
        ("丙事项", "item_code", "item.code-shared"),
        ("乙事项", "item_code", "item.code-shared"),
    ]
    codes = dict(Item.objects.values_list("name", "code"))
    assert all(len(code) <= 64 and code.startswith(GOOD) for code in codes.values())
    before = everything()
    assert counts(take(listed(row("丙事项"), row("乙事项"), row()))) == (3, 0, 0, 3, 2)
    assert everything() == before


@pytest.mark.django_db
def test_one_of_them_alone_in_a_later_list_is_still_itself(listed):
    take(listed(row(), row("乙事项")))
    assert counts(take(listed(row("乙事项")))) == (1, 0, 0, 1, 1)
    assert queries.item(GOOD).name == "甲事项"


@pytest.mark.django_db
def test_a_row_that_is_repeated_counts_once_and_is_a_finding(listed):
    report = take(listed(row(), row("乙事项", OTHER), row(), row()))
    assert counts(report) == (2, 2, 0, 0, 1)
    assert rules() == [("甲事项", "line", "item.row-repeated")]
    assert "第 4 行和第 2 行" in ItemFinding.objects.get().message


# What is refused whole


def line_of(*fields):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(fields)
    return out.getvalue()


HEAD = line_of(*COLUMNS)
FINE = line_of(*row())


# The command


FOUNDED = "新建了 1 个部门：区残联。其实是已有部门、只是名称写得不一样的，请改清单里的名称，再导入一次。\n"


def run(*arguments):
    return CliRunner().invoke(commands.import_items, [str(a) for a in arguments])


@pytest.mark.django_db
def test_the_command_ends_with_one_line_that_counts(listed):
    path = listed(row(), row("乙事项", SHORT))
    outcome = run(path)
    assert outcome.exit_code == 0
    assert outcome.stdout == "读入 2 行：新增 2，变更 0，未变 0，待改正 1。\n"
    assert run(path).stdout == "读入 2 行：新增 0，变更 0，未变 2，待改正 1。\n"


@pytest.mark.django_db
def test_the_command_says_which_rows_are_to_be_mended_and_where_they_stand(listed, monkeypatch):
    assert run(listed(row())).stderr == FOUNDED
    assert run(listed(row())).stderr == ""
    outcome = run(listed(row("乙事项", SHORT), row("丙事项", "")))
    first, second, where = outcome.stderr.splitlines()
    assert first.startswith(f"第 2 行“{SHORT}”：")
    assert second == "第 3 行：事项编码是空的。"
    assert "已经列入目录" in where
    assert "各部门缺什么" in where
    monkeypatch.setattr(commands, "MOST_TOLD", 1)
    told = run(listed(row("乙事项", SHORT), row("丙事项", ""))).stderr.splitlines()
    assert told[1] == "另外还有 1 处，加 --json 看全部。"


@pytest.mark.django_db
def test_the_command_prints_json_alone(listed):
    outcome = run(listed(row("乙事项", SHORT), encoding="gb18030"), "--json")
    told = json.loads(outcome.stdout)
    assert {k: told[k] for k in ("read", "new", "changed", "unchanged", "flagged", "encoding")} == {
        "read": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "flagged": 1,
        "encoding": "gb18030",
    }
    assert told["findings"][0]["rule"] == "item.body-length"
    assert told["founded"] == ["区残联"]
    assert outcome.stderr.count("\n") == 1
    assert "GB18030" in outcome.stderr


@pytest.mark.django_db
def test_the_command_refuses_with_one_line_on_stderr(tmp_path, listed):
    outcome = run(tmp_path / "none.csv")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr == "Error: 没有导入：没有这个文件，请核对路径。\n"
    outcome = run(listed(row(kind="x")), "--json")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr.count("\n") == 1
    assert not Item.objects.exists()
