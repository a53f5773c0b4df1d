"""Return on coaching: what deals and calls were like before an intervention and after it, with honest uncertainty.

Each deal counts from its own dates. Win rate and size compare deals by the day on which they were decided, so slow and
fast deals are mixed alike on both sides. Days to a decision compare deals by the day on which they were opened; a deal
that is still open, or was when the intervention came, is censored there and not left out (Kaplan and Meier 1958): the
average is the restricted mean within a horizon that both sides were followed for, by pseudo-observations (Andersen,
Hansen and Klein 2004), which turn each deal into one number that can be averaged, resampled and put on a line.

The interval is a percentile bootstrap over deals (over the deals of the calls for a behaviour). "Improved" needs more
than an interval: a 98% interval off zero, because four measures are looked at and all of them together should be wrong
in under 5%, and a step that remains when a straight line through time is taken out. Where everything drifts the second
is all that holds a false claim back, and no trend is quite straight: it asks for 99%.
`tests/benchmarks/returns.py` measures coverage and false claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.resampling import RESAMPLES, Floats, bounds_of, resampled
from callcoach_desktop.domain.coaching import Against, Behaviour, CallFact, Deal, Intervention, Measure, Return

LEAST = 20  # deals (or calls) on each side below which nothing is claimed (DESIGN.md, section 3)
YEAR = 365  # days before an intervention that are compared with it
CALLS_DAYS = 180  # days of calls before it, for a behaviour
HORIZON = 365  # days within which the time to a decision is averaged, at most
SHOWN, JUDGED, STEP = 0.90, 0.98, 0.99  # two-sided
_POWER = 3.17  # z of 1% one-sided plus z of 80%: what a change must be in standard errors to be seen in four of five
# Changes worth having: points of win rate, shares of the days and of the size, standard deviations of a behaviour.
_WORTH: Mapping[Measure, float] = {"win_rate": 0.20, "cycle_days": 0.25, "deal_size": 0.30, "behaviour": 1.0}

State = Literal["improved", "worse", "no_sign"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Numbers with the day of each (days since 1970), whether it is after the intervention, and whose it is."""

    values: Floats
    days: Floats
    after: NDArray[np.bool_]
    cluster: NDArray[np.int64]
    back: Callable[[Floats], Floats] | None = None  # from the scale of `values` to that which is shown

    def sides(self) -> tuple[int, int]:
        """How many independent ones (clusters) lie before and after."""
        return len(np.unique(self.cluster[~self.after])), len(np.unique(self.cluster[self.after]))


@dataclass(frozen=True, slots=True)
class Others:
    """Who was not coached: deals of other owners, calls of other reps, and who they are in words."""

    deals: Sequence[Deal] = ()
    calls: Sequence[CallFact] = ()
    deal_words: str = ""
    call_words: str = ""


def returns(
    interventions: Sequence[Intervention],
    deals: Sequence[Deal],
    calls: Sequence[CallFact],
    behaviours: Mapping[str, Behaviour],
    today: date,
    others: Others | None = None,
) -> list[Return]:
    """Four measures of each intervention that has begun, newest intervention first.

    `calls` bring values by the behaviour's id in `CallFact.values`. A behaviour that is unknown is left out. With
    `others` each measure is compared with theirs, where they are enough.
    """
    others = others or Others()
    found = []
    for item in sorted(interventions, key=lambda i: i.held_on, reverse=True):
        held = date.fromisoformat(item.held_on)
        if held > today:
            continue
        behaviour = behaviours.get(item.behaviour or "")
        if behaviour is not None:
            own, theirs = (of_calls(some, behaviour, held, today) for some in (calls, others.calls))
            found.append(_judge(item, "behaviour", own, theirs, others, today, behaviour))
        found += [
            _judge(item, measure, own, theirs, others, today, behaviour)
            for measure, (own, theirs) in samples(deals, others.deals, held, today).items()
        ]
    return found


def samples(
    deals: Sequence[Deal], others: Sequence[Deal], held: date, today: date
) -> dict[Measure, tuple[Sample, Sample]]:
    """What is compared of the coached's deals and of others', by measure; days within one horizon for both."""
    horizon = min(horizon_of(deals, held, today), horizon_of(others, held, today)) if others else None
    return {
        "win_rate": (wins(deals, held, today), wins(others, held, today)),
        "cycle_days": (cycles(deals, held, today, horizon), cycles(others, held, today, horizon)),
        "deal_size": (sizes(deals, held, today), sizes(others, held, today)),
    }


def wins(deals: Sequence[Deal], held: date, today: date) -> Sample:
    """1 for a deal that was won, 0 for one that was lost, by the day of the decision."""
    kept = [(d, c) for d, c in _decided(deals, held, today)]
    return _sample([(float(d.outcome == "won"), c, c >= held) for d, c in kept])


def sizes(deals: Sequence[Deal], held: date, today: date) -> Sample:
    """The logarithm of a won deal's amount, shown as a typical (geometric mean) amount; one currency only."""
    won = [(d, c) for d, c in _decided(deals, held, today) if d.outcome == "won" and d.amount and d.amount > 0]
    counts: dict[str | None, int] = {}
    for deal, _ in won:
        counts[deal.currency] = counts.get(deal.currency, 0) + 1
    main = max(counts, key=lambda c: counts[c], default=None)
    rows = [(float(np.log(d.amount)), c, c >= held) for d, c in won if d.currency == main and d.amount]
    return _sample(rows, np.exp)


def cycles(deals: Sequence[Deal], held: date, today: date, horizon: float | None = None) -> Sample:
    """Days from a deal's opening to its decision, as pseudo-observations within the horizon (None: its own)."""
    rows = followed(deals, held, today)
    sides = [np.array([r[0] for r in rows if r[3] is side]) for side in (False, True)]
    if not all(len(side) for side in sides):
        return _sample([(0.0, opened, after) for _, _, opened, after in rows])
    if horizon is None:
        horizon = horizon_of(deals, held, today)
    values = np.zeros(len(rows))
    for side in (False, True):
        at = np.array([n for n, row in enumerate(rows) if row[3] is side])
        times = np.array([rows[n][0] for n in at])
        events = np.array([rows[n][1] for n in at])
        values[at] = pseudo_observations(times, events, horizon)
    return _sample([(float(v), opened, after) for v, (_, _, opened, after) in zip(values, rows, strict=True)])


def horizon_of(deals: Sequence[Deal], held: date, today: date) -> float:
    """Days that one in ten of each side was followed for; beyond them a curve rests on a deal or two."""
    rows = followed(deals, held, today)
    sides = [np.array([r[0] for r in rows if r[3] is side]) for side in (False, True)]
    return float(min([HORIZON, *(np.quantile(side, 0.9) for side in sides if len(side))]))


def followed(deals: Sequence[Deal], held: date, today: date) -> list[tuple[float, bool, date, bool]]:
    """Deals by their opening: days that each was followed for, whether it was decided, the day, after or before."""
    rows: list[tuple[float, bool, date, bool]] = []
    for deal in deals:
        opened = _day(deal.opened_on)
        if opened is None or opened > today or opened < held - timedelta(days=YEAR):
            continue
        after = opened >= held
        until = today if after else held  # what happened later belongs to both sides
        closed = _day(deal.closed_on) if deal.outcome != "open" else None
        if closed is not None and closed < opened:
            continue
        decided = closed is not None and closed <= until
        end = closed if closed is not None and decided else until
        rows.append((max((end - opened).days, 0.5), decided, opened, after))
    return rows


def pseudo_observations(times: Floats, events: NDArray[np.bool_], horizon: float) -> Floats:
    """The restricted mean within `horizon`, as one number a subject: n * all - (n - 1) * all without it.

    `times` are to the event where `events`, else to the censoring. Their mean is the restricted mean itself.
    """
    n = len(times)
    if n < 2:
        return np.minimum(times, horizon).astype(np.float64)
    whole = restricted_mean(times, events, horizon)
    # Subjects with the same time and end have the same number, and there are at most two a day.
    _, first, of = np.unique(np.stack([times, events], axis=1), axis=0, return_index=True, return_inverse=True)
    without = [restricted_mean(np.delete(times, one), np.delete(events, one), horizon) for one in first]
    return n * whole - (n - 1) * np.array(without)[of.ravel()]


def restricted_mean(times: Floats, events: NDArray[np.bool_], horizon: float) -> float:
    """The area under the Kaplan-Meier curve up to `horizon`."""
    ends = np.unique(times[events & (times <= horizon)])
    ordered = np.sort(times)
    at_risk = len(times) - np.searchsorted(ordered, ends, side="left")
    of_event = np.sort(times[events])
    died = np.searchsorted(of_event, ends, side="right") - np.searchsorted(of_event, ends, side="left")
    curve = np.concatenate(([1.0], np.cumprod(1 - died / at_risk)))
    return float(np.sum(curve * np.diff(np.concatenate(([0.0], ends, [horizon])))))


@dataclass(frozen=True, slots=True)
class Estimate:
    """After minus before on the shown scale, its intervals, and the interval of the step beside a straight trend."""

    before: float
    after: float
    shown: tuple[float, float]
    judged: tuple[float, float]
    step: tuple[float, float]


def estimate(sample: Sample, resamples: int = RESAMPLES, seed: int = 0) -> Estimate:
    """Bootstrap the difference over clusters. Both sides must have at least two."""
    back = sample.back or (lambda x: x)
    clusters, of = np.unique(sample.cluster, return_inverse=True)
    side = np.zeros(len(clusters), dtype=bool)
    side[of] = sample.after
    time = (sample.days - sample.days.mean()) / (sample.days.std() or 1.0)
    y, post = sample.values, sample.after.astype(np.float64)
    columns = np.stack([np.ones_like(y), time, post, time * time, time * post, y, time * y, post * y], axis=1)
    sums = np.zeros((len(clusters), columns.shape[1]))
    np.add.at(sums, of, columns)
    rng = np.random.default_rng(seed)
    totals = np.zeros((resamples, columns.shape[1]))
    for which in (False, True):
        totals += resampled(sums[np.flatnonzero(side == which)], resamples, rng)
    means = _means(totals)
    spread = back(means[1]) - back(means[0])
    real = _means(sums.sum(axis=0)[None])
    n = 2 * int(min(side.sum(), (~side).sum()))  # the smaller side decides how wide it must be
    return Estimate(
        float(back(real[0])[0]),
        float(back(real[1])[0]),
        bounds_of(spread, SHOWN, n),
        bounds_of(spread, JUDGED, n),
        bounds_of(_steps(totals), STEP, n),
    )


def _means(totals: Floats) -> tuple[Floats, Floats]:
    n, after, y, y_after = totals[:, 0], totals[:, 2], totals[:, 5], totals[:, 7]
    return (y - y_after) / np.maximum(n - after, 1), y_after / np.maximum(after, 1)


def _steps(totals: Floats) -> Floats:
    """The step of y = a + b time + c after, in each resample, by least squares."""
    one, t, p, tt, tp, y, ty, py = totals.T
    left = np.stack([np.stack([one, t, p], -1), np.stack([t, tt, tp], -1), np.stack([p, tp, p], -1)], -2)
    right = np.stack([y, ty, py], -1)[..., None]
    ridge = np.eye(3) * 1e-9
    return np.linalg.solve(left + ridge, right)[:, 2, 0]


def of_calls(calls: Sequence[CallFact], behaviour: Behaviour, held: date, today: date) -> Sample:
    """A behaviour's values by call; the calls of one deal hang together."""
    rows, whose = [], []
    for call in calls:
        day, value = date.fromisoformat(call.date[:10]), call.values.get(behaviour.id)
        typed = not behaviour.call_types or call.call_type in behaviour.call_types
        if value is None or not typed or day > today or day < held - timedelta(days=CALLS_DAYS):
            continue
        rows.append((float(value), day, day >= held))
        # The calls of one deal before and after are two clusters: they lie on two sides.
        whose.append(f"{call.deal or call.id} {day >= held}")
    sample = _sample(rows)
    _, cluster = np.unique(np.array(whose, dtype=str), return_inverse=True)
    return Sample(sample.values, sample.days, sample.after, cluster.astype(np.int64))


def _decided(deals: Sequence[Deal], held: date, today: date) -> list[tuple[Deal, date]]:
    first = held - timedelta(days=YEAR)
    days = ((deal, _day(deal.closed_on)) for deal in deals if deal.outcome != "open")
    return [(deal, day) for deal, day in days if day is not None and first <= day <= today]


def _sample(rows: Sequence[tuple[float, date, bool]], back: Callable[[Floats], Floats] | None = None) -> Sample:
    return Sample(
        np.array([value for value, _, _ in rows], dtype=np.float64),
        np.array([day.toordinal() for _, day, _ in rows], dtype=np.float64),
        np.array([after for _, _, after in rows], dtype=bool),
        np.arange(len(rows)),
        back,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _judge(
    item: Intervention,
    measure: Measure,
    sample: Sample,
    theirs: Sample,
    others: Others,
    today: date,
    behaviour: Behaviour | None,
) -> Return:
    from callcoach_desktop.coaching.return_words import against_words, sentence, too_early

    n_before, n_after = sample.sides()
    held = date.fromisoformat(item.held_on)
    about = behaviour if measure == "behaviour" else None
    means = None
    if n_before >= 2 and n_after >= 2:
        means = estimate(sample)
    if means is None or min(n_before, n_after) < LEAST:
        when = _when(LEAST, n_before, n_after, held, today)
        words = too_early(measure, about, n_before, n_after, LEAST, when)
        before, after = (None, None) if means is None else (means.before, means.after)
        low, high = (None, None) if means is None else means.shown
        return Return(
            item, item.behaviour, measure, before, after, low, high, "too_early", words, n_before, n_after,
            when.isoformat() if when else None,
        )  # fmt: skip
    good = _good(measure, about, means)
    against = _against(sample, theirs, others.call_words if measure == "behaviour" else others.deal_words, held, today)
    compared = against is not None and against.compared
    judged = against.judged if against is not None and against.compared else means.judged
    # With few deals lines that run apart look parallel: the step beside an own straight trend is asked for as well.
    alone = means.step[0] > 0 if judged[0] > 0 else means.step[1] < 0
    fair = against is None or not compared or against.parallel
    state: State = _state(judged, good) if alone and fair else "no_sign"
    when = None
    if state == "no_sign":
        needed = _needed(measure, sample, n_before)
        if needed is None or n_after < needed:
            when = _when(needed, n_before, n_after, held, today) if needed else None
    words = sentence(measure, about, means, state, n_before, n_after, when, against)
    if against is not None:
        words = f"{words} {against_words(measure, about, against, state)}"
    return Return(
        item, item.behaviour, measure, means.before, means.after, *means.shown, state, words, n_before, n_after,
        when.isoformat() if when else None, against,
    )  # fmt: skip


def _state(judged: tuple[float, float], good: int) -> State:
    if good == 0 or judged[0] <= 0 <= judged[1]:
        return "no_sign"
    return "improved" if (good > 0) == (judged[0] > 0) else "worse"


def _against(own: Sample, theirs: Sample, who: str, held: date, today: date) -> Against | None:
    """The comparison with others; None where there are none at all."""
    from callcoach_desktop.coaching.differences import compare

    n_before, n_after = theirs.sides()
    if not who or not n_before + n_after:
        return None
    if min(n_before, n_after) < LEAST:
        when = _when(LEAST, n_before, n_after, held, today)
        return Against(who, n_before, n_after, not_before=when.isoformat() if when else None)
    found = compare(own, theirs)
    return Against(
        who, n_before, n_after, found.before, found.after, *found.shown, found.judged, found.parallel, compared=True,
        relative=own.back is not None,
    )  # fmt: skip


def _good(measure: Measure, behaviour: Behaviour | None, means: Estimate) -> int:
    """1 where more is better, -1 where less is, 0 where neither is said."""
    if measure != "behaviour":
        return -1 if measure == "cycle_days" else 1
    if behaviour is None:
        return 0
    if behaviour.direction != "range":
        return 1 if behaviour.direction == "higher" else -1
    low = -np.inf if behaviour.low is None else behaviour.low
    high = np.inf if behaviour.high is None else behaviour.high
    return 1 if means.before < low else -1 if means.before > high else 0


def _needed(measure: Measure, sample: Sample, n_before: int) -> int | None:
    """How many are needed after it so that a change worth having would be seen in four of five; None: never."""
    spread = float(np.sqrt((np.var(sample.values[sample.after]) + np.var(sample.values[~sample.after])) / 2))
    worth = _WORTH[measure]
    if measure == "cycle_days":
        worth *= abs(float(sample.values[~sample.after].mean()))
    elif measure == "behaviour":
        worth *= spread
    if spread == 0 or worth == 0:
        return LEAST
    room = (worth / (_POWER * spread)) ** 2 - 1 / n_before
    return int(np.ceil(1 / room)) if room > 1e-4 else None


def _when(needed: int, n_before: int, n_after: int, held: date, today: date) -> date | None:
    """The day by which `needed` may have come, at the pace so far; None when there is no pace to go by."""
    if n_before < LEAST:  # the past does not grow
        return None
    elapsed = max((today - held).days, 1)
    pace = n_after / elapsed if n_after >= 3 else n_before / YEAR
    days = (needed - n_after) / pace
    return today + timedelta(days=int(np.ceil(days))) if 0 < days < 3 * YEAR else None
