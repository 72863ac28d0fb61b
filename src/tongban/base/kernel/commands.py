"""Commands of the vocabulary: ``tongban check-code``."""

import json

import click

from tongban.base.kernel.codes import CHECKERS, Circumstances, CodeReport
from tongban.base.kernel.codes.item_code import DEFAULT_PROFILE


@click.command(
    name="check-code",
    # A value may begin with a hyphen; it is a value all the same.
    context_settings={"ignore_unknown_options": True},
    help=f"检查一个编码的格式和校验码。KIND 是 {'、'.join(CHECKERS)} 之一。",
)
@click.argument("kind")
@click.argument("value")
@click.option(
    "--profile",
    default="",
    help=f"事项编码方案：gbt39554、gbt39046、sichuan、local；不写就是 {DEFAULT_PROFILE}。",
)
@click.option("--json", "as_json", is_flag=True, help="只在标准输出打印 JSON。")
def check_code(kind: str, value: str, profile: str, *, as_json: bool) -> None:
    """Judge one code: exit 0 when it is right, warnings shown; else 1 and its first error."""
    checker = CHECKERS.get(kind)
    if checker is None:
        raise click.ClickException(f"没有这种编码，可用的有：{'、'.join(CHECKERS)}。")
    if profile and kind != "item":
        raise click.ClickException("--profile 只用于事项编码（item）。")
    report = checker(value, Circumstances(profile=profile or DEFAULT_PROFILE))
    if as_json:
        # Bytes that are no text in the terminal's encoding come in as lone surrogates, which
        # cannot be printed: JSON's own escapes can.
        fits = value.isprintable()
        click.echo(json.dumps(report.as_json(), ensure_ascii=not fits, indent=2))
    if not report.ok:
        first = report.errors[0]
        raise click.ClickException(f"{kind} 不正确（{first.code}）：{first}")
    if not as_json:
        _tell(report)


def _tell(report: CodeReport) -> None:
    click.echo(f"正确：{report.value}")
    for warning in report.warnings:
        click.echo(f"注意（{warning.code}）：{warning}")
