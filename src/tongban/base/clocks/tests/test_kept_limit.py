"""A limit that was kept as text is told again in the reader's language."""

import pytest
from django.utils.translation import override

from tongban.base.clocks.types import Limit, Unit, kept_limit


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("number", [0, 1, 7, 10_000])
def test_every_limit_is_found_again(unit, number):
    limit = Limit(number, unit)
    with override("zh-hans"):
        text = limit.text
    with override("en"):
        assert kept_limit(text) == limit
        assert not set(kept_limit(text).text) & set(text.partition(" ")[2])


@pytest.mark.parametrize("text", ["", "当场办完", "7 个工作日 左右", "10001 年", "七个工作日", "7"])
def test_other_texts_are_no_limit(text):
    assert kept_limit(text) is None
