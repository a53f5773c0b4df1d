"""Where the files of a model gather before the whole folder is put in its place.

A staging folder belongs to one build (one exact set of files), so what was fetched before a broken transfer, a
cancel or a crash is found again, and files of two builds never mix.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.speech.models.manifest import ModelFile
from callcoach_desktop.speech.models.verify import Cancel, never, sha256_of
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.files import fsync_file, fsync_folder, private_folder, remove_tree

INCOMING = ".incoming"
_TRASH = ".removed"
_BLOCK = 1 << 20
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # no quotas on Windows
# Left free beside the model: a full disk breaks more than a download (SQLite, the system's own logs).
SPARE_BYTES = 200_000_000


class SourceFailed(Exception):  # noqa: N818 - an outcome that the next source may mend
    """A source could not give the model; the message is a sentence for people."""


class Staging:
    """The staging folder of one build of a model."""

    def __init__(self, models: Path, name: str, files: tuple[ModelFile, ...]) -> None:
        sums = ",".join(sorted(f"{f.name}={f.sha256}" for f in files))
        self.files = files
        self.folder = models / INCOMING / f"{name}-{hashlib.sha256(sums.encode()).hexdigest()[:12]}"
        self.wheels = self.folder / ".wheels"

    def open(self) -> None:
        """Make the folder. Raises OSError."""
        private_folder(self.folder)

    def adopt(self, folder: Path, cancelled: Cancel) -> None:
        """Copy the files of a damaged model that are whole, so that only the others are fetched."""
        for file in self.files:
            path = folder / file.name
            whole = path.is_file() and path.stat().st_size == file.bytes
            if whole and not self.has(file, cancelled) and sha256_of(path, cancelled=cancelled) == file.sha256:
                with disk_errors():
                    shutil.copyfile(path, self.part(file))
                self.keep(file, cancelled=cancelled)

    def close(self) -> None:
        """Leave nothing behind when nothing was fetched."""
        with contextlib.suppress(OSError):  # not empty: the next try will want it
            self.folder.rmdir()

    def part(self, file: ModelFile) -> Path:
        """Where the half file lives."""
        return self.folder / f"{file.name}.part"

    def has(self, file: ModelFile, cancelled: Cancel = never) -> bool:
        """Whether the file is there and whole (read to its end, so that a crash while it was written shows)."""
        path = self.folder / file.name
        whole = path.is_file() and path.stat().st_size == file.bytes
        return whole and sha256_of(path, cancelled=cancelled) == file.sha256

    def keep(self, file: ModelFile, *, cancelled: Cancel) -> bool:
        """Take the part as the file when its sum is right; otherwise remove it. Returns whether it was taken."""
        part = self.part(file)
        if part.stat().st_size != file.bytes or sha256_of(part, cancelled=cancelled) != file.sha256:
            part.unlink()
            return False
        part.replace(self.folder / file.name)
        return True

    def fill(
        self, file: ModelFile, sources: list[BinaryIO], on_bytes: Callable[[int], None], cancelled: Cancel
    ) -> bool:
        """Write the part from open streams, one behind the other, and `keep` it. Raises KnownError on a full disk."""
        written = 0
        with disk_errors(), self.part(file).open("wb") as out:
            for source in sources:
                while block := source.read(_BLOCK):
                    if cancelled():
                        raise Cancelled
                    written += len(block)
                    if written > file.bytes:
                        break
                    out.write(block)
                    on_bytes(len(block))
        return self.keep(file, cancelled=cancelled)

    def room(self, more: int) -> None:
        """Refuse to begin when `more` bytes do not fit on the disk. Raises KnownError (`disk_full`)."""
        free = free_bytes(self.folder)
        if free < more + SPARE_BYTES:
            raise disk_full(f"it needs {megabytes(more)} and {megabytes(max(0, free - SPARE_BYTES))} are free")

    def publish(self, final: Path) -> None:
        """Put the whole folder in the place of `final`, durably. Raises OSError."""
        for leftover in self.folder.iterdir():
            if leftover.name in {f.name for f in self.files}:
                continue
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        for file in self.files:
            fsync_file(self.folder / file.name)
        fsync_folder(self.folder)
        if final.is_dir():
            remove_model_folder(final)
        self.folder.rename(final)
        fsync_folder(final.parent)
        fsync_folder(self.folder.parent)


def remove_model_folder(folder: Path) -> None:
    """Take a model's folder away at once, then delete it. Raises OSError."""
    trash = folder.parent / _TRASH
    remove_tree(folder, trash)
    shutil.rmtree(trash, ignore_errors=True)


def forget_staging(models: Path, name: str) -> None:
    """Remove everything half fetched of a model. Raises OSError."""
    for folder in (models / INCOMING).glob(f"{name}-" + "[0-9a-f]" * 12):
        shutil.rmtree(folder)


def megabytes(count: int) -> str:
    """A size for people: decimal megabytes."""
    return f"{count / 1e6:,.0f} MB"


def disk_full(why: str) -> KnownError:
    """The error of a disk without room."""
    return KnownError(
        "disk_full",
        f"There is not enough room on the disk for the speech model: {why}.",
        "Free some space, or set CALLCOACH_MODELS to a folder on another disk, then try again.",
    )


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Turn a full disk while writing into its sentence; other OSErrors pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full("the disk became full while it was written") from error
        raise
