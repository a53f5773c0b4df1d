"""Whether the calls of a focus differ from those before it: a sequential rank test with known false alarms.

The textbook run rules look anew with every call and take limits of a dozen calls for the truth: on short baselines they
call most quiet months a change. Here the calls of the focus are compared with the frozen baseline by the rank-sum
statistic (Mann and Whitney 1947, with midranks and the variance for ties), anew after each call from the fourth on.

A call may resemble the one before it, and then two stretches of calls differ by more than chance would have it. How
much, r, is estimated from the ranks within each stretch, so that a change does not count as resemblance, and drawn to
`_USUAL_R`, as if `_USUAL_CALLS` calls more had been seen: twenty calls alone do not tell 0.0 from 0.2. For the test it
is taken higher than that, by `_LIFT` and half a standard error (`resembling`): what is taken too low costs more false
alarms than what is taken too high costs power. z is divided by the square root of what r adds to the variance of the
difference of the two means (`inflation`).

A change is said when z crosses a bound that falls with the information of the two samples, I(n, k) = n k / (n + k + 1):

    |z(k)| >= C(n) x (I(n, 30) / I(n, k)) ^ 0.8         for the first 30 calls,
    |z(k)| >= D(n)                                      after them

(steeper than that of O'Brien and Fleming, power 0.5: few calls tell little, and what they would cost is kept for the
last ones). The law of the ranks does not depend on how the values are spread, but on how many are equal; a figure that
is yes or no has bounds of its own. C and D were found by simulation once and for all
(`tests/benchmarks/focus_bounds.py`), so that of focuses without a change at most 4.5 % are called one within 30 calls
and 4.9 % within 120, in either direction, whether calls do not resemble one another or do by 0.2 or 0.4.
`tests/benchmarks/coaching.py` measures that anew, and the power.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.behaviours import goodness, spell, spell_change
from callcoach_desktop.coaching.ranges import LEAST_CALLS
from callcoach_desktop.domain.coaching import Baseline, Behaviour, Verdict

FIRST_LOOK = 4  # calls of the focus from which on it is looked at
_SHAPE = 0.8
_LONG = 30
_FADED = 1.0  # a change that was seen holds for as long as z stays beyond this on its side
_MOST_MORE = 60
_MOVING = 2.0
_INTERVAL = 0.90
_USUAL_R, _USUAL_CALLS, _MOST_R = 0.1, 5, 0.85
_LIFT, _ERRORS = 1.4, 0.5
# (calls of the baseline, C, D). Between them the smaller number of calls' bound holds, which is the higher one.
_BOUNDS = (
    (5, 2.20, 2.50), (7, 2.21, 2.55), (10, 2.18, 2.75), (15, 2.10, 2.60), (20, 2.07, 2.65), (40, 2.05, 2.75),
)  # fmt: skip
_YES_NO_BOUNDS = (
    (5, 2.74, 2.80), (6, 2.58, 2.70), (7, 2.46, 2.65), (8, 2.40, 2.60), (10, 2.30, 2.60), (15, 2.20, 2.60),
    (20, 2.13, 2.65), (40, 2.07, 2.75),
)  # fmt: skip


def bound(n: int, k: int, *, yes_no: bool = False) -> float:
    """What |z| must reach after `k` calls of a focus whose baseline has `n` calls; `yes_no`: of two values only."""
    table = _YES_NO_BOUNDS if yes_no else _BOUNDS
    _, first, later = next((row for row in reversed(table) if n >= row[0]), table[0])
    return later if k > _LONG else first * falling(n, k)


def falling(n: int, k: int) -> float:
    """How many times as high the bound is after `k` calls as after 30."""
    return float((_information(n, _LONG) / _information(n, k)) ** _SHAPE)


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
    counts = Counter(old.tolist())
    ties = sum(c**3 - c for c in counts.values())
    for k, value in enumerate(new.tolist(), 1):
        ties += 3 * counts[value] * (counts[value] + 1)  # what one more adds to c^3 - c
        counts[value] += 1
        every = n + k
        variance = n * k / 12 * (every + 1 - ties / (every * (every - 1)))
        if variance > 1e-9:
            found[k - 1] = (wins[k - 1] - n * k / 2) / math.sqrt(variance)
    return found


def steady_z(before: Sequence[float], after: Sequence[float]) -> NDArray[np.float64]:
    """`rank_z` with the resemblance of calls to the one before taken into account; what the verdict rests on."""
    z = rank_z(before, after)
    n = len(before)
    if not np.any(z):
        return z
    old, new = _carried(before)[-1], _carried(after)
    calls = np.arange(1, len(after) + 1)
    made: NDArray[np.float64] = z / np.sqrt(inflation(n, calls, resembling(n, calls, old + new)))
    return made


def resemblance(before: Sequence[float], after: Sequence[float]) -> float:
    """How much a call resembles the one before it, 0 to 0.85: the correlation, drawn to what is usual."""
    carried = sum(float(_carried(values)[-1]) for values in (before, after) if len(values))
    return float(np.clip(_drawn(len(before), len(after), carried), 0.0, _MOST_R))


def resembling(n: int, k: Any, carried: Any) -> Any:
    """The resemblance as the test takes it, on the upper side of what it may be, after `k` calls with `n` before.
    `carried` is the sum of `_carried` of both stretches; numbers, or arrays that fit one another."""
    return np.clip(_LIFT * _drawn(n, k, carried) + _ERRORS / np.sqrt(n + k), 0.0, _MOST_R)


def _carried(values: Sequence[float]) -> NDArray[np.float64]:
    """The sum over neighbours of the product of their ranks in SD, what chance takes from it put back; of the first
    value, the first two, ... of all. 0 where all are equal."""
    made = np.asarray(values, float)
    m = np.arange(1, len(made) + 1)
    # Column k: the midranks among the first k + 1 values, from their mean on; 0 for later values.
    ranks = np.cumsum((made[:, None] > made) + (made[:, None] == made) / 2, axis=1) - m / 2
    ranks[np.arange(len(made))[:, None] >= m] = 0.0
    variance = (ranks**2).sum(axis=0) / m
    products = (ranks[1:] * ranks[:-1]).sum(axis=0)
    found: NDArray[np.float64] = np.where(
        variance > 1e-9, products / np.where(variance > 1e-9, variance, 1.0) + (m - 1) / m, 0.0
    )
    return found


def _drawn(n: int, k: Any, carried: Any) -> Any:
    pairs, calls = np.maximum(1, n + k - 2), np.maximum(1, n + k)
    found = carried / pairs * (1 + 6 / calls)  # a short series hides part of it
    return (calls * found + _USUAL_CALLS * _USUAL_R) / (calls + _USUAL_CALLS)


def _midranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    made: NDArray[np.float64] = (ends - (counts - 1) / 2)[place]
    return made


def inflation(n: int, k: Any, r: Any) -> Any:
    """By what the variance of the difference of two means grows where the k calls follow on the n, and each call
    resembles the one before by r: the sum over all pairs of c_i c_j r^|i-j|, over that with r = 0. k and r may be
    arrays that fit one another."""

    def within(m: Any) -> Any:
        return m + 2 * r * ((m - 1) - m * r + r**m) / (1 - r) ** 2

    across = r * (1 - r**n) * (1 - r**k) / (1 - r) ** 2
    return (within(n) / n**2 + within(k) / k**2 - 2 * across / (n * k)) / (1 / n + 1 / k)


def judge(
    baseline: Baseline, values: Sequence[float], behaviour: Behaviour, noun: str = "calls", *, over: bool = False
) -> Verdict:
    """What can be said after these calls of the focus, oldest first. `noun` names them: "discovery calls". `over` when
    no more of them will come."""
    n, k = len(baseline.values), len(values)
    if n < LEAST_CALLS:
        had = "There is no call" if n == 0 else "There is only one call" if n == 1 else f"There are only {n} calls"
        return Verdict(
            "too_few", f"{had} before the start to compare with, and {LEAST_CALLS} are needed to say whether something "
            f"changed. Each call is shown all the same; begin anew when there are {LEAST_CALLS}.",
        )  # fmt: skip
    if k < FIRST_LOOK:
        so_far = {0: "No call", 1: "One call", 2: "Two calls", 3: "Three calls"}[k]
        if over:
            left = f"{so_far} in its time; {FIRST_LOOK} are needed to compare with your {n} {noun} before."
            return Verdict("too_few", left)
        return Verdict(
            "too_few", f"{so_far} so far; from the fourth on they are compared with your {n} {noun} before.",
            more_calls=FIRST_LOOK - k,
        )  # fmt: skip
    z, two = steady_z(baseline.values, values), two_valued(baseline.values, values)
    crossed = [int(np.sign(z[i])) for i in range(FIRST_LOOK - 1, k) if abs(z[i]) >= bound(n, i + 1, yes_no=two)]
    effect, low, high = effect_of(baseline.values, values, resemblance(baseline.values, values))
    better = _better(baseline.values, values, behaviour)
    if crossed and crossed[-1] * z[-1] >= _FADED:
        sentence = _changed(baseline, values, behaviour, (effect, low, high), better, noun)
        return Verdict("change", sentence, effect, low, high, better)
    more = None if over else _more(n, k, baseline.values, values)
    sentence = _unchanged(baseline, values, behaviour, more, faded=bool(crossed), over=over)
    return Verdict("no_change", sentence, effect, low, high, better, more)


def effect_of(before: Sequence[float], after: Sequence[float], r: float = 0.0) -> tuple[float, float, float]:
    """Mean after minus mean before, with its 90 % interval (Welch 1947), widened where a call resembles the one before
    it by `r`. Needs two values on each side."""
    a, b = np.asarray(before, float), np.asarray(after, float)
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    difference, spread = float(b.mean() - a.mean()), math.sqrt(va + vb)
    if spread == 0:
        return difference, difference, difference
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    reach = student(0.5 + _INTERVAL / 2, df) * spread * math.sqrt(inflation(len(a), len(b), r))
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


def was_moving(before: Sequence[float], *, up: bool) -> bool:
    """Whether the calls before the start were on their way up (or down) already: their order in time goes along with
    their ranks (Spearman; one side, 2.3 %, and about 5 % of calls that resemble the one before by 0.2)."""
    values = np.asarray(before, float)
    if len(values) < LEAST_CALLS or float(values.std()) < 1e-9:
        return False
    along = float(np.corrcoef(np.arange(len(values)), _midranks(values))[0, 1]) * math.sqrt(len(values) - 1)
    return (along if up else -along) >= _MOVING


def _better(before: Sequence[float], after: Sequence[float], behaviour: Behaviour) -> bool | None:
    old, new = float(np.mean(before)), float(np.mean(after))
    was, now = goodness(old, behaviour), goodness(new, behaviour)
    return None if was == now else now > was


def two_valued(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether the figure has but two values, as one that is yes or no."""
    return len({*before, *after}) <= 2


def _more(n: int, k: int, before: Sequence[float], after: Sequence[float]) -> int | None:
    """How many more calls until a difference like that so far would be seen, about; None when there is hardly one."""
    a, b = np.asarray(before, float), np.asarray(after, float)
    carried = float(_carried(before)[-1] + _carried(after)[-1])
    r, two = float(resembling(n, k, carried)), two_valued(before, after)
    share = float(np.mean([(a < x).mean() + (a == x).mean() / 2 for x in b])) - 0.5
    for more in range(1, _MOST_MORE + 1):
        # A rank-sum z of k calls is about share x sqrt(12 n k / (n + k + 1)).
        reached = abs(share) * math.sqrt(12 * _information(n, k + more) / inflation(n, k + more, r))
        if reached >= bound(n, k + more, yes_no=two):
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
    begun = was_moving(baseline.values, up=up)
    already = " It had begun to move this way before the start." if begun else ""
    way = ", in the wrong direction" if better is False and behaviour.direction != "range" else ""
    return (
        f"{text}: this is a change, not luck{way}. The average is now {spell(new, behaviour)}, "
        f"{spell_change(effect[0], behaviour)} from before (90% interval {spell_change(effect[1], behaviour)} "
        f"to {spell_change(effect[2], behaviour)}).{already}"
    )


def _unchanged(
    baseline: Baseline, values: Sequence[float], behaviour: Behaviour, more: int | None, *, faded: bool, over: bool
) -> str:
    old, new = float(np.mean(baseline.values)), float(np.mean(values))
    numbers = f"{spell(new, behaviour)} on average in {len(values)} calls, {spell(old, behaviour)} before"
    if behaviour.unit == "yes_no":
        had, has = (sum(v > 0.5 for v in some) for some in (baseline.values, values))
        numbers = f"so in {has} of {len(values)} calls, in {had} of {len(baseline.values)} before"
    if faded:
        return f"There was a change, and the newest calls are back near your old average: {numbers}."
    if over:
        return f"No sign of change: {numbers}."
    if more is None:
        return f"No sign of change yet: {numbers}."
    calls = "one more call" if more == 1 else f"{more} more calls"
    return f"No sign of change yet: {numbers}. If it goes on like this, about {calls} would show one."
