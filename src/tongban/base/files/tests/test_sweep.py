import io
import os
from datetime import timedelta

import pytest

from tongban.base.audit.models import Entry
from tongban.base.files import plugins, previews, queries, services
from tongban.base.files.models import File
from tongban.base.files.tests import samples
from tongban.base.kernel import moments
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Missing

pytestmark = pytest.mark.django_db
TWO_DAYS = timedelta(days=2)


def keep(actor, data=None, name="a.pdf"):
    return services.keep(
        actor=actor, stream=io.BytesIO(data or samples.pdf()), name=name, purpose="material"
    )


def test_discarding_lets_go_of_the_row_and_the_sweep_of_the_content(folder, person):
    file = keep(person)
    queries.preview(file.id, 160)
    services.discard(actor=person, file_id=file.id)
    store = plugins.store()
    assert not File.objects.exists()
    assert store.exists(file.digest)

    assert services.sweep(actor=system()) == {"unfinished": 0, "contents": 0}
    assert store.exists(file.digest)
    with moments.moved_to(moments.now() + TWO_DAYS):
        assert services.sweep(actor=system()) == {"unfinished": 0, "contents": 1}
    assert not store.exists(file.digest)
    assert list((folder / "previews").rglob("*.jpg")) == []
    assert Entry.objects.get(act="sweep_files").detail == {"unfinished": 0, "contents": 1}


def test_a_content_that_another_file_shares_stays(folder, person):
    first, second = keep(person), keep(person, name="b.pdf")
    services.discard(actor=person, file_id=first.id)
    with moments.moved_to(moments.now() + TWO_DAYS):
        assert services.sweep(actor=system()) == {"unfinished": 0, "contents": 0}
    assert queries.verify(second.id)


def test_old_unfinished_writes_are_swept(folder, person):
    keep(person)
    orphan = folder / "incoming" / "0123"
    orphan.write_bytes(b"half")
    os.utime(orphan, (1, 1))
    assert services.sweep(actor=system()) == {"unfinished": 1, "contents": 0}
    assert not orphan.exists()


def test_a_stranger_discards_nothing(folder, person):
    from dataclasses import replace
    from uuid import uuid4

    file = keep(person)
    with pytest.raises(Forbidden):
        services.discard(actor=replace(person, account_id=uuid4()), file_id=file.id)
    assert File.objects.filter(pk=file.id).exists()
    with pytest.raises(Missing):
        services.discard(actor=person, file_id=uuid4())


def test_only_the_platform_sweeps(folder, person):
    with pytest.raises(Forbidden):
        services.sweep(actor=person)


def test_a_file_in_use_is_not_discarded(folder, person, monkeypatch):
    from django.db.models import ProtectedError

    file = keep(person)

    # No app below may refer to a file, so the refusal that a foreign key gives is given here.
    def protected(_self):
        raise ProtectedError("in use", {file})

    monkeypatch.setattr(File, "delete", protected)
    with pytest.raises(Conflict) as caught:
        services.discard(actor=person, file_id=file.id)
    assert caught.value.code == "file_in_use"
    assert File.objects.filter(pk=file.id).exists()


def test_forgetting_previews_leaves_those_of_others(folder, person):
    first, second = keep(person), keep(person, samples.pdf(text="other"), "b.pdf")
    for each in (first, second):
        queries.preview(each.id, 160)
    previews.forget(first.digest)
    kept = [path.name for path in (folder / "previews").rglob("*.jpg")]
    assert kept == [f"{second.digest}-1-160.jpg"]
