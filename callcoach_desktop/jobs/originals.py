"""Taking a file of the user into the library: its fingerprint, a copy that is proved, a sentence when it fails.

The original is only ever read. A copy is made under `calls/.incoming/<call id>/`, proved equal to what was
fingerprinted, pushed to the disk and only then renamed into its place, so that no half copy is ever a call.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.files import fsync_file, fsync_folder, make_private, private_folder

BLOCK = 1024 * 1024  # bytes
RESERVE = 100 * 1024 * 1024  # bytes that must stay free beside the copy: the database and the working copy need room
INCOMING = ".incoming"

Cancel = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What identifies a file's content, and what tells that it was touched since."""

    sha256: str  # hexadecimal
    size: int  # bytes
    modified_ns: int


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the operating system says about reading or copying `path` into a `KnownError`."""
    try:
        yield
    except OSError as error:
        raise _known(path, error) from error


def fingerprint(path: Path, cancelled: Cancel = lambda: False) -> Fingerprint:
    """Read the file once. Raises `KnownError` (missing, unreadable, empty, not a file, changing) or `Cancelled`."""
    with told(path):
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):  # a pipe or a device would never end
            raise KnownError("not_a_file", f"“{path.name}” is not an ordinary file.", "Choose a recording.")
        if before.st_size == 0:
            raise KnownError(
                "empty_file",
                f"“{path.name}” is empty (0 bytes).",
                "The recording or its download did not finish: get it again, then import it.",
            )
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
                size += len(block)
                if size > before.st_size:  # it grows, perhaps as fast as it is read
                    raise _changing(path)
                if cancelled():
                    raise Cancelled
        after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _changing(path)
    return Fingerprint(digest.hexdigest(), after.st_size, after.st_mtime_ns)


def copy_in(source: Path, target: Path, expected: Fingerprint, cancelled: Cancel = lambda: False) -> None:
    """Copy `source` to `target` and prove that it is what was fingerprinted.

    Raises `KnownError` (disk full, file gone, file changed meanwhile) or `Cancelled`; `target` is then removed.
    """
    room = free_bytes(target.parent)
    if room < expected.size + RESERVE:
        raise disk_full(expected.size + RESERVE - room)
    try:
        with told(source):
            digest, size = hashlib.sha256(), 0
            with source.open("rb") as reader, target.open("wb") as writer:
                make_private(target)
                while size <= expected.size and (block := reader.read(BLOCK)):
                    digest.update(block)
                    size += len(block)
                    writer.write(block)
                    if cancelled():
                        raise Cancelled
            now = source.stat()
            fsync_file(target)
        if digest.hexdigest() != expected.sha256 or now.st_mtime_ns != expected.modified_ns:
            raise _changing(source)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def move_in(staging: Path, final: Path) -> None:
    """Give a finished staging folder its place. Doing it twice is harmless; raises OSError."""
    if final.exists():
        return
    private_folder(final.parent)
    fsync_folder(staging)
    staging.rename(final)
    fsync_folder(final.parent)


def disk_full(missing: int | None = None) -> KnownError:
    """The error of a full disk; `missing` in bytes when it is known."""
    amount = f" (about {max(1, missing // 1_000_000):,} MB are missing)" if missing else ""
    return KnownError(
        "disk_full",
        f"There is not enough room on the disk{amount}.",
        "Free some space, then try again. Nothing that was saved is lost.",
    )


def _changing(path: Path) -> KnownError:
    return KnownError(
        "file_changed",
        f"“{path.name}” changed while it was being read.",
        "It is probably still being recorded or downloaded: wait until that is finished, then import it again.",
    )


def _known(path: Path, error: OSError) -> KnownError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full()
    if isinstance(error, FileNotFoundError):
        return KnownError(
            "missing_file",
            f"“{path.name}” is not there (any more).",
            "Check the name and the folder, plug in its disk, then try again.",
        )
    if isinstance(error, PermissionError):
        return KnownError(
            "unreadable_file", f"“{path.name}” may not be read.", "Give yourself permission to read it, then try again."
        )
    if error.errno == errno.ENAMETOOLONG:
        return KnownError("missing_file", "A file of that name cannot exist.", "Check the name.")
    reason = os.strerror(error.errno) if error.errno else str(error)
    return KnownError(
        "unreadable_file",
        f"“{path.name}” could not be read or copied: {reason}.",
        "Check its disk or network drive, then try again.",
    )
