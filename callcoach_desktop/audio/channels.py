"""Which channels of a file carry the call: silent ones, copies of each other, or two sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SILENT_PEAK = 3  # of 32768 (-81 dBFS): dither of an empty channel stays at or under it
_QUIET = 33.0**2  # mean square of a stretch (-60 dBFS) under which it says nothing about likeness
_LSB = 4.0  # mean square error that rounding two copies to 16 bits and scaling one of them may leave
_TOTAL_RESIDUAL = 1e-3  # -30 dB over the whole call: what lossy stereo coding leaves between two copies
_STRETCH_RESIDUAL = 1e-2  # -20 dB within any one stretch: a quiet voice on one side only would be over it
_STRETCH_SECONDS = 0.5


class ChannelMeter:
    """Measures every channel, and how alike the first two are, while blocks of int16 pass by."""

    def __init__(self, rate: int, channels: int) -> None:
        self.channels = channels
        self.peaks = np.zeros(channels, np.int64)
        self._stretch = round(rate * _STRETCH_SECONDS)
        self._sums: list[NDArray[np.float64]] = []
        self._rest = np.zeros((0, channels), np.int16)

    def add(self, block: NDArray[np.int16]) -> None:
        """The next frames, shape (n, channels)."""
        if not len(block):
            return
        columns = np.ascontiguousarray(block.T)  # min and max along a row are 20 times faster than down a column
        greatest, least = columns.max(axis=1).astype(np.int64), columns.min(axis=1).astype(np.int64)
        self.peaks = np.maximum(self.peaks, np.maximum(greatest, -least))
        if self.channels < 2:
            return
        if len(self._rest):
            block = np.concatenate((self._rest, block))
        whole = len(block) // self._stretch * self._stretch
        self._rest = block[whole:].copy()
        self._measure(block[:whole])

    def active(self) -> tuple[int, ...]:
        """The channels that are not digitally silent from beginning to end."""
        return tuple(int(c) for c in np.flatnonzero(self.peaks > SILENT_PEAK))

    def same(self, a: int, b: int) -> bool:
        """Whether two channels carry the same sound: equal, or a constant factor apart (also upside down).

        Compared stretch by stretch of 0.5 s, so that a few quiet words on one side only are enough to keep both.
        """
        power = self._power()
        if a == b or not len(power):
            return a == b
        aa, bb, ab = power[:, a, a], power[:, b, b], power[:, a, b]
        if bb.sum() > aa.sum():  # scale the quieter to the louder: errors are then judged where they are heard
            aa, bb = bb, aa
        if bb.sum() <= 0:
            return False
        gain = ab.sum() / bb.sum()
        residual = aa - 2 * gain * ab + gain * gain * bb
        floor = _LSB * (1 + gain * gain)
        loud = np.maximum(aa, gain * gain * bb) > _QUIET
        if not loud.any() or residual.sum() > _TOTAL_RESIDUAL * aa.sum() + floor * len(aa):
            return False
        allowed = _STRETCH_RESIDUAL * np.maximum(aa, gain * gain * bb) + floor
        return bool((residual[loud] <= allowed[loud]).all())

    def louder(self, a: int, b: int) -> int:
        """The channel with the higher peak of two; the first when equal."""
        return b if self.peaks[b] > self.peaks[a] else a

    def _power(self) -> NDArray[np.float64]:
        """Mean products of every two channels, stretch by stretch: shape (stretches, channels, channels)."""
        if len(self._rest):
            tail = self._rest.astype(np.float64)
            self._sums.append((tail.T @ tail / len(tail))[None])
            self._rest = self._rest[:0]
        if len(self._sums) > 1:
            self._sums = [np.concatenate(self._sums)]
        return self._sums[0] if self._sums else np.zeros((0, self.channels, self.channels))

    def _measure(self, block: NDArray[np.int16]) -> None:
        if len(block):
            # float32 is exact enough: products of 16-bit values, summed by pairs, over half a second
            parts = block.reshape(-1, self._stretch, self.channels).astype(np.float32)
            self._sums.append((np.matmul(parts.transpose(0, 2, 1), parts) / self._stretch).astype(np.float64))


def mix_of(meter: ChannelMeter) -> tuple[tuple[int, ...], ...]:
    """What to make of a file with more than two channels: for each channel of the copy the channels that go into it.

    Two distinct voices among many channels stay apart; anything else is one mix of what is not silent.
    """
    active = meter.active()
    distinct: list[int] = []
    for channel in active:
        if not any(meter.same(kept, channel) for kept in distinct):
            distinct.append(channel)
        if len(distinct) > 2:
            return (active,)
    if len(distinct) == 2:
        return ((distinct[0],), (distinct[1],))
    return (tuple(distinct) or (0,),)
