"""What the tests of accounts share."""

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


@pytest.fixture
def district(db, folders):
    """Two departments, their officers, two people (``district.py``)."""
    from tongban.base.accounts.tests.district import stand

    return stand()


@pytest.fixture
def open_district(transactional_db, folders):
    """The same where commits are real: for a live server and for two at once."""
    from tongban.base.accounts.tests.district import stand

    return stand()


@pytest.fixture
def open_companies(transactional_db, folders, settings):
    """The same as ``companies`` where commits are real: for two at once."""
    from tongban.base.accounts.tests.companies import stand

    settings.IDENTITY_PROVIDER = settings.BUSINESS_REGISTRY = "demo"
    settings.DEMO = True
    cache.clear()
    return stand()


@pytest.fixture
def companies(db, folders, settings):
    """People with accounts and the mock business registry (``companies.py``)."""
    from tongban.base.accounts.tests.companies import stand

    settings.IDENTITY_PROVIDER = settings.BUSINESS_REGISTRY = "demo"
    settings.DEMO = True
    cache.clear()
    return stand()
