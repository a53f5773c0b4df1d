"""Where a selection holds on to: borders of utterances first, gaps between words next. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.ui.screens.call.blocks import Block

Times = NDArray[np.float64]
_OVERLAPPING = 3  # paragraphs before the one at a second that may still be going on


def snap(borders: Times, blocks: Sequence[Block], second: float, reach: float) -> float:
    """The point to hold on to within `reach` seconds; `second` itself when there is none.

    `borders` are the sorted starts and ends of utterances; one of them wins over a gap between words that is nearer,
    since whole sentences are what one wants. The words are looked at only around the second, so that a long call's
    are not read for this.
    """
    i = int(np.searchsorted(borders, second))
    near = [float(b) for b in borders[max(0, i - 1) : i + 1] if abs(b - second) <= reach]
    if not near:
        near = [gap for gap in _gaps(blocks, second, reach) if abs(gap - second) <= reach]
    return min(near, key=lambda point: abs(point - second), default=second)


def step(borders: Times, second: float, direction: int) -> float:
    """The next border (1) or the one before (-1); `second` when there is none."""
    if direction > 0:
        i = int(np.searchsorted(borders, second + 1e-3, side="right"))
        return float(borders[i]) if i < len(borders) else second
    i = int(np.searchsorted(borders, second - 1e-3, side="left")) - 1
    return float(borders[i]) if i >= 0 else second


def _gaps(blocks: Sequence[Block], second: float, reach: float) -> Iterator[float]:
    """The middles between neighbouring words of one utterance, of the paragraphs around a second."""
    last = bisect_right(blocks, second + reach, key=lambda block: block.start)
    for block in blocks[max(0, last - 1 - _OVERLAPPING) : last]:
        if block.end < second - reach:
            continue
        parts, at = block.parts, 0
        for size in parts.sizes:
            for i in range(at, at + size - 1):
                yield (parts.word_ends[i] + parts.word_starts[i + 1]) / 2
            at += size
