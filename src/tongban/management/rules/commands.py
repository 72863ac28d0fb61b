"""``tongban rules what-if KEY``: try a table on the cases of the last days. Nothing is written."""

import json

import click

from tongban.management.rules.types import PastCase


@click.group("rules")
def rules() -> None:
    """规则表。"""


@rules.command("what-if")
@click.argument("key")
@click.option("--item", "item_code", default="", help="再加上一个事项（实施编码）。")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 366), help="多少天以来的办件。"
)
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
def what_if_command(key: str, item_code: str, days: int, *, as_json: bool) -> None:
    """如果按正在改的（没有就按现行的）规则表办，会有哪些不同。"""
    from tongban.base.kernel.moments import today
    from tongban.management.rules.models import RuleTable
    from tongban.management.rules.queries import open_draft
    from tongban.management.rules.what_if import days_before, what_if

    table = RuleTable.objects.select_related("revision").filter(key=key).first()
    if table is None:
        msg = f"没有代码为“{key}”的规则表。"
        raise click.ClickException(msg)
    source = open_draft(table) or table.revision
    if source is None or not source.content.rows:
        msg = f"规则表“{key}”还是空的。"
        raise click.ClickException(msg)
    found = what_if(key, source.content, days_before(days), today(), item_code=item_code)
    rows = [
        {"number": one.case.number, "by_person": _by_person(one.case), "to": to}
        for to, changed in (
            ("granted", found.newly_granted),
            ("person", found.no_longer_granted),
        )
        for one in changed
    ]
    if as_json:
        told = {
            "total": found.total,
            "granted_before": found.grants_before,
            "granted_after": found.grants_after,
            "against_a_person": found.against_a_person,
            "changed": rows,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{found.total} 个办件：当时当场办好 {found.grants_before} 个，会当场办好 "
        f"{found.grants_after} 个，结果不同的 {found.changed} 个。"
    )
    if found.against_a_person:
        click.echo(f"其中 {found.against_a_person} 个人没有同意，规则会同意。")
    for row in rows:
        arrow = "改为当场办好" if row["to"] == "granted" else "改由人办"
        click.echo(f"{row['number']}  {arrow}")


def _by_person(case: PastCase) -> str:
    """What a person decided; empty where none did."""
    if case.was_automatic:
        return ""
    return "granted" if case.was_granted else "refused"
