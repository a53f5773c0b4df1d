"""Peaks: the least and greatest sample of short stretches, at several resolutions, for drawing any zoom at once."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.errors import KnownError

BASE_SECONDS = 0.01  # the finest stretch; a screen pixel at the deepest zoom of the map is about as long
FACTOR = 4  # each level is this much coarser than the one before
TOP_BINS = 1024  # levels are made until one has no more stretches than this
SOON_BINS = 65_536  # levels of at most so many stretches are read at once: all but a deep zoom is drawn from them
VERSION = 1


class PeakMeter:
    """Takes 16-bit blocks as they are decoded and keeps their peaks. `base` is the finest stretch in frames."""

    def __init__(self, rate: int, channels: int) -> None:
        self.rate = rate
        self.channels = channels
        self.base = round(rate * BASE_SECONDS)
        self._frames = 0
        self._low: list[NDArray[np.int16]] = []
        self._high: list[NDArray[np.int16]] = []
        self._rest = np.zeros((0, channels), np.int16)

    def add(self, block: NDArray[np.int16]) -> None:
        """The next frames, shape (n, channels)."""
        self._frames += len(block)
        if len(self._rest):
            block = np.concatenate((self._rest, block))
        whole = len(block) // self.base * self.base
        self._rest = block[whole:].copy()
        if whole:
            # reduceat over the transposed, contiguous channel is several times faster than min over a middle axis
            starts = np.arange(0, whole, self.base)
            lows, highs = [], []
            for channel in range(self.channels):
                samples = np.ascontiguousarray(block[:whole, channel])
                lows.append(np.minimum.reduceat(samples, starts))
                highs.append(np.maximum.reduceat(samples, starts))
            self._low.append(np.stack(lows))
            self._high.append(np.stack(highs))

    def save(self, path: Path, channels: tuple[int, ...]) -> None:
        """Write the peaks of the chosen channels, finest level first, and sync them to the disk."""
        low, high = list(self._low), list(self._high)
        if len(self._rest):
            low.append(self._rest.min(axis=0)[:, None])
            high.append(self._rest.max(axis=0)[:, None])
        empty = np.zeros((self.channels, 0), np.int16)
        lo = np.concatenate([empty, *low], axis=1)[list(channels)]
        hi = np.concatenate([empty, *high], axis=1)[list(channels)]
        level = 0
        arrays: dict[str, NDArray[Any]] = {}
        while True:
            arrays[f"lo{level}"], arrays[f"hi{level}"] = lo, hi
            if lo.shape[1] <= TOP_BINS:
                break
            starts = np.arange(0, lo.shape[1], FACTOR)
            lo, hi = np.minimum.reduceat(lo, starts, axis=1), np.maximum.reduceat(hi, starts, axis=1)
            level += 1
        meta = [VERSION, self.rate, self.base, FACTOR, level + 1, len(channels), self._frames]
        arrays["meta"] = np.array(meta, np.int64)
        with path.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for its own options
            file.flush()
            os.fsync(file.fileno())


class Peaks:
    """The peaks of a call: `channels`, `duration` in seconds. The finest levels are read when a zoom first needs them,
    and no file is held open, so that a call can be deleted while it is shown (Windows refuses to delete open files)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cache: dict[str, NDArray[np.int16]] = {}
        with self._open() as archive:
            meta = [int(value) for value in archive["meta"]]
            if len(meta) != 7 or meta[0] != VERSION or min(meta[1:6]) < 1:
                raise _unreadable(path)
            _, self._rate, self._base, self._factor, self._levels, self.channels, frames = meta
            self.duration = frames / self._rate
            most = SOON_BINS * self._base
            for level in range(self._levels):
                if frames // self._factor**level <= most:
                    self._take(archive, level)

    @classmethod
    def load(cls, path: Path) -> Peaks:
        """Open a peaks file; raises `KnownError` ("peaks_unreadable") when it is missing or damaged."""
        return cls(path)

    def envelope(
        self, channel: int, start_s: float, end_s: float, bins: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Least and greatest sample, in -1..1, of `bins` equal stretches of `start_s`..`end_s`; 0 outside the call.

        Every peak inside a stretch is seen; stretches shorter than 10 ms repeat the peak they lie in.
        """
        low, high = np.zeros(bins, np.float32), np.zeros(bins, np.float32)
        if bins < 1 or end_s <= start_s:
            return low, high
        step = (end_s - start_s) / bins * self._rate / self._base  # width of a stretch in finest stretches
        level = 0
        while level + 1 < self._levels and self._factor ** (level + 1) <= step:
            level += 1
        lo, hi = (values[channel] for values in self._level(level))
        width = self._base * self._factor**level / self._rate
        edges = np.linspace(start_s / width, end_s / width, bins + 1)
        first = np.floor(edges[:-1] + 1e-9).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:] - 1e-9).astype(np.int64), first + 1)
        inside = (last > 0) & (first < lo.shape[0])
        if not inside.any():
            return low, high
        first = np.clip(first[inside], 0, lo.shape[0] - 1)
        last = np.clip(last[inside], 1, lo.shape[0])
        low[inside] = _over(np.minimum, lo, first, last)
        high[inside] = _over(np.maximum, hi, first, last)
        return low / np.float32(32768), high / np.float32(32768)

    def _level(self, level: int) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        if f"lo{level}" not in self._cache:
            with self._open() as archive:
                self._take(archive, level)
        return self._cache[f"lo{level}"], self._cache[f"hi{level}"]

    def _take(self, archive: Any, level: int) -> None:
        low, high = archive[f"lo{level}"], archive[f"hi{level}"]
        self._cache[f"hi{level}"] = high
        self._cache[f"lo{level}"] = low  # last: who finds it finds both, also on another thread

    @contextmanager
    def _open(self) -> Iterator[Any]:
        """The file as a mapping of arrays. What goes wrong while it is open is KnownError."""
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                yield archive
        except (OSError, ValueError, KeyError, EOFError, AttributeError, zipfile.BadZipFile) as error:
            raise _unreadable(self._path) from error


def _over(
    reduce: np.ufunc, values: NDArray[np.int16], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int16]:
    """`reduce` over values[first[i]:last[i]] for every i. Neighbouring ranges may overlap by one value."""
    padded = np.append(values, values[-1])  # reduceat's indexes must lie inside, also the last range's end
    pairs = np.stack((first, last), axis=1).ravel()
    result: NDArray[np.int16] = reduce.reduceat(padded, pairs)[::2]
    return result


def _unreadable(path: Path) -> KnownError:
    return KnownError(
        "peaks_unreadable",
        f"The picture of this call's sound ({path.name}) cannot be read.",
        "Import the original recording again to make a new one.",
    )
