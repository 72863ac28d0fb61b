"""Nothing of the house calls another machine but by ``kernel.outgoing``."""

import ast

from tests.house.source import product

DOORS_OUT = (
    *("socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp"),
    *("ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc.client", "websockets"),
    *("asyncio.streams", "paramiko", "pycurl"),
)
"""Modules by which something outside is reached."""

MAY = {
    "base/kernel/outgoing/calling.py": "the one door",
    "main/start.py": "asks whether a port of this machine is free",
    "main/demo_city.py": "asks whether the city on this machine answers",
    "main/bench/web.py": "measures the platform itself, from outside",
    "main/bench/processes.py": "starts what is measured and waits until it answers",
}
"""Who imports one of them all the same, and why."""


def imported(tree: ast.Module) -> set[str]:
    """Every module that is imported, also inside functions and by its name as a text."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update({node.module, *(f"{node.module}.{one.name}" for one in node.names)})
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", ""))
            in {"import_module", "__import__", "import_string"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value))
    return found


def reaching_out() -> dict[str, set[str]]:
    told = {}
    for source in product():
        ways = {
            way
            for way in DOORS_OUT
            for one in imported(source.tree)
            if one == way or one.startswith(f"{way}.")
        }
        if ways:
            told[source.name] = ways
    return told


def test_only_one_module_reaches_out_and_the_others_say_why():
    found = reaching_out()

    assert {name: ways for name, ways in found.items() if name not in MAY} == {}
    assert sorted(set(MAY) - set(found)) == [], "a reason without its module"


def test_the_look_finds_every_way_of_importing():
    tree = ast.parse(
        "import requests.adapters\nfrom urllib import request\nfrom http import client\n"
        "def f():\n    import socket\n    importlib.import_module('httpx')\n"
    )

    assert {"requests.adapters", "urllib.request", "http.client", "socket", "httpx"} <= imported(
        tree
    )
