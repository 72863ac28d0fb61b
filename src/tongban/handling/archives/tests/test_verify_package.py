"""Whatever is done to a package is found: offline, by its bytes alone."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tongban.base.files.queries import opened
from tongban.base.kernel.actors import system
from tongban.base.kernel.digests import canonical
from tongban.base.kernel.errors import Invalid
from tongban.handling.archives.package.verifying import verify
from tongban.handling.archives.package.zipping import unzipped, zipped
from tongban.handling.archives.services import archive_case
from tongban.handling.archives.tests.conftest import closed
from tongban.sharing.licenses.queries import trusted_roots

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(archived):
    with opened(archived.file_id) as stream:
        return stream.read()


def codes(content, roots=None):
    report = verify(content, trusted_roots() if roots is None else roots)
    return {code for code, _said in report.faults}


def test_flipping_any_byte_of_any_file_is_found(package):
    roots, files = trusted_roots(), unzipped(package)
    assert not codes(package)

    @settings(max_examples=120, database=None)
    @given(st.sampled_from(sorted(files)), st.data())
    def flipped(path, data):
        content = bytearray(files[path])
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        assert codes(zipped({**files, path: bytes(content)}), roots)

    flipped()


def test_flipping_any_byte_of_the_container_is_found(package):
    roots = trusted_roots()

    @settings(max_examples=120, database=None)
    @given(st.integers(0, len(package) - 1), st.integers(1, 255))
    def flipped(place, by):
        content = bytearray(package)
        content[place] ^= by
        assert codes(bytes(content), roots)

    flipped()


def test_every_byte_of_signature_and_certificate_counts(package):
    roots, files = trusted_roots(), unzipped(package)
    for path in ("signature/manifest.sig", "signature/certificate.der"):
        for place in range(len(files[path])):
            content = bytearray(files[path])
            content[place] ^= 0x01
            assert "signature" in codes(zipped({**files, path: bytes(content)}), roots), (
                path,
                place,
            )


def test_what_is_cut_off_or_added_is_found(package):
    files = unzipped(package)
    assert codes(package[:-1])
    assert codes(package + b"x")
    assert codes(b"")
    assert codes(b"PK\x05\x06" + bytes(18))
    assert "file_unlisted" in codes(zipped({**files, "more.txt": b"x"}))
    assert "file_missing" in codes(
        zipped({path: content for path, content in files.items() if path != "form/form.pdf"})
    )


def test_a_manifest_made_to_fit_is_not_signed(package):
    files = unzipped(package)
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [one for one in manifest["files"] if one["role"] != "material"]
    kept = {p: c for p, c in files.items() if not p.startswith("materials/0")}

    found = codes(zipped({**kept, "manifest.json": canonical(manifest)}))

    assert {"signature", "incomplete"} <= found


def test_another_citys_root_does_not_vouch_for_it(package, settings, tmp_path):
    from tongban.sharing.licenses.services import sign_detached

    settings.KEYS_FOLDER = tmp_path / "other-keys"
    sign_detached(actor=system(), name="别的单位", credit_code="", content=b"x")
    assert "signature" in codes(package, trusted_roots())
    assert "no_root" in codes(package, ())


@pytest.mark.parametrize("item", ["food", "instant", "joint"])
def test_a_case_of_any_process_gives_a_package_that_holds(keepers, item):
    from tongban.handling.cases import services as acts
    from tongban.handling.cases.models import Case

    if item == "food":
        case = closed(keepers)
    else:
        case = keepers.filed(item)
        acts.accept_case(actor=keepers.officer("window"), case_id=case.id)
        if item == "joint":
            acts.pass_review(actor=keepers.officer("handler"), case_id=case.id)
            keepers.inspected(case)
            acts.pass_inspection(actor=keepers.officer("inspector"), case_id=case.id)
        acts.grant(
            actor=keepers.officer("window" if item == "instant" else "signer"), case_id=case.id
        )
        acts.issue_result(actor=system(), case_id=case.id)
        acts.close_case(actor=system(), case_id=case.id)
        case = Case.objects.get(id=case.id)

    archive = archive_case(actor=system(), case_id=case.id)

    assert archive.state == "archived", archive.faults
    with opened(archive.file_id) as stream:
        assert not codes(stream.read())


def test_whatever_was_typed_the_package_holds(keepers):
    typed = st.text(
        st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=50
    )

    @settings(max_examples=8, database=None)
    @given(typed)
    def told(remark):
        from tongban.handling.cases.services import withdraw_case

        try:
            case = keepers.filed(remark=remark)
        except Invalid:
            assume(False)  # what the form itself refuses is in no case
        withdraw_case(actor=keepers.person(), case_id=case.id, reason=remark)
        archive = archive_case(actor=system(), case_id=case.id)
        assert archive.state == "archived", archive.faults
        with opened(archive.file_id) as stream:
            assert not codes(stream.read())

    told()


def test_the_command_says_it_in_one_line(package, tmp_path, capsys):
    from click.testing import CliRunner

    from tongban.handling.archives.commands import archive as command

    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(package)
    bad.write_bytes(package[:-1])

    told = CliRunner().invoke(command, ["verify", str(good)])
    assert (told.exit_code, told.output.startswith("完好：档号 Q001-ZW-")) == (0, True)
    told = CliRunner().invoke(command, ["verify", str(bad)])
    assert told.exit_code == 1
    assert CliRunner().invoke(command, ["verify", str(tmp_path / "none.zip")]).exit_code == 1
    told = CliRunner().invoke(command, ["verify", str(good), "--json"])
    assert json.loads(told.output)["holds"] is True
