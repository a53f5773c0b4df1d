"""The bootstrap over clusters: sums of what was drawn with replacement, and the interval that they give."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
_DRAWN = 1_000_000  # clusters drawn at a time: a few megabytes

Floats = NDArray[np.float64]


def resampled(sums: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    """Sums over clusters drawn with replacement: a row a resample, the columns of `sums` (a row a cluster)."""
    count = len(sums)
    totals = np.empty((resamples, sums.shape[1]))
    step = max(1, _DRAWN // count)
    for first in range(0, resamples, step):
        rows = min(step, resamples - first)
        drawn = rng.integers(count, size=(rows, count)) + np.arange(rows)[:, None] * count
        counts = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count)
        totals[first : first + rows] = counts @ sums
    return totals


def bounds_of(values: Floats, level: float, n: int) -> tuple[float, float]:
    """The percentile interval of a bootstrap whose smaller side has n / 2 clusters."""
    # Percentiles of a bootstrap are those of a normal where a t is due, with a variance of n instead of n - 1:
    # expanded, as in Hesterberg 2015, "What teachers should know about the bootstrap", section 5.3.
    z, free = NormalDist().inv_cdf((1 - level) / 2), n - 1
    t = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)  # Cornish and Fisher
    tail = NormalDist().cdf((n / free) ** 0.5 * t)
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)
