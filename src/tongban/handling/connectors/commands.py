"""``tongban connector secret KEY`` and the demo city's department system."""

from pathlib import Path

import click


@click.group("connector", help="对接部门系统。")
def connector() -> None:
    """Commands for connectors."""


@connector.command("secret", help="显示和一个对接系统共用的签名密钥（十六进制），给对方系统配置。")
@click.argument("key")
def secret(key: str) -> None:
    """Print what both sides of a system sign with."""
    from tongban.handling.connectors.wire import secret_of

    click.echo(secret_of(key).hex())


@connector.command("demo-department", help="运行示范部门系统，只在本机；示范城市会自己启动它。")
@click.option("--port", type=int, required=True)
def demo_department(port: int) -> None:
    """Serve the demo department until it is stopped."""
    from django.conf import settings

    from tongban.handling.connectors.providers.demo.department import Department, served
    from tongban.handling.connectors.wire import secret_of

    place = Path(settings.FILES_FOLDER).parent / "demo-department.json"
    server = served(Department(secret_of("province"), place), port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
