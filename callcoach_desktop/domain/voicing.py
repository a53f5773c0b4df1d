"""How loud and how high the voices of a call are, moment by moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class VoiceTrack:
    """Per channel and moment, both (channels, moments): `level` in dB below full scale, `pitch` in Hz, NaN where no
    voice is heard. Moment `i` lies at `first + i * step` seconds."""

    level: NDArray[np.float32]
    pitch: NDArray[np.float32]
    step: float
    first: float

    @property
    def channels(self) -> int:
        """How many channels the sound has."""
        return len(self.level)

    def between(self, start: float, end: float) -> slice:
        """The moments of a stretch of seconds."""
        a, b = (round((second - self.first) / self.step) for second in (start, end))
        return slice(max(0, a), max(0, b))
