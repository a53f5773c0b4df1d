"""The way through a call that is played: straight on, over silences, around a loop. Pure arithmetic, no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Gap = tuple[float, float]

LEAST_SILENCE_S = 1.0  # shorter ones belong to the talk
_TINY_S = 1e-6  # the end of a stretch is the beginning of the next: sums of seconds are not exact
KEPT_S = 0.2  # of a skipped silence stays, half on each side, so that words are not cut


def silences(speech: NDArray[np.float64], duration: float) -> tuple[Gap, ...]:
    """What is jumped over when silence is skipped: (from, to) in seconds, sorted.

    `speech` is (n, 2): the stretches in which anybody talks, merged and sorted. Without any there is nothing to
    skip to, so nothing is skipped.
    """
    if not len(speech):
        return ()
    ends = np.concatenate(((0.0,), speech[:, 1]))
    starts = np.concatenate((speech[:, 0], (duration,)))
    long = starts - ends > LEAST_SILENCE_S
    return tuple(
        (a + KEPT_S / 2 if a > 0 else 0.0, b - KEPT_S / 2 if b < duration else duration)
        for a, b in zip(ends[long].tolist(), starts[long].tolist(), strict=True)
    )


class Route:
    """From `start` to `end` without the `gaps`; with a `loop` that lies ahead (or around) it goes around for ever.

    What was played is counted in seconds of the call that were heard: `at` says where that is in the call.
    """

    def __init__(self, start: float, end: float, gaps: Sequence[Gap] = (), loop: Gap | None = None) -> None:
        looped = loop is not None and loop[1] - loop[0] > 0.05 and start < loop[1]
        last = loop[1] if looped and loop is not None else end
        self._first = _without(start, last, gaps)
        self._round = _without(loop[0], loop[1], gaps) if looped and loop is not None else []
        if looped and loop is not None and not self._round:  # a loop in a silence that is skipped: play it as it is
            self._round = [loop]
        self._end = last
        self._first_sums = _sums(self._first)
        self._round_sums = _sums(self._round)

    @property
    def length(self) -> float:
        """Seconds that are played until the end; infinite for a loop."""
        return float("inf") if self._round else self._first_sums[-1]

    def at(self, played: float) -> float:
        """The second of the call after so many seconds were heard."""
        part, offset, i = self._find(played)
        if not part:
            return self._end
        return min(part[i][0] + offset, part[i][1])

    def pieces(self, played: float, seconds: float) -> list[tuple[float, float]]:
        """What to read for the next `seconds`: (second of the call, length) in order; less at the end."""
        found: list[tuple[float, float]] = []
        while seconds > _TINY_S and played < self.length - _TINY_S:
            part, offset, i = self._find(played)
            a, b = part[i]
            length = min(seconds, b - a - offset)
            if length > _TINY_S:
                found.append((a + offset, length))
            played += max(length, _TINY_S)
            seconds -= max(length, _TINY_S)
        return found

    def _find(self, played: float) -> tuple[list[Gap], float, int]:
        """The stretch that is played then, how far into it, and its number."""
        part, sums = self._first, self._first_sums
        if self._round and played >= sums[-1] - _TINY_S:
            part, played = self._round, max(0.0, played - sums[-1]) % self._round_sums[-1]
            sums = self._round_sums
            if played >= sums[-1] - _TINY_S:
                played = 0.0
        if not part:
            return [], 0.0, 0
        i = min(bisect_right(sums, played + _TINY_S), len(part)) - 1 if played > 0 else 0
        i = min(max(i, 0), len(part) - 1)
        return part, max(0.0, played - sums[i]), i


def _without(start: float, end: float, gaps: Sequence[Gap]) -> list[Gap]:
    """What is left of `start`..`end` when the gaps are taken out."""
    left: list[Gap] = []
    at = start
    for a, b in gaps:
        if b <= at:
            continue
        if a >= end:
            break
        if a > at:
            left.append((at, a))
        at = b
    if at < end:
        left.append((at, end))
    return left


def _sums(parts: Sequence[Gap]) -> list[float]:
    """Seconds before each part, and all of them last."""
    sums = [0.0]
    for a, b in parts:
        sums.append(sums[-1] + b - a)
    return sums
