"""Samples of what people get: one for each different result, written as such papers are."""

import pypdfium2
import pytest

from tongban.demo.city import DEPARTMENTS
from tongban.demo.items import all_items
from tongban.demo.results import SAMPLES, sample_of
from tongban.demo.samples import FOOT, result_pdf
from tongban.demo.tests.test_items import HALF_WIDTH, NOT_PLAIN, by_key, texts
from tongban.management.catalog.types import EX_OFFICIO

WITH_SAMPLE = [item for item in all_items() if sample_of(item) is not None]
BODIES = {body.key: body.name for body in DEPARTMENTS}


def drawn(item):
    sample = sample_of(item)
    return result_pdf(sample, sample.office or BODIES[item.department])


def test_what_has_no_licence_type_has_a_sample_and_every_sample_is_shown():
    without = [item for item in all_items() if item not in WITH_SAMPLE]
    assert all(item.license is not None or item.item_type in EX_OFFICIO for item in without)
    shown = {item.key if item.key in SAMPLES else item.guide.result.name for item in WITH_SAMPLE}
    assert shown == set(SAMPLES)


@pytest.mark.parametrize("item", by_key(WITH_SAMPLE))
def test_a_sample_says_more_than_a_line_in_plain_words(item):
    sample = sample_of(item)
    assert len(sample.body) + len(sample.rows) >= 2
    assert sum(len(text) for text in texts(sample)) >= 60
    for text in texts(sample):
        assert not NOT_PLAIN.search(text), text
        assert not HALF_WIDTH.search(text), text


@pytest.mark.parametrize("item", by_key(WITH_SAMPLE[::9]))
def test_a_sample_is_one_page_that_nobody_takes_for_the_paper_itself(item):
    sample = sample_of(item)
    content = drawn(item)
    with pypdfium2.PdfDocument(content) as read:
        assert len(read) == 1
        page = read[0].get_textpage().get_text_range().replace("\r\n", "")
    assert sample.title in page
    assert sample.office or BODIES[item.department] in page
    assert FOOT in page
    result_pdf.cache_clear()
    assert drawn(item) == content
