"""Searching in the catalogue of ``province``: what is asked, and how long it takes."""

import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tongban.main.bench.figures import quantile
from tongban.main.bench.places import A_LIST, divisions, name_of

QUERIES = 60
"""Of each kind."""


def queries(chance: random.Random) -> dict[str, list[str]]:
    """What people type, by kind, from what the table says that they say."""
    from tongban.management.catalog.search.thesaurus import packaged_lines
    from tongban.management.catalog.search.words import initials, is_chinese, sounds

    words = sorted(
        {
            way.replace("+", "")
            for line in packaged_lines()
            for way in line.said.split("、")
            if len(way) > 2 and is_chinese(way)
        }
    )
    chosen = chance.sample(words, 3 * QUERIES)
    asked = (
        "请问{0}要准备什么材料",
        "我想办{0}，应该去哪个部门",
        "家里老人{0}怎么弄，还有{1}",
        "{0}需要多久才能办下来",
    )
    sentences = [
        chance.choice(asked).format(word, chance.choice(words)) for word in chosen[:QUERIES]
    ]
    wrong = []
    for word in chosen[QUERIES : 2 * QUERIES]:
        at = chance.randrange(len(word))
        wrong.append(word[:at] + chance.choice("地是事实他她它在再做作") + word[at + 1 :])
    return {
        "words": chosen[2 * QUERIES :],
        "frequent": ["登记", "许可", "备案", "变更登记", "公司", "注销", "补贴", "证", "办理", "审批许可"],
        "sentences": sentences,
        "typing_errors": wrong,
        "pinyin": ["".join(sounds(word)) for word in chosen[:QUERIES]],
        "initials": [initials(word).lower() for word in chosen[:QUERIES] if len(word) < 7],
    }  # fmt: skip


def placed(words: Sequence[str]) -> list[str]:
    """The same words asked of some place: of a province, a city or a county."""
    places = list(divisions(100 * A_LIST))
    return [
        f"{name_of(*places[number * 7 % len(places)])}{word}" for number, word in enumerate(words)
    ]


def measure(repetitions: int, every: int) -> dict[str, Any]:
    """Times of searching, in milliseconds, of so many queries one asked."""
    from django.db import connection

    from tongban.management.catalog.queries import search, suggest

    chosen = queries(random.Random(7))  # noqa: S311
    asked = {kind: some[::every] for kind, some in chosen.items()}
    everything = [query for some in asked.values() for query in some]
    codes = [f"bench-{number * 37 % 1000}" for number in range(len(everything))]

    def by_code(code: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM catalog_item WHERE code = %s", [code])
            cursor.fetchall()

    def typed(query: str) -> None:
        suggest(query[:3])

    def whole(query: str) -> None:
        search(query, counted=False)

    def within(query: str) -> None:
        search(query, division_code="510101000000", counted=False)

    found: dict[str, Any] = {kind: _times(whole, some, repetitions) for kind, some in asked.items()}
    found["all"] = _times(whole, everything, repetitions)
    found["naming_a_place"] = _times(whole, placed(asked["words"]), repetitions)
    found["in_a_county"] = _times(within, everything, repetitions)
    found["suggestions"] = _times(typed, everything, repetitions)
    found["row_by_code"] = _times(by_code, codes, repetitions)
    found["memory_mb"] = round(_resident(), 1)
    return found


def _times(do: Callable[[str], None], asked: Sequence[str], repetitions: int) -> dict[str, float]:
    for query in asked:
        do(query)  # warm
    seconds = []
    used = _cpu()
    for _ in range(repetitions):
        for query in asked:
            began = time.perf_counter()
            do(query)
            seconds.append(time.perf_counter() - began)
    used = _cpu() - used
    return {
        "count": len(seconds),
        **{f"p{int(q * 100)}_ms": round(quantile(seconds, q) * 1000, 2) for q in (0.5, 0.95, 0.99)},
        "cpu_ms": round(used / len(seconds) * 1000, 2),
    }


def _cpu() -> float:
    """Seconds of processor time of this process and of its connection's server process."""
    from django.db import connection

    connection.ensure_connection()
    told = (
        Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1]
    )
    user, system = told.split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
