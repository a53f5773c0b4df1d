"""The arithmetic of the map: visible span, ticks, coverage of pixels by talk, merging of marks. No Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SHORTEST_S = 6.0  # the deepest zoom: six seconds over the whole width, where single words can be told apart
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """The seconds that the map shows, within a call of `duration` seconds."""

    start: float
    end: float
    duration: float

    @classmethod
    def whole(cls, duration: float) -> View:
        """All of a call."""
        return cls(0.0, duration, duration)

    @property
    def length(self) -> float:
        """Seconds in view."""
        return self.end - self.start

    @property
    def zoomed(self) -> bool:
        """Whether less than the whole call is in view."""
        return self.length < self.duration - 1e-6

    def moved_to(self, start: float, length: float | None = None) -> View:
        """The same (or another) length from `start`, pushed back into the call."""
        longest = max(self.duration, 1e-3)
        length = min(max(self.length if length is None else length, min(SHORTEST_S, longest)), longest)
        start = min(max(0.0, start), longest - length)
        return View(start, start + length, self.duration)

    def between(self, start: float, end: float, keep: Literal["start", "end"] = "start") -> View:
        """From `start` to `end`; a span that is too short to be shown grows, and its `keep` stays where it is."""
        longest = max(self.duration, 1e-3)
        start, end = min(max(0.0, start), longest), min(max(0.0, end), longest)
        length = max(end - start, min(SHORTEST_S, longest))
        return self.moved_to(end - length if keep == "end" else start, length)

    def zoomed_at(self, second: float, factor: float) -> View:
        """Closer by `factor` (above 1) or further away, with `second` staying where it is on the screen."""
        length = min(max(self.length / factor, min(SHORTEST_S, self.duration)), self.duration)
        part = (second - self.start) / self.length if self.length else 0.0
        return self.moved_to(second - part * length, length)

    def x(self, second: float, width: float) -> float:
        """Where a second lies on `width` pixels."""
        return (second - self.start) / self.length * width

    def second(self, x: float, width: float) -> float:
        """The second under a pixel, kept within the call."""
        at = self.start + x / max(width, 1.0) * self.length
        return min(max(0.0, at), self.duration)


def ticks(view: View, width: float, apart: float = 84.0) -> list[float]:
    """Round seconds for the time axis, at least `apart` pixels from each other."""
    least = view.length / max(width, 1.0) * apart
    step = next((s for s in _STEPS if s >= least), _STEPS[-1])
    first = int(np.ceil(view.start / step - 1e-9))
    last = int(np.floor(view.end / step + 1e-9))
    return [float(i * step) for i in range(first, last + 1)]


def coverage(starts: Floats, ends: Floats, edges: Floats) -> Floats:
    """The part (0..1) of each stretch between neighbouring `edges` that the spans cover.

    Spans are sorted by start; where they overlap each other the sum is capped at one.
    """
    if not len(starts):
        return np.zeros(len(edges) - 1)
    before = np.zeros(len(edges))
    lengths = np.concatenate(((0.0,), np.cumsum(ends - starts)))
    upto = np.searchsorted(starts, edges, side="right")
    before = lengths[upto]
    inside = upto > 0
    # The last span that began may still be running at the edge: take off what lies after it.
    before[inside] -= np.maximum(0.0, ends[upto[inside] - 1] - edges[inside])
    return np.clip(np.diff(before) / np.diff(edges), 0.0, 1.0)


def within(starts: Sequence[float] | Floats, ends: Sequence[float] | Floats, view: View) -> tuple[int, int]:
    """The range of spans (sorted by start) that may be seen in a view."""
    last = bisect_left(starts, view.end)
    first = max(0, bisect_right(starts, view.start) - 1)
    while first > 0 and ends[first - 1] > view.start:
        first -= 1
    return first, last


@dataclass(frozen=True, slots=True)
class Cluster:
    """Marks that would cover each other, drawn as one: their indexes and the pixel in their middle."""

    x: float
    members: tuple[int, ...]


def cluster(xs: Sequence[float], apart: float) -> list[Cluster]:
    """Merge sorted positions into clusters whose middles are at least `apart` pixels from each other."""
    groups: list[tuple[float, int]] = []  # the middle, and how many: neighbours merge, so they lie one after another
    for x in xs:
        middle, count = x, 1
        while groups and middle - groups[-1][0] < apart:
            left, earlier = groups.pop()
            middle = (left * earlier + middle * count) / (earlier + count)
            count += earlier
        groups.append((middle, count))
    found, first = [], 0
    for middle, count in groups:
        found.append(Cluster(middle, tuple(range(first, first + count))))
        first += count
    return found
