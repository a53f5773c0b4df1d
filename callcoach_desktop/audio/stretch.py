"""Faster or slower speech with its pitch kept (WSOLA).

Waveform-similarity overlap-add (Verhelst & Roelands, ICASSP 1993): output is made of 20 ms hops of the
source; each hop is taken where it continues the sound before it best, within 10 ms of where the speed
says it should be, and is faded in over the true continuation of the hop before it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SLOWEST = 0.5
FASTEST = 2.5
_HOP_S = 0.020
_SEARCH_S = 0.010  # covers a full period of a 50 Hz voice


class Stretcher:
    """Streams samples through at another speed. Not thread-safe.

    `push` takes source samples, `pull` gives what can be made of them so far, `finish` gives the rest.
    At speed 1.0 what comes out is bit for bit what went in, and the speed may change at any time without
    a click: both ways go on from the true continuation of what was last given.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._hop = max(8, round(_HOP_S * rate_hz))
        self._search = max(4, round(_SEARCH_S * rate_hz))
        self._channels = channels
        self._speed = 1.0
        ramp = (np.arange(self._hop, dtype=np.float64) + 0.5) / self._hop
        self._fade_in: Samples = (np.sin(ramp * np.pi / 2) ** 2).astype(np.float32)[:, np.newaxis]
        self._fade_out: Samples = (1 - self._fade_in).astype(np.float32)
        self.reset()

    @property
    def speed(self) -> float:
        """Seconds of source a second of output, SLOWEST to FASTEST."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        if not SLOWEST <= value <= FASTEST:
            raise ValueError(f"speed {value} is outside {SLOWEST} to {FASTEST}")
        self._speed = value
        self._ideal = float(self._natural)

    def reset(self) -> None:
        """Forget everything that was pushed: the next sample starts a new stream (after a seek)."""
        self._buffer: Samples = np.zeros((0, self._channels), dtype=np.float32)
        self._natural = 0  # index in the buffer of the exact continuation of the last output
        self._ideal = 0.0  # index in the buffer where the speed says the next output comes from

    def push(self, samples: Samples) -> None:
        """Take more source: shape (n,) for one channel or (n, channels)."""
        block = np.asarray(samples, dtype=np.float32).reshape(-1, self._channels)
        self._buffer = np.concatenate((self._buffer, block)) if len(self._buffer) else block

    def pull(self) -> Samples:
        """All output that can be made now: shape (n, channels), perhaps empty."""
        if self._speed == 1.0:
            out = self._buffer[self._natural :]
            self._natural = len(self._buffer)
            self._ideal = float(self._natural)
            self._trim()
            return out
        pieces: list[Samples] = []
        while self._natural + self._hop <= len(self._buffer):
            low = max(0, round(self._ideal) - self._search)
            high = round(self._ideal) + self._search
            if high + self._hop > len(self._buffer):
                break
            pieces.append(self._join(low, high))
        self._trim()
        return np.concatenate(pieces) if pieces else np.zeros((0, self._channels), dtype=np.float32)

    def finish(self) -> Samples:
        """The rest of the output after the last push; the stream is empty afterwards."""
        out = self.pull()
        left = len(self._buffer) - (self._natural if self._speed == 1.0 else max(self._ideal, 0.0))
        wanted = max(0, round(left / self._speed))
        if self._speed != 1.0 and wanted:
            self.push(np.zeros((self._hop * 3 + 2 * self._search, self._channels), dtype=np.float32))
            out = np.concatenate((out, self.pull()[:wanted]))
        self.reset()
        return out

    def _join(self, low: int, high: int) -> Samples:
        start = self._best(low, high)
        out: Samples = (
            self._buffer[self._natural : self._natural + self._hop] * self._fade_out
            + self._buffer[start : start + self._hop] * self._fade_in
        )
        self._natural = start + self._hop
        self._ideal += self._hop * self._speed
        return out

    def _best(self, low: int, high: int) -> int:
        """The start in low..high whose hop is most like the true continuation (normalised correlation)."""
        wanted = self._buffer[self._natural : self._natural + self._hop].sum(axis=1, dtype=np.float64)
        around = self._buffer[low : high + self._hop].sum(axis=1, dtype=np.float64)
        likeness = np.correlate(around, wanted, mode="valid")
        energy = np.cumsum(np.concatenate(((0.0,), around * around)))
        norm = np.sqrt(np.maximum(energy[self._hop :] - energy[: -self._hop], 1e-9))
        return low + int(np.argmax(likeness / norm))

    def _trim(self) -> None:
        keep_from = min(self._natural, int(self._ideal) - self._search, len(self._buffer))
        if keep_from > 0:
            self._buffer = self._buffer[keep_from:]
            self._natural -= keep_from
            self._ideal -= keep_from
