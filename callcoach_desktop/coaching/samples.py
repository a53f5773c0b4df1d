"""What a return is counted on: deals and calls as numbers with their day, and how much of each lies after coaching.

Win rate and size take deals by the day on which they were decided, so slow and fast ones are mixed alike on both sides.
Days to a decision take deals by the day on which they were opened; a deal that is still open, or was when the
intervention came, is censored there and not left out (Kaplan and Meier 1958): the average is the restricted mean within
a horizon that both sides were followed for, by pseudo-observations (Andersen, Hansen and Klein 2004), which turn each
deal into one number that can be averaged, resampled and put on a line.

What is shown compares the year before with what came after. A trend is drawn through two years: it is that line which
decides how sure a step beside it can be, and with half the past it would be a third less sure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.resampling import Floats
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Deal

YEAR = 365  # days before an intervention that are compared with it
CALLS_DAYS = 180  # days of calls before it, for a behaviour
PAST = 2  # so many times as far back goes what a trend is drawn through
HORIZON = 365  # days within which the time to a decision is averaged, at most

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Followed:
    """Deals by their opening, the older ones among them: days that each was followed for, whether it was decided then,
    the day of the opening (days since year 1), and whether that is after the intervention."""

    times: Floats
    events: Bools
    opened: Floats
    after: Bools
    old: Bools


@dataclass(frozen=True, slots=True)
class Sample:
    """Numbers, each with its day on the line of a trend (days since year 1), whether it is after the intervention,
    and whose it is. `share` is how much of it lay after: 0 to 1. `old` ones are only for the trend."""

    values: Floats
    days: Floats
    after: Bools
    cluster: NDArray[np.int64]
    share: Floats
    old: Bools
    back: Callable[[Floats], Floats] | None = None  # from the scale of `values` to that which is shown
    followed: Followed | None = None  # of days to a decision

    def recent(self) -> Sample:
        """Without the old ones."""
        at = ~self.old
        return Sample(
            self.values[at], self.days[at], self.after[at], self.cluster[at], self.share[at], self.old[at], self.back,
            self.followed,
        )  # fmt: skip

    def sides(self) -> tuple[int, int]:
        """How many independent ones (clusters) lie in the time before and after."""
        before, after = ~self.after & ~self.old, self.after & ~self.old
        return len(np.unique(self.cluster[before])), len(np.unique(self.cluster[after]))


_Row = tuple[float, date, float, bool, bool]  # value, day on the line, share after, after, old


def wins(deals: Sequence[Deal], held: date, today: date) -> Sample:
    """1 for a deal that was won, 0 for one that was lost, by the day of the decision."""
    return _sample([(float(deal.outcome == "won"), *row) for deal, row in _decided(deals, held, today)])


def sizes(deals: Sequence[Deal], held: date, today: date) -> Sample:
    """The logarithm of a won deal's amount, shown as a typical (geometric mean) amount; one currency only."""
    won = [(d, row) for d, row in _decided(deals, held, today) if d.outcome == "won" and d.amount and d.amount > 0]
    counts: dict[str | None, int] = {}
    for deal, _ in won:
        counts[deal.currency] = counts.get(deal.currency, 0) + 1
    main = max(counts, key=lambda c: counts[c], default=None)
    return _sample([(float(np.log(d.amount)), *row) for d, row in won if d.currency == main and d.amount], np.exp)


def cycles(deals: Sequence[Deal], held: date, today: date, horizon: float | None = None) -> Sample:
    """Days from a deal's opening to its decision, as pseudo-observations within the horizon (None: its own)."""
    every = followed(deals, held, today, PAST * YEAR)
    first = held - timedelta(days=YEAR)
    whole = Followed(
        np.array([row[0] for row in every], dtype=np.float64),
        np.array([row[1] for row in every], dtype=bool),
        np.array([row[2].toordinal() for row in every], dtype=np.float64),
        np.array([row[3] for row in every], dtype=bool),
        np.array([row[2] < first for row in every], dtype=bool),
    )
    rows = [row for row in every if row[2] >= first]
    values = np.zeros(len(rows))
    sides = [np.array([n for n, row in enumerate(rows) if row[3] is side], dtype=np.int64) for side in (False, True)]
    if all(len(side) for side in sides):
        if horizon is None:
            horizon = horizon_of(deals, held, today)
        for at in sides:
            times = np.array([rows[n][0] for n in at])
            events = np.array([rows[n][1] for n in at])
            values[at] = pseudo_observations(times, events, horizon)
    made = [
        (float(v), opened, float(after), after, False) for v, (_, _, opened, after) in zip(values, rows, strict=True)
    ]
    return _sample(made, whole=whole)


def horizon_of(deals: Sequence[Deal], held: date, today: date) -> float:
    """Days that one in ten of each side was followed for; beyond them a curve rests on a deal or two."""
    rows = followed(deals, held, today)
    sides = [np.array([r[0] for r in rows if r[3] is side]) for side in (False, True)]
    return float(min([HORIZON, *(np.quantile(side, 0.9) for side in sides if len(side))]))


def followed(deals: Sequence[Deal], held: date, today: date, past: int = YEAR) -> list[tuple[float, bool, date, bool]]:
    """Deals by their opening, `past` days before an intervention and on: days that each was followed for, whether it
    was decided, the day, after or before."""
    rows: list[tuple[float, bool, date, bool]] = []
    for deal in deals:
        opened = _day(deal.opened_on)
        if opened is None or opened > today or opened < held - timedelta(days=past):
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


def of_calls(calls: Sequence[CallFact], behaviour: Behaviour, held: date, today: date) -> Sample:
    """A behaviour's values by call; the calls of one deal hang together."""
    rows: list[_Row] = []
    whose = []
    for call in calls:
        day, value = date.fromisoformat(call.date[:10]), call.values.get(behaviour.id)
        typed = not behaviour.call_types or call.call_type in behaviour.call_types
        if value is None or not typed or day > today or day < held - timedelta(days=PAST * CALLS_DAYS):
            continue
        after, old = day >= held, day < held - timedelta(days=CALLS_DAYS)
        rows.append((float(value), day, float(after), after, old))
        # The calls of one deal before and after are two clusters: they lie on two sides.
        whose.append(f"{call.deal or call.id} {after}")
    sample = _sample(rows)
    _, cluster = np.unique(np.array(whose, dtype=str), return_inverse=True)
    return Sample(
        sample.values, sample.days, sample.after, cluster.astype(np.int64), sample.share, sample.old, sample.back
    )


def _decided(deals: Sequence[Deal], held: date, today: date) -> list[tuple[Deal, tuple[date, float, bool, bool]]]:
    """Deals that were decided, with their place on the line, their share after, after, old."""
    made = []
    for deal in deals:
        closed = _day(deal.closed_on) if deal.outcome != "open" else None
        if closed is None or not held - timedelta(days=PAST * YEAR) <= closed <= today:
            continue
        opened = _day(deal.opened_on)
        after, old = closed >= held, closed < held - timedelta(days=YEAR)
        if opened is None or opened > closed:
            made.append((deal, (closed, float(after), after, old)))
            continue
        # A deal that was half over when the coaching came can have half of it.
        lived = max((closed - opened).days, 1)
        share = min(max((closed - held).days / lived, 0.0), 1.0) if opened < held else 1.0
        made.append((deal, (opened, share, after, old)))
    return made


def _sample(
    rows: Sequence[_Row], back: Callable[[Floats], Floats] | None = None, whole: Followed | None = None
) -> Sample:
    return Sample(
        np.array([row[0] for row in rows], dtype=np.float64),
        np.array([row[1].toordinal() for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=bool),
        np.arange(len(rows)),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.array([row[4] for row in rows], dtype=bool),
        back,
        whole,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
