"""Win rate, time to a decision, size and a behaviour by quarter and month, and the curves of open deals: what a return
is seen on. Pictures, not tests: what may be claimed is said by `returns` alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from callcoach_desktop.coaching.resampling import Floats
from callcoach_desktop.coaching.samples import followed
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Deal
from callcoach_desktop.domain.returns import Bucket, CurvePoint

QUARTERS = 8
LEAST_SHOWN = 3  # of a bucket: fewer are a dot without an interval
_Z = 1.645  # 90%, two-sided
_DRAWS = 300


def quarters(today: date, count: int = QUARTERS) -> list[tuple[date, date]]:
    """The last quarters of the calendar, this one among them, oldest first."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    made = []
    for _ in range(count):
        following = (first + timedelta(days=95)).replace(day=1)
        made.append((first, following - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
        first = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    return made[::-1]


def months(today: date, count: int = 3 * QUARTERS) -> list[tuple[date, date]]:
    """The last months of the calendar, oldest first."""
    first, made = today.replace(day=1), []
    for _ in range(count):
        made.append((first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return made[::-1]


def win_rate(deals: Sequence[Deal], today: date) -> tuple[Bucket, ...]:
    """The share won of the deals decided in each quarter, with Wilson's interval."""
    made = []
    for first, last in quarters(today):
        won = [d.outcome == "won" for d in deals if d.outcome != "open" and _within(d.closed_on, first, last)]
        n = len(won)
        if not n:
            made.append(Bucket(first, last, 0, None))
            continue
        share = sum(won) / n
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        made.append(Bucket(first, last, n, share, max(0.0, middle - reach), min(1.0, middle + reach)))
    return tuple(made)


def cycle_days(deals: Sequence[Deal], today: date) -> tuple[Bucket, ...]:
    """The median days to a decision of the deals opened in each quarter (Kaplan and Meier), bootstrapped; None where
    fewer than half of them are decided."""
    rng = np.random.default_rng(0)
    made = []
    for first, last in quarters(today):
        opened = [d for d in deals if _within(d.opened_on, first, last)]
        rows = followed(opened, first, today)
        times = np.array([r[0] for r in rows])
        events = np.array([r[1] for r in rows], dtype=bool)
        middle = _median(times, events) if len(rows) else None
        if middle is None or len(rows) < LEAST_SHOWN:
            made.append(Bucket(first, last, len(rows), middle))
            continue
        drawn = []
        for _ in range(_DRAWS):
            at = rng.integers(len(times), size=len(times))
            found = _median(times[at], events[at])
            drawn.append(np.inf if found is None else found)
        low, high = np.quantile(drawn, [0.05, 0.95], method="nearest")
        made.append(Bucket(first, last, len(rows), middle, float(low), None if np.isinf(high) else float(high)))
    return tuple(made)


def deal_size(deals: Sequence[Deal], today: date) -> tuple[Bucket, ...]:
    """The typical (geometric mean) won deal of each quarter, in the currency that most have."""
    won = [d for d in deals if d.outcome == "won" and d.amount and d.amount > 0]
    main = currency_of(won)
    made = []
    for first, last in quarters(today):
        logs = [
            math.log(d.amount) for d in won if d.currency == main and d.amount and _within(d.closed_on, first, last)
        ]
        mean = _mean(logs)
        made.append(Bucket(first, last, len(logs), *(None if v is None else math.exp(v) for v in mean)))
    return tuple(made)


def currency_of(deals: Sequence[Deal]) -> str | None:
    """The currency that most of the deals have."""
    counts: dict[str | None, int] = {}
    for deal in deals:
        counts[deal.currency] = counts.get(deal.currency, 0) + 1
    return max(counts, key=lambda c: counts[c], default=None)


def behaviour(calls: Sequence[CallFact], chosen: Behaviour, today: date) -> tuple[Bucket, ...]:
    """The mean of a behaviour's values in each month."""
    made = []
    for first, last in months(today):
        values = [
            c.values[chosen.id]
            for c in calls
            if chosen.id in c.values
            and (not chosen.call_types or c.call_type in chosen.call_types)
            and _within(c.date, first, last)
        ]
        made.append(Bucket(first, last, len(values), *_mean(values)))
    return tuple(made)


def curves(deals: Sequence[Deal], held: date, today: date) -> tuple[tuple[CurvePoint, ...], tuple[CurvePoint, ...]]:
    """The share of deals without a decision by their days, opened before and after a day (Kaplan and Meier 1958).

    Intervals by Greenwood on the scale of log(-log), 90%.
    """
    rows = followed(deals, held, today)
    made = []
    for side in (False, True):
        times = np.array([r[0] for r in rows if r[3] is side])
        events = np.array([r[1] for r in rows if r[3] is side], dtype=bool)
        made.append(_curve(times, events))
    return made[0], made[1]


def _curve(times: Floats, events: np.typing.NDArray[np.bool_]) -> tuple[CurvePoint, ...]:
    if not len(times):
        return ()
    points, share, var = [CurvePoint(0.0, 1.0, 1.0, 1.0)], 1.0, 0.0
    for day in np.unique(times[events]):
        at_risk, died = int((times >= day).sum()), int(((times == day) & events).sum())
        share *= 1 - died / at_risk
        low, high = 0.0, share
        if 0 < share < 1 and at_risk > died:
            var += died / (at_risk * (at_risk - died))
            reach = _Z * math.sqrt(var) / abs(math.log(share))
            low, high = share ** math.exp(reach), share ** math.exp(-reach)
        points.append(CurvePoint(float(day), share, low, high))
    last = float(times.max())
    if last > points[-1].day:
        points.append(CurvePoint(last, points[-1].share, points[-1].low, points[-1].high))
    return tuple(points)


def _median(times: Floats, events: np.typing.NDArray[np.bool_]) -> float | None:
    share = 1.0
    for day in np.unique(times[events]):
        share *= 1 - int(((times == day) & events).sum()) / int((times >= day).sum())
        if share <= 0.5:
            return float(day)
    return None


def _mean(values: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    if not values:
        return None, None, None
    mean = float(np.mean(values))
    if len(values) < LEAST_SHOWN:
        return mean, None, None
    reach = _Z * (1 + 2.5 / len(values)) * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return mean, mean - reach, mean + reach


def _within(day: str | None, first: date, last: date) -> bool:
    return day is not None and first.isoformat() <= day[:10] <= last.isoformat()
