"""``tongban identity``: the provider's keys."""

import click


@click.group()
def identity() -> None:
    """统一身份认证：签名密钥。"""


@identity.command("rotate-key")
@click.option("--at-once", is_flag=True, help="旧密钥泄露了：马上换，旧密钥签的全部作废。")
def rotate_key(*, at_once: bool) -> None:
    """换签名密钥。新密钥先公布一小时再启用，旧密钥公布到它签的令牌都过期。"""
    from tongban.base.accounts.services import rotate_signing_key
    from tongban.base.kernel.actors import operator

    made = rotate_signing_key(actor=operator(), at_once=at_once)
    click.echo(f"新密钥：{made}")
    click.echo("已经启用，旧的已作废。" if at_once else "一小时后启用。")
