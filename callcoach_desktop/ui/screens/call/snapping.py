"""Where a selection holds on to: borders of utterances first, gaps between words next. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.transcript import Transcript

Times = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SnapPoints:
    """Sorted seconds. `borders`: starts and ends of utterances; `gaps`: the middles between neighbouring words."""

    borders: Times
    gaps: Times

    @classmethod
    def of(cls, transcript: Transcript | None) -> SnapPoints:
        """The points of a transcript; none without one."""
        if transcript is None or not transcript.utterances:
            return cls(np.zeros(0), np.zeros(0))
        utterances = transcript.utterances
        borders = np.array([t for u in utterances for t in (u.start, u.end)], dtype=np.float64)
        starts = np.array([w.start for u in utterances for w in u.words], dtype=np.float64)
        ends = np.array([w.end for u in utterances for w in u.words], dtype=np.float64)
        counts = np.array([len(u.words) for u in utterances if u.words], dtype=np.int64)
        inner = np.ones(max(0, len(starts) - 1), dtype=bool)
        inner[np.cumsum(counts)[:-1] - 1] = False  # the last word of one utterance and the first of the next
        gaps = (ends[:-1][inner] + starts[1:][inner]) / 2 if len(starts) > 1 else np.zeros(0)
        return cls(np.unique(borders), np.unique(gaps))

    def snap(self, second: float, reach: float) -> float:
        """The point to hold on to within `reach` seconds; `second` itself when there is none.

        A border of an utterance wins over a gap between words that is nearer: whole sentences are what one wants.
        """
        for points in (self.borders, self.gaps):
            near = _nearest(points, second)
            if near is not None and abs(near - second) <= reach:
                return near
        return second

    def step(self, second: float, direction: int) -> float:
        """The next border (1) or the one before (-1); `second` when there is none."""
        if direction > 0:
            i = int(np.searchsorted(self.borders, second + 1e-3, side="right"))
            return float(self.borders[i]) if i < len(self.borders) else second
        i = int(np.searchsorted(self.borders, second - 1e-3, side="left")) - 1
        return float(self.borders[i]) if i >= 0 else second


def _nearest(points: Times, second: float) -> float | None:
    if not len(points):
        return None
    i = int(np.searchsorted(points, second))
    near = points[max(0, i - 1) : i + 1]
    return float(near[np.argmin(np.abs(near - second))])
