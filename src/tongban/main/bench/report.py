"""The figures in words, for a terminal."""

from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from tongban.main.bench.plan import STEPS

NAMES = {
    "lifecycles": "全程办件（网页）",
    "lifecycle_alone": "全程办件（只有一个客户端）",
    "plain_rows": "同样的行，只用 psycopg 写",
    "filings": "申报（起草到提交）",
    "instant": "秒批（起草到证照存好）",
    "home": "门户首页",
    "search": "搜索页",
    "guide": "办事指南页",
    "bare_view": "参照：最简 Django 页",
    "tokens": "签发令牌",
    "signing": "参照：只签名（RS256）",
    "introspections": "查令牌是否有效",
    "verifying": "参照：只验签（RS256）",
    "sign_ins": "密码登录（网页）",
    "hashing": "参照：只算密码散列",
}
STEP_NAMES = dict(
    zip(
        STEPS,
        ("起草", "填表", "上传材料", "提交", "预审", "受理", "审查", "准予", "制证和办结"),
        strict=True,
    )
)
CHECK_NAMES = {
    "who": "只问是谁（行里的岗位职责）",
    "applicant": "申请人办自己的办件",
    "officer": "工作人员办流程的一步",
    "officer_of_items": "同上，岗位只管选定的事项",
    "refused": "别的部门的工作人员，被拒绝",
    "actor": "参照：每个请求查一次是谁",
}
START_NAMES = {
    "check_code": "tongban check-code",
    "setup": "tongban setup（已备好的文件夹）",
    "serve": "tongban serve，到第一次应答",
}
CPU_NAMES = {
    "serve": "网页服务",
    "worker": "后台任务",
    "bare_view": "最简页",
    "postgresql": "数据库",
}
MEMORY_NAMES = {"serve": "网页服务", "worker": "后台任务", "postgresql": "PostgreSQL"}


def in_words(result: dict[str, Any]) -> str:
    """The whole report, ending with a line feed."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    machine, options = result["machine"], result["options"]
    yield f"机器    {machine['cpu']}，{machine['cores']} 核，内存 {machine['memory_mb']} MB"
    yield f"系统    {machine['system']}"
    yield (
        f"版本    通办 {machine['tongban']} {machine['commit']}，Python {machine['python']}，"
        f"PostgreSQL {machine['postgresql']}"
    )
    loads = "、".join(f"{load:.2f}" for load in machine["load_before"])
    yield f"负载    {loads}（测量前 1、5、15 分钟）；时间 {machine['measured_at']}"
    yield (
        f"条件    {options['repetitions']} 遍取中位数；{options['clients']} 个客户端进程，"
        f"网页服务 {options['server_workers']} 个进程，后台任务 {options['worker_concurrency']} 个并发；"
        f"事项“{options['item']}”，共 {options['items']} 个事项"
    )
    yield ""
    yield _row("", "每秒", "最低", "最高", "p50 毫秒", "p99 毫秒", "次数", "出错")
    for name, title in NAMES.items():
        if name in result["figures"]:
            yield _figure(title, result["figures"][name])
        elif name in result["not_measured"]:
            yield f"{_wide(title, 30)}没有测：{result['not_measured'][name]}"
    yield from _cpu(result)
    yield from _steps(result)
    yield from _ratios(result)
    yield from _instant(result["instant"])
    yield from _rights(result)
    yield from _import(result["import"])
    yield ""
    for name, title in MEMORY_NAMES.items():
        if found := result["memory"].get(name):
            yield (
                f"{_wide('内存：' + title, 30)}常驻 {found['resident_mb']:.0f} MB，"
                f"按份额 {found['proportional_mb']:.0f} MB，{found['processes']} 个进程"
            )
    for name, title in START_NAMES.items():
        found = result["start_seconds"][name]
        yield (
            f"{_wide(title, 30)}{found['median']:.2f} 秒"
            f"（{found['lowest']:.2f} 到 {found['highest']:.2f}）"
        )
    yield f"{_wide('空文件夹到造好城市', 30)}{result['start_seconds']['city_built']:.1f} 秒"
    yield f"{_wide('这次测量', 30)}{result['seconds']:.0f} 秒"


def _figure(title: str, found: dict[str, Any]) -> str:
    rate = found["per_second"]
    return _row(
        title,
        f"{rate['median']:.1f}",
        f"{rate['lowest']:.1f}",
        f"{rate['highest']:.1f}",
        f"{found['p50_ms']:.1f}",
        f"{found['p99_ms']:.1f}",
        str(found["count"]),
        str(found["errors"]),
    )


def _cpu(result: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield _row("每一次用的处理器，毫秒", *CPU_NAMES.values(), "合计")
    for name, title in NAMES.items():
        if found := result["figures"].get(name, {}).get("cpu_ms"):
            cells = [f"{found[p]:.1f}" if p in found else "" for p in CPU_NAMES]
            yield _row(title, *cells, f"{sum(found.values()):.1f}")


def _steps(result: dict[str, Any]) -> Iterator[str]:
    crowded = result["figures"].get("lifecycles", {}).get("steps", {})
    alone = result["figures"].get("lifecycle_alone", {}).get("steps", {})
    if not crowded:
        return
    yield ""
    yield _row("每一步，毫秒", "p50", "p99", "独自 p50", "独自 p99")
    for step, title in STEP_NAMES.items():
        if step in crowded:
            one = alone.get(step, {})
            yield _row(
                f"  {title}",
                f"{crowded[step]['p50_ms']:.1f}",
                f"{crowded[step]['p99_ms']:.1f}",
                f"{one['p50_ms']:.1f}" if one else "",
                f"{one['p99_ms']:.1f}" if one else "",
            )


def _ratios(result: dict[str, Any]) -> Iterator[str]:
    yield ""
    ratios, rows = result["ratios"], result["rows_of_a_lifecycle"]
    if rows:
        yield (
            f"一个办件写 {rows['statements']} 行（增、改、删），分 {rows['transactions']} 个事务。"
        )
    if found := ratios.get("lifecycles_to_plain_rows"):
        yield (
            f"比值：全程办件 ÷ 同样的行 = {found['median']:.4f}"
            f"（写这些行的时间占全程的 {found['median']:.1%}，其余是网页、规则、流程、制证）"
        )
    if found := ratios.get("guide_to_bare_view"):
        yield f"比值：办事指南页 ÷ 最简 Django 页 = {found['median']:.3f}"
    if found := ratios.get("tokens_to_signing"):
        yield f"比值：签发令牌 ÷ 只签名 = {found['median']:.4f}"
    if found := ratios.get("introspections_to_verifying"):
        yield f"比值：查令牌 ÷ 只验签 = {found['median']:.5f}"
    if found := ratios.get("sign_ins_to_hashing"):
        cost = result["password_hash"]
        yield (
            f"比值：登录 ÷ 只算散列 = {found['median']:.4f}"
            f"（{cost['hasher']}，{cost['time_cost']} 遍，{cost['memory_kib']} KiB，"
            f"{cost['parallelism']} 路）"
        )


def _instant(found: dict[str, Any]) -> Iterator[str]:
    """What needs no HTTP: the table's engine, and one step of a process."""
    if not found:
        return
    yield ""
    yield _row("单独的代价", "每秒", "微秒")
    for name, title in (
        ("engine", "规则引擎判断一次"),
        ("step", "流程走一步（读、走、存）"),
        ("step_engine", "参照：只在内存里走一步"),
    ):
        one = found[name]
        yield _row(f"  {title}", f"{one['per_second']:.0f}", f"{one['microseconds']:.0f}")


def _rights(result: dict[str, Any]) -> Iterator[str]:
    found = result["rights"]
    few, many = (str(size) for size in found["sizes"])
    yield ""
    yield _row("权限检查一次", f"微秒/{few}", f"微秒/{many}", "比值", f"查询/{few}", f"查询/{many}")
    for name, title in CHECK_NAMES.items():
        one, other = found["checks"][name][few], found["checks"][name][many]
        yield _row(
            f"  {title}",
            f"{one['microseconds']:.1f}",
            f"{other['microseconds']:.1f}",
            f"{other['microseconds'] / one['microseconds']:.2f}",
            str(one["queries"]),
            str(other["queries"]),
        )
    yield f"（/{few}、/{many}：有这么多个事项和部门）"


def _import(found: dict[str, Any]) -> Iterator[str]:
    yield (
        f"导入 {found['rows']} 个事项：每秒 {found['import_per_second']:.0f} 行，"
        f"再导一次每秒 {found['again_per_second']:.0f} 行；只用 COPY 写同样的行每秒 "
        f"{found['copy_per_second']:.0f} 行；比值 {found['import_to_copy']:.4f}"
    )


def _row(title: str, *cells: str) -> str:
    return _wide(title, 30) + "".join(" " * max(1, 10 - _width(cell)) + cell for cell in cells)


def _wide(text: str, width: int) -> str:
    return text + " " * max(1, width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
