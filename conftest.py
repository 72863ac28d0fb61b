"""What the tests of several apps share, and in which order files of tests begin."""

import gc

import pytest
from hypothesis import HealthCheck, settings

LONGEST_FIRST = (
    "tests/browser/test_every_page.py",
    "tests/acts/test_every_act.py",
    "src/tongban/main/bench/tests/test_run.py",
    "tests/house/test_routes.py",
    "tests/house/test_command_line.py",
    "tests/house/test_closed_routes.py",
    "tests/browser/test_whole_way.py",
    "tests/browser/test_bundles.py",
    "tests/house/test_killed_worker.py",
    "src/tongban/main/bench/tests/test_busy_desk.py",
    "tests/acts/test_guide_over_http.py",
    "tests/house/test_moved_officers.py",
    "src/tongban/main/embedded/tests/test_crash.py",
    "tests/browser/test_own_list.py",
    "src/tongban/main/embedded/tests/test_identity.py",
)
"""Files that take longest: begun last, one of them would keep one process busy while the others have
nothing left to do. The first one builds the city that the third one copies. What is not named
follows in the order in which it was found.
"""


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is read once and stays is not looked through again for what nobody needs any more: that
    took a tenth of the time of collecting, and a twentieth of that of all tests.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    begins = {path: place for place, path in enumerate(LONGEST_FIRST)}
    items.sort(
        key=lambda item: begins.get(
            item.path.relative_to(config.rootpath).as_posix(), len(LONGEST_FIRST)
        )
    )


# No deadline: the machines that run the tests are of every speed, and no test asserts a timing.
settings.register_profile(
    "tongban",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("tongban")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Each process's database is a copy of one that has all tables already."""
    from django.db import connection

    from tongban.main.testing import TEST_DATA
    from tongban.main.testing_database import migrated

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated(TEST_DATA)


@pytest.fixture
def folders(settings, tmp_path):
    """Keys and files of its own for the test, and a quick hasher."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.FILES_FOLDER = tmp_path / "files"
    settings.UPLOAD_LIMIT = 1024 * 1024
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def town(db, folders):
    """A small city (``handling/cases/tests/city.py``): the same rows for every test."""
    from tongban.handling.cases.tests.city import stand

    return stand()


@pytest.fixture
def open_town(transactional_db, folders):
    """The same where commits are real, for tests of two officers at once."""
    from tongban.handling.cases.tests.city import stand

    return stand()


@pytest.fixture(autouse=True)
def no_job_stays(request, django_db_blocker):
    """Where commits are real, Django empties its own tables afterwards; Procrastinate's are not its
    to empty, and whatever was queued would wait for the next test.
    """
    yield
    mark = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (mark and mark.kwargs.get("transaction")):
        from django.db import connection

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers CASCADE")
