"""``tongban audit …``: for whoever checks the trail."""

import json

import click


@click.group("audit", help="审计记录。")
def audit() -> None:
    """What can be asked of the trail."""


@audit.command("verify", help="检查全部审计记录是否完整，指出第一处不符的记录或块。")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="NUMBER:DIGEST",
    help="以前留存的链头；检查链中仍有它。可以给出多个。",
)
def verify(as_json: bool, heads: tuple[str, ...]) -> None:
    """Check the whole trail; exit 1 and name the first broken row or block if there is one."""
    from tongban.base.audit import queries
    from tongban.base.audit.types import Head

    try:
        kept = [Head.parse(text) for text in heads]
    except ValueError:
        raise click.BadParameter("链头写作 块号:摘要，摘要为 64 位十六进制。") from None
    report = queries.verify(kept)
    head = str(report.head) if report.head else "无"
    if as_json:
        click.echo(
            json.dumps(
                {
                    "intact": report.is_intact,
                    "entries": report.entries,
                    "blocks": report.blocks,
                    "unsealed": report.unsealed,
                    "head": str(report.head) if report.head else None,
                    "broken": report.first_broken,
                },
                ensure_ascii=False,
            )
        )
    if report.first_broken is not None:
        raise click.ClickException(f"审计记录不完整：{report.first_broken}。")
    if not as_json:
        click.echo(
            f"审计完整：{report.entries} 条，{report.blocks} 块，"
            f"未封存 {report.unsealed} 条，链头 {head}"
        )
