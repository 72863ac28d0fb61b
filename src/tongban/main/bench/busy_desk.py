"""``tongban bench --inbox-cases N``: the desk with so many open cases, in a database of its own."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tongban.main.bench.machine import machine, postgresql
from tongban.main.bench.processes import Programs, lay_copy
from tongban.main.embedded import EmbeddedServerError, ensure, stop

LONGEST = 2 * 3600.0
"""Seconds; a hundred thousand cases take some minutes."""
REPETITIONS = 40
QUICK_REPETITIONS = 3
READS = {
    "first_page": "第一页",
    "deep_page": "四万件之后的一页",
    "overdue": "只看超期",
    "nobody": "只看没人领办",
    "mine": "只看我领办的",
    "number": "按编号找",
    "name": "按名字找",
    "no_such_name": "找一个没有的名字",
    "item": "按事项名称筛",
    "paused": "只看停表的",
}
BUNDLE = {
    "merge": "八个事项的一件事，合并表单和材料",
    "split": "提交，拆成八件",
    "plain": "参照：同样八件一件一件地提交",
}
DUTIES = {"window": "窗口", "handler": "经办", "signer": "签发"}


def measure_desk(
    cases: int, say: Callable[[str], None], *, quick: bool, copy_of: Path | None = None
) -> dict[str, Any]:
    """The figures as printed under ``--json``; ``copy_of`` is a data folder that is set up and has
    no cases, to begin with. Raises ProgramError.
    """
    repetitions = QUICK_REPETITIONS if quick else REPETITIONS
    told = machine()
    say(f"造 {cases:,} 件没办完的办件，测工作台")
    folder = Path(tempfile.mkdtemp(prefix="tongban-bench-"))
    data, logs = folder / "data", folder / "logs"
    try:
        logs.mkdir()
        with Programs(data, logs) as programs:
            if copy_of is None:
                programs.run("setup", "tongban", "setup")
            else:
                lay_copy(copy_of, data)
            server = ensure(data)
            try:
                told["postgresql"] = postgresql(server.dsn)
                said = programs.run(
                    "desk",
                    "tongban.main.bench.desk",
                    str(cases),
                    str(repetitions),
                    timeout=LONGEST,
                )
            finally:
                server.release()
    finally:
        with suppress(EmbeddedServerError):
            stop(data)
        shutil.rmtree(folder, ignore_errors=True)
    return {"machine": told, "repetitions": repetitions, **json.loads(said)}


def desk_in_words(result: dict[str, Any]) -> str:
    """The report for a terminal, ending with a line feed."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    told = result["machine"]
    yield f"机器    {told['cpu']}，{told['cores']} 核，PostgreSQL {told['postgresql']}"
    loads = "、".join(f"{load:.2f}" for load in told["load_before"])
    yield f"负载    {loads}；时间 {told['measured_at']}；{result['repetitions']} 遍"
    yield f"没办完的办件 {result['open_cases']:,} 件"
    for duty, who in DUTIES.items():
        yield f"{who}的待办"
        for name, title in READS.items():
            one = result["inbox"][f"{duty}.{name}"]
            yield (
                f"  {title}：p50 {one['p50_ms']} 毫秒，p95 {one['p95_ms']}，"
                f"{one['questions']} 次查询"
            )
    row = result["inbox"]["row_by_number"]
    yield f"参照：按编号取一行 p50 {row['p50_ms']} 毫秒，p95 {row['p95_ms']}"
    many = result["officers"]
    yield (
        f"{many['officers']} 人同时办 {many['cases']} 件：每秒 {many['acts_per_second']} 个动作，"
        f"{many['refused']} 次同事先办了；丢失 {many['lost']}，重复 {many['twice']}"
    )
    eight = result["bundle"]
    for name, title in BUNDLE.items():
        one = eight[name]
        yield (f"{title}：p50 {one['p50_ms']} 毫秒，p95 {one['p95_ms']}（{eight['rounds']} 遍）")
