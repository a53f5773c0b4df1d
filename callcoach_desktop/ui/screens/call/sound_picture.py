"""How loud a call is where, for drawing: the peaks with each channel's full scale. No Qt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio.peaks import Peaks

_POWER = 0.75
_QUIETEST = 0.02  # below this a channel is silence or hum, and is not blown up to fill its lane


class SoundPicture:
    """Loudness 0..1 of a channel (or the loudest of all) over time, scaled so that each channel fills its lane."""

    def __init__(self, peaks: Peaks) -> None:
        self._peaks = peaks
        self._channels = peaks.channels
        duration = max(peaks.duration, 0.1)
        self._full = [
            max(_QUIETEST, float(np.percentile(self._level(c, 0.0, duration, 2000), 99.5)))
            for c in range(self._channels)
        ]

    @classmethod
    def load(cls, path: Path) -> SoundPicture:
        """Read the peaks beside a working copy; raises KnownError when they cannot be read."""
        return cls(Peaks.load(path))

    def loudness(self, channel: int | None, start: float, end: float, bins: int) -> NDArray[np.float32]:
        """`bins` values in 0..1 for start..end; `channel` None takes the loudest channel.

        The power keeps quiet syllables visible beside loud ones.
        """
        some = range(self._channels) if channel is None or channel >= self._channels else (channel,)
        best = np.zeros(bins, dtype=np.float32)
        for c in some:
            best = np.maximum(best, self._level(c, start, end, bins) / np.float32(self._full[c]))
        return np.minimum(best, np.float32(1.0)) ** np.float32(_POWER)

    def _level(self, channel: int, start: float, end: float, bins: int) -> NDArray[np.float32]:
        low, high = self._peaks.envelope(channel, start, end, bins)
        return np.maximum(np.abs(low), np.abs(high))
