"""``tongban export-items FILE`` and ``tongban import-guides FILE``: the upload tables out and in."""

import json
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import IO

import click

from tongban.management.catalog.types import ExchangeReport, Format, Owner, Profile

_OWNERS = click.Choice(["local", "province", "nation"])
_PROFILES = click.Choice(["gbt39554", "gbt39046"])


@click.command("export-items", help="按国家上报表的字段名导出事项和已发布的指南。")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["xlsx", "csv", "json"]),
    help="不写就看文件名：.xlsx、.zip 或 .json。",
)
@click.option("--profile", type=_PROFILES, default="gbt39554", show_default=True)
@click.option("--division", default="", help="只要这个区划（12 位代码）和它下面的。")
@click.option("--department", default="", help="只要这个部门（统一社会信用代码）的。")
@click.option("--with-drafts", is_flag=True, help="还没有发布的指南，用编辑中的草稿。")
def export_items(
    file: Path,
    file_format: str | None,
    profile: str,
    division: str,
    department: str,
    *,
    with_drafts: bool,
) -> None:
    """Write the file whole or not at all; exit 1 with the reason."""
    from tongban.base.kernel.actors import operator
    from tongban.base.orgs.queries import departments
    from tongban.management.catalog import services

    chosen = file_format or {".xlsx": "xlsx", ".zip": "csv", ".json": "json"}.get(file.suffix)
    if chosen is None:
        raise click.UsageError("请用 --format 写明 xlsx、csv 或 json。")
    department_id = None
    if department:
        body = departments().filter(credit_code=department).first()
        if body is None:
            raise click.ClickException(f"没有统一社会信用代码是 {department} 的部门。")
        department_id = body.id
    out = services.export_items(
        actor=operator(),
        file_format=Format(chosen),
        profile=Profile(profile),
        division_code=division,
        department_id=department_id,
        with_drafts=with_drafts,
    )
    with out:
        _write(file, out)
    click.echo(f"已导出到 {file}。")


@click.command(
    "import-guides",
    help="导入上报表（装着 CSV 的 zip、xlsx 或 JSON）：每个事项要么整个导入，要么整个退回。",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--owner",
    type=_OWNERS,
    default="local",
    show_default=True,
    help="文件是谁的：本地、省级、国家。",
)
@click.option("--profile", type=_PROFILES, default="gbt39554", show_default=True)
@click.option("--publish", is_flag=True, help="在别处审核过的：合格的直接发布，不合格的留作草稿。")
@click.option("--rejected", type=click.Path(path_type=Path), help="退回的行写到这个 CSV 文件。")
@click.option("--json", "as_json", is_flag=True, help="只在标准输出打印 JSON。")
def import_guides(
    file: Path, owner: str, profile: str, rejected: Path | None, *, publish: bool, as_json: bool
) -> None:
    """Take a file in; exit 0 also with rejected rows, which are told, 1 for a file that is none and
    for one of which nothing was taken.
    """
    from tongban.base.kernel.actors import operator
    from tongban.management.catalog import queries, services
    from tongban.management.catalog.exchange.reading import read_bytes

    report = services.import_guides(
        actor=operator(),
        content=read_bytes(file),
        file_name=file.name,
        owner=Owner(owner),
        profile=Profile(profile),
        publish=publish,
    )
    if rejected is not None:
        rejected.write_bytes(queries.error_table(report.rejected))
    nothing_taken = report.refused == report.items > 0
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
        raise SystemExit(nothing_taken)
    for row in report.rejected[:20]:
        click.echo(f"{row.table_sql_name} 第 {row.line} 行：{row.remark}", err=True)
    if len(report.rejected) > 20 and rejected is None:
        click.echo(f"还有 {len(report.rejected) - 20} 行，用 --rejected 写到文件里看。", err=True)
    click.echo(summary(report))
    raise SystemExit(nothing_taken)


def summary(report: ExchangeReport) -> str:
    """The one line that the command ends with."""
    return (
        f"读入 {report.items} 个事项：新增 {report.new}，变更 {report.changed}"
        f"（其中草稿 {report.drafts}），未变 {report.unchanged}，上级撤回 {report.withdrawn}，"
        f"等生效 {report.waiting}，退回 {report.refused}（{len(report.rejected)} 行）。"
    )


def _write(file: Path, out: IO[bytes]) -> None:
    """Beside it first, so that a half file never stands under the name."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as beside:
            shutil.copyfileobj(out, beside)
        os.replace(beside.name, file)  # noqa: PTH105 - one call, not two names for it
    except OSError as error:
        raise click.ClickException(f"文件写不进去（{error.strerror}）。") from error
