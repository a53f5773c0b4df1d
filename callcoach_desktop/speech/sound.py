"""What the speech engine needs of a sound: blocks of samples at 16 kHz. `audio.sound.SoundReader` is one."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # Hz: what Whisper and Silero were trained on
Samples = NDArray[np.float32]


class Sound(Protocol):
    """A 16 kHz sound that is read by blocks, so that three hours never lie in memory at once."""

    @property
    def channels(self) -> int:
        """How many channels it has: 1 or 2."""
        ...

    @property
    def duration(self) -> float:
        """Length in seconds."""
        ...

    def read(self, start: float, seconds: float, channel: int | None = None) -> Samples:
        """Samples in -1..1 from `start`; shape (n,) for one channel, (n, channels) for None."""
        ...
