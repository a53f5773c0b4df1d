"""The sound of a recording while it is made: mono WAV files of 16 bits, one after the other, per track.

WAV, because libsndfile reads one that was never closed to its last written sample; python's own `wave` does not.
A new part every half hour bounds what a damaged file can cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcoach_desktop.audio.journal import Entry, Journal
from callcoach_desktop.system.files import make_private

Samples = NDArray[np.int16]
PART_SECONDS = 1800


class PartWriter:
    """Writes one track. Every method may raise OSError or soundfile.LibsndfileError (a full disk)."""

    def __init__(self, folder: Path, track: str, rate: int, journal: Journal) -> None:
        self._folder, self._track, self._rate, self._journal = folder, track, rate, journal
        self._file: soundfile.SoundFile | None = None
        self._number = 0
        self._room = 0
        self.frames = 0  # written to this track, all parts

    def write(self, samples: Samples) -> None:
        """Append samples; they have reached the operating system when this returns."""
        while len(samples):
            if self._file is None or self._room == 0:
                self._begin()
            assert self._file is not None  # noqa: S101 - told to mypy
            now = samples[: self._room]
            self._file.write(now)
            self.frames += len(now)
            self._room -= len(now)
            samples = samples[len(now) :]

    def sync(self) -> None:
        """Push what was written to the disk."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Close the part that is open."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self.close()
        self._number += 1
        path = self._folder / f"{self._track}-{self._number:03}.wav"
        self._file = soundfile.SoundFile(path, "w", self._rate, 1, "PCM_16", format="WAV")
        make_private(path)
        self._room = PART_SECONDS * self._rate
        self._journal.write("part", track=self._track, file=path.name, n=self.frames)


class TrackReader:
    """The sound of one track, whole or cut off. Reads of what is missing give silence."""

    def __init__(self, folder: Path, track: str, entries: Sequence[Entry]) -> None:
        self._parts: list[tuple[int, int, Path]] = []  # first frame, end, file
        self._open: tuple[Path, soundfile.SoundFile] | None = None
        at = {e["file"]: int(e["n"]) for e in entries if e["k"] == "part" and e.get("track") == track}
        end = 0
        for path in sorted(folder.glob(f"{track}-*.wav")):
            try:
                count = soundfile.info(path).frames
            except soundfile.LibsndfileError:
                continue  # killed before its header was whole
            first = at.get(path.name, end)
            end = first + count
            self._parts.append((first, end, path))
        self.frames = end

    def read(self, first: int, count: int) -> Samples:
        """`count` frames from frame `first` on (which may be negative)."""
        out = np.zeros(count, dtype=np.int16)
        for begin, end, path in self._parts:
            low, high = max(first, begin), min(first + count, end)
            if low < high:
                file = self._opened(path)
                file.seek(low - begin)
                got = file.read(high - low, dtype="int16")
                out[low - first : low - first + len(got)] = got
        return out

    def close(self) -> None:
        """Close what is open."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _opened(self, path: Path) -> soundfile.SoundFile:
        if self._open is None or self._open[0] != path:
            self.close()
            self._open = (path, soundfile.SoundFile(path))
        return self._open[1]
