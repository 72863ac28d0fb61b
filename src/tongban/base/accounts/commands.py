"""``tongban identity``: the provider's keys. ``tongban retention``: what is kept how long."""

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


@click.command()
def retention() -> None:
    """保存期限：什么保存多久、依据是什么、现在有多少到期。只看，不删；每天夜里由任务清理。"""
    from django.utils import translation

    from tongban.base.kernel.moments import now
    from tongban.base.kernel.retention import kept_kinds

    with translation.override("zh-hans"):
        for key, kind in kept_kinds().items():
            over = kind.over(now())
            time = "长期" if kind.days is None else f"{kind.days} 天"
            told = "不清理" if kind.days is None else f"由 {kind.by} 清理"
            if over is not None:
                told = f"到期 {over.distinct().count()} 条"
            click.echo(f"{key}\t{kind.what}\t{kind.since}起 {time}\t{told}\t{kind.reason}")
