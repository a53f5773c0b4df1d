"""The beep that says that a call is recorded, out of the recording again: it is ours, and not what the customer said.

What the computer plays is the customer's track, so our own tone lands in it. When it was asked for is known to some
tenths of a second; where it is, how loud and in which phase is found in the sound. Only that is taken away: a tone of
one pitch and of a known shape, so that a voice under it stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio.clock import Stretch

RATE = 16_000
PITCH = 1400.0  # Hz: the recorder tone of telephone networks (47 CFR 64.501)
SECONDS, RAMP = 0.2, 0.015  # of `resources/sounds/beep.wav`: how long it is, and how long it swells and ebbs
EARLY, LATE = 0.5, 2.5  # seconds around the moment at which it was asked for in which it may be heard
PATIENCE = 8.0  # seconds after which, on a computer that is very busy, it may still come: a pure tone is told by itself
_LEAST = 10 ** (-66 / 20)  # of full scale: a softer tone is left where it is
_FOLLOW = 0.05  # seconds over which its strength and phase may change: clocks drift, resamplers swing
_ALIKE = 0.7  # two tones whose strength is nearer than this are alike
_AROUND = RATE // 2  # samples before and after it in which pieces of it are looked for
_FRAME, _HOP = 320, 80  # samples
_PURE = 0.6  # the least part of a frame's power at this pitch with which the frame is the beep's
Samples = NDArray[np.int16]


class Reader(Protocol):
    """`audio.parts.TrackReader`."""

    frames: int

    def read(self, first: int, count: int) -> Samples:
        """`count` frames from frame `first` on."""


def envelope() -> NDArray[np.float64]:
    """How the tone swells and ebbs, 0..1, one number a sample at 16 kHz."""
    at = np.arange(round(SECONDS * RATE)) + 0.5
    ramp = round(RAMP * RATE)
    edge: NDArray[np.float64] = np.minimum(np.minimum(at, at[::-1]) / ramp, 1.0)
    return edge


def is_tone(frames: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which frames (rows; a whole number of the tone's waves long, as 20 ms are) hold little else than the beep."""
    count = frames.shape[1]
    turn = 2 * np.pi * PITCH / RATE * np.arange(count)
    # Not by `@`: the threads of a matrix library wait for each other on a busy machine, for this much of nothing.
    parts = [np.einsum("nf,f->n", frames, wave.astype(np.float32)) for wave in (np.cos(turn), np.sin(turn))]
    tone = (parts[0] ** 2 + parts[1] ** 2) * (2 / count)
    whole: NDArray[np.bool_] = tone > _PURE * np.maximum(np.einsum("nf,nf->n", frames, frames), 1.0)
    return whole


def find_tone(samples: Samples) -> tuple[int, Samples] | None:
    """Where in these samples (16 kHz) the beep begins, and its samples as they were heard; None without one."""
    shape = envelope()
    if len(samples) < len(shape):
        return None
    sound = samples.astype(np.float64) / 32768.0
    turned = sound * np.exp(-2j * np.pi * PITCH / RATE * np.arange(len(sound)))
    # Strength at every place at which it may begin: a correlation, by its transform.
    size = 1 << (len(sound) + len(shape)).bit_length()
    along = np.fft.ifft(np.fft.fft(turned, size) * np.conj(np.fft.fft(shape, size)))[: len(sound) - len(shape) + 1]
    strengths = np.abs(along)
    first = int(np.argmax(strengths > _ALIKE * strengths.max()))  # the first, should there be two
    place = first + int(np.argmax(strengths[first : first + len(shape)]))
    if 2 * strengths[place] / float(shape @ shape) < _LEAST:
        return None
    here = slice(place, place + len(shape))
    window = np.hanning(round(_FOLLOW * RATE) | 1)
    strength = _smooth(turned[here] * shape, window) / np.maximum(_smooth(shape * shape, window).real, 1e-9)
    back = np.exp(2j * np.pi * PITCH / RATE * np.arange(here.start, here.stop))
    begin, end = max(0, place - _AROUND), min(len(sound), here.stop + _AROUND)
    tone = np.zeros(len(sound))
    tone[here] = 2 * np.real(strength * back) * shape
    tone[begin:end] += _stray(sound[begin:end] - tone[begin:end])
    rounded: Samples = np.round(tone[begin:end] * 32768.0).astype(np.int16)
    return begin, rounded


def _stray(left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pieces of the tone that are not where they belong: a loudspeaker that ran dry on a busy computer plays the rest
    of it later. Where little else than the tone is heard, all that is heard is taken."""
    if len(left) < _FRAME:
        return np.zeros(len(left))
    frames = np.lib.stride_tricks.sliding_window_view(left, _FRAME)[::_HOP]
    loud = np.sqrt(np.mean(frames * frames, axis=1)) > _LEAST
    ours = np.zeros(len(left))
    for begin in np.flatnonzero(loud & is_tone((frames * 32768.0).astype(np.float32))) * _HOP:
        ours[begin : begin + _FRAME] = 1.0
    soft = np.hanning(_HOP) / np.hanning(_HOP).sum()
    return left * np.convolve(ours, soft, mode="same")


def _smooth(values: NDArray[Any], window: NDArray[np.float64]) -> NDArray[np.complex128]:
    """The moving sum of `values`, weighed by `window`, as long as `values`."""
    size = 1 << (len(values) + len(window)).bit_length()
    whole = np.fft.ifft(np.fft.fft(values, size) * np.fft.fft(window, size))
    half = len(window) // 2
    return whole[half : half + len(values)]


class WithoutBeeps:
    """A track read as if no beep had been played. `beeps` are the moments at which they were asked for, on the clock of
    the stretches."""

    def __init__(self, reader: Reader, line: Sequence[Stretch], beeps: Sequence[float]) -> None:
        self._reader = reader
        self.frames = reader.frames
        self._tones: list[tuple[int, Samples]] = []
        for when in beeps:  # one after the other, in what the others left: no tone is found, and taken, twice
            found = self._heard(line, when)
            if found is not None:
                self._tones.append(found)

    @property
    def taken(self) -> int:
        """How many were found."""
        return len(self._tones)

    def read(self, first: int, count: int) -> Samples:
        """As the track's own reader."""
        out = self._reader.read(first, count)
        for begin, tone in self._tones:
            low, high = max(first, begin), min(first + count, begin + len(tone))
            if low < high:
                left = out[low - first : high - first].astype(np.int32) - tone[low - begin : high - begin]
                out[low - first : high - first] = np.clip(left, -32768, 32767)
        return out

    def _heard(self, line: Sequence[Stretch], when: float) -> tuple[int, Samples] | None:
        """The first frame and the samples of the beep that was asked for at `when`."""
        for stretch in line:
            first = max(stretch.first, round((when - EARLY - stretch.offset) / stretch.step))
            last = min(stretch.end, round((when + LATE - stretch.offset) / stretch.step))
            found = find_tone(self.read(first, last - first)) if first < last else None
            if found is not None:
                return first + found[0], found[1]
        return None
