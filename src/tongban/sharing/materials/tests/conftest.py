import io
from uuid import uuid4

import pytest
from PIL import Image

from tongban.base.kernel.actors import Actor, Capacity
from tongban.sharing.licenses.tests import makers


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Keys and files of its own for every test."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path


@pytest.fixture
def applicant():
    return Actor(capacity=Capacity.SELF, name="谷雨", account_id=uuid4(), person_id=uuid4())


@pytest.fixture
def department(db):
    return makers.a_department()


@pytest.fixture
def case():
    return uuid4()


@pytest.fixture
def held(department):
    makers.a_food_type()
    return makers.a_license(department)


def picture(colour="white", size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    out.seek(0)
    return out
