import pytest

from tongban.sharing.licenses.tests import makers


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Keys and files of its own for every test."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path


@pytest.fixture
def department(db):
    return makers.a_department()


@pytest.fixture
def food_type(db):
    return makers.a_food_type()


@pytest.fixture
def held(department, food_type):
    return makers.a_license(department)
