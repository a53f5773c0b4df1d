"""Calls far from the rep's own calls of their type, with the two numbers that say so.

A call is held against the others of its type (the newest two hundred): z = (value - median) / spread, on a logarithmic
scale for what is skewed. The spread is 1.4826 x the median absolute deviation of the others; with few calls that number
is itself mostly luck, so it is drawn to what is ordinary for the figure as if `_PRIOR` calls more had been seen. Under
eight calls of a type nothing is said. A call that stands alone, with nothing near it on its side, needs less than one
of several (`_ALONE`). Beside z each kind has a floor in its own unit: what nobody would notice is not pointed at. Tone
is that of the customer's wording; it is never a score of a person.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.columns import Columns, Mask, Values, columns_of
from callcoach_desktop.domain.coaching import CallFact, CallOutlier, OutlierKind, OutlierReport, Picture
from callcoach_desktop.domain.times import clock

LEAST_CALLS = 8
MOST_CALLS = 200
FAR = 3.5  # z from which a call is an outlier among many; see `bar`
_FEW = 9.0  # how much higher the bar is among few
_ALONE, _ALONE_FAR = 1.5, 3.0  # spreads without another call below it on its side, and the z that is enough then
_ALONE_OF = 20  # other calls from which that means anything: among few the farthest one is often alone
A_WEEK = 3
ONE_IN = 50  # the ordinary sample that the whole is compared with
_PRIOR = 8
_HABIT = 0.9  # share of the other calls with a next step from which its absence is worth a word
_HABIT_OF = 12  # other calls from which that is a habit
_CONSISTENT = 1.4826  # MAD to standard deviation, for a normal figure
_WARM = 0.1  # of tone, -1 to 1, from which wording is warm at all
# How far from the usual it must be. Of the scripts whose customer people marked as warm 22 of 28 lie that far up (13 at
# .25); of those marked as cold 5 of 13 that far down, as many as at .2, and of 90 plain ones one instead of two.
_WARMER, _COLDER = 0.2, 0.25
_PARTS = 5  # figures that "unusually good" must at least rest on

# figure -> the spread that is ordinary for it: from the labelled calls, by type. That of tones is of eighty calls that
# the language model had not seen: what it reads spreads half as much as what people mark.
_GOOD = {
    "clarifying_per_hour": (1, 20.0), "open_question_share": (1, 0.12), "objections_explored": (1, 0.3),
    "customer_share": (1, 0.1), "customer_tone": (1, 0.09), "longest_customer_story": (1, 6.0),
    "interruptions_per_hour": (-1, 8.0), "competitor_value": (1, 0.4),
}  # fmt: skip
AT = "!at"
"""After the name of a figure: the second at which it can be heard, kept beside the figure."""


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: OutlierKind
    figure: str
    side: int  # +1: far above the usual; -1: far below
    spread: float  # ordinary standard deviation on the scale
    scale: Callable[[Values], Values]
    enough: Callable[[float, float], bool]  # (value, median of the others), in the figure's unit
    why: Callable[[float, float], str]
    usual: Callable[[float], str]
    sure: float = math.inf  # that far above the others' median it needs no comparison of spreads


def _log(seconds: Values) -> Values:
    made: Values = np.log(np.maximum(seconds, 1.0))
    return made


def _logit(share: Values) -> Values:
    kept = np.clip(share, 0.02, 0.98)
    made: Values = np.log(kept / (1 - kept))
    return made


def _same(value: Values) -> Values:
    return value


_KINDS = (
    _Kind(
        "monologue", "longest_monologue", 1, 0.35, _log, lambda v, m: v >= 40 and v >= 1.5 * m,
        lambda v, m: f"Your longest turn lasted {clock(v)}; it is usually {clock(m)}", clock,
    ),
    _Kind(
        "silent_customer", "customer_share", -1, 0.4, _logit, lambda v, m: v <= 0.3 and v <= m - 0.12,
        lambda v, m: f"The customer had {100 * v:.0f} % of the talk, usually {100 * m:.0f} %",
        lambda m: f"{100 * m:.0f} %",
    ),
    _Kind(
        "sentiment_high", "customer_tone", 1, 0.09, _same, lambda v, m: v >= _WARM and v >= m + _WARMER,
        lambda v, m: f"The customer's wording was warmer than usual: {v:+.2f} against {m:+.2f}", lambda m: f"{m:+.2f}",
    ),
    _Kind(
        "sentiment_low", "customer_tone", -1, 0.09, _same, lambda v, m: v <= -_WARM and v <= m - _COLDER,
        lambda v, m: f"The customer's wording was colder than usual: {v:+.2f} against {m:+.2f}", lambda m: f"{m:+.2f}",
    ),
    _Kind(
        "tone_dropped", "tone_change", -1, 0.14, _same, lambda v, m: v <= -0.15 and v <= m - 0.35,
        lambda v, m: f"The customer's wording cooled by {-v:.2f} towards the end; the usual change is {m:+.2f}",
        lambda m: f"{m:+.2f}",
    ),
    _Kind(
        "pricing_off_the_rails", "price_trouble", 1, 0.7, _same, lambda v, m: v >= 3 and v >= m + 2,
        lambda v, m: f"{v:.0f} things went wrong about price (the call's summary lists them), usually {m:.0f}",
        lambda m: f"{m:.0f}", 4.0,  # counts are few and even: their spread says little
    ),
)  # fmt: skip
FIGURES = tuple(dict.fromkeys([*(k.figure for k in _KINDS), "next_step_specific", *_GOOD]))


def find_outliers(calls: Columns | Sequence[CallFact], only: Collection[str] | None = None) -> list[CallOutlier]:
    """The outliers among the calls (all of them are compared, `only` those are looked at), newest call first."""
    found: list[CallOutlier] = []
    for group in _by_type(calls).values():
        if len(group.calls) < LEAST_CALLS:
            continue
        look = np.array([only is None or c.id in only for c in group.calls], dtype=bool)
        for kind in _KINDS:
            found += _of_kind(group, kind, look)
        found += _without_step(group, look)
        found += _good(group, look)
    return sorted(found, key=lambda o: (o.date, o.call, o.score), reverse=True)


def too_few(calls: Columns | Sequence[CallFact]) -> tuple[tuple[str | None, int], ...]:
    """Types with fewer than eight measured calls, and how many they have."""
    return tuple((t, len(group.calls)) for t, group in _by_type(calls).items() if len(group.calls) < LEAST_CALLS)


def _measured(calls: Columns | Sequence[CallFact]) -> Columns:
    """The calls that have a figure."""
    every = calls if isinstance(calls, Columns) else columns_of(calls)
    some = np.zeros(len(every.calls), dtype=bool)
    for column in every.figures.values():
        some |= ~np.isnan(column)
    return every.chosen(some)


def _by_type(calls: Columns | Sequence[CallFact]) -> dict[str | None, Columns]:
    measured = _measured(calls)
    return {kind: measured.chosen(measured.type_of == i) for i, kind in enumerate(measured.types)}


def far_from(values: Values, at: int, ordinary: float) -> tuple[float, float]:
    """(z, median) of one value against the others, of which the `MOST_CALLS` nearest in time count."""
    z, middle = _far(values, np.array([at]), ordinary)
    return float(z[0]), float(middle[0])


def _far(values: Values, places: NDArray[np.int64], ordinary: float) -> tuple[Values, Values]:
    """`far_from` of several values."""
    wide = min(MOST_CALLS + 1, len(values))
    first = np.maximum(0, np.minimum(places - MOST_CALLS // 2, len(values) - MOST_CALLS - 1))
    near = first[:, None] + np.arange(wide)
    others = values[near[near != places[:, None]].reshape(len(places), wide - 1)]
    middle = np.median(others, axis=1)
    return (values[places] - middle) / _spread(others, ordinary), middle


def bar(others: int) -> float:
    """The z from which a call is an outlier: 3.5, and more among few, whose spread is not well known."""
    return FAR + _FEW / max(others, 1)


def alone_bar(others: int) -> float:
    """The same for a call that stands alone: among many ordinary calls the farthest one hardly ever does."""
    return _ALONE_FAR + _FEW / max(others, 1)


def _alone(values: Values, places: NDArray[np.int64], ordinary: float) -> Mask:
    """Whether these values lie beyond all others, by `_ALONE` spreads at least."""
    if len(values) <= _ALONE_OF:
        return np.zeros(len(places), dtype=bool)
    first, second = np.sort(values)[[-1, -2]]
    made: Mask = (values[places] == first) & (first - second >= _ALONE * _spread(values, ordinary))
    return made


def _spread(values: Values, ordinary: float) -> Values:
    """The spread of values (of each row of them), drawn to what is ordinary for the figure."""
    middle = np.median(values, axis=-1, keepdims=True)
    spread = _CONSISTENT * np.median(np.abs(values - middle), axis=-1)
    n = values.shape[-1]
    made: Values = np.sqrt((n * spread**2 + _PRIOR * ordinary**2) / (n + _PRIOR))
    return made


def _known(group: Columns, figure: str) -> NDArray[np.int64]:
    return np.flatnonzero(~np.isnan(group.column(figure)))


def _of_kind(group: Columns, kind: _Kind, look: Mask) -> list[CallOutlier]:
    known = _known(group, kind.figure)
    if len(known) < LEAST_CALLS:
        return []
    raw = group.column(kind.figure)[known]
    scaled = kind.scale(raw)
    # A first look with the middle and the spread of all: only what comes near to the bar is held against others.
    near = kind.side * (scaled - np.median(scaled)) > FAR / 2 * _spread(scaled, kind.spread)
    places = np.flatnonzero(near & look[known])
    if not len(places):
        return []
    far = kind.side * _far(scaled, places, kind.spread)[0]
    z = far / np.where(_alone(kind.side * scaled, places, kind.spread), alone_bar(len(known) - 1), bar(len(known) - 1))
    found = []
    for at, score in zip(places.tolist(), z.tolist(), strict=True):
        value = float(raw[at])
        usual = float(np.median(np.delete(raw, at)))
        if kind.enough(value, usual) and (score >= 1 or kind.side * (value - usual) >= kind.sure):
            found.append(_made(group, int(known[at]), kind, value, usual, max(score, 1.0), len(known) - 1))
    return found


def _made(group: Columns, i: int, kind: _Kind, value: float, usual: float, score: float, n: int) -> CallOutlier:
    call, start = group.calls[i], _second(group, kind.figure, i)
    why = f"{kind.why(value, usual)} in your {n} other {_name(call.call_type)}. Hear it at {clock(start)}."
    return _outlier(call, kind.kind, why, start, value, kind.usual(usual), score)


def _second(group: Columns, figure: str, i: int) -> float:
    """Where a figure of a call is heard; 0 where that is not known."""
    start = float(group.column(figure + AT)[i])
    return 0.0 if math.isnan(start) else start


def _outlier(
    call: CallFact, kind: OutlierKind, why: str, start: float, value: float, usual: str, score: float
) -> CallOutlier:
    return CallOutlier(call.id, call.title, call.date, call.call_type, kind, why, start, value, usual, score)


def _name(call_type: str | None) -> str:
    return f"{call_type} calls" if call_type else "calls without a type"


def _without_step(group: Columns, look: Mask) -> list[CallOutlier]:
    figure = "next_step_specific"
    column = group.column(figure)
    known = _known(group, figure)
    have = int(np.count_nonzero(column[known] > 0.5))
    others = len(known) - 1
    if others < _HABIT_OF or have / others < _HABIT:
        return []
    found = []
    for i in known[look[known] & (column[known] < 0.5)].tolist():
        call, start = group.calls[i], _second(group, figure, i)
        why = (
            f"No specific next step was agreed; {have} of your {others} other {_name(call.call_type)} have one. "
            f"Hear the end at {clock(start)}."
        )
        found.append(_outlier(call, "no_next_step", why, start, 0.0, f"{have} of {others}", have / others))
    return found


def _good(group: Columns, look: Mask) -> list[CallOutlier]:
    """Calls in which several things went better than usual at once."""
    total, parts = np.zeros(len(group.calls)), np.zeros(len(group.calls))
    for figure, (side, ordinary) in _GOOD.items():
        known = _known(group, figure)
        if len(known) < LEAST_CALLS:
            continue
        values = group.column(figure)[known]
        total[known] += side * np.clip((values - np.median(values)) / _spread(values, ordinary), -3, 3)
        parts[known] += 1
    fit = np.flatnonzero(parts >= _PARTS)
    if len(fit) < LEAST_CALLS:
        return []
    mean = total[fit] / parts[fit]
    places = np.flatnonzero((mean >= 0.8) & look[fit])
    if not len(places):
        return []
    z = _far(mean, places, 0.45)[0] / bar(len(fit) - 1)
    return [
        _praise(group, int(fit[at]), score, int(parts[fit[at]]), float(mean[at]))
        for at, score in zip(places.tolist(), z.tolist(), strict=True)
        if score >= 1
    ]


def _praise(group: Columns, i: int, score: float, parts: int, mean: float) -> CallOutlier:
    call, start = group.calls[i], _second(group, "longest_customer_story", i)
    shares = group.column("customer_share")
    usual, share = 100 * float(np.median(shares[_known(group, "customer_share")])), float(shares[i])
    numbers = "" if math.isnan(share) else f": the customer had {100 * share:.0f} % of the talk, usually {usual:.0f} %"
    others = f"{len(group.calls) - 1} other {_name(call.call_type)}"
    why = (
        f"Of {parts} figures most lie on the good side of {others}{numbers}. "
        f"Hear the customer's longest story at {clock(start)}."
    )
    return _outlier(call, "unusually_good", why, start, mean, "0", score)


def report(
    calls: Columns | Sequence[CallFact],
    heard: Collection[str],
    dismissed: Collection[tuple[str, str]],
    today: date,
    outliers: Sequence[CallOutlier] | None = None,
) -> OutlierReport:
    """All outliers, the three that are worth a listen this week, and the whole picture.

    Each dismissal of a kind lowers that kind's scores for the weekly choice: by a third after one, by half after two.
    """
    weight = learned(dismissed)
    found = [
        replace(o, dismissed=(o.call, o.kind) in dismissed)
        for o in (find_outliers(calls) if outliers is None else outliers)
    ]
    since = (today - timedelta(days=6)).isoformat()
    worth: dict[str, CallOutlier] = {}
    for outlier in sorted(found, key=lambda o: -o.score * weight.get(o.kind, 1.0)):
        recent = since <= outlier.date[:10] <= today.isoformat()
        if recent and not outlier.dismissed and outlier.call not in heard and len(worth) < A_WEEK:
            worth.setdefault(outlier.call, outlier)
    measured = _measured(calls)
    return OutlierReport(tuple(found), tuple(worth.values()), too_few(measured), _picture(measured.calls, heard, found))


def learned(dismissed: Collection[tuple[str, str]]) -> Mapping[str, float]:
    """The weight of each kind that was dismissed: 2 / (2 + dismissals)."""
    kinds = [kind for _, kind in dismissed]
    return {kind: 2 / (2 + kinds.count(kind)) for kind in set(kinds)}


def _picture(calls: Sequence[CallFact], heard: Collection[str], found: Sequence[CallOutlier]) -> Picture:
    flagged = len({o.call for o in found if not o.dismissed})
    listened = sum(c.id in heard for c in calls)
    missed = flagged * (1 - 1 / ONE_IN)
    if not calls:
        sentence = "No call has been measured yet."
    else:
        sentence = (
            f"All {len(calls)} calls were measured, {listened} were heard by a person. {flagged} "
            f"{'stands' if flagged == 1 else 'stand'} out; a sample of one call in {ONE_IN} "
            f"({max(1, round(len(calls) / ONE_IN))} of them) would be expected to miss {missed:.1f}."
        )
    return Picture(len(calls), listened, flagged, missed, sentence)
