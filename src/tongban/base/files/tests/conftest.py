from uuid import UUID

import pytest

from tongban.base.kernel.actors import Actor, Capacity


@pytest.fixture
def folder(settings, tmp_path):
    """A files folder of its own."""
    settings.FILES_FOLDER = tmp_path / "files"
    settings.UPLOAD_LIMIT = 20 * 1024 * 1024
    return settings.FILES_FOLDER


@pytest.fixture
def person():
    return Actor(
        capacity=Capacity.SELF,
        name="谷雨",
        account_id=UUID("0195f000-0000-7000-8000-000000000001"),
        person_id=UUID("0195f000-0000-7000-8000-000000000002"),
    )
