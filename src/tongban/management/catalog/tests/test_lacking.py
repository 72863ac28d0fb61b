"""What a department's items lack is told whole, to whoever looks after them, and reads as a table."""

import csv
import io

import pytest
from django.test import Client

from tongban.base.kernel.actors import operator
from tongban.handling.cases.tests.city import DISTRICT
from tongban.management.catalog import services
from tongban.management.catalog.lacking import counts_of, items_of_department, lacks_of
from tongban.management.catalog.models import Item, ItemFinding
from tongban.management.catalog.tests.test_editor_pages import BACKEND


def address(town, key="market"):
    return f"/desk/items/departments/{town.departments[key]}/"


@pytest.fixture
def listed(town):
    """Beside a published item one that is only listed, with a finding of its list."""
    item = services.list_item(
        actor=operator(),
        code="lacking-1",
        name="=预包装食品备案",
        item_type="20",
        department_id=town.departments["market"],
        division_code=DISTRICT,
        code_profile="local",
    )
    ItemFinding.objects.create(
        item=item, line=7, field="item_code", value="x", rule="item.code-shared",
        message="别的事项也用这个编码。", batch="b",
    )  # fmt: skip
    return item


def browser(town, who):
    client = Client()
    client.force_login(town.account(who), BACKEND)
    return client


def test_every_item_comes_with_what_it_lacks(town, listed):
    rows = {
        row.item.code: row
        for row in lacks_of(items_of_department(operator(), town.departments["market"]))
    }
    assert set(rows) == set(
        Item.objects.filter(department_id=town.departments["market"]).values_list("code", flat=True)
    )
    assert [(lack.rule, lack.must) for lack in rows["lacking-1"].lacks] == [
        ("guide", True),
        ("item.code-shared", False),
    ]
    assert not rows["lacking-1"].has_guide
    food = rows[town.codes["food"]]
    assert food.has_guide
    assert not any(lack.must for lack in food.lacks)
    counted = {one.rule: one.items for one in counts_of(list(rows.values()))}
    assert counted["guide"] == sum(not row.has_guide for row in rows.values())


def test_an_open_change_is_judged_instead_of_what_is_in_force(town, listed):
    draft = services.begin_draft(actor=operator(), item_id=listed.id)
    (row,) = lacks_of(Item.objects.filter(id=listed.id))
    assert row.has_guide
    assert {lack.rule for lack in row.lacks} >= {"A01", "item.code-shared"}
    assert draft.item_id == listed.id


def test_the_page_tells_it_to_the_departments_manager_and_to_no_other(town, listed):
    page = browser(town, "manager").get(address(town))
    text = page.content.decode()
    assert page.status_code == 200
    assert "预包装食品备案" in text
    assert "别的事项也用这个编码。" in text
    assert "还没有办事指南" in text
    assert browser(town, "manager").get(address(town, "health")).status_code == 404


def test_the_table_has_a_line_for_each_and_runs_nothing(town, listed):
    page = browser(town, "manager").get("/desk/items/departments/lacking.csv")
    text = b"".join(page.streaming_content).decode("utf-8-sig")
    header, *lines = csv.reader(io.StringIO(text))
    assert header[:3] == ["部门", "事项名称", "事项编码"]
    mine = [line for line in lines if line[2] == "lacking-1"]
    assert [line[5] for line in mine] == ["guide", "item.code-shared"]
    assert mine[0][1] == "'=预包装食品备案"
    assert {line[0] for line in lines} == {listed.department.name}


def test_the_tables_department_must_be_ones_own(town, listed):
    asked = f"/desk/items/departments/lacking.csv?department={town.departments['health']}"
    assert browser(town, "manager").get(asked).status_code == 404
    wrong = "/desk/items/departments/lacking.csv?department=x"
    assert browser(town, "manager").get(wrong).status_code == 404


def test_the_overview_says_in_words_what_a_list_found(town, listed):
    page = browser(town, "manager").get("/desk/items/departments/").content.decode()
    assert "1，最多的是“事项编码”" in page
    assert address(town) in page
