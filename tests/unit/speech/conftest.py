"""Sounds for the speech tests: real speech from tests/data, and noises that are not speech."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcoach_desktop.speech.sound import RATE

DATA = Path(__file__).parents[2] / "data"


class ArraySound:
    """A sound in memory, for what `speech` needs of one."""

    def __init__(self, samples: np.ndarray) -> None:
        self.samples = samples.astype(np.float32) if samples.ndim == 2 else samples.astype(np.float32)[:, None]

    @property
    def channels(self) -> int:
        return self.samples.shape[1]

    @property
    def duration(self) -> float:
        return len(self.samples) / RATE

    def read(self, start: float, seconds: float, channel: int | None = None) -> np.ndarray:
        first = max(0, round(start * RATE))
        block = self.samples[first : max(first, round((start + seconds) * RATE))]
        return block if channel is None else np.ascontiguousarray(block[:, channel])


def _tone(seconds: float, *frequencies: float, gain: float = 0.1) -> np.ndarray:
    t = np.arange(int(seconds * RATE)) / RATE
    return gain * sum(np.sin(2 * np.pi * f * t) for f in frequencies) / len(frequencies)


def _cadence(sound: np.ndarray, on: float, off: float) -> np.ndarray:
    t = np.arange(len(sound)) / RATE
    return sound * ((t % (on + off)) < on)


def _music(seconds: float) -> np.ndarray:
    """Chords and a melody with overtones and decaying notes: hold music."""
    random = np.random.default_rng(4)
    out = np.zeros(int(seconds * RATE))
    for beat in range(int(seconds * 4)):
        note = 220 * 2 ** (random.choice([0, 3, 5, 7, 10, 12, 15]) / 12)
        length = int(0.6 * RATE)
        t = np.arange(length) / RATE
        sound = sum(np.sin(2 * np.pi * note * k * t) / k for k in range(1, 6)) * np.exp(-t * 4)
        first = beat * RATE // 4
        out[first : first + length] += 0.05 * sound[: len(out) - first]
    return out


NOT_SPEECH: dict[str, Callable[[float], np.ndarray]] = {
    "silence": lambda s: np.zeros(int(s * RATE)),
    "hiss": lambda s: 0.01 * np.random.default_rng(1).standard_normal(int(s * RATE)),
    "hum": lambda s: _tone(s, 50, 100, 150, 300, gain=0.2),
    "ring tone": lambda s: _cadence(_tone(s, 440, 480, gain=0.2), 2.0, 4.0),
    "busy tone": lambda s: _cadence(_tone(s, 480, 620, gain=0.2), 0.5, 0.5),
    "dialling": lambda s: _cadence(_tone(s, 770, 1336, gain=0.2), 0.1, 0.1),
    "music": _music,
}


@pytest.fixture(params=list(NOT_SPEECH))
def not_speech(request: pytest.FixtureRequest) -> ArraySound:
    return ArraySound(NOT_SPEECH[request.param](40.0))


@pytest.fixture(scope="session")
def speech() -> ArraySound:
    """Two channels of a real (spoken by a synthesiser) call, some 20 s."""
    samples, rate = soundfile.read(DATA / "short.stereo.flac", dtype="float32", always_2d=True)
    assert rate == RATE
    return ArraySound(samples)


@pytest.fixture
def make_sound() -> type[ArraySound]:
    return ArraySound
