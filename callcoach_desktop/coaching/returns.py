"""Return on coaching: what deals and calls were like before an intervention and after it, with honest uncertainty.

Each deal counts from its own dates (`samples`). The interval that is shown is a percentile bootstrap over deals (over
the deals of the calls for a behaviour). "Improved" needs more than an interval: a 98% interval off zero of what goes
with the coaching (`effects`), because four measures are looked at and all of them together should be wrong in under 5%,
and a step that remains when a straight line through two years is taken out. Where everything drifts the second is all
that holds a false claim back, and no trend is quite straight: it asks for 99%. What is shown must be off zero as well.
`tests/benchmarks/returns.py` measures coverage and false claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from callcoach_desktop.coaching.effects import effects
from callcoach_desktop.coaching.foresight import ahead
from callcoach_desktop.coaching.resampling import RESAMPLES, Floats, bounds_of, resampled
from callcoach_desktop.coaching.samples import YEAR, Sample, cycles, horizon_of, of_calls, sizes, wins
from callcoach_desktop.domain.coaching import Against, Behaviour, CallFact, Deal, Intervention, Measure, Return

LEAST = 20  # deals (or calls) on each side below which nothing is claimed (DESIGN.md, section 3)
SHOWN, JUDGED, STEP = 0.90, 0.98, 0.99  # two-sided
NEVER = (-np.inf, np.inf)

State = Literal["improved", "worse", "no_sign"]


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


@dataclass(frozen=True, slots=True)
class Estimate:
    """After minus before on the shown scale with its interval; what goes with the coaching (on the scale of the values,
    in logarithms of rates for days), and what of it remains beside a straight trend."""

    before: float
    after: float
    shown: tuple[float, float]
    judged: tuple[float, float]
    step: tuple[float, float]


def estimate(sample: Sample, resamples: int = RESAMPLES, seed: int = 0) -> Estimate:
    """Bootstrap over clusters. Both sides must have at least two."""
    recent = sample.recent()
    back = sample.back or (lambda x: x)
    clusters, of = np.unique(recent.cluster, return_inverse=True)
    side = np.zeros(len(clusters), dtype=bool)
    side[of] = recent.after
    y, post = recent.values, recent.after.astype(np.float64)
    columns = np.stack([np.ones_like(y), post, y, post * y], axis=1)
    sums = np.zeros((len(clusters), columns.shape[1]))
    np.add.at(sums, of, columns)
    rng = np.random.default_rng(seed)
    totals = np.zeros((resamples, columns.shape[1]))
    for which in (False, True):
        totals += resampled(sums[np.flatnonzero(side == which)], resamples, rng)
    means = _means(totals)
    real = _means(sums.sum(axis=0)[None])
    n = 2 * int(min(side.sum(), (~side).sum()))  # the smaller side decides how wide it must be
    return Estimate(
        float(back(real[0])[0]),
        float(back(real[1])[0]),
        bounds_of(back(means[1]) - back(means[0]), SHOWN, n),
        _bounds(effects(sample, resamples, rng, trend=False), JUDGED, n),
        _bounds(effects(sample, resamples, rng, trend=True), STEP, n),
    )


def _means(totals: Floats) -> tuple[Floats, Floats]:
    n, after, y, y_after = totals.T
    return (y - y_after) / np.maximum(n - after, 1), y_after / np.maximum(after, 1)


def _bounds(drawn: Floats | None, level: float, n: int) -> tuple[float, float]:
    return NEVER if drawn is None else bounds_of(drawn, level, n)


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
        more = LEAST - n_after if when is not None else None
        words = too_early(measure, about, n_before, n_after, LEAST, when)
        before, after = (None, None) if means is None else (means.before, means.after)
        low, high = (None, None) if means is None else means.shown
        return Return(
            item, item.behaviour, measure, before, after, low, high, "too_early", words, n_before, n_after,
            when.isoformat() if when else None, more=more,
        )  # fmt: skip
    good = _good(measure, about, means)
    against = _against(sample, theirs, others.call_words if measure == "behaviour" else others.deal_words, held, today)
    compared = against is not None and against.compared
    judged, shown = (
        (against.judged, (against.low, against.high)) if against and compared else (means.judged, means.shown)
    )
    # With few deals lines that run apart look parallel: the step beside an own straight trend is asked for as well.
    alone = means.step[0] > 0 if judged[0] > 0 else means.step[1] < 0
    seen = shown[0] > 0 if judged[0] > 0 else shown[1] < 0  # nobody is told "better" over an interval that holds zero
    fair = against is None or not compared or against.parallel
    state: State = _state(judged, good) if alone and seen and fair else "no_sign"
    coming = None
    if state == "no_sign":
        coming = ahead(measure, sample, held, today, theirs if compared else None)
    words = sentence(measure, about, means, state, n_before, n_after, coming, against)
    if against is not None:
        words = f"{words} {against_words(measure, about, against, state)}"
    return Return(
        item, item.behaviour, measure, means.before, means.after, *means.shown, state, words, n_before, n_after,
        coming.day.isoformat() if coming and coming.day else None, against, coming.more if coming else None,
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


def _when(needed: int, n_before: int, n_after: int, held: date, today: date) -> date | None:
    """The day by which `needed` may have come, at the pace so far; None when there is no pace to go by."""
    if n_before < LEAST:  # the past does not grow
        return None
    elapsed = max((today - held).days, 1)
    pace = n_after / elapsed if n_after >= 3 else n_before / YEAR
    days = (needed - n_after) / pace
    return today + timedelta(days=int(np.ceil(days))) if 0 < days < 3 * YEAR else None
