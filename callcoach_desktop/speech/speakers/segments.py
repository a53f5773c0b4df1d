"""Who speaks when within ten seconds, with overlaps: pyannote's segmentation 3.0 over a sliding window.

The model (Plaquet and Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization", 2023) sees 10 s
and names up to three voices that only mean something within that window; `clusters` says which of them are one person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.speech.sound import RATE, Sound
from callcoach_desktop.speech.speakers.sessions import SEGMENTATION, session

WINDOW_S = 10.0
STEP_S = 5.0  # each moment is seen by two windows, which vote
FRAMES = 589  # per window
FRAME_S = WINDOW_S / FRAMES
LOCAL = 3  # voices that a window can tell apart
_BATCH = 8
# Classes of the powerset: nobody, 1, 2, 3, 1+2, 1+3, 2+3.
_VOICES_OF_CLASS = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=np.float32
)

Activity = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """`activity` is (windows, FRAMES, LOCAL), the chance in 0..1 that a local voice speaks in a frame;
    `starts` are the windows' first seconds."""

    starts: NDArray[np.float64]
    activity: Activity


def local_voices(
    sound: Sound,
    channel: int,
    *,
    progress: Callable[[float], None] = lambda _: None,
    check: Callable[[], None] = lambda: None,
) -> Windows:
    """The voices of each window of one channel. `progress` gets seconds, `check` may raise to stop."""
    model = session(SEGMENTATION)
    count = max(1, int(np.ceil((sound.duration - WINDOW_S) / STEP_S)) + 1)
    starts = np.arange(count) * STEP_S
    length = round(WINDOW_S * RATE)
    found = np.empty((count, FRAMES, LOCAL), dtype=np.float32)
    for first in range(0, count, _BATCH):
        check()
        part = starts[first : first + _BATCH]
        batch = np.zeros((len(part), 1, length), dtype=np.float32)
        for row, start in enumerate(part):
            samples = sound.read(float(start), WINDOW_S, channel)
            batch[row, 0, : len(samples)] = samples[:length]
        (logp,) = model.run(["logp"], {"audio": batch})
        found[first : first + len(part)] = np.exp(logp) @ _VOICES_OF_CLASS
        progress(min(float(part[-1]) + WINDOW_S, sound.duration))
    return Windows(starts.astype(np.float64), found)
