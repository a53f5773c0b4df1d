"""Writing the working copy: FLAC in blocks, read back and compared before it gets its name."""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.system.disk import free_bytes
from callcoach_desktop.system.files import fsync_file, fsync_folder

SOUND_NAME = "sound.flac"
PEAKS_NAME = "peaks.npz"
PART = ".part"
RESERVE_BYTES = 64 << 20  # left free: the database must be able to write what it promised
_CHECK_EVERY = 60  # seconds of sound between two looks at the free space
_LEVEL = 0.0  # FLAC's fastest: 16 kHz speech gets only 1% smaller at the default level, at 1.5 times the time


class CopyWriter:
    """Writes one FLAC file under a temporary name; `finish` verifies it. Every failure is a `KnownError`."""

    def __init__(self, path: Path, rate: int, channels: int, *, free: Callable[[Path], int] = free_bytes) -> None:
        self.path = path
        self.rate = rate
        self.channels = channels
        self.frames = 0
        self._crc = 0
        self._free = free
        self._next_check = 0
        try:
            self._file = soundfile.SoundFile(
                str(path), "w", rate, channels, "PCM_16", format="FLAC", compression_level=_LEVEL
            )
        except (OSError, soundfile.LibsndfileError) as error:
            raise writing_problem(path.parent, error, free) from error

    def write(self, block: NDArray[np.int16]) -> None:
        """Append frames, shape (n, channels)."""
        if self.frames >= self._next_check:
            self._next_check = self.frames + _CHECK_EVERY * self.rate
            if self._free(self.path.parent) < RESERVE_BYTES:
                raise disk_full(self.path.parent)
        block = np.ascontiguousarray(block)
        try:
            self._file.write(block)
        except (OSError, soundfile.LibsndfileError, AssertionError) as error:  # asserts that all was written
            raise writing_problem(self.path.parent, error, self._free) from error
        self._crc = zlib.crc32(block.data, self._crc)
        self.frames += len(block)

    def finish(self, cancelled: Callable[[], bool]) -> None:
        """Close, sync to the disk, read everything back and compare; raises `KnownError` when it is not the same."""
        try:
            self._file.close()
            fsync_file(self.path)
            frames, crc = _read_back(self.path, self.rate * 10, cancelled)
        except (OSError, soundfile.LibsndfileError, RuntimeError) as error:
            raise writing_problem(self.path.parent, error, self._free) from error
        if (frames, crc) != (self.frames, self._crc):
            raise writing_problem(self.path.parent, OSError(errno.EIO, os.strerror(errno.EIO)), self._free)

    def abandon(self) -> None:
        """Close and delete what was written; never raises for a file that cannot be closed in order."""
        with contextlib.suppress(OSError, soundfile.LibsndfileError):  # a full disk: it is deleted next
            self._file.close()
        self.path.unlink(missing_ok=True)


def _read_back(path: Path, size: int, cancelled: Callable[[], bool]) -> tuple[int, int]:
    frames = crc = 0
    with soundfile.SoundFile(str(path)) as file:
        buffer = np.empty((size, file.channels), np.int16)
        while len(block := file.read(size, dtype="int16", always_2d=True, out=buffer)):
            if cancelled():
                raise Cancelled
            crc = zlib.crc32(np.ascontiguousarray(block).data, crc)
            frames += len(block)
    return frames, crc


def to_mono(
    source: Path, target: Path, rate: int, channel: int, *, cancelled: Callable[[], bool], free: Callable[[Path], int]
) -> CopyWriter:
    """One channel of a finished file as a new file; the writer, not yet finished."""
    writer = CopyWriter(target, rate, 1, free=free)
    try:
        with soundfile.SoundFile(str(source)) as file:
            while len(block := file.read(rate * 10, dtype="int16", always_2d=True)):
                if cancelled():
                    raise Cancelled
                writer.write(block[:, channel : channel + 1])
    except (OSError, soundfile.LibsndfileError) as error:
        writer.abandon()
        raise writing_problem(source.parent, error, free) from error
    except (KnownError, Cancelled):
        writer.abandon()
        raise
    return writer


def replace_synced(pairs: list[tuple[Path, Path]]) -> None:
    """Give finished, synced files of one folder their names in the order of `pairs`, then sync the folder."""
    for part, final in pairs:
        part.replace(final)
    fsync_folder(pairs[0][1].parent)


def disk_full(folder: Path) -> KnownError:
    """The sentence for a disk without room for the copy."""
    return KnownError(
        "disk_full",
        f"The disk that holds the library ({folder.anchor or folder}) is full.",
        "Free some space (an hour of sound needs about 120 MB), then import the file again.",
    )


def writing_problem(folder: Path, error: BaseException, free: Callable[[Path], int] = free_bytes) -> KnownError:
    """The sentence for a failed write. libsndfile does not hand on the system's error, so free space is asked too."""
    try:
        full = free(folder) < 1 << 20
    except OSError:
        full = False
    if full or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}):
        return disk_full(folder)
    return KnownError(
        "cannot_write",
        f"The working copy could not be written to {folder}.",
        "Check that the library's disk is there and may be written to, then import the file again.",
    )
