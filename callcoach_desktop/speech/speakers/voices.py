"""What a voice sounds like: 192 numbers a stretch of speech, near each other for one person (CAM++, 3D-Speaker)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.speech.sound import RATE, Samples
from callcoach_desktop.speech.speakers.sessions import EMBEDDING, session

Voice = NDArray[np.float32]
"""Of length 1, shape (192,): the cosine of two is their dot product."""
LEAST_S = 0.4
"""Speech shorter than this has no voice to speak of."""
_FRAME, _HOP, _FFT, _BINS = 400, 160, 512, 80  # 25 ms, 10 ms, samples; mel bins
_LOWEST_HZ = 20.0
_PRE_EMPHASIS = 0.97
_EPSILON = np.float32(1.1920929e-07)  # Kaldi floors the energy here before the logarithm


def voice_of(samples: Samples) -> Voice:
    """The voice in at least LEAST_S seconds of one person's speech at 16 kHz, shape (n,), values in -1..1."""
    features = fbank(samples)
    (found,) = session(EMBEDDING).run(["embed"], {"fbank": features[np.newaxis]})
    voice: Voice = found[0] / max(float(np.linalg.norm(found[0])), 1e-9)
    return voice


def fbank(samples: Samples) -> NDArray[np.float32]:
    """Kaldi's log mel filter banks, (frames, 80), the mean over the frames taken off.

    As `compute-fbank-feats` with snip-edges, no dither, Povey window; the scale of 16-bit samples, which the mean takes
    off again except at the floor.
    """
    wave = np.asarray(samples, dtype=np.float32) * 32768.0
    count = max(1, 1 + (len(wave) - _FRAME) // _HOP)
    if len(wave) < _FRAME:
        wave = np.pad(wave, (0, _FRAME - len(wave)))
    frames = np.lib.stride_tricks.sliding_window_view(wave, _FRAME)[::_HOP][:count]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    frames = (frames - _PRE_EMPHASIS * before) * _window()
    power = np.abs(np.fft.rfft(frames, _FFT, axis=1)) ** 2
    mel = np.log(np.maximum(power[:, : _FFT // 2] @ _filters(), _EPSILON)).astype(np.float32)
    centred: NDArray[np.float32] = mel - mel.mean(axis=0)
    return centred


@cache
def _window() -> NDArray[np.float64]:
    return np.power(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / (_FRAME - 1)), 0.85)


@cache
def _filters() -> NDArray[np.float64]:
    """(256, 80): triangles equally wide in mel from 20 Hz to half the rate."""
    hertz = np.arange(_FFT // 2) * RATE / _FFT
    mel, low, high = _mel(hertz), _mel(np.array(_LOWEST_HZ)), _mel(np.array(RATE / 2))
    step = (high - low) / (_BINS + 1)
    left = low + np.arange(_BINS) * step
    up = (mel[:, np.newaxis] - left) / step
    down = (left + 2 * step - mel[:, np.newaxis]) / step
    return np.maximum(0.0, np.minimum(up, down))


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = 1127.0 * np.log1p(hertz / 700.0)
    return scaled
