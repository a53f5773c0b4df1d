"""Files that are whole or absent, and private to their owner."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def fsync_folder(folder: Path) -> None:
    """Make names in `folder` durable (a rename is only safe once its folder is on the disk)."""
    if sys.platform == "win32":
        return  # Windows has no handle for this; NTFS journals names itself
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def fsync_file(path: Path) -> None:
    """Push the content of a file to the disk."""
    # Windows can only flush a handle that may write.
    fd = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def fsync_replace(tmp: Path, final: Path) -> None:
    """Put `tmp` in the place of `final` so that after any crash `final` is the old file or the whole new one.

    Both must be on one file system. Raises OSError; `tmp` is then still there.
    """
    fsync_file(tmp)
    tmp.replace(final)
    fsync_folder(final.parent)


def write_atomic(path: Path, data: bytes) -> None:
    """Write a small private file whole or not at all. Raises OSError."""
    tmp = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        fd = os.open(tmp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        fsync_replace(tmp, path)
    finally:
        with contextlib.suppress(OSError):
            tmp.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Let only the owner read: 0700 for a folder, 0600 for a file.

    A file system without permissions (FAT, some shares) refuses; its files are then as private as the disk is.
    """
    with contextlib.suppress(PermissionError, NotImplementedError):
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)


def private_folder(path: Path) -> Path:
    """Make a folder (with parents) that only the owner may enter, and return it. Raises OSError."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        make_private(path)
    return path


def remove_tree(path: Path, trash: Path) -> None:
    """Remove a folder so that it is gone at once: renamed into `trash` (same file system) first, then deleted.

    A crash in between leaves a piece in `trash`, which the next sweep removes. Raises OSError when the rename fails;
    what cannot be deleted (a file open elsewhere on Windows) stays in `trash`.
    """
    private_folder(trash)
    grave = trash / f"{path.name}-{os.urandom(4).hex()}"
    path.rename(grave)
    fsync_folder(path.parent)
    shutil.rmtree(grave, ignore_errors=True)
