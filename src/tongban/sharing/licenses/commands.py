"""``tongban verify FILE``: is this licence as it was issued? Needs no network and no database."""

import json
from pathlib import Path

import click


@click.command("verify", help="核验证照文件：签名是否完好，是不是本市签发。不用联网。")
@click.argument("file")
@click.option(
    "--root", default="", help="信任的根证书文件（PEM 或 DER）；不写就用本机的城市根证书。"
)
@click.option("--json", "as_json", is_flag=True, help="只在标准输出打印 JSON。")
def verify(file: str, root: str, *, as_json: bool) -> None:
    """Exit 0 when the file is intact and of this city, else 1 with the first reason."""
    from tongban.base.kernel.errors import Invalid
    from tongban.sharing.licenses.signing import roots
    from tongban.sharing.licenses.signing.verifying import LARGEST
    from tongban.sharing.licenses.signing.verifying import verify as judge

    try:
        trusted = roots.read(Path(root)) if root else roots.known()
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
                    "holds": report.holds and not any(f.is_error for f in report.findings),
                    "intact": report.intact,
                    "covers_whole_file": report.covers_whole_file,
                    "issued_by_this_city": report.issued_by_this_city,
                    "signer": report.signer,
                    "signer_code": report.signer_code,
                    "signed_at": report.signed_at.isoformat() if report.signed_at else None,
                    "identifier": report.identifier,
                    "paper": report.paper_id,
                    "title": report.title,
                    "findings": [{"code": f.code, "message": f.message} for f in report.findings],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    if not report.holds or any(finding.is_error for finding in report.findings):
        raise click.ClickException(report.sentence)
    if not as_json:
        click.echo(report.sentence)
        if report.paper_id:
            click.echo("这是一份文书，文号印在上面；网上核验：/verify/papers/" + report.paper_id)
        else:
            click.echo("证照现在是否有效，以登记簿为准：" + report.identifier)
