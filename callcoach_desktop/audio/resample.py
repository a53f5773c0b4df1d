"""Another sample rate for playing: a sound device that does not take 16 kHz gets what it takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
_TAPS = 24  # source samples behind each output sample; with the Hann window the images lie 50 dB below


class Resampler:
    """Streaming windowed-sinc interpolation to an equal or higher rate. Not thread-safe.

    Raises ValueError for a lower rate, which would need another filter. Output lags by 12 source samples.
    """

    def __init__(self, from_hz: int, to_hz: int, channels: int) -> None:
        if to_hz < from_hz:
            raise ValueError(f"{to_hz} Hz is lower than {from_hz} Hz")
        self._step = from_hz / to_hz
        self._same = from_hz == to_hz
        half = _TAPS // 2
        self._buffer: Samples = np.zeros((half - 1, channels), dtype=np.float32)
        self._at = float(half - 1)  # index in the buffer of the next output sample
        self._taps = np.arange(_TAPS) - (half - 1)

    def push(self, samples: Samples) -> Samples:
        """Source samples, shape (n, channels), in; what can be made of them out."""
        if self._same:
            return samples
        self._buffer = np.concatenate((self._buffer, samples))
        half = _TAPS // 2
        count = max(0, int(np.ceil((len(self._buffer) - half - self._at) / self._step)))
        if count == 0:
            return self._buffer[:0]
        at = self._at + np.arange(count) * self._step
        whole = np.floor(at).astype(np.int64)
        distance = self._taps[np.newaxis, :] - (at - whole)[:, np.newaxis]
        kernel = np.sinc(distance) * (0.5 + 0.5 * np.cos(np.pi * distance / half))
        kernel = (kernel / kernel.sum(axis=1, keepdims=True)).astype(np.float32)
        around = self._buffer[whole[:, np.newaxis] + self._taps[np.newaxis, :]]
        out: Samples = np.einsum("nt,ntc->nc", kernel, around)
        self._at += count * self._step
        drop = max(0, int(self._at) - (half - 1))
        self._buffer = self._buffer[drop:]
        self._at -= drop
        return out
