"""The focus: its baseline, frozen; its thirty days; and which behaviour would be worth one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from callcoach_desktop.coaching.behaviours import bounds, figure_key, gap, goodness, spell
from callcoach_desktop.coaching.columns import Columns, columns_of, counts_in
from callcoach_desktop.coaching.ranges import signals, usual_range
from callcoach_desktop.coaching.verdict import judge
from callcoach_desktop.domain.coaching import Baseline, Behaviour, CallFact, Focus, Point, Progress, Suggestion

DAYS = 30
MOST_BEFORE = 100  # newer habits are what is usual
_MEAN_OF = 5
_RECENT = 10
_ENOUGH = 12  # calls of a type for a suggestion


def day_of(moment: str) -> date:
    """The day of an ISO 8601 date or date and time."""
    return date.fromisoformat(moment[:10])


def choose_type(behaviour: Behaviour, calls: Sequence[CallFact], until: date) -> str | None:
    """The call type for a focus: that of most of the newest calls in which the behaviour can be measured."""
    name = figure_key(behaviour)
    fit = [c for c in calls if name in c.values and counts_in(behaviour, c.call_type)]
    earlier = [c for c in fit if day_of(c.date) < until] or fit
    newest = sorted(earlier, key=lambda c: c.date)[-MOST_BEFORE:]
    return Counter(c.call_type for c in newest).most_common(1)[0][0] if newest else None


def baseline_of(behaviour: Behaviour, call_type: str | None, calls: Sequence[CallFact], start: date) -> Baseline:
    """The values of the calls of the type before the day of the start, the newest hundred, oldest first."""
    name = figure_key(behaviour)
    mine = sorted((c for c in calls if c.call_type == call_type and name in c.values), key=lambda c: c.date)
    values = tuple([c.values[name] for c in mine if day_of(c.date) < start][-MOST_BEFORE:])
    return Baseline(values, usual_range(values, *bounds(behaviour)))


def progress(focus: Focus, behaviour: Behaviour, calls: Sequence[CallFact], today: date) -> Progress:
    """The chart and the verdict of a focus. Its thirty days are those from its start, days of a pause left out."""
    start = day_of(focus.started_on)
    name = figure_key(behaviour)
    paused = [(day_of(a), day_of(b) if b else date.max) for a, b in focus.pauses]
    last = day_of(focus.ended_on) if focus.ended_on else date.max

    def passed(on: date) -> int:
        """Days since the start, those of a pause not counted."""
        return (on - start).days - sum((min(b, on) - a).days for a, b in paused if a < on)

    def day(call: CallFact) -> int:
        return passed(day_of(call.date))

    def counted(call: CallFact) -> bool:
        on = day_of(call.date)
        return start <= on <= last and day(call) < DAYS and not any(a <= on < b for a, b in paused)

    calls = sorted(calls, key=lambda c: c.date)
    mine = [c for c in calls if c.call_type == focus.call_type]
    since = [c for c in mine if counted(c)]
    points = [_point(c, name, day(c)) for c in since if name in c.values]
    points = [
        replace(p, mean=float(np.mean([q.value for q in points[max(0, i - _MEAN_OF + 1) : i + 1]])))
        for i, p in enumerate(points)
    ]
    before = [
        _point(c, name, (day_of(c.date) - start).days) for c in mine if day_of(c.date) < start and name in c.values
    ]
    others = [
        _point(c, name, day(c)) for c in calls if c.call_type != focus.call_type and counted(c) and name in c.values
    ]
    values = [p.value for p in points]
    noun = f"{focus.call_type} calls" if focus.call_type else "calls"
    now = max(0, passed(min(today, last)))
    return Progress(
        focus=focus,
        behaviour=behaviour,
        points=tuple(points),
        before=tuple(before[-len(focus.baseline.values) :]) if focus.baseline.values else (),
        others=tuple(others),
        unmeasured=len(since) - len(points),
        verdict=judge(focus.baseline, values, behaviour, noun, over=focus.ended_on is not None or now >= DAYS),
        signals=signals([p.call for p in points], values, focus.baseline.range),
        day=now,
    )


def _point(call: CallFact, name: str, day: int) -> Point:
    return Point(call.id, call.title, call.date, call.values[name], day, call.call_type)


def suggest(
    behaviours: Sequence[Behaviour], calls: Columns | Sequence[CallFact], most: int = 3
) -> tuple[Suggestion, ...]:
    """What would be worth a focus: the newest ten calls against the best quarter of the newest hundred of their type.

    The gap is in standard deviations of those calls, and counts half as much again where the newest calls lie outside
    the range that others saw. A behaviour is suggested for one type at most. Needs twelve calls of the type.
    """
    table = calls if isinstance(calls, Columns) else columns_of(calls)
    of_type = [(kind, np.flatnonzero(table.type_of == i)) for i, kind in enumerate(table.types)]
    found: list[tuple[float, Suggestion]] = []
    for behaviour in behaviours:
        column = table.column(figure_key(behaviour))
        best_of_it: tuple[float, Suggestion] | None = None
        for call_type, places in of_type:
            if not counts_in(behaviour, call_type):
                continue
            mine = column[places]
            values = mine[~np.isnan(mine)][-MOST_BEFORE:].tolist()
            if len(values) < _ENOUGH or (spread := float(np.std(values))) < 1e-9:
                continue
            scored = _gap(values, spread, behaviour, call_type)
            if scored is not None and (best_of_it is None or scored[0] > best_of_it[0]):
                best_of_it = scored
        if best_of_it is not None:
            found.append(best_of_it)
    found.sort(key=lambda pair: -pair[0])
    return tuple(suggestion for _, suggestion in found[:most])


def _beside_the_tip(value: float, behaviour: Behaviour) -> bool:
    """Whether a value leaves the range on the side that the tip of the behaviour does not help with."""
    if behaviour.tip_for == "below":
        return behaviour.high is not None and value > behaviour.high
    return behaviour.tip_for == "above" and behaviour.low is not None and value < behaviour.low


def _gap(
    values: Sequence[float], spread: float, behaviour: Behaviour, call_type: str | None
) -> tuple[float, Suggestion] | None:
    best = sorted(values, key=lambda v: goodness(v, behaviour))[-max(3, len(values) // 4) :]
    top, now = float(np.mean(best)), float(np.mean(values[-_RECENT:]))
    score = gap(now, top, behaviour) / spread
    if score <= 0 or _beside_the_tip(now, behaviour):
        return None
    outside = (behaviour.low is not None and now < behaviour.low) or (
        behaviour.high is not None and now > behaviour.high
    )
    kind = f"{call_type} calls" if call_type else "calls"
    newest = values[-_RECENT:]
    why = (
        f"In the best quarter of your last {len(values)} {kind} it was {spell(top, behaviour)}; in the newest "
        f"{len(newest)} it was {spell(now, behaviour)}."
    )
    if behaviour.unit == "yes_no":  # the best quarter of those is all yes, however rare that is
        had, has = (sum(v > 0.5 for v in some) for some in (values, newest))
        why = f"It was so in {had} of your last {len(values)} {kind}, and in {has} of the newest {len(newest)}."
    return score * (1.5 if outside else 1.0), Suggestion(behaviour, call_type, len(values), now, top, why)
