"""A return against what was not coached: how much more the coached changed than the others did (difference in
differences).

What it takes for granted, and what is looked at: without the coaching the coached would have gone the way of the others
(their lines before are compared, and nothing is claimed where they ran apart); nothing else came to one side only at
that time; the deals of one rep do not hang together more than those of two. Who was coached was not drawn by lot, so
even a clear difference is no proof of a cause.

The interval is a percentile bootstrap over the deals of the four groups, expanded for small ones. What is judged is
what goes with the coaching (`effects`) in the one minus the same in the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach_desktop.coaching.effects import effects
from callcoach_desktop.coaching.resampling import RESAMPLES, Floats, bounds_of, resampled
from callcoach_desktop.coaching.returns import JUDGED, NEVER, SHOWN
from callcoach_desktop.coaching.samples import Sample

APART = 0.90  # two-sided, for the lines before


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` and `after` are the others' means on the shown scale. `shown` is of the coached's change minus theirs on
    the scale of the values (a logarithm for sizes), `judged` the same of what goes with the coaching. `apart` bounds
    the difference of the slopes before, a year apart; None where there are too few days to have a slope."""

    before: float
    after: float
    shown: tuple[float, float]
    judged: tuple[float, float]
    apart: tuple[float, float] | None
    n_before: int
    n_after: int

    @property
    def parallel(self) -> bool:
        """Whether the lines before give no sign of having run apart."""
        return self.apart is None or self.apart[0] <= 0 <= self.apart[1]


def compare(own: Sample, other: Sample, resamples: int = RESAMPLES, seed: int = 0) -> Comparison:
    """The comparison. Each of the four groups must have at least two clusters."""
    rng = np.random.default_rng(seed)
    mine, others = (effects(sample, resamples, rng, trend=False) for sample in (own, other))
    own, other = own.recent(), other.recent()
    cells = {(whose, side): _cell(sample, side) for whose, sample in ((1, own), (0, other)) for side in (False, True)}
    drawn = {key: _means(cell, resamples, rng) for key, cell in cells.items()}
    spread = (drawn[1, True] - drawn[1, False]) - (drawn[0, True] - drawn[0, False])
    n = 2 * min(len(cell) for cell in cells.values())
    back = other.back or (lambda x: x)
    real = {key: np.array([cell[:, 1].sum() / cell[:, 0].sum()]) for key, cell in cells.items()}
    return Comparison(
        float(back(real[0, False])[0]),
        float(back(real[0, True])[0]),
        bounds_of(spread, SHOWN, n),
        NEVER if mine is None or others is None else bounds_of(mine - others, JUDGED, n),
        _apart(own, other, resamples, rng),
        len(cells[0, False]),
        len(cells[0, True]),
    )


def _cell(sample: Sample, side: bool) -> Floats:
    """Per cluster: how many values, and their sum."""
    at = sample.after == side
    _, of = np.unique(sample.cluster[at], return_inverse=True)
    sums = np.zeros((int(of.max()) + 1 if len(of) else 0, 2))
    np.add.at(sums, of.ravel(), np.stack([np.ones(int(at.sum())), sample.values[at]], axis=1))
    return sums


def _means(cell: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    totals = resampled(cell, resamples, rng)
    means: Floats = totals[:, 1] / np.maximum(totals[:, 0], 1)
    return means


def _apart(own: Sample, other: Sample, resamples: int, rng: np.random.Generator) -> tuple[float, float] | None:
    """The interval of the difference of the two slopes before, in values a year."""
    slopes = []
    smallest = np.inf
    for sample in (own, other):
        at = ~sample.after
        days, values = sample.days[at] / 365.0, sample.values[at]
        _, of = np.unique(sample.cluster[at], return_inverse=True)
        count = int(of.max()) + 1
        if np.ptp(days) < 0.1:  # five weeks have no slope
            return None
        columns = np.stack([np.ones_like(days), days, days * days, values, days * values], axis=1)
        sums = np.zeros((count, 5))
        np.add.at(sums, of.ravel(), columns)
        one, t, tt, y, ty = resampled(sums, resamples, rng).T
        slopes.append((one * ty - t * y) / np.maximum(one * tt - t * t, 1e-9))
        smallest = min(smallest, count)
    return bounds_of(slopes[0] - slopes[1], APART, 2 * int(smallest))
