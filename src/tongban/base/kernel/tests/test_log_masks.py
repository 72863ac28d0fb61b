"""What must never be in a log is not, wherever in a line it stands; what finds a fault stays."""

import logging
import logging.config
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.log_masks import HIDDEN, MaskingFormatter, masked

ID = "341602199001010021"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"person {ID} has no file", ID),
        ("person 34160219900101002x", "34160219900101002x"),
        ("sms to 13812345678 failed", "13812345678"),
        ("sms to +86 138-1234-5678", "1234"),
        ("GET /callback?code=SplxlOBeZQQYbYS6WxSbIA&state=af0", "SplxlOBeZQQYbYS6WxSbIA"),
        ("POST login=gu&password=spatz-7", "spatz-7"),
        ("{'password': 'mit Leerzeichen 7', 'x': 1}", "Leerzeichen"),
        ('{"refresh_token": "8xLOxBtZp8"}', "8xLOxBtZp8"),
        ("<QueryDict: {'password': ['spatz-7'], 'login': ['gu']}>", "spatz-7"),
        ("Authorization: Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
        ("authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("Cookie: sessionid=abcdefgh12345", "abcdefgh12345"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig-_1 refused", "eyJzdWIiOiIxIn0"),
        ("您的验证码 123456，3 分钟内有效", "123456"),
        ("验证码是：098765", "098765"),
        ("otpauth://totp/gu?secret=JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"),
        ("api_key=tb-live-0001", "tb-live-0001"),
        ("last_four: 0021", "0021"),
        ("验证码123456eyJ0.eyJzdWIi", "eyJzdWIi"),
    ],
)
def test_a_secret_is_masked(line, secret):
    assert secret not in masked(line)
    assert HIDDEN in masked(line)


@pytest.mark.parametrize(
    "line",
    [
        "incident 261127-a1b2c3: GET /desk/cases/341602-20261106-000127/",
        "query number 123456789012",
        "case 01a21bdf-47f7-763a-a342-4fc81f74f025",
        "division 341602000000, item 11341690000001011X43401000010001",
        "port 8000, 13812 rows in 138123456 ms",
        "status_code: 200",
        "",
    ],
)
def test_what_finds_a_fault_stays(line):
    assert masked(line) == line


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 999), st.text(max_size=20))
def test_no_identity_number_gets_through(born, serial, around):
    number = complete_id_card(f"341602{born:%Y%m%d}{serial:03d}")
    assert number not in masked(f"{around} {number} {around}")
    assert number not in masked(f"{around},{number}。{around}")


@given(st.integers(10**10, 2 * 10**10 - 1), st.text(max_size=20))
def test_no_mobile_number_gets_through(phone, around):
    assert str(phone) not in masked(f"{around} {phone} {around}")
    assert str(phone) not in masked(f"手机{phone}，{around}")


PIECES = (
    *("code", "password", "'token'", "sessionid", "authorization", "验证码", "口令", "otpauth://"),
    *("=", ":", ": ", "&", " ", ",", "'", '"', "[", "]", "{", "}", "bearer ", "是", "eyJ0.x"),
    *("0", "123456", "spatz-7", "13812345678", ID, HIDDEN, HIDDEN[:-1], "-", "\n"),
)


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("CODE:0")
@example("验证码1234 5678")
@example(f"password={HIDDEN}spatz-7")
def test_masking_twice_is_masking_once_and_nothing_breaks(text):
    assert masked(masked(text)) == masked(text)


def lines_of(log):
    """What a logger of the platform's own configuration writes."""
    stream = StringIO()
    (name,) = settings.LOGGING["root"]["handlers"]
    made = settings.LOGGING["formatters"][settings.LOGGING["handlers"][name]["formatter"]]
    assert made["()"] == "tongban.base.kernel.log_masks.MaskingFormatter"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter(made["format"]))
    logger = logging.Logger("tongban.test")  # noqa: LOG001 - not in the tree of the others
    logger.addHandler(handler)
    log(logger)
    return stream.getvalue()


def test_values_put_into_a_message_are_masked():
    line = lines_of(lambda logger: logger.warning("%s has phone %s", ID, "13812345678"))
    assert ID not in line
    assert "13812345678" not in line


def test_a_traceback_is_masked_too():
    def fail(logger):
        try:
            int(f"bad value {ID} in password=spatz-7")
        except ValueError:
            logger.exception("failed")

    line = lines_of(fail)
    assert "Traceback" in line
    assert ID not in line
    assert "spatz-7" not in line


def test_a_long_line_is_masked_without_getting_stuck():
    assert len(masked("password=" + "a" * 200_000)) < 100
    assert masked("1" * 100_000) == "1" * 100_000
