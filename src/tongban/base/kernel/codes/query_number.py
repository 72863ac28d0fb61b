"""Query numbers (查询号): twelve digits that a person can read out on the telephone or send by SMS.

Eleven digits and a check digit. The eleven are a serial number moved by a keyed permutation of
all eleven-digit numbers, so that two cases of one day have nothing in common, nobody learns from
a number how many cases there are, and no two serials meet. The permutation is an alternating
Feistel network over Z(10^5) x Z(10^6): each half is added, modulo its own size, to a digest of
the other, which is a bijection whatever the digest and needs no second try.

The check digit is Damm's (H. M. Damm, *Total anti-symmetrische Quasigruppen*, 2004): it finds
every wrong digit and every exchange of neighbours. ISO/IEC 7064 MOD 11,10, the standard's system
for digits alone, was measured and misses 20 of the 900 exchanges (2 %); its other systems need a
letter X or a second check digit.
"""

import hmac

from tongban.base.kernel.codes.characters import DIGITS, refuse_strangers
from tongban.base.kernel.codes.findings import CodeReport, Notes, Place
from tongban.base.kernel.language import gettext as _

KIND = "query-number"
LENGTH = 12
CAPACITY = 10 ** (LENGTH - 1)
"""How many serials there are: 0 to 99,999,999,999."""

_LEFT, _RIGHT = 10**5, 10**6
_ROUNDS = 10
_NO_KEY = b"tongban query number"
# Rows: the digit so far; columns: the digit read. Weakly totally anti-symmetric, zero diagonal.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def make_query_number(serial: int, *, key: bytes = _NO_KEY) -> str:
    """The twelve digits of a serial number; the same serial and key always give the same.

    ``key`` is the installation's secret: with the built-in one anybody who reads this program can
    compute the serial back. ValueError outside 0 to 99,999,999,999.
    """
    if not 0 <= serial < CAPACITY:
        msg = "a query number's serial has at most eleven digits"
        raise ValueError(msg)
    left, right = divmod(serial, _RIGHT)
    for turn in range(_ROUNDS):
        left = (left + _mix(key, turn, 0, right)) % _LEFT
        right = (right + _mix(key, turn, 1, left)) % _RIGHT
    digits = f"{left * _RIGHT + right:011d}"
    return digits + str(_damm(digits))


def serial_of(number: str, *, key: bytes = _NO_KEY) -> int:
    """The serial that a query number was made of. ValueError when its check digit is wrong."""
    report = check_query_number(number)
    if not report.ok:
        msg = "not a query number"
        raise ValueError(msg)
    left, right = divmod(int(report.value[:-1]), _RIGHT)
    for turn in reversed(range(_ROUNDS)):
        right = (right - _mix(key, turn, 1, left)) % _RIGHT
        left = (left - _mix(key, turn, 0, right)) % _LEFT
    return left * _RIGHT + right


def check_query_number(value: str) -> CodeReport:
    """Judge a query number; spaces and hyphens between the digits do not count. Never raises.

    Errors: length, characters, check digit. Parts: shown, in groups of four for reading out.
    """
    notes = Notes(KIND)
    number = value.strip().replace(" ", "").replace("-", "")
    if len(number) != LENGTH:
        notes.error(
            "length", _("查询号应为 12 位数字，现为 %(count)s 位。") % {"count": len(number)}
        )
    elif refuse_strangers(notes, number, DIGITS, _("查询号只含数字")):
        notes.parts["shown"] = shown_in_groups(number)
        if _damm(number):
            notes.error("check", _("查询号有误，请逐位核对。"), Place(1, LENGTH))
    return notes.report(number)


def shown_in_groups(number: str) -> str:
    """The number in groups of four with spaces: 1234 5678 9012."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _damm(digits: str) -> int:
    """The check digit over the digits; 0 when their last one already is the right one."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return state


def _mix(key: bytes, turn: int, half: int, value: int) -> int:
    """A number that depends on all of these and shows nothing of the key."""
    message = bytes((turn, half)) + value.to_bytes(4, "big")
    return int.from_bytes(hmac.digest(key, message, "sha256")[:8], "big")
