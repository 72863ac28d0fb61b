"""A list of items that a data officer brings in at the desk: whole, or with every fault by row."""

from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog.importing import views
from tongban.management.catalog.models import Item
from tongban.management.catalog.tests.test_editor_pages import BACKEND, words
from tongban.management.catalog.tests.test_hostile_files import book
from tongban.management.catalog.tests.test_hostile_files import row as sheet_row

HEADINGS = ("部门", "主项名称", "事项名称", "事项编码", "事项类型", "区划代码")
HERE, ELSEWHERE = "341602000000", "511602000000"
ADDRESS = "/desk/exchange/list/"


def line(name="食品小作坊登记", code="local-1", division=HERE):
    return ("区市场监管局", "", name, code, "行政许可", division)


@pytest.fixture
def admin(town):
    client = Client()
    client.force_login(town.account("admin"), BACKEND)
    return client


def sent(client, data, name="清单.xlsx"):
    return client.post(ADDRESS, {"list": SimpleUploadedFile(name, data)})


def sheet(*lines):
    return book(sheet_row(*HEADINGS), *(sheet_row(*one) for one in lines))


def test_a_sheet_is_taken_and_leads_to_what_departments_lack(town, admin):
    answer = sent(admin, sheet(line(), line("食品摊贩备案", "local-2")))
    assert (answer.status_code, answer.url) == (302, "/desk/items/departments/")
    assert "读入 2 行：新增 2" in admin.get(answer.url).content.decode()
    assert Item.objects.get(code="local-1").item_type == "01"
    with nothing_changes():
        sent(admin, sheet(line(), line("食品摊贩备案", "local-2")))


def test_more_than_a_page_can_wait_for_is_refused_with_the_way_to_go(town, admin, monkeypatch):
    monkeypatch.setattr(views, "MOST_ROWS", 1)
    with nothing_changes():
        answer = sent(admin, sheet(line(), line("食品摊贩备案", "local-2")))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert (
        "文件里有 2 行，在网页上一次最多 1 行。请分成几个文件，或者请管服务器的人用命令导入。"
        in page
    )
    assert sent(admin, sheet(line())).status_code == 302


def test_departments_that_a_sheet_founds_are_named(town, admin):
    def said(*lines):
        return words(admin.get(sent(admin, sheet(*lines)).url).content.decode())

    said(line())
    mistyped = ("区市场监管局局", *line("食品摊贩备案", "local-2")[1:])
    assert "清单里有 1 个部门是新的，已经建好：区市场监管局局。" in said(line(), mistyped)
    assert "个部门是新的" not in said(line(), mistyped)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            sheet(line("&lt;b&gt;坏&lt;/b&gt;"), line(division=ELSEWHERE)),
            ["第 2 行 事项名称 列：有 HTML 标签"],
        ),
        (
            sheet(line(), line("别处的", "local-2", ELSEWHERE), line("也是", "local-3", ELSEWHERE)),
            ["第 3 行 区划代码 列", "第 4 行 区划代码 列", "TONGBAN_ITEM_DIVISIONS"],
        ),
        (b"\xd0\xcf\x11\xe0" + bytes(900), ["旧版 Excel"]),
        (b"PK\x03\x04", ["损坏"]),
        (b"", ["清单没有导入", "文件是空的", "是不是选错了文件"]),
        (sheet(), ["只有表头"]),
    ],
)
def test_what_cannot_be_taken_is_told_by_row_and_nothing_changes(town, admin, data, said):
    with nothing_changes():
        answer = sent(admin, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in said:
        assert told in page, told
    assert page.index("清单没有导入") < page.index("<h1")


def test_every_row_with_a_fault_is_told_at_once(town, admin):
    formula = "<c><f>1+1</f><v>2</v></c>"
    rows = [
        line(""),
        line(formula, "local-2"),
        line("别处的", "local-3", ELSEWHERE),
        line("合并的", "local-4"),
        ("区市场监管局", "", "看不\u200b见的", "local-5", "许可", HERE),
        line("好的", "local-6"),
    ]
    data = book(
        sheet_row(*HEADINGS),
        *(sheet_row(*one) for one in rows),
        after='<mergeCells><mergeCell ref="A5:A5"/></mergeCells>',
    )
    with nothing_changes():
        page = sent(admin, data).content.decode()
    told = page.split("要改的行</h3>")[1].split("</ul>")[0]
    assert [one.split("：")[0].split("<li>")[1] for one in told.split("</li>")[:-1]] == [
        "第 2 行 事项名称 列",
        "第 3 行 事项名称 列",
        "第 4 行 区划代码 列",
        "第 5 行",
        "第 6 行",
        "确实要收别处的事项，请系统管理员在 TONGBAN_ITEM_DIVISIONS 里写上那里的区划代码，或者用命令 import-items 加 --any-division。",
    ]
    assert Item.objects.filter(code="local-6").count() == 0


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_blank_list_has_a_chinese_name(town, admin, ending):
    said = admin.get(f"{ADDRESS}blank/?as={ending}")["Content-Disposition"]
    assert unquote(said.partition("utf-8''")[2]) == f"空白事项清单.{ending}"
