"""Sound whose voices are known, and folders as a recorder leaves them."""

import numpy as np

from callcoach_desktop.audio.beep import PITCH, envelope
from callcoach_desktop.audio.clock import TrackClock
from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.parts import PartWriter

RATE = 16_000


def noise(seconds: float, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 12, round(seconds * RATE)).astype(np.int16)


def voice(seconds: float, seed: int = 3) -> np.ndarray:
    """Syllables: a tone whose loudness goes up and down four times a second, never the same twice."""
    dice, at = np.random.default_rng(seed), np.arange(round(seconds * RATE)) / RATE
    loud = np.repeat(dice.uniform(0.2, 1.0, int(seconds * 4) + 1), RATE // 4)[: len(at)]
    return (9000 * loud * np.sin(2 * np.pi * 210 * at)).astype(np.int16)


def beep(gain: float = 0.12, turn: float = 1.0) -> np.ndarray:
    """The beep of consent."""
    shape = envelope()
    return (gain * 32768 * np.sin(2 * np.pi * PITCH * np.arange(len(shape)) / RATE + turn) * shape).astype(np.int16)


def lay(sound: np.ndarray, at: float, what: np.ndarray) -> None:
    begin = round(at * RATE)
    sound[begin : begin + len(what)] += what


def record(folder, sounds: dict[str, np.ndarray], ppm: dict[str, float], gap_at=None, gap=0.0) -> None:
    """The folder that a recorder would have left: blocks of 50 ms with jitter in their times."""
    dice = np.random.default_rng(1)
    journal = Journal(folder)
    journal.write("start", call="c", title="t", started_at="2026-01-02T03:04:05", rate=RATE, tracks={})
    for track, sound in sounds.items():
        parts, clock = PartWriter(folder, track, RATE, journal), TrackClock(RATE)
        for first in range(0, len(sound), 800):
            block = sound[first : first + 800]
            when = first / RATE * (1 + ppm[track] / 1e6) + dice.normal(0, 0.003)
            when += gap if gap_at is not None and first >= gap_at * RATE else 0.0
            if clock.feed(when, len(block)):
                journal.write("gap", track=track, n=first, seconds=gap)
            parts.write(block)
            if first % 4000 == 0:
                journal.write("clock", track=track, n=first + len(block), t=when + len(block) / RATE)
        parts.close()
    journal.close()
