"""How loud and how high the voices of a sound are: measured once while it is decoded, kept beside the working copy.

Pitch is where the autocorrelation of a windowed stretch, divided by that of the window, is highest (Boersma 1993,
"Accurate short-term analysis of the fundamental frequency", IFA Proceedings 17). It is meant for the middle of many
moments: single ones are an octave off now and then.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.voicing import VoiceTrack

VOICING_NAME = "voice.npz"
RATE = 16_000  # Hz, of every working copy
STEP, WIDTH = 640, 768  # frames from one moment to the next, and of the stretch that is looked at: 40 and 48 ms
LOWEST, HIGHEST = 65.0, 480.0  # Hz of voices
QUIET = -55.0  # dB below which no pitch is looked for
VOICED = 0.5  # likeness of a stretch to itself one period later, from which there is a voice
OCTAVE = 0.02  # what a period twice as long must be likelier
_VERSION = 1
_FLOOR = 55.0  # Hz: pitch is kept in quarters of a semitone above it, level in halves of a dB above -100
_AT_ONCE = 1000  # stretches that are looked at together
_READ = 20.0  # seconds of a sound that are read at once
_LAGS = RATE // 2 // int(HIGHEST), int(RATE / 2 / LOWEST) + 1
_LENGTH = 1024

_window = np.hanning(WIDTH // 2 + 2)[1:-1].astype(np.float32)
_own = np.fft.irfft(np.abs(np.fft.rfft(_window, _LENGTH)) ** 2)[: _LAGS[1] + 2]
_own = (_own / _own[0]).astype(np.float32)


class VoiceMeter:
    """Takes 16-bit blocks of a 16 kHz sound as they are decoded."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self._levels: list[NDArray[np.uint8]] = []
        self._pitches: list[NDArray[np.uint8]] = []
        self._rest = np.zeros((0, channels), np.int16)

    def add(self, block: NDArray[np.int16]) -> None:
        """The next frames, shape (n, channels)."""
        block = np.concatenate((self._rest, block)) if len(self._rest) else block
        count = max(0, (len(block) - WIDTH) // STEP + 1)
        self._rest = block[count * STEP :].copy()
        for first in range(0, count, _AT_ONCE):
            last = min(first + _AT_ONCE, count)
            part = block[first * STEP : (last - 1) * STEP + WIDTH].astype(np.float32) / 32768
            measured = [_measure(np.ascontiguousarray(part[:, c])) for c in range(self.channels)]
            self._levels.append(np.stack([level for level, _ in measured]))
            self._pitches.append(np.stack([pitch for _, pitch in measured]))

    def save(self, path: Path, channels: tuple[int, ...]) -> None:
        """Write what was measured of the chosen channels."""
        level, pitch = (kept[list(channels)] for kept in self._kept())
        with path.open("wb") as file:
            np.savez_compressed(file, version=np.array([_VERSION]), level=level, pitch=pitch)
            file.flush()
            os.fsync(file.fileno())

    def track(self) -> VoiceTrack:
        """What was measured so far."""
        return _track(*self._kept())

    def _kept(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        none = np.zeros((self.channels, 0), np.uint8)
        return np.concatenate([none, *self._levels], axis=1), np.concatenate([none, *self._pitches], axis=1)


def voicing_of(sound: Path, check: Callable[[], None] = lambda: None) -> VoiceTrack:
    """What was measured of a working copy: read where it is kept, else measured (some 2 s for an hour) and kept beside
    it. `check` may raise to stop. Raises KnownError where the sound cannot be read."""
    path = sound.with_name(VOICING_NAME)
    kept = load_voicing(path)
    if kept is not None:
        return kept
    with SoundReader(sound) as reader:
        meter = VoiceMeter(reader.channels)
        for second in np.arange(0.0, reader.duration, _READ):
            check()
            meter.add(np.round(reader.read(float(second), _READ) * 32767).astype(np.int16))
    part = path.with_name(f"{VOICING_NAME}.{os.urandom(4).hex()}.part")
    with contextlib.suppress(OSError):  # a full disk, a folder that is read-only: it is measured again next time
        try:
            meter.save(part, tuple(range(meter.channels)))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return meter.track()


def load_voicing(path: Path) -> VoiceTrack | None:
    """What is kept in a file; None where there is none, or none that can be read: it can be measured again."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            level, pitch = archive["level"], archive["pitch"]
            if archive["version"].tolist() != [_VERSION] or level.shape != pitch.shape or level.ndim != 2:
                return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return _track(level, pitch)


def _track(level: NDArray[np.uint8], pitch: NDArray[np.uint8]) -> VoiceTrack:
    hz = np.where(pitch > 0, _FLOOR * 2 ** ((pitch.astype(np.float32) - 1) / 48), np.nan)
    return VoiceTrack((level / 2 - 100).astype(np.float32), hz.astype(np.float32), STEP / RATE, WIDTH / 2 / RATE)


def _measure(samples: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Level and pitch, as they are kept, of each stretch of WIDTH samples, one each STEP."""
    stretches = np.lib.stride_tricks.sliding_window_view(samples, WIDTH)[::STEP]
    level = 10 * np.log10(np.maximum((stretches**2).mean(1), 1e-10))
    pitch = np.zeros(len(stretches), np.uint8)
    heard = np.flatnonzero(level > QUIET)
    if len(heard):
        hz = _pitch(stretches[heard])
        quarters = np.round(48 * np.log2(np.where(hz > 0, hz, _FLOOR) / _FLOOR)) + 1
        pitch[heard] = np.where(hz > 0, quarters, 0).astype(np.uint8)
    return np.clip(np.round((level + 100) * 2), 0, 255).astype(np.uint8), pitch


def _pitch(stretches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Hz of each stretch (stretches, WIDTH), 0 where there is no voice. Half of the samples are enough for it."""
    half = (stretches[:, 0::2] + stretches[:, 1::2]) / 2
    half -= half.mean(1, keepdims=True)
    spectrum = np.fft.rfft(half * _window, _LENGTH, axis=1)
    least, most = _LAGS
    likeness = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, axis=1)[:, : most + 2]
    likeness = likeness / np.maximum(likeness[:, :1], 1e-12) / _own
    here, before, after = likeness[:, least : most + 1], likeness[:, least - 1 : most], likeness[:, least + 1 :]
    lags = np.arange(least, most + 1)
    # A period lies between two samples: the top of the parabola through a peak and its neighbours tells where, and how
    # high it is (a high voice would else be taken for one an octave down, whose peak happens to lie on a sample).
    bend = np.minimum(before - 2 * here + after, -1e-9)
    shift = np.clip(0.5 * (before - after) / bend, -0.5, 0.5)
    height = here - 0.25 * (before - after) * shift
    score = np.where((here > before) & (here >= after), height - OCTAVE * np.log2(lags / least), -1.0)
    best, row = score.argmax(1), np.arange(len(score))
    heard = (height[row, best] > VOICED) & (score[row, best] > -1.0)
    hz: NDArray[np.float32] = np.where(heard, RATE / 2 / (lags[best] + shift[row, best]), 0.0).astype(np.float32)
    return hz
