"""What people get in their hands when something is done, as the demo city's samples show it.

One for each different result; where the same words stand for two things, one for each item. The
papers are written as such papers are, with invented people; where nothing on paper comes (money
arrives, something is registered), the sample is the message that tells so.
"""

from collections.abc import Mapping

from tongban.demo.blueprint import DemoItem
from tongban.demo.results.business import OF_COMPANIES
from tongban.demo.results.papers import ResultSample
from tongban.demo.results.persons import OF_PERSONS

__all__ = ["SAMPLES", "ResultSample", "sample_of"]

SAMPLES: Mapping[str, ResultSample] = {**OF_PERSONS, **OF_COMPANIES}
"""Name of the result → its sample; the item's key where the name is not enough."""


def sample_of(item: DemoItem) -> ResultSample | None:
    """The sample of what an item results in; None where its licence type draws one."""
    if item.license is not None or not item.guide.result.name:
        return None
    return SAMPLES.get(item.key) or SAMPLES[item.guide.result.name]
