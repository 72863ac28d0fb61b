"""``python -m tongban.main.bench.province SIZE REPETITIONS EVERY``: search in a catalogue of that size.

Run on a data folder that is set up and has no items. Every division has the list of a real county's
length; most of it is worded the same everywhere, the rest only there. The words are those of the
packaged synonym table, which was made over a real list, so that they repeat as real ones do.
Entries are written by ``COPY`` as the index's own row maker makes them, not through acts: what is
measured is searching. Prints JSON; see docs/bench.md.
"""

import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tongban.base.kernel.moments import now
from tongban.main import start
from tongban.main.bench.asking import measure
from tongban.main.bench.places import A_LIST, LEVELS, divisions, name_of

ALIKE = 0.85
"""Share of a list that every division of the level has, worded the same."""
OFTEN = (
    "新办",
    "变更",
    "延续",
    "注销",
    "补办",
    "登记",
    "备案",
    "许可",
    "审批",
    "申领",
    "核发",
    "换发",
)
BODIES = [
    "公安局",
    "民政局",
    "人力资源和社会保障局",
    "医疗保障局",
    "卫生健康局",
    "市场监督管理局",
    "行政审批局",
    "自然资源和规划局",
    "住房和城乡建设局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "林业局",
    "文化广播电视和旅游局",
    "教育局",
    "司法局",
    "财政局",
    "税务局",
    "应急管理局",
    "生态环境局",
    "气象局",
    "残疾人联合会",
    "退役军人事务局",
    "烟草专卖局",
    "商务局",
    "发展和改革局",
    "消防大队",
    "统计局",
]


def names(chance: random.Random) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(name, main item): those that all lists have, and a many times larger stock of local ones."""
    from tongban.management.catalog.search.thesaurus import packaged_lines

    said = dict.fromkeys(
        way.rstrip("~").replace("+", "")
        for line in packaged_lines()
        for way in line.means.split("|")
    )
    mains = [one for one in said if len(one) > 3]
    chance.shuffle(mains)
    common: list[tuple[str, str]] = []
    for main in mains:
        # Main items have one or a few items below them, as in the real list.
        endings = chance.sample(OFTEN, chance.choice((1, 1, 1, 2, 4)))
        common += [(main if main.endswith(ending) else main + ending, main) for ending in endings]
    local = [
        (f"{main}{chance.choice(OFTEN)}（{chance.choice(mains)[:6]}{number % 97}）", main)
        for number, main in enumerate(mains * 8)
    ]
    return common[:A_LIST], [*common[A_LIST:], *local]


class Province:
    """The items, the same ones whenever they are gone through."""

    def __init__(self, size: int) -> None:
        """Of so many items, fewer when there are not enough divisions for them."""
        self.size = size
        self.places = list(divisions(size))
        self.common, self.local = names(random.Random(116))  # noqa: S311 - the same each time
        self.bodies: dict[tuple[str, str], UUID] = {}

    def found_bodies(self) -> None:
        """Write divisions and departments."""
        from tongban.base.orgs.models import Department, Division

        Division.objects.bulk_create(
            [
                Division(code=code, name=name_of(code, level), level=level + 1)
                for code, level in self.places
            ],
            batch_size=2000,
            ignore_conflicts=True,
        )
        made = Division.objects.in_bulk([code for code, _ in self.places], field_name="code")
        rows = [
            Department(name=LEVELS[level][0] + body, short_name=body, division=made[code])
            for code, level in self.places
            for body in BODIES
        ]
        Department.objects.bulk_create(rows, batch_size=2000)
        self.bodies = {(row.division.code, row.name): row.id for row in rows}

    def items(self) -> Iterator[dict[str, Any]]:
        """Each item as the row maker of the index wants it."""
        chance = random.Random(117)  # noqa: S311
        left = self.size
        for code, level in self.places:
            for number in range(min(A_LIST, left)):
                alike = number < A_LIST * ALIKE
                name, main = self.common[number] if alike else chance.choice(self.local)
                body = LEVELS[level][0] + BODIES[hash_of(main) % len(BODIES)]
                yield {
                    "id": UUID(int=chance.getrandbits(128)),
                    "name": name,
                    "main_item": main,
                    "department__name": body,
                    "department__division__name": name_of(code, level),
                    "department__division__parent__name": None,
                    "department__division__parent__parent__name": None,
                    "revision__guide__words": None,
                    "summary": "",
                    "department_id": self.bodies[code, body],
                    "division_code": code,
                    "for_people": number % 3 != 0,
                    "for_companies": number % 2 == 0,
                    "is_online": number % 4 == 0,
                    "state": "published" if number % 4 < 2 else "listed",
                    "themes": [BODIES[number % 20][:4]],
                }
            left -= A_LIST


_ITEM = [
    "id",
    "created_at",
    "row_guid",
    "data_source",
    "batch",
    "operation",
    "changed_at",
    "code",
    "code_profile",
    "name",
    "main_item",
    "item_type",
    "department_id",
    "division_code",
    "state",
    "state_reason",
    "tier",
    "owner",
    "owned_elements",
    "completeness",
    "should_left",
    "must_left",
    "changed_above_at",
    "summary",
    "promised_text",
    "is_online",
    "for_people",
    "for_companies",
    "themes",
    "name_key",
]


def _write_items(province: Province, cursor: Any) -> None:
    at = now()
    with cursor.copy(f"COPY catalog_item ({', '.join(_ITEM)}) FROM STDIN") as out:
        for number, item in enumerate(province.items()):
            out.write_row(
                [
                    item["id"], at, item["id"], "local", "", "I", at, f"bench-{number}", "local",
                    item["name"], item["main_item"], "01", item["department_id"],
                    item["division_code"], item["state"], "", "implementation", "local", [], 0, 0, 0, "",
                    f"{item['name']}，{item['department__name']}办理", "5 个工作日",
                    item["is_online"], item["for_people"], item["for_companies"],
                    item["themes"], "",
                ]
            )  # fmt: skip


def _write_entries(province: Province, cursor: Any) -> tuple[int, int]:
    """(how many entries, how many different wordings)."""
    from tongban.management.catalog.search.index import (
        ALL,
        COPY_ENTRIES,
        COPY_WORDINGS,
        PLACES,
        count,
        entry_of,
        labels_of_item,
        wording_of,
    )
    from tongban.management.catalog.search.places import rows_of
    from tongban.management.catalog.search.wordings import Wording

    made: dict[UUID, Wording] = {}
    labels: defaultdict[UUID, set[str]] = defaultdict(set)
    entries = 0
    for item in province.items():
        wording = wording_of(item)
        made[wording.id] = wording
        labels[wording.id] |= labels_of_item(item)
    counts = Counter({ALL: len(made)})
    with cursor.copy(COPY_WORDINGS) as out:
        for wording in made.values():
            row, tokens = wording.row(labels[wording.id])
            out.write_row(row)
            counts.update(tokens)
    with cursor.copy(COPY_ENTRIES) as out:
        for item in province.items():
            out.write_row(entry_of(item, wording_of(item)))
            entries += 1
    count(cursor, counts)
    named = list(rows_of({code: name_of(code, level) for code, level in province.places}))
    cursor.execute(PLACES, [[name for name, _ in named], [code for _, code in named]])
    return entries, len(made)


def fill(size: int) -> dict[str, Any]:
    """Write the items and their entries; what it came to."""
    from django.db import connection

    province = Province(size)
    province.found_bodies()
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_wording_tokens")
        _write_items(province, cursor)
        entries, wordings = _write_entries(province, cursor)
        written = time.monotonic() - began
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "CREATE INDEX search_wording_tokens ON catalog_searchwording USING gin (tokens)"
        )
        for table in ("searchwording", "searchentry", "searchterm", "item"):
            cursor.execute(f"VACUUM (ANALYZE) catalog_{table}")
    return {
        "items": entries,
        "divisions": len(province.places),
        "wordings": wordings,
        "written_seconds": round(written, 1),
        "indexed_seconds": round(time.monotonic() - began - written, 1),
        "megabytes": _megabytes(),
    }


def hash_of(text: str) -> int:
    """The same in every run, which ``hash`` is not."""
    return sum(ord(character) * place for place, character in enumerate(text, 1))


def _megabytes() -> dict[str, float]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('catalog_searchwording'),"
            " pg_relation_size('search_wording_tokens'),"
            " pg_relation_size('search_wording_begins') + pg_relation_size('search_wording_sounds')"
            " + pg_relation_size('search_wording_initials'),"
            " pg_table_size('catalog_searchentry'), pg_indexes_size('catalog_searchentry'),"
            " pg_total_relation_size('catalog_searchterm')"
        )
        sizes = cursor.fetchone()
    return {
        name: round(size / 2**20, 1)
        for name, size in zip(
            ("wordings", "index", "beginnings", "entries", "index_of_entries", "counts"),
            sizes,
            strict=True,
        )
    }


if __name__ == "__main__":
    start.everything()
    told = fill(int(sys.argv[1]))
    sys.stdout.write(json.dumps({**told, **measure(int(sys.argv[2]), int(sys.argv[3]))}) + "\n")
