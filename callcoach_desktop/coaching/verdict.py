"""Whether the calls of a focus differ from those before it: a sequential rank test with known false alarms.

The textbook run rules look anew with every call and take limits of a dozen calls for the truth: on short baselines they
call most quiet months a change. Here the calls of the focus are compared with the frozen baseline by the rank-sum
statistic (Mann and Whitney 1947, with midranks and the variance for ties), anew after each call from the fourth on. A
change is said when it crosses a bound that falls with the information of the two samples, I(n, k) = n k / (n + k + 1):

    |z(k)| >= C(n) x (I(n, 30) / I(n, k)) ^ 0.25        for the first 30 calls,
    |z(k)| >= D(n)                                      after them

(between the bounds of Pocock, power 0, and O'Brien and Fleming, power 0.5). The law of the ranks does not depend on how
the values are spread, so C and D were found by simulation once and for all: over all looks together, 3.5 % of focuses
without a change are called one within 30 calls, 4.7 % within 120, in either direction. `tests/benchmarks/coaching.py`
measures both, and the power.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.behaviours import goodness, spell, spell_change
from callcoach_desktop.coaching.ranges import LEAST_CALLS
from callcoach_desktop.domain.coaching import Baseline, Behaviour, Verdict

FIRST_LOOK = 4  # calls of the focus from which on it is looked at
_SHAPE = 0.25
_LONG = 30
_FADED = 1.0  # a change that was seen holds for as long as z stays beyond this on its side
_MOST_MORE = 60
_INTERVAL = 0.90
# (calls of the baseline, C, D): 60,000 made-up focuses each. Between them the larger number of calls' bound holds.
_BOUNDS = (
    (5, 2.310, 2.294), (6, 2.328, 2.314), (7, 2.343, 2.353), (8, 2.342, 2.369), (9, 2.364, 2.376), (10, 2.365, 2.403),
    (12, 2.366, 2.438), (15, 2.372, 2.468), (20, 2.383, 2.535), (25, 2.385, 2.566), (30, 2.387, 2.609),
    (40, 2.390, 2.647), (60, 2.399, 2.746), (100, 2.400, 2.785),
)  # fmt: skip


def bound(n: int, k: int) -> float:
    """What |z| must reach after `k` calls of a focus whose baseline has `n` calls."""
    _, first, later = next((row for row in _BOUNDS if n <= row[0]), _BOUNDS[-1])
    return later if k > _LONG else first * float((_information(n, _LONG) / _information(n, k)) ** _SHAPE)


def _information(n: int, k: int) -> float:
    return n * k / (n + k + 1)


def rank_z(before: Sequence[float], after: Sequence[float]) -> NDArray[np.float64]:
    """z of the rank-sum statistic after each call of `after`; positive where it lies higher. 0 where all are equal."""
    old = np.sort(np.asarray(before, float))
    new = np.asarray(after, float)
    n = len(old)
    below = np.searchsorted(old, new, "left")
    equal = np.searchsorted(old, new, "right") - below
    wins = np.cumsum(below + equal / 2)
    found = np.zeros(len(new))
    for k in range(1, len(new) + 1):
        every = n + k
        _, counts = np.unique(np.concatenate([old, new[:k]]), return_counts=True)
        ties = float((counts**3 - counts).sum()) / (every * (every - 1))
        variance = n * k / 12 * (every + 1 - ties)
        if variance > 1e-9:
            found[k - 1] = (wins[k - 1] - n * k / 2) / math.sqrt(variance)
    return found


def judge(baseline: Baseline, values: Sequence[float], behaviour: Behaviour, noun: str = "calls") -> Verdict:
    """What can be said after these calls of the focus, oldest first. `noun` names them: "discovery calls"."""
    n, k = len(baseline.values), len(values)
    if n < LEAST_CALLS:
        had = "There is no call" if n == 0 else "There is only one call" if n == 1 else f"There are only {n} calls"
        return Verdict("too_few", f"{had} before the start to compare with; {LEAST_CALLS} are needed to say anything.")
    if k < FIRST_LOOK:
        so_far = {0: "No call", 1: "One call", 2: "Two calls", 3: "Three calls"}[k]
        return Verdict(
            "too_few", f"{so_far} so far; from the fourth on they are compared with your {n} {noun} before.",
            more_calls=FIRST_LOOK - k,
        )  # fmt: skip
    z = rank_z(baseline.values, values)
    crossed = [int(np.sign(z[i])) for i in range(FIRST_LOOK - 1, k) if abs(z[i]) >= bound(n, i + 1)]
    effect, low, high = effect_of(baseline.values, values)
    better = _better(baseline.values, values, behaviour)
    if crossed and crossed[-1] * z[-1] >= _FADED:
        sentence = _changed(baseline, values, behaviour, (effect, low, high), better, noun)
        return Verdict("change", sentence, effect, low, high, better)
    more = _more(n, k, baseline.values, values)
    sentence = _unchanged(baseline, values, behaviour, more, faded=bool(crossed))
    return Verdict("no_change", sentence, effect, low, high, better, more)


def effect_of(before: Sequence[float], after: Sequence[float]) -> tuple[float, float, float]:
    """Mean after minus mean before, with its 90 % interval (Welch 1947). Needs two values on each side."""
    a, b = np.asarray(before, float), np.asarray(after, float)
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    difference, spread = float(b.mean() - a.mean()), math.sqrt(va + vb)
    if spread == 0:
        return difference, difference, difference
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    reach = student(0.5 + _INTERVAL / 2, df) * spread
    return difference, difference - reach, difference + reach


def student(p: float, df: float) -> float:
    """The quantile of Student's t (Cornish-Fisher; within 1 % for df >= 3 and p <= 0.975)."""
    z = NormalDist().inv_cdf(p)
    return float(
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    )


def _better(before: Sequence[float], after: Sequence[float], behaviour: Behaviour) -> bool | None:
    old, new = float(np.mean(before)), float(np.mean(after))
    was, now = goodness(old, behaviour), goodness(new, behaviour)
    return None if was == now else now > was


def _more(n: int, k: int, before: Sequence[float], after: Sequence[float]) -> int | None:
    """How many more calls until a difference like that so far would be seen, about; None when there is hardly one."""
    a, b = np.asarray(before, float), np.asarray(after, float)
    share = float(np.mean([(a < x).mean() + (a == x).mean() / 2 for x in b])) - 0.5
    for more in range(1, _MOST_MORE + 1):
        # A rank-sum z of k calls is about share x sqrt(12 n k / (n + k + 1)).
        if abs(share) * math.sqrt(12 * _information(n, k + more)) >= bound(n, k + more):
            return more
    return None


def _changed(
    baseline: Baseline,
    values: Sequence[float],
    behaviour: Behaviour,
    effect: tuple[float, float, float],
    better: bool | None,
    noun: str,
) -> str:
    old, new = float(np.mean(baseline.values)), float(np.mean(values))
    up = effect[0] > 0
    beyond = sum((v > old) == up and v != old for v in values)
    where = "above" if up else "below"
    if beyond > len(values) / 2:
        usual = spell(old, behaviour)
        text = f"{beyond} of the {len(values)} {noun} since the start lie {where} your old average of {usual}"
    else:
        than = f"{'higher' if up else 'lower'} than your {len(baseline.values)} before"
        text = f"The {len(values)} {noun} since the start lie {than}"
    way = ", in the wrong direction" if better is False and behaviour.direction != "range" else ""
    return (
        f"{text}: this is a change, not luck{way}. The average is now {spell(new, behaviour)}, "
        f"{spell_change(effect[0], behaviour)} from before (90% interval {spell_change(effect[1], behaviour)} "
        f"to {spell_change(effect[2], behaviour)})."
    )


def _unchanged(
    baseline: Baseline, values: Sequence[float], behaviour: Behaviour, more: int | None, *, faded: bool
) -> str:
    old, new = float(np.mean(baseline.values)), float(np.mean(values))
    numbers = f"{spell(new, behaviour)} on average in {len(values)} calls, {spell(old, behaviour)} before"
    if faded:
        return f"There was a change, and the newest calls are back near your old average: {numbers}."
    if more is None:
        return f"No sign of change yet: {numbers}."
    calls = "one more call" if more == 1 else f"{more} more calls"
    return f"No sign of change yet: {numbers}. If it goes on like this, about {calls} would show one."
