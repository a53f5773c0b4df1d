"""Where each sample of a track belongs in time: gaps are filled by the clock, jitter and drift are not.

A source may deliver nothing while nothing plays, be unplugged, or be late. Late blocks come with times that lie close
together afterwards; a gap leaves all later blocks behind. So a block that comes over GAP seconds late is held back
until HOLD seconds of sound after it say which of the two it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
GAP = 0.2  # seconds that a track may fall short of its clock before silence is put in
HOLD = 0.3  # seconds of sound that decide between late and lost
_FOLLOW = 0.02  # share of a block's offset by which the reference follows: drift is for `finalise` to take out


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be written next: `silence` frames of zeros, then `samples`."""

    silence: int
    samples: Samples


class TrackClock:
    """The clock of one track. `origin` is the monotonic time at which the recording began."""

    def __init__(self, rate: int, origin: float) -> None:
        self._rate = rate
        self._start = origin  # the time of frame 0 by the source's own clock, as it is now
        self._frames = 0  # passed on so far
        self._held: list[Samples] = []
        self._offsets: list[float] = []  # of the held blocks
        self._begun = False

    @property
    def frames(self) -> int:
        """Frames that were passed on, silence included."""
        return self._frames

    def feed(self, when: float, samples: Samples) -> list[Piece]:
        """Take a block whose first sample was heard at `when`; returns what can be written by now."""
        held = sum(map(len, self._held))
        offset = when - self._start - (self._frames + held) / self._rate
        if not self._begun:
            self._begun = True
            return [self._pass(max(0, round(offset * self._rate)), samples)]
        if not self._held and offset <= GAP:
            self._start += _FOLLOW * offset
            return [self._pass(0, samples)]
        self._held.append(samples)
        self._offsets.append(offset)
        if offset <= GAP / 2 or held + len(samples) >= HOLD * self._rate:
            return self.release()
        return []

    def release(self) -> list[Piece]:
        """Decide about what is held back now; also at the end."""
        if not self._held:
            return []
        lost = min(self._offsets)
        silence = round(lost * self._rate) if lost > GAP else 0
        samples = np.concatenate(self._held)
        self._held, self._offsets = [], []
        return [self._pass(silence, samples)]

    def _pass(self, silence: int, samples: Samples) -> Piece:
        self._frames += silence + len(samples)
        return Piece(silence, samples)
