"""Organisation codes, GB 11714-1997."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.codes import check_org_code, complete_org_code
from tongban.base.kernel.codes.characters import ALPHANUMERIC


def codes_of(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "code", ["802100433", "80210043-3", "MB2855918", "M000100Y-4", "00877836X"]
)
def test_codes_of_real_bodies_pass_with_and_without_hyphen(code):
    report = check_org_code(code)
    assert report.findings == ()
    bare = code.replace("-", "")
    assert report.value == f"{bare[:8]}-{bare[8]}"


@pytest.mark.parametrize("body", ["80210043", "MB285591"])
def test_every_other_check_character_is_refused(body):
    right = complete_org_code(body)[-1]
    for other in set("0123456789X") - {right}:
        assert codes_of(check_org_code(body + other).errors) == ["org-code.check"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("", "org-code.length"),
        ("-", "org-code.length"),
        ("8021004-33", "org-code.length"),
        ("80210043-33", "org-code.length"),
        ("80210043-A", "org-code.character"),
        ("8021004。3", "org-code.character"),
        ("mb2855918", "org-code.lower-case"),
        ("00877836x", "org-code.lower-case"),
    ],
)
def test_another_shape_is_refused(code, error):
    assert codes_of(check_org_code(code).errors) == [error]


@given(st.text(ALPHANUMERIC, min_size=8, max_size=8), st.integers(0, 7), st.data())
def test_a_completed_code_is_right_and_a_changed_digit_is_found(body, index, data):
    code = complete_org_code(body)
    assert check_org_code(code).ok
    # The weights find any change that is no multiple of 11: between digits always.
    if code[index].isdigit():
        other = data.draw(st.sampled_from("0123456789"))
        changed = code[:index] + other + code[index + 1 :]
        assert check_org_code(changed).ok == (changed == code)


def test_completing_refuses_other_shapes():
    for body in ("", "8021004", "802100433", "8021004x"):
        with pytest.raises(ValueError, match="eight characters"):
            complete_org_code(body)
