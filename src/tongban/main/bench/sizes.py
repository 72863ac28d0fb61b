"""``tongban bench --search-sizes``: searching in catalogues of several sizes, one after the other.

Each size has a database of its own, in a temporary folder that is removed before the next begins.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tongban.main.bench.machine import machine, postgresql
from tongban.main.bench.processes import Programs, lay_copy
from tongban.main.embedded import EmbeddedServerError, ensure, stop

LONGEST = 4 * 3600.0
"""Seconds for one size; a province takes minutes on a quiet machine."""
QUICK_EVERY = 4
"""Of the queries a quick run asks one in so many."""
KINDS = {
    "words": "百姓的说法",
    "frequent": "人人都有的词",
    "sentences": "长句",
    "typing_errors": "有错字",
    "pinyin": "拼音",
    "initials": "首字母",
    "all": "全部",
    "naming_a_place": "说了地名的",
    "in_a_county": "全部，只看一个县",
    "suggestions": "输入提示",
    "row_by_code": "参照：按编码取一行",
}


def measure_sizes(
    sizes: Sequence[int],
    repetitions: int,
    say: Callable[[str], None],
    copy_of: Path | None = None,
    *,
    every: int = 1,
) -> dict[str, Any]:
    """The figures as printed under ``--json``; ``every``: of so many queries one is asked;
    ``copy_of`` is a data folder that is set up and has
    no items, to begin with. Raises ProgramError.
    """
    told = machine()
    found = {}
    for size in sizes:
        say(f"造 {size:,} 个事项，测搜索")
        folder = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
        data, logs = folder / "data", folder / "logs"
        try:
            logs.mkdir()
            with Programs(data, logs) as programs:
                if copy_of is None:
                    programs.run("setup", "tongban", "setup")
                else:
                    lay_copy(copy_of, data)
                # Kept running from here on: what is warm stays so.
                server = ensure(data)
                try:
                    told["postgresql"] = postgresql(server.dsn)
                    found[str(size)] = _one(programs, size, repetitions, every)
                finally:
                    server.release()
        finally:
            with suppress(EmbeddedServerError):
                stop(data)
            shutil.rmtree(folder, ignore_errors=True)
    return {"machine": told, "repetitions": repetitions, "search_sizes": found}


def _one(programs: Programs, size: int, repetitions: int, every: int) -> dict[str, Any]:
    said = programs.run(
        "province",
        "tongban.main.bench.province",
        str(size),
        str(repetitions),
        str(every),
        timeout=LONGEST,
    )
    found: dict[str, Any] = json.loads(said)
    reference = found["row_by_code"]["p50_ms"]
    found["search_to_row_by_code"] = round(found["all"]["p50_ms"] / reference, 1)
    return found


def sizes_in_words(result: dict[str, Any]) -> str:
    """The report for a terminal, ending with a line feed."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    told = result["machine"]
    yield f"机器    {told['cpu']}，{told['cores']} 核，PostgreSQL {told['postgresql']}"
    loads = "、".join(f"{load:.2f}" for load in told["load_before"])
    yield f"负载    {loads}；时间 {told['measured_at']}；{result['repetitions']} 遍"
    for found in result["search_sizes"].values():
        sizes = found["megabytes"]
        yield ""
        yield (
            f"{found['items']:,} 个事项，{found['divisions']:,} 个区划，{found['wordings']:,} 种写法；"
            f"写入 {found['written_seconds']} 秒，建索引 {found['indexed_seconds']} 秒"
        )
        yield (
            f"写法 {sizes['wordings']} MB，索引 {sizes['index']} MB，提示用的索引 "
            f"{sizes['beginnings']} MB；条目 {sizes['entries']} MB，索引 "
            f"{sizes['index_of_entries']} MB；查找的进程 {found['memory_mb']} MB"
        )
        for kind, title in KINDS.items():
            one = found[kind]
            yield (
                f"  {title}：p50 {one['p50_ms']} 毫秒，p95 {one['p95_ms']}，p99 {one['p99_ms']}，"
                f"处理器 {one['cpu_ms']}（{one['count']} 次）"
            )
        yield f"  比值：查找 ÷ 按编码取一行 = {found['search_to_row_by_code']}"
