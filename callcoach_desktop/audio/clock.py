"""Where the samples of a track belong in time: gaps are found by the clock, jitter and drift are not taken for gaps.

While recording, only what came is written and the clock is noted beside it: nothing waits for a decision, and no
silence is put in on a suspicion. Which jumps were real is decided in hindsight (`lines`), when all is known.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GAP = 0.2  # seconds that a track may fall short of its clock before silence is put in
_FOLLOW = 0.02  # share of a block's offset by which the reference follows: drift is no gap
_LINE = 60  # clock points from which on drift is fitted (15 seconds); before, only the offset
_WRONG = 0.002  # no device's clock is this wrong: then its points are

Points = NDArray[np.float64]  # rows of (frame, seconds)


class TrackClock:
    """Notices, block by block, when a track falls out of step with its clock."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._start: float | None = None  # when frame 0 would have been heard, by the blocks of late
        self.frames = 0  # that came

    def feed(self, when: float, frames: int, *, anew: bool = False) -> float:
        """Take a block whose first sample was heard at `when` (seconds of any clock); `anew`: it is another source's.

        Returns by how many seconds it is out of step, when that is more than GAP (negative: it came too early).
        """
        offset = 0.0 if self._start is None else when - self._start - self.frames / self._rate
        if self._start is None:
            self._start = when
        out = abs(offset) > GAP
        self._start += offset if out or anew else _FOLLOW * offset
        self.frames += frames
        return offset if out else 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound without a gap: frames `first` to `end`, frame n heard at `offset + n * step` seconds."""

    first: int
    end: int
    offset: float
    step: float

    def at(self, frame: int) -> float:
        """When a frame was heard."""
        return self.offset + frame * self.step

    def ppm(self, rate: int) -> float:
        """How much slower than its name the source's clock runs, in millionths."""
        return (self.step * rate - 1) * 1e6


def lines(frames: int, jumps: Sequence[int], points: Points, rate: int, others: Collection[int] = ()) -> list[Stretch]:
    """A track's sound between its gaps, each stretch with the line of its clock.

    `jumps` are frames before which the track was out of step for a moment. A jump after which the clock goes on within
    GAP of where it was is none: the blocks around it had only come late. Before the frames `others` begins another
    source, whose clock is another.
    """
    edges = sorted({0, frames, *(jump for jump in (*jumps, *others) if 0 < jump < frames)})
    found: list[Stretch] = []
    for first, end in itertools.pairwise(edges):
        here = _line(first, end, points, rate, found[-1] if found else None)
        while found and here.first not in others and here.at(here.first) - found[-1].at(here.first) <= GAP:
            begin = found.pop().first
            here = _line(begin, end, points, rate, found[-1] if found else None)
        found.append(here)
    return found


def _line(first: int, end: int, points: Points, rate: int, before: Stretch | None) -> Stretch:
    inside = points[(points[:, 0] > first) & (points[:, 0] <= end)]
    step = 1 / rate
    if len(inside) == 0:  # too short for a point: it goes on where the sound before it ended
        return Stretch(first, end, before.at(first) - first * step if before else 0.0, step)
    if len(inside) >= _LINE:
        away = inside - inside.mean(axis=0)
        fitted = float(away[:, 0] @ away[:, 1] / (away[:, 0] @ away[:, 0]))
        step = fitted if abs(fitted * rate - 1) <= _WRONG else step
    return Stretch(first, end, float(np.median(inside[:, 1] - inside[:, 0] * step)), step)
