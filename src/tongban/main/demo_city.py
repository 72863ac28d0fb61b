"""``tongban demo``: build the city, then serve it while the year of cases is still being made."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import TYPE_CHECKING

import click

from tongban.main import start

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from tongban.demo.build import City
    from tongban.demo.year import Year

ESSENTIAL_CASES = 24
"""Cases made before serving begins, so that no page is empty."""
COMPLETE = "示范办件都齐了：各种办法都有办件可看。"
"""Said when nothing more is being made."""
SEEDERS = 3
"""Processes that make the rest of the year while the city is served. Each waits for the database a
third of its time, so that three keep two cores busy."""


def run_demo(*, port: int, only_seed: bool, cases: int, share: str = "0/1") -> None:
    """Set everything up, seed, serve on 127.0.0.1 and say what to open.

    Running it again keeps the data and goes on with the seeding where it stopped.
    """
    if not only_seed and _is_taken(port):
        start.fail(f"端口 {port} 已经有程序在用。换一个端口：PORT=8001 make demo")
    start.everything()
    from tongban.demo.build import PASSWORD, build_city
    from tongban.demo.year import Year

    began = time.monotonic()
    city = build_city(progress=lambda what: click.echo(f"  {what}…"))
    year = Year(city, cases)
    if only_seed:
        _seed_aside(city, year, cases, share)
        return
    _seed(year, min(ESSENTIAL_CASES, cases))
    from django.db import connection

    connection.close()
    # The province's system and the bank are processes of their own, on ports that nobody else has.
    department, bank = _free_port(), _free_port()
    os.environ["TONGBAN_DEMO_DEPARTMENT"] = f"http://127.0.0.1:{department}"
    os.environ["TONGBAN_DEMO_BANK"] = f"http://127.0.0.1:{bank}"
    children = [
        subprocess.Popen(
            [
                *[sys.executable, "-m", "tongban", "connector", "demo-department"],
                *["--port", str(department)],
            ]
        ),
        subprocess.Popen([sys.executable, "-m", "tongban", "serve", "--port", str(port)]),
        subprocess.Popen([sys.executable, "-m", "tongban", "worker"]),
        subprocess.Popen(
            [*[sys.executable, "-m", "tongban", "payments", "demo-bank"], *["--port", str(bank)]],
            env={**os.environ, "TONGBAN_DEMO_ROLE": "bank"},
        ),
    ]
    _wait_until_served(port, children[1])
    click.echo(_welcome(port, PASSWORD, time.monotonic() - began))
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    seeders = _start_seeders(year.left(cases), cases)
    try:
        _watch_seeding(year, cases, seeders)
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for child in [*children, *seeders]:
            child.terminate()
        for child in [*children, *seeders]:
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
    if not stopping and any(child.returncode not in (0, -15, 143, None) for child in children):
        start.fail("服务意外停了，上面的记录里有原因。数据都在，可以再运行一次 make demo。")


def _progress(length: int) -> "ProgressBar[int]":
    show = sys.stderr.isatty() or os.environ.get("TONGBAN_PROGRESS") == "1"
    return click.progressbar(
        length=length, label="  一年的办件", file=sys.stderr if show else None, hidden=not show
    )


def _seed(year: "Year", cases: int, share: tuple[int, int] = (0, 1)) -> None:
    """Make what is left of the year, or a share of it, in this process."""
    with _progress(year.left(cases)) as bar:
        for _case in year.make(cases, share=share):
            bar.update(1)


def _seed_aside(city: "City", year: "Year", cases: int, share: str) -> None:
    """One of the processes that seed while the city is served."""
    from tongban.demo.ways import show_ways

    # Whoever looks at the city meanwhile comes first.
    os.nice(5)
    # A year is one long loop over the same few kinds of rows: looking for cycles among all that
    # was loaded before finds nothing.
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    number, _slash, of = share.partition("/")
    if number == "0":
        year.keep_numbers()
        show_ways(city)
    _seed(year, cases, (int(number), int(of or 1)))


def _start_seeders(left: int, cases: int) -> "list[subprocess.Popen[bytes]]":
    """Some processes divide the items of what is left of the year; the first shows the ways of
    handling before it does, and does so even when the year is whole.
    """
    return [
        subprocess.Popen(
            [
                *[sys.executable, "-m", "tongban", "demo", "--only-seed"],
                *["--cases", str(cases), "--share", f"{share}/{SEEDERS}"],
            ],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "TONGBAN_PREPARE": "1"},
        )
        for share in range(SEEDERS if left else 1)
    ]


def _watch_seeding(year: "Year", cases: int, seeders: "list[subprocess.Popen[bytes]]") -> None:
    """Show how far the seeders are until they have ended."""
    left = year.left(cases)
    if not seeders:
        return
    with _progress(left) as bar:
        while any(seeder.poll() is None for seeder in seeders):
            time.sleep(1)
            now_left = year.left(cases)
            bar.update(left - now_left)
            left = now_left
        bar.update(left - year.left(cases))
    if any(seeder.returncode for seeder in seeders):
        click.echo("一年的办件没有造完，原因见上。再运行一次 make demo 会接着造。", err=True)
    else:
        click.echo(COMPLETE)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_served(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _try in range(240):
        if server.poll() is not None:
            start.fail("网页服务没有启动，上面的记录里有原因。")
        if _is_taken(port):
            return
        time.sleep(0.25)
    start.fail("网页服务 60 秒内没有启动，请看上面的记录。")


def _welcome(port: int, password: str, seconds: float) -> str:
    from tongban.demo.registry import unbound

    address = f"http://127.0.0.1:{port}"
    shop = unbound()[0]
    return f"""
通办示范城市已经启动（{seconds:.0f} 秒）。人物、企业和数字均为虚构。

  门户       {address}/
  长者版     {address}/elder/
  工作台     {address}/desk/
  核验证照   {address}/verify/
  示范信箱   {address}/demo/mailbox/   （短信验证码在这里看）

  登录名            密码            谁
  p001              {password}    王小满，本人，也是小满面馆的法定代表人
  window            {password}    谯城区综合窗口：预审、受理
  market_handler    {password}    谯城区市场监管局：审查
  market_signer     {password}    谯城区市场监管局：决定
  civil_handler     {password}    谯城区民政局：审查
  civil_signer      {password}    谯城区民政局：决定
  education_finance {password}    谯城区教育局：减免、退费、对账
  village_agent     {password}    村里的帮办员
  inspector         {password}    档案和督查
  admin             {password}    系统管理员：发不出去的消息
  records           {password}    数据管理员：申请接入系统
  security          {password}    安全管理员：审核接入系统，安全日志和告警

  单位：用 p001 在 {address}/company/ 管经办人，在 {address}/licence/ 用电子营业执照登录，
  在 {address}/company/bind/ 绑定还没有绑定的“{shop.name}”（{shop.credit_code}）

  接入系统（标识、密钥在数据文件夹的 keys/demo-clients.txt）：{address}/desk/clients/

按 Ctrl+C 停止。再运行一次，数据还在。
"""
