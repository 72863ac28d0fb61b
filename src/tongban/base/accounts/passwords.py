"""Passwords that are guessed first: words, walks over the keyboard, repeats, one's own numbers.

A password is read for parts that a guesser tries anyway; what is left over has to be long enough by
itself. So ``woaini1314`` is refused and ``woaini`` inside a long sentence of one's own is not.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account

FRESH = 5
"""Characters that no guesser has for nothing."""
LONGEST = 128
"""More is not read: a hasher must not be kept busy by a novel."""
WALK = 4
"""Keys beside one another from which on it is a walk."""
OWN_DIGITS = 6
"""So many digits in a row of one's own phone or identity number are recognised."""

ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
SHIFTED = str.maketrans('!@#$%^&*()_+{}:"<>?', "1234567890-=[];',./")
LOOKALIKES = str.maketrans("01345@$", "oieasas")
_PLACES = {key: (row, column) for row, keys in enumerate(ROWS) for column, key in enumerate(keys)}
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:19|20)\d{2}")


class HabitsValidator:
    """Refuses what is nothing but habits; one of ``AUTH_PASSWORD_VALIDATORS``."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError ``password_habits`` or ``password_too_long``."""
        if len(password) > LONGEST:
            raise ValidationError(_("密码太长了，最多 128 个字。"), code="password_too_long")
        own = own_words(user) if isinstance(user, Account) else ()
        digits = own_numbers(user) if isinstance(user, Account) else ()
        if fresh(password, own, digits) < FRESH:
            raise ValidationError(
                _(
                    "这个密码太容易猜到：它由常用的词、连续的按键、重复的字、日期、您的姓名或号码"
                    "组成。请换几个不相干的词，中间加上数字或符号。"
                ),
                code="password_habits",
            )

    def get_help_text(self) -> str:
        """What to do."""
        return _("不要用姓名、生日、手机号、身份证号，也不要用连续的按键和常见的词。")


def fresh(password: str, own: Iterable[str] = (), numbers: Iterable[str] = ()) -> int:
    """How many characters are left when everything is taken out that is guessed first."""
    plain = normalize("NFKC", password[:LONGEST]).lower()
    repeated = re.fullmatch(r"(.+?)\1+", plain, re.DOTALL)
    if repeated:
        plain = repeated.group(1)
    keys = plain.translate(SHIFTED)
    guessed = [False] * len(plain)
    for start, stop in _guessed(plain, keys, own, numbers):
        guessed[start:stop] = [True] * (stop - start)
    left = [letter for letter, is_guessed in zip(plain, guessed, strict=True) if not is_guessed]
    return len(set(left)) if len(set(left)) < 3 else len(left)


def _guessed(
    plain: str, keys: str, own: Iterable[str], numbers: Iterable[str]
) -> Iterator[tuple[int, int]]:
    readings = {plain, keys, plain.translate(LOOKALIKES), keys.translate(LOOKALIKES)}
    for word in (*common(), *own):
        for reading in readings:
            yield from _places_of(word, reading)
    for number in numbers:
        yield from _shared(number, plain)
    for found in re.finditer(r"(.)\1{2,}", plain, re.DOTALL):
        yield found.span()
    for found in _DATE.finditer(keys):
        yield found.span()
    yield from _runs(keys, _beside)
    yield from _runs(plain, lambda one, other: ord(other) - ord(one) == 1)
    yield from _runs(plain, lambda one, other: ord(other) - ord(one) == -1)


def _places_of(word: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + 1)


def _shared(number: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the text has a stretch of digits of the number, forwards or backwards."""
    for digits in (number, number[::-1]):
        for start in range(len(digits) - OWN_DIGITS + 1):
            yield from _places_of(digits[start : start + OWN_DIGITS], text)


def _beside(one: str, other: str) -> bool:
    """Whether two keys touch, or are the same."""
    if one not in _PLACES or other not in _PLACES:
        return False
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def _runs(text: str, follows: Any) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not follows(text[at - 1], text[at]):
            if at - start >= WALK:
                yield start, at
            start = at


@lru_cache(maxsize=1)
def common() -> tuple[str, ...]:
    """The packaged words."""
    lines = Path(__file__).with_name("passwords.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def own_words(account: Account) -> tuple[str, ...]:
    """The sign-in name and the ways in which people write their own name in letters."""
    from pypinyin import lazy_pinyin

    words = {account.login_name.lower()}
    if account.person is not None and account.person.name:
        syllables = [s.lower() for s in lazy_pinyin(account.person.name) if s.isascii()]
        words |= {
            "".join(syllables),
            "".join(syllables[1:]),
            "".join([*syllables[1:], *syllables[:1]]),
            "".join(s[0] for s in syllables),
            *syllables,
            account.person.name.lower(),
        }
    # Two letters are in half of all words.
    return tuple(sorted(word for word in words if len(word) > 2))


def own_numbers(account: Account) -> tuple[str, ...]:
    """Phone and document number of the person."""
    if account.person is None:
        return ()
    return tuple(n for n in (account.person.phone, account.person.id_number.lower()) if n)
