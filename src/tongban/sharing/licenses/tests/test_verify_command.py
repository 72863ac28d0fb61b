"""``tongban verify FILE``: no database, one clear line, a status that scripts can ask."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tongban.base.kernel.codes.license_id import issue_license_id
from tongban.sharing.licenses.commands import verify
from tongban.sharing.licenses.drawing import draw
from tongban.sharing.licenses.signing import roots
from tongban.sharing.licenses.signing.sealing import seal_pdf
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import SigningIdentity

IDENTIFIER = issue_license_id(makers.FOOD_TYPE, makers.ISSUER, "0A1B2C3D4E5F6G7H8I9J", 1)


@pytest.fixture
def sealed(folders):
    path = folders / "licence.pdf"
    path.write_bytes(
        seal_pdf(
            draw(makers.a_face()).content,
            SigningIdentity("谯城区市场监督管理局", makers.ISSUER),
            metadata={"证照标识": IDENTIFIER, "证照名称": "食品经营许可证"},
        )
    )
    return path


def run(*arguments):
    return CliRunner().invoke(verify, [str(argument) for argument in arguments])


def test_an_intact_file_says_so_and_exits_0(sealed):
    result = run(sealed)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "完好：食品经营许可证由谯城区市场监督管理局签发，签名之后没有改动。",
        f"证照现在是否有效，以登记簿为准：{IDENTIFIER}",
    ]
    assert result.stderr == ""


def test_a_changed_file_exits_1_with_one_line(sealed):
    content = bytearray(sealed.read_bytes())
    content[3000] ^= 1
    sealed.write_bytes(content)
    result = run(sealed)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == ["Error: 文件在签名之后被改动过，不能使用。"]


def test_a_signer_of_another_city_is_named(sealed, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "another"
    assert "没有城市根证书" in run(sealed).stderr
    from tongban.sharing.licenses.signing import providers

    providers.in_use().root()
    result = run(sealed)
    assert result.exit_code == 1
    assert "“谯城区市场监督管理局”不是本市的签章单位" in result.stderr


def test_a_root_file_may_be_given(sealed, settings, tmp_path):
    root = tmp_path / "root.crt"
    root.write_bytes(roots.path().read_bytes())
    settings.KEYS_FOLDER = tmp_path / "another"
    assert run(sealed, "--root", root).exit_code == 0
    root.write_bytes(b"-----BEGIN nothing")
    refused = run(sealed, "--root", root)
    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 1
    assert run(sealed, "--root", tmp_path / "none.crt").exit_code == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"hello", "不是 PDF 文件"), (b"%PDF-1.7\n", "损坏了"), (b"", "不是 PDF 文件")],
)
def test_what_is_no_licence_exits_1_with_one_line(folders, content, words):
    path = folders / "other.pdf"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_cannot_be_read_exits_1_with_one_line(folders):
    for path in (folders / "none.pdf", folders, "a\0b"):
        result = run(path)
        assert result.exit_code == 1
        assert "读不了文件" in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_json_stands_alone_on_stdout(sealed):
    told = json.loads(run(sealed, "--json").stdout)
    assert (told["holds"], told["identifier"], told["findings"]) == (True, IDENTIFIER, [])
    sealed.write_bytes(sealed.read_bytes() + b"\n")
    result = run(sealed, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["holds"] is False
    assert [finding["code"] for finding in told["findings"]] == ["appended"]


def test_the_whole_command_needs_no_database(sealed, folders):
    (folders / "data").mkdir()
    (folders / "keys").rename(folders / "data" / "keys")
    done = subprocess.run(
        [sys.executable, "-m", "tongban", "verify", str(sealed)],
        env={
            **{k: v for k, v in os.environ.items() if k != "TONGBAN_DSN"},
            "TONGBAN_DATA": str(folders / "data"),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("完好：食品经营许可证")
