"""Writing files so that they are whole, and handing them to whom they belong."""

import os
import secrets
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file so that after a kill or a power cut it is the old or the new one."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("xb") as file:
            file.write(os.fsencode(text))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give(path: Path, uid: int, gid: int) -> None:
    """Let a file, or a folder and all that is in it, belong to a user; only root does anything."""
    if os.geteuid() != 0:
        return
    for parent, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(parent, name), uid, gid, follow_symlinks=False)
    os.chown(path, uid, gid, follow_symlinks=False)


def leave_to_owner(descriptor: int, folder: Path) -> None:
    """Let a file that root made belong to the owner of its folder, who will need it too."""
    owner, made = folder.stat(), os.fstat(descriptor)
    if os.geteuid() == 0 and owner.st_uid != made.st_uid:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
