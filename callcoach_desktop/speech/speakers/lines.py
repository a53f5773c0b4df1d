"""Whether the people of one channel come over lines of different width: one from a telephone, one from the room.

A telephone lets nothing through above some 3.4 kHz. Beside a full voice Whisper's small models take such a one for
background and leave out whole sentences of it, which they write down when they hear it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from callcoach_desktop.speech.activity import Span
from callcoach_desktop.speech.sound import RATE, Samples, Sound

BELOW, ABOVE = (2200.0, 3200.0), (4000.0, 5200.0)  # Hz: within what a telephone lets through, and beyond
APART = 12.0  # dB between two voices' steps from one to the other: in one room up to 10, a telephone from 15 on
LISTENED, LEAST = 20.0, 3.0  # seconds of a voice that are listened to at most, and at least
_LONG = 0.5  # seconds of a span that is listened to
_FRAME = 512


def on_different_lines(sound: Sound, voices: Sequence[Sequence[Span]], check: Callable[[], None]) -> bool:
    """Whether two of the people differ in this; `voices` is where each speaks, `check` may raise to stop."""
    steps = []
    for own in voices:
        check()
        step = _step(sound, own)
        if step is not None:
            steps.append(step)
    return len(steps) > 1 and max(steps) - min(steps) >= APART


def _step(sound: Sound, spans: Sequence[Span]) -> float | None:
    """How much louder a voice is beyond what a telephone lets through than within, in dB; None for too little of it."""
    heard: list[Samples] = []
    seconds = 0.0
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if end - start < _LONG or seconds >= LISTENED:
            break
        heard.append(sound.read(start, min(end - start, LISTENED - seconds), 0))
        seconds += min(end - start, LISTENED - seconds)
    if seconds < LEAST:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(np.concatenate(heard), _FRAME)[:: _FRAME // 2]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2
    loud = power.sum(1)
    mean = power[loud >= np.median(loud)].mean(0)  # the louder half: what lies between words is the room's
    hz = np.fft.rfftfreq(_FRAME, 1 / RATE)
    above, below = (float(mean[(hz >= a) & (hz < b)].mean()) for a, b in (ABOVE, BELOW))
    return float(10 * np.log10(max(above, 1e-12) / max(below, 1e-12)))
