"""Reading stretches of the working copy."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcoach_desktop.domain.errors import KnownError


class SoundReader:
    """Random access to a working copy (or any file of libsndfile). Not shared between threads.

    `rate` in Hz, `channels`, `frames`, `duration` in seconds. Raises `KnownError` ("copy_unreadable") when the
    file is missing or is no sound.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = soundfile.SoundFile(str(path), "r")
        except (OSError, soundfile.LibsndfileError) as error:
            raise _unreadable(path) from error
        self.rate: int = self._file.samplerate
        self.channels: int = self._file.channels
        self.frames: int = self._file.frames

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return self.frames / self.rate

    def read(self, start_s: float, seconds: float, channel: int | None = None) -> NDArray[np.float32]:
        """Samples from `start_s` on, in -1..1: shape (n,) with `channel` given, else (n, channels).

        What lies before the start or after the end is left out, so fewer than asked may come (none at worst).
        """
        first = min(max(round(start_s * self.rate), 0), self.frames)
        last = min(max(round((start_s + seconds) * self.rate), first), self.frames)
        try:
            # libsndfile's FLAC seek goes wrong at the very end of some files: nothing to read needs no seek
            if last > first:
                self._file.seek(first)
            block: NDArray[np.float32] = self._file.read(last - first, dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError) as error:
            raise _unreadable(self._path) from error
        if channel is None:
            return block
        return np.ascontiguousarray(block[:, channel])

    def close(self) -> None:
        """Give the file back; safe to call twice."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _unreadable(path: Path) -> KnownError:
    return KnownError(
        "copy_unreadable",
        f"The working copy of this call ({path.name}) cannot be read.",
        "Import the original recording again to make a new one.",
    )
