"""What a right asks of the database is the same however much there is, and is counted right."""

from tongban.main.bench import checks
from tongban.management.catalog.models import Item

QUERIES = {
    "who": 0,
    "applicant": 0,
    "officer": 2,
    "officer_of_items": 3,
    "refused": 0,
    "actor": 1,
}


def test_a_check_asks_as_often_with_many_items_and_departments_as_with_few(town, monkeypatch):
    monkeypatch.setattr(checks, "SIZES", (20, 500))
    monkeypatch.setattr(checks, "CALLS", 10)
    town.at("decide")
    before = Item.objects.count()

    found = checks.measure(1)

    assert found["sizes"] == [20, 500]
    asked = {
        name: {size: cost["queries"] for size, cost in sizes.items()}
        for name, sizes in found["checks"].items()
    }
    assert asked == {name: {"20": count, "500": count} for name, count in QUERIES.items()}
    assert Item.objects.count() == before
