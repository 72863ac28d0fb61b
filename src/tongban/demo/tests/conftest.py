"""The demo city for tests: built once in a run by its acts, and laid down for each test or file."""

import os
from collections.abc import Iterator

import pytest
from django.test import override_settings

from tongban.demo.build import City, build_city
from tongban.handling.cases.tests.template import Template
from tongban.main.first_rows import keep_first_rows


def _built() -> City:
    keep_first_rows()
    return build_city()


BUILT = Template(_built)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory):
    """A folder that all processes of this run have in common."""
    ours = tmp_path_factory.getbasetemp()
    place = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "demo-rows"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture
def city(db, folders, shared) -> City:
    """What ``build_city`` returned, its rows, its keys and files."""
    BUILT.keep_in(shared)
    return BUILT.lay_down()


@pytest.fixture(scope="module")
def city_of_the_file(
    django_db_setup, django_db_blocker, tmp_path_factory, shared
) -> Iterator[City]:
    """The same for all tests of a file, taken back after the last one: what one of them writes it
    takes back itself.
    """
    from django.db import transaction

    place = tmp_path_factory.mktemp("city")
    own = override_settings(
        KEYS_FOLDER=place / "keys",
        FILES_FOLDER=place / "files",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with django_db_blocker.unblock(), own, transaction.atomic():
        BUILT.keep_in(shared)
        yield BUILT.lay_down()
        transaction.set_rollback(True)
