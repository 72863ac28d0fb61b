"""Personal data and secrets never reach the log: every line is masked before it is written.

The formatter is the place: it sees the finished line, with the values that were put into it and
with the traceback, whose last lines often quote what somebody typed. What is masked is masked by
its look, so it also holds for libraries that know nothing of us. Numbers of cases, query numbers
and identifiers of rows stay: without them no fault can be found.
"""

import logging
import re

HIDDEN = "[已隐去]"
_HIDDEN = re.escape(HIDDEN)

_BEFORE, _AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_NAMES = (
    r"pass(?:word|wd)?|new_password|again|pwd|secret|token|access_token|refresh_token|id_token"
    r"|client_secret|code|code_verifier|otp|credential|session(?:id|_key)?|csrfmiddlewaretoken"
    r"|csrftoken|api[-_]?key|authorization|cookie|set-cookie|assertion|last_four"
)
MASKS = (
    # 18 characters with a birthday in the middle; the old 15 digits are not in use any more.
    (
        re.compile(
            rf"{_BEFORE}[1-9]\d{{5}}(?:18|19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
            rf"\d{{3}}[0-9Xx]{_AFTER}"
        ),
        HIDDEN,
    ),
    (
        re.compile(rf"(?<![0-9A-Za-z-])(?:\+?86[- ]?)?1\d{{2}}[- ]?\d{{4}}[- ]?\d{{4}}{_AFTER}"),
        HIDDEN,
    ),
    (re.compile(r"(?i)\b(bearer|basic|digest)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"), HIDDEN),
    (re.compile(r"otpauth://\S+"), HIDDEN),
    # name=value of addresses and forms; 'name': 'value' of Python and JSON; Name: value of headers.
    # What is hidden already stays as it is, unless more stands right behind it.
    (
        re.compile(
            rf"""(?ix)(?<![A-Za-z_-])(["']?(?:{_NAMES})["']?\s*[=:]\s*)
            (?!{_HIDDEN}(?:$|[\s&;,"'}}\])]))(\[?\s*"[^"\n]*"\]?|\[?\s*'[^'\n]*'\]?|[^\s&;,"'}}\])]+)"""
        ),
        rf"\1{HIDDEN}",
    ),
    (
        re.compile(rf"(验证码|密码|口令|备用码)((?:(?!{_HIDDEN})\D){{0,6}}?)[0-9]{{4,8}}(?!\d)"),
        rf"\1\2{HIDDEN}",
    ),
)


_MOST_PASSES = 8


def masked(text: str) -> str:
    """The text without identity numbers, phones, passwords, codes and tokens.

    Masked again until nothing changes: what stood right behind a secret is only then seen by
    itself. Text that is masked already stays as it is.
    """
    for _ in range(_MOST_PASSES):
        before = text
        for pattern, instead in MASKS:
            text = pattern.sub(instead, text)
        if text == before:
            break
    return text


class MaskingFormatter(logging.Formatter):
    """The usual line, masked."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line, its traceback included."""
        return masked(super().format(record))
