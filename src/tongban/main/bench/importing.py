"""``python -m tongban.main.bench.importing COUNT``: a list of items imported, beside plain COPY.

The names are made of words that repeat as those of real lists do. What is copied are the rows that
the import wrote into the table of items, into a table with the same columns, indexes and checks.
"""

import csv
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tongban.main import start

PLACE = "341602000000"
WORDS = (
    (
        "城镇",
        "农村",
        "建设",
        "公共",
        "医疗",
        "食品",
        "药品",
        "危险",
        "民办",
        "外商",
        "个体",
        "企业",
    ),
    (
        "工程",
        "场所",
        "机构",
        "车辆",
        "人员",
        "用地",
        "设施",
        "经营",
        "教育",
        "卫生",
        "养老",
        "取水",
    ),
    (
        "许可",
        "备案",
        "登记",
        "核发",
        "审批",
        "年检",
        "认定",
        "补贴",
        "鉴定",
        "注册",
        "验收",
        "给付",
    ),
    ("", "", "（新办）", "（变更）", "（延续）", "（注销）", "（补证）", "（设立）"),
)
BODIES = 40


def write_list(path: Path, count: int) -> None:
    """A list of so many items; the same each time."""
    chance = random.Random(39554)  # noqa: S311 - the same each time
    kinds = ("1", "5", "7", "10", "20")
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ["department", "main_item", "name", "item_code", "item_type_code", "division_code"]
        )
        for number in range(count):
            main = "".join(chance.choice(words) for words in WORDS[:3])
            name = f"{main}{chance.choice(WORDS[3])}"
            body = f"第{number % BODIES + 1}局"
            writer.writerow([body, main, name, f"BENCH-{number:07d}", chance.choice(kinds), PLACE])


def measure(count: int) -> dict[str, Any]:
    """Import and copy; Django must be set up."""
    from django.db import connection

    from tongban.base.kernel.actors import operator
    from tongban.management.catalog.services import import_items

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.csv"
        write_list(path, count)
        began = time.monotonic()
        report = import_items(actor=operator(), path=path)
        imported = time.monotonic() - began
        again = time.monotonic()
        import_items(actor=operator(), path=path)
        unchanged = time.monotonic() - again
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_item (LIKE catalog_item INCLUDING ALL)")
        with cursor.copy(
            "COPY (SELECT * FROM catalog_item WHERE code LIKE 'BENCH-%') TO STDOUT"
        ) as out:
            rows = [bytes(piece) for piece in out]
        began = time.monotonic()
        with cursor.copy("COPY bench_item FROM STDIN") as into:
            for row in rows:
                into.write(row)
        copied = time.monotonic() - began
        cursor.execute("SELECT count(*) FROM bench_item")
        (there,) = cursor.fetchone()
        cursor.execute("DROP TABLE bench_item")
    return {
        "rows": count,
        "new": report.new,
        "copied": there,
        "import_per_second": round(count / imported, 1),
        "again_per_second": round(count / unchanged, 1),
        "copy_per_second": round(count / copied, 1),
        "import_to_copy": round(copied / imported, 5),
    }


if __name__ == "__main__":
    start.everything()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
