"""``tongban import-items FILE``: take a list of items into the catalogue."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from tongban.management.catalog.types import ImportReport

MOST_TOLD = 20
"""Rows that are to be mended, told one by one."""


@click.command(
    "import-items",
    help="导入事项清单（Excel 或 CSV）：列入目录，可以查到，指南待完善。有错的文件整个不导入。",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--any-division", is_flag=True, help="也收别的省、市的事项（一套系统管几个市的时候）。"
)
@click.option("--blank", is_flag=True, help="不导入，把空白清单写到 FILE（xlsx 或 csv）。")
@click.option("--json", "as_json", is_flag=True, help="只在标准输出打印 JSON。")
def import_items(file: Path, *, as_json: bool, any_division: bool, blank: bool) -> None:
    """Import a list; exit 1 with line and reason, and nothing kept, when it is refused."""
    if blank:
        _write_blank(file)
        return
    from tongban.base.kernel.actors import operator
    from tongban.base.kernel.errors import TongbanError
    from tongban.management.catalog import services

    try:
        report = services.import_items(actor=operator(), path=file, any_division=any_division)
    except TongbanError as error:
        others = [f.message for f in error.findings if f.message not in error.message]
        raise click.ClickException("\n".join([error.message, *others])) from error
    if report.encoding == "gb18030":
        click.echo(
            "注意：文件不是 UTF-8，按 GB18030 读取；请抽查几个名称，最好另存为 UTF-8。", err=True
        )
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
        return
    if report.founded:
        click.echo(founded(report), err=True)
    for told in findings(report):
        click.echo(told, err=True)
    click.echo(summary(report))


def _write_blank(file: Path) -> None:
    from tongban.management.catalog.importing.empty import ENDINGS, empty_list

    ending = file.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise click.BadParameter("文件名请以 .xlsx 或 .csv 结尾。")
    try:
        with file.open("xb") as out:
            out.write(empty_list(ending))
    except FileExistsError as error:
        raise click.ClickException(f"{file} 已经有了，没有覆盖。请换一个名字。") from error
    except OSError as error:
        raise click.ClickException(f"写不了 {file}：{error.strerror}。") from error
    click.echo(f"空白清单写好了：{file}")


def founded(report: ImportReport) -> str:
    """The bodies that the list founded: one that was mistyped is seen here, or by the public."""
    names = "、".join(report.founded[:MOST_TOLD])
    more = "等" if len(report.founded) > MOST_TOLD else ""
    return (
        f"新建了 {len(report.founded)} 个部门：{names}{more}。"
        "其实是已有部门、只是名称写得不一样的，请改清单里的名称，再导入一次。"
    )


def findings(report: ImportReport) -> Iterator[str]:
    """The first rows in which a code or the like is to be mended, and where the others stand."""
    for found in report.findings[:MOST_TOLD]:
        value = f"“{found.value[:60]}”" if found.value else ""
        yield f"第 {found.line} 行{value}：{found.message}"
    if (left := len(report.findings) - MOST_TOLD) > 0:
        yield f"另外还有 {left} 处，加 --json 看全部。"
    if report.findings:
        yield "这些事项已经列入目录，能查到；请部门改正，工作台“各部门缺什么”里也有。"


def summary(report: ImportReport) -> str:
    """The one line that the command ends with."""
    return (
        f"读入 {report.read} 行：新增 {report.new}，变更 {report.changed}，"
        f"未变 {report.unchanged}，待改正 {report.flagged}。"
    )
