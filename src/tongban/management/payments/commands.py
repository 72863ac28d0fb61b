"""``tongban payments``: the demo city's bank."""

import click


@click.group("payments", help="缴费。")
def payments() -> None:
    """Commands for payments."""


@payments.command("demo-bank", help="运行演示银行，只在本机；示范城市会自己启动它。")
@click.option("--port", type=int, required=True)
def demo_bank(port: int) -> None:
    """Serve the demo bank until it is stopped."""
    from django.conf import settings
    from django.urls import reverse

    from tongban.management.payments.providers.demo.bank import Bank, served

    callback = settings.PUBLIC_ADDRESS + reverse("payments:callback", args=["demo"])
    bank = Bank(callback)
    server = served(bank, port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        bank.stop()
        server.server_close()
