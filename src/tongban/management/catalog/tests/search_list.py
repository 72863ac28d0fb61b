"""What the tests of search stand on: a few items, or the real list, put straight into the tables."""

import csv
import hashlib
import re
from pathlib import Path
from typing import Any

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import keep_department, keep_divisions
from tongban.management.catalog.models import Item, SearchEntry, SearchTerm, SearchWording
from tongban.management.catalog.search.index import write_entries
from tongban.management.catalog.search.words import ordering_key

SHARED = Path(__file__).parents[6] / "shared" / "data"
REAL_LIST = SHARED / "guangan_items.csv"
GIVEN = SHARED / "search_queries.tsv"
UNSEEN = Path(__file__).parent / "data" / "search_unseen.tsv"
MISSPELT = Path(__file__).parent / "data" / "search_misspelt.tsv"

DIVISION = "511602000000"
DIVISIONS = [
    ("510000000000", "四川省", 1, "", False),
    ("511600000000", "广安市", 2, "510000000000", False),
    (DIVISION, "广安区", 3, "511600000000", False),
    ("511603000000", "前锋区", 3, "511600000000", False),
]


def list_items(rows: list[dict[str, str]]) -> list[Item]:
    """Items of ``name``, ``department`` and whatever else of the list's columns, indexed."""
    actor = operator()
    keep_divisions(actor=actor, rows=DIVISIONS)
    departments = {}
    items = []
    for number, row in enumerate(rows):
        division = row.get("division_code") or DIVISION
        key = (division, row["department"])
        if key not in departments:
            departments[key] = keep_department(actor=actor, name=key[1], division_code=division)
        items.append(
            Item(
                code=row.get("item_code") or f"code-{number}",
                code_profile="local",
                name=row["name"],
                name_key=ordering_key(row["name"]),
                main_item=row.get("main_item", ""),
                item_type=row.get("item_type_code", "20").zfill(2),
                department=departments[key],
                division_code=division,
                for_people=bool(row.get("for_people", True)),
                for_companies=bool(row.get("for_companies", True)),
                is_online=bool(row.get("is_online", False)),
            )
        )
    Item.objects.bulk_create(items)
    write_entries(item.id for item in items)
    return items


def index() -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, int]]:
    """All that search keeps: wordings, entries, and the counts of what some wording has."""
    return (
        list(SearchWording.objects.order_by("pk").values()),
        list(SearchEntry.objects.order_by("pk").values()),
        dict(SearchTerm.objects.filter(items__gt=0).values_list("term", "items")),
    )


def real_list() -> list[dict[str, str]]:
    with REAL_LIST.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def queries_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def mark_of(name: str) -> str:
    """What stands for an item's name in ``search_unseen.tsv``: the list itself stays outside."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def accepted(wanted: str) -> frozenset[str]:
    """The marks of the names that answer a query; names stand between ``|``, marks between spaces."""
    if re.fullmatch(r"[0-9a-f]{12}( [0-9a-f]{12})*", wanted):
        return frozenset(wanted.split())
    return frozenset(mark_of(name) for name in wanted.split("|"))
