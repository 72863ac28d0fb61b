"""``tongban``: the command line. Exit status 0, or non-zero with one clear line on stderr."""

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from copy import copy
from functools import wraps
from pathlib import Path
from typing import Any

import click

from tongban import __version__
from tongban.main import start

OUTSIDE: dict[str, tuple[str, str, Callable[[], None] | None]] = {
    "archive": ("tongban.handling.archives.commands", "archive", start.django),
    "check-code": ("tongban.base.kernel.commands", "check_code", None),
    "connector": ("tongban.handling.connectors.commands", "connector", start.django),
    "payments": ("tongban.management.payments.commands", "payments", start.everything),
    "audit": ("tongban.base.audit.commands", "audit", start.everything),
    "identity": ("tongban.base.accounts.commands", "identity", start.everything),
    "retention": ("tongban.base.accounts.commands", "retention", start.everything),
    "verify": ("tongban.sharing.licenses.commands", "verify", start.django),
    "import-items": (
        "tongban.management.catalog.importing.commands",
        "import_items",
        start.everything,
    ),
    "export-items": (
        "tongban.management.catalog.exchange.commands",
        "export_items",
        start.everything,
    ),
    "import-guides": (
        "tongban.management.catalog.exchange.commands",
        "import_guides",
        start.everything,
    ),
    "rules": ("tongban.management.rules.commands", "rules", start.everything),
    "search": ("tongban.management.catalog.commands", "search", start.everything),
    "recount-lacks": ("tongban.management.catalog.commands", "recount_lacks", start.everything),
    "reindex": ("tongban.management.catalog.commands", "reindex", start.everything),
}
"""Command → module, name, and what has to be started for it."""


class Commands(click.Group):
    """Loads a command only when it is called, so that the small ones start at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command by name."""
        return sorted({*super().list_commands(ctx), *OUTSIDE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Our own, or one that an app brings."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in OUTSIDE:
            return own
        module, name, prepare = OUTSIDE[cmd_name]
        return _prepared(getattr(importlib.import_module(module), name), prepare)


def _prepared(command: click.Command, prepare: Callable[[], None] | None) -> click.Command:
    """The command with what it needs started first, once its arguments are found to be right."""
    ready = copy(command)
    if isinstance(ready, click.Group):
        ready.commands = {name: _prepared(inner, prepare) for name, inner in ready.commands.items()}
        return ready
    run_it = command.callback
    if prepare is None or run_it is None:
        return command

    @wraps(run_it)
    def prepared(*arguments: Any, **options: Any) -> Any:
        prepare()
        return run_it(*arguments, **options)

    ready.callback = prepared
    return ready


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="tongban")
def tongban() -> None:
    """通办：一座城市的政务服务平台。"""


@tongban.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=8000, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """提供网页服务。"""
    start.free_port(host, port)
    start.everything()
    from tongban.main.serve import Server, collect_static, hang_up, load

    collect_static()
    load()
    hang_up()
    Server(host, port, workers).run()  # type: ignore[no-untyped-call]


@tongban.command()
@click.option("--concurrency", default=2, show_default=True)
@click.option("--until-empty", is_flag=True, help="没有任务了就结束。")
def worker(concurrency: int, *, until_empty: bool) -> None:
    """运行后台任务。"""
    start.everything()
    from tongban.main.work import work

    work(concurrency=concurrency, until_empty=until_empty)


@tongban.command()
def setup() -> None:
    """准备数据文件夹：数据库、表、代码表、操作员账户。"""
    start.everything()
    click.echo("已准备好。")


@tongban.command()
@click.option("--port", envvar="PORT", default=8000, type=click.IntRange(1, 65535))
@click.option("--only-seed", is_flag=True, help="只造数据，不提供服务。")
@click.option("--cases", default=3000, show_default=True, help="造多少个办件。")
@click.option("--share", default="0/1", hidden=True)
def demo(port: int, *, only_seed: bool, cases: int, share: str) -> None:
    """启动示范城市。"""
    os.environ["TONGBAN_DEMO"] = "1"
    # Tokens name the address, and readers compare it with the one they asked.
    os.environ.setdefault("TONGBAN_ADDRESS", f"http://127.0.0.1:{port}")
    from tongban.main.demo_city import run_demo

    run_demo(port=port, only_seed=only_seed, cases=cases, share=share)


@tongban.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: Sequence[str]) -> None:
    """运行 Django 管理命令（开发用）。"""
    start.database()
    start.django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongban django", *arguments])


@tongban.command()
def rights() -> None:
    """列出谁能做什么：全部权限，Markdown 格式。"""
    start.django()
    from tongban.main.rights_page import page

    click.echo(page(), nl=False)


@tongban.command()
@click.option("--quick", is_flag=True, help="每项只跑几秒。")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
@click.option(
    "--search-sizes",
    default="",
    metavar="N,N,…",
    help="只测查找：在有这么多事项的目录里，如 1135,50000,1500000。大的要很久。",
)
@click.option(
    "--inbox-cases",
    type=click.IntRange(100, 1_000_000),
    default=None,
    metavar="N",
    help="只测工作台：有这么多没办完的办件时，如 100000。",
)
@click.option(
    "--copy-of",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    metavar="FOLDER",
    help="在这个数据文件夹的副本上测，不另造城市。查找要没有事项的，工作台要没有办件的。",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=None,
    metavar="SECONDS",
    help="测量大约不超过这么多秒：每项缩短，最短到五分之一。",
)
def bench(
    *,
    quick: bool,
    as_json: bool,
    search_sizes: str,
    inbox_cases: int | None,
    copy_of: Path | None,
    limit: int | None,
) -> None:
    """测量速度，并和同一次运行里的参照相比。"""
    from tongban.main.bench import run_bench

    try:
        sizes = [int(size) for size in search_sizes.split(",") if size.strip()]
    except ValueError as error:
        raise click.BadParameter("请写数字，用英文逗号分开，如 1135,50000。") from error
    if any(not 1 <= size <= 1_500_000 for size in sizes):
        raise click.BadParameter("每个数在 1 到 1500000 之间。")
    run_bench(
        quick=quick,
        as_json=as_json,
        search_sizes=sizes,
        inbox_cases=inbox_cases or 0,
        copy_of=copy_of,
        limit=limit,
    )


def run(arguments: Sequence[str] | None = None) -> Any:
    """The entry point: turns every expected error into one line on stderr."""
    from tongban.base.kernel.errors import TongbanError
    from tongban.main.embedded import EmbeddedServerError

    try:
        return tongban.main(args=arguments, standalone_mode=False) or 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        sys.stderr.write("已中止。\n")
        return 130
    except click.ClickException as error:
        sys.stderr.write(f"{_usage(error)}\n")
        return error.exit_code
    except TongbanError as error:
        sys.stderr.write(f"{error.message}\n")
        for finding in error.findings[:20]:
            sys.stderr.write(f"  {finding.place}：{finding.message}\n")
        return 1
    except EmbeddedServerError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not start.is_lost_database(error):
            raise
        sys.stderr.write("和数据库的连接断了，请稍后再试；写了一半的没有保存。\n")
        return 1


def _usage(error: click.ClickException) -> str:
    """What was typed wrong, in one line."""
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return error.format_message()
    # Click's message for no words at all is the whole help.
    nothing = isinstance(error, click.exceptions.NoArgsIsHelpError)
    said = "请写明要做什么。" if nothing else error.format_message()
    return f"{said}（看用法：{error.ctx.command_path} --help）"
