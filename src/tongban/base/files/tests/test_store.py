import hashlib
import io
import os
import signal
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from tongban.base.files.stores.folder import FolderStore

LATER = timedelta(hours=1)


def left(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def killed_at(store, data, point):
    """Put in a process that is killed with signal 9 when it comes to ``point``."""
    child = os.fork()
    if child == 0:
        try:
            setattr(os, point, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            store.put(io.BytesIO(data))
        finally:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("point", ["fsync", "link"])
def test_a_put_that_is_killed_leaves_no_content_and_is_swept(tmp_path, point):
    store, data = FolderStore(tmp_path), b"x" * 1_000_000
    store.put(io.BytesIO(b"an earlier one, so that the folders are there"))
    before = left(tmp_path)

    killed_at(store, data, point)

    assert not store.exists(hashlib.sha256(data).hexdigest())
    orphan = set(left(tmp_path)) - set(before)
    assert len(orphan) == 1
    assert orphan.pop().startswith("incoming/")
    assert store.sweep(datetime.now(UTC) - LATER) == 0
    assert store.sweep(datetime.now(UTC) + LATER) == 1
    assert left(tmp_path) == before

    content = store.put(io.BytesIO(data))
    assert store.open(content.digest).read() == data


def test_a_put_that_is_killed_after_the_link_has_the_whole_content(tmp_path):
    store, data = FolderStore(tmp_path), b"y" * 1_000_000
    digest = hashlib.sha256(data).hexdigest()
    killed_at(store, data, "unlink")
    assert store.open(digest).read() == data
    assert store.sweep(datetime.now(UTC) + LATER) == 1
    assert store.open(digest).read() == data
    assert left(tmp_path) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]


def test_many_at_once_store_a_content_once(tmp_path):
    store, data, barrier, results = FolderStore(tmp_path), os.urandom(300_000), Barrier(8), []

    def put():
        barrier.wait()
        results.append(store.put(io.BytesIO(data)))

    threads = [Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    digest = hashlib.sha256(data).hexdigest()
    assert results == [(digest, len(data))] * 8
    assert left(tmp_path) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]


def test_a_content_that_was_damaged_on_the_disk_is_replaced_and_put_aside(tmp_path, caplog):
    store, data = FolderStore(tmp_path), b"what was handed in"
    digest = store.put(io.BytesIO(data)).digest
    store.path(digest).write_bytes(b"what the disk made of it")

    store.put(io.BytesIO(data))

    assert store.open(digest).read() == data
    aside = [path.read_bytes() for path in (tmp_path / "damaged").iterdir()]
    assert aside == [b"what the disk made of it"]
    assert f"stored content {digest} was damaged" in caplog.text


def test_a_write_that_fails_leaves_nothing(tmp_path):
    class Torn(io.RawIOBase):
        given = False

        def read(self, _size=-1):
            if self.given:
                raise ConnectionResetError
            self.given = True
            return b"half"

    with pytest.raises(ConnectionResetError):
        FolderStore(tmp_path).put(Torn())
    assert left(tmp_path) == []


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_leads_to_a_place(tmp_path, wrong):
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        FolderStore(tmp_path).path(wrong)
