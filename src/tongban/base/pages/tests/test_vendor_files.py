"""``tools/vendor.py`` copies what pages serve, once, whole, and says what is missing."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[5]


@pytest.fixture(scope="module")
def vendor():
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools/vendor.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_fonts_that_the_stylesheets_name_are_true_type(vendor):
    fonts = [target for target in vendor.FILES.values() if target.suffix == ".ttf"]

    assert len(fonts) == 3
    for font in fonts:
        assert font.read_bytes()[:4] == b"\x00\x01\x00\x00"


def test_a_second_run_writes_nothing(vendor, tmp_path):
    source, target = tmp_path / "a.ttf", tmp_path / "static/fonts/a.ttf"
    source.write_bytes(b"font")

    assert vendor.copy_vendor_files({source: target}) == [target]
    assert target.read_bytes() == b"font"
    assert vendor.copy_vendor_files({source: target}) == []


def test_a_newer_version_takes_the_place_of_the_old(vendor, tmp_path):
    source, target = tmp_path / "a.ttf", tmp_path / "b.ttf"
    source.write_bytes(b"newer font")
    target.write_bytes(b"font")

    assert vendor.copy_vendor_files({source: target}) == [target]
    assert target.read_bytes() == b"newer font"
    assert list(tmp_path.iterdir()) in ([source, target], [target, source])


def test_what_is_missing_is_named(vendor, tmp_path):
    with pytest.raises(FileNotFoundError) as raised:
        vendor.copy_vendor_files({tmp_path / "gone.ttf": tmp_path / "b.ttf"})

    assert raised.value.filename.endswith("gone.ttf")
    assert not (tmp_path / "b.ttf").exists()
