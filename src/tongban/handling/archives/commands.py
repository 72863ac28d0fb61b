"""``tongban archive verify FILE``: is this package whole, unchanged and ours? Offline."""

import json
from pathlib import Path

import click


@click.group("archive", help="电子档案。")
def archive() -> None:
    """Commands for archives."""


@archive.command(
    "verify", help="核验归档信息包：文件、目录、签名和完整性。不用联网，也不用数据库。"
)
@click.argument("file")
@click.option(
    "--root", default="", help="信任的根证书文件（PEM 或 DER）；不写就用本机的城市根证书。"
)
@click.option("--json", "as_json", is_flag=True, help="只在标准输出打印 JSON。")
def verify(file: str, root: str, *, as_json: bool) -> None:
    """Exit 0 when the package holds, else 1 with the first reason."""
    from tongban.base.kernel.errors import Invalid
    from tongban.handling.archives.package.verifying import verify as judge
    from tongban.handling.archives.package.zipping import LARGEST
    from tongban.sharing.licenses.queries import trusted_roots

    try:
        trusted = trusted_roots(root)
    except Invalid as error:
        raise click.ClickException(error.message) from None
    try:
        with Path(file).open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError):
        raise click.ClickException(f"读不了文件“{file}”，请检查路径和权限。") from None
    report = judge(content, trusted)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "holds": report.holds,
                    "archive_number": report.archive_number,
                    "case_number": report.case_number,
                    "signer": report.signer,
                    "files": report.files,
                    "faults": [{"code": code, "message": said} for code, said in report.faults],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    if not report.holds:
        raise click.ClickException(report.sentence)
    if not as_json:
        click.echo(report.sentence)
