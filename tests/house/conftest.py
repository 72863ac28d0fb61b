"""The city of four people and one item, as a fixture."""

import pytest

from tests.house.city import TEMPLATE, City


@pytest.fixture
def city(db, folders) -> City:
    """A city with its first rows, its people, its item and its cases."""
    return TEMPLATE.lay_down()
