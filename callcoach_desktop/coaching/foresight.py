"""When a change worth having could be told: how many more deals that takes, and the day at the pace so far.

The design of what is judged is carried on: deals come at their pace, all of them after the coaching. Nearly always it
is the step beside a trend that is waited for, since it is far less sure than the plain difference; both are reckoned
with, at the levels of `returns` and a power of four in five.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from callcoach_desktop.coaching.resampling import Floats
from callcoach_desktop.coaching.samples import YEAR, Sample
from callcoach_desktop.domain.coaching import Measure

# z of what is asked for on one side, and of four in five: 98% and 99% two-sided as in `returns`.
_PLAIN, _BESIDE_TREND = 2.33 + 0.84, 2.58 + 0.84
_FARTHEST = 3 * YEAR  # days that a day is named for; who knows what a CRM holds then
_GRID = (*range(0, _FARTHEST, 14), *range(_FARTHEST, 15 * YEAR, 91))
# Changes worth having: points of win rate, shares of the days and of the size, standard deviations of a behaviour.
WORTH: Mapping[Measure, float] = {"win_rate": 0.20, "cycle_days": 0.25, "deal_size": 0.30, "behaviour": 1.0}


@dataclass(frozen=True, slots=True)
class Ahead:
    """`more` deals (calls) are needed, perhaps by `day`; without a day that is more than three years away at the pace
    so far. `more` 0: there are enough already; None: not even in fifteen years."""

    more: int | None
    day: date | None


def ahead(measure: Measure, sample: Sample, held: date, today: date, theirs: Sample | None = None) -> Ahead | None:
    """What it takes to see a change worth having in four of five cases; None where nothing can be reckoned.

    `theirs` are compared with, and grow at their own pace.
    """
    recent = sample.recent()
    spread = _spread(recent)
    worth = WORTH[measure]
    if measure == "cycle_days":
        worth *= abs(float(recent.values[~recent.after].mean()))
    elif measure == "behaviour":
        worth *= spread
    if spread == 0 or worth == 0:
        return None
    days, share = (sample.days, sample.share)
    if (whole := sample.followed) is not None:
        days, share = whole.opened, whole.after.astype(np.float64)
    # The calls of a deal hang together: as many rows as there are deals.
    weight = len(np.unique(sample.cluster)) / len(sample.values)
    pace = _pace(recent, held, today)
    other = theirs.recent() if theirs is not None else None
    their_pace, their_spread = (0.0, 0.0) if other is None else (_pace(other, held, today), _spread(other))
    for ahead_days in _GRID:
        more = pace * ahead_days
        step = spread * np.sqrt(_step_error(days, share, weight, more, today, ahead_days))
        plain = spread * np.sqrt(_plain_error(recent, weight, more))
        if other is not None:
            error = their_spread * np.sqrt(_plain_error(other, 1.0, their_pace * ahead_days))
            plain = float(np.hypot(plain, error))
        if worth >= _BESIDE_TREND * step and worth >= _PLAIN * plain:
            day = today + timedelta(days=ahead_days)
            return Ahead(int(np.ceil(more)), day if 0 < ahead_days < _FARTHEST else None)
    return Ahead(None, None)


def _spread(sample: Sample) -> float:
    return float(np.sqrt((np.var(sample.values[sample.after]) + np.var(sample.values[~sample.after])) / 2))


def _pace(sample: Sample, held: date, today: date) -> float:
    """Deals a day since the coaching; those of the year before where it has only begun."""
    before, after = sample.sides()
    return after / max((today - held).days, 1) if after >= 3 else before / YEAR


def _step_error(days: Floats, share: Floats, weight: float, more: float, today: date, ahead_days: int) -> float:
    """The variance of a step beside a line, for a spread of one, with `more` deals evenly over the days ahead."""
    t = (days - today.toordinal()) / YEAR
    length = ahead_days / YEAR
    one = np.array([
        [len(t), t.sum(), share.sum()],
        [t.sum(), (t * t).sum(), (t * share).sum()],
        [share.sum(), (t * share).sum(), (share * share).sum()],
    ])  # fmt: skip
    first, second = more * length / 2, more * length**2 / 3
    added = np.array([[more, first, more], [first, second, first], [more, first, more]])
    whole = weight * one + added
    if np.linalg.cond(whole) > 1e10:
        return float("inf")
    return float(np.linalg.inv(whole)[2, 2])


def _plain_error(sample: Sample, weight: float, more: float) -> float:
    """The variance of the plain difference, for a spread of one."""
    n = weight * len(sample.share) + more
    total, squares = weight * sample.share.sum() + more, weight * (sample.share**2).sum() + more
    spread = squares - total * total / n
    return float(1 / spread) if spread > 0 else float("inf")
