"""How much of what changed goes with the coaching, drawn many times: alone, or beside a straight trend.

Numbers are put on how much of each lay after the coaching (`Sample.share`) by least squares, and the deals (clusters)
drawn anew. Days to a decision are put on it by the rate at which deals are decided (Cox 1972; Breslow's ties; errors by
the score residuals of Lin and Wei 1989): open deals count for as long as they were followed, which pseudo-observations
of two sides with a trend in them do not quite do, and one slow deal does not outweigh ten.
"""

from __future__ import annotations

import numpy as np

from callcoach_desktop.coaching.resampling import Floats, resampled
from callcoach_desktop.coaching.samples import Followed, Sample

_STEPS = 25  # of Newton's method
_EVENTS = 5  # decisions on each side below which a rate has no errors to speak of
_FAR = 10.0  # a logarithm of rates beyond this is a side without decisions


def effects(sample: Sample, resamples: int, rng: np.random.Generator, *, trend: bool) -> Floats | None:
    """Draws of the change that goes with the coaching; None where it cannot be told.

    In values of the sample; for days to a decision in logarithms of rates, more for slower. With `trend` a straight
    line through all, the older ones too, is taken out; without it only the time that is shown counts.
    """
    if sample.followed is not None:
        found = _rates(sample.followed, trend=trend)
        if found is None:
            return None
        drawn: Floats = -(found[0] + found[1] * rng.standard_normal(resamples))
        return drawn
    if not trend:
        sample = sample.recent()
    clusters, of = np.unique(sample.cluster, return_inverse=True)
    side = np.zeros(len(clusters), dtype=bool)
    side[of] = sample.after
    if side.sum() < 2 or (~side).sum() < 2:
        return None
    one, share, y = np.ones_like(sample.values), sample.share, sample.values
    time = (sample.days - sample.days.mean()) / (sample.days.std() or 1.0) if trend else np.zeros_like(one)
    columns = np.stack([one, time, share, time * time, time * share, share * share, y, time * y, share * y], axis=1)
    sums = np.zeros((len(clusters), columns.shape[1]))
    np.add.at(sums, of, columns)
    totals = np.zeros((resamples, columns.shape[1]))
    for which in (False, True):
        totals += resampled(sums[np.flatnonzero(side == which)], resamples, rng)
    n, t, p, tt, tp, pp, ys, ty, py = totals.T
    left = np.stack([np.stack([n, t, p], -1), np.stack([t, tt, tp], -1), np.stack([p, tp, pp], -1)], -2)
    right = np.stack([ys, ty, py], -1)[..., None]
    return np.asarray(np.linalg.solve(left + np.eye(3) * 1e-9, right)[:, 2, 0], dtype=np.float64)


def _rates(rows: Followed, *, trend: bool) -> tuple[float, float] | None:
    """The logarithm of the rate of decisions after over before, and its standard error."""
    at = np.ones(len(rows.times), dtype=bool) if trend else ~rows.old
    times, events, after, opened = rows.times[at], rows.events[at], rows.after[at], rows.opened[at]
    if min(int((events & after).sum()), int((events & ~after).sum())) < _EVENTS:
        return None
    line = (opened - opened.mean()) / (opened.std() or 1.0)
    columns = np.stack([after.astype(np.float64), line] if trend else [after.astype(np.float64)], axis=1)
    order = np.argsort(-times, kind="stable")  # whoever comes before is at risk, too
    times, events, columns = times[order], events[order].astype(np.float64), columns[order]
    last = np.searchsorted(-times, -times, side="right") - 1  # of those with the same time
    slope = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        risk, mean, spread = _at_risk(columns, slope, last)
        score = ((columns - mean) * events[:, None]).sum(axis=0)
        known = ((spread - mean[:, :, None] * mean[:, None, :]) * events[:, None, None]).sum(axis=0)
        if np.linalg.cond(known) > 1e10:
            return None
        step = np.linalg.solve(known, score)
        slope = slope + step
        if np.abs(slope).max() > _FAR:
            return None
        if np.abs(step).max() < 1e-8:
            break
    risk, mean, _ = _at_risk(columns, slope, last)
    # Of each deal's residual: what it met while it was followed, summed over the decisions up to its own end.
    met, met_mean = events / risk, (events / risk)[:, None] * mean
    before = np.searchsorted(-times, -times, side="left")  # decisions at its time or earlier lie from here on
    sum_met = np.cumsum(met[::-1])[::-1][before]
    sum_mean = np.cumsum(met_mean[::-1], axis=0)[::-1][before]
    weight = np.exp(columns @ slope)[:, None]
    residual = (columns - mean) * events[:, None] - weight * (columns * sum_met[:, None] - sum_mean)
    inverse = np.linalg.inv(known)
    error = float(np.sqrt((inverse @ (residual.T @ residual) @ inverse)[0, 0]))
    return float(slope[0]), error


def _at_risk(columns: Floats, slope: Floats, last: np.ndarray[tuple[int], np.dtype[np.intp]]) -> tuple[Floats, ...]:
    """Sum of rates, mean of the columns and of their products among those at risk at each one's time."""
    rate = np.exp(columns @ slope)
    risk = np.cumsum(rate)[last]
    mean = np.cumsum(rate[:, None] * columns, axis=0)[last] / risk[:, None]
    both = rate[:, None, None] * columns[:, :, None] * columns[:, None, :]
    return risk, mean, np.cumsum(both, axis=0)[last] / risk[:, None, None]
