"""``tongban search QUERY``: find items from the command line."""

import json
import unicodedata
from dataclasses import asdict
from typing import Any

import click


@click.command("search")
@click.argument("query")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 200), help="最多几项。"
)
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
def search(query: str, limit: int, *, as_json: bool) -> None:
    """查找事项，最合适的在最前面。"""
    from tongban.management.catalog import queries

    result = queries.search(query, limit=limit)
    if as_json:
        click.echo(json.dumps([_plain(hit) for hit in result.hits], ensure_ascii=False, indent=2))
        return
    if not result.query or not result.is_legible:
        click.echo("请用汉字、字母或者数字写要办的事，如：换身份证。")
        return
    if not result.hits:
        click.echo("没有找到。请换个说法再试，或打 12345。")
        return
    if result.corrected:
        click.echo(f"已按“{result.corrected}”查找。")
    width = max(_width(hit.name) for hit in result.hits)
    width = min(width, 60)
    for hit in result.hits:
        pad = " " * max(0, width - _width(hit.name))
        click.echo(f"{hit.score:5.1f}  {hit.name}{pad}  {hit.department}  {hit.code}")
    click.echo(f"共 {result.total} 项。")


def _plain(hit: Any) -> dict[str, Any]:
    kept = asdict(hit)
    return {
        "name": kept["name"],
        "department": kept["department"],
        "code": kept["code"],
        "score": kept["score"],
        "main_item": kept["main_item"],
        "division_code": kept["division_code"],
        "item_type": kept["item_type"],
        "state": kept["state"],
    }


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@click.command("reindex")
def reindex() -> None:
    """把检索索引全部重写一遍，新版本的分词办法不同时用。"""
    from tongban.base.kernel.actors import operator
    from tongban.management.catalog import services

    click.echo(f"检索里现在有 {services.reindex(actor=operator())} 个事项。")


@click.command("recount-lacks")
def recount_lacks() -> None:
    """把每个事项还缺什么重新清点一遍。平时每小时自动清点。"""
    from tongban.base.kernel.actors import operator
    from tongban.management.catalog.services.recounting import recount_all

    kept = recount_all(actor=operator())
    took = (kept.ended_at - kept.began_at).total_seconds()
    click.echo(
        f"看了 {kept.items} 个事项，重新判断了 {kept.judged} 个，{kept.changed} 个的数字变了，"
        f"用了 {took:.1f} 秒。"
    )
