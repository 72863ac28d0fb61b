"""The demo city for tests: built once in a process by its acts, and laid down for each test."""

import pytest

from tongban.demo.build import City, build_city
from tongban.handling.cases.tests.template import Template
from tongban.main.first_rows import keep_first_rows


def _built() -> City:
    keep_first_rows()
    return build_city()


BUILT = Template(_built)


@pytest.fixture
def city(db, folders) -> City:
    """What ``build_city`` returned, its rows, its keys and files."""
    return BUILT.lay_down()
