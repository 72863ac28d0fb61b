"""What the tests of people share."""

import pytest
from django.core.cache import cache

from tongban.base.accounts.tests import nation


@pytest.fixture
def register(db, folders, settings):
    """The mock national register, filled and well."""
    settings.IDENTITY_PROVIDER = "demo"
    settings.DEMO = True
    cache.clear()
    nation.known()
    return nation
