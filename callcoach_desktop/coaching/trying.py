"""One thing to try in the next call: what was unusual for this rep in this one, and not for others.

The analysis of a call advises by limits that hold for everybody (`analysis.advice`). Once there are five calls of the
type, each figure is held against the rep's own usual range instead: what lies furthest outside it on the wrong side
comes first, then what went wrong at a place of the call, and a limit of everybody counts only where the call was no
better than the rep's own average.
"""

from __future__ import annotations

from collections.abc import Sequence

from callcoach_desktop.analysis import advice
from callcoach_desktop.coaching.behaviours import spell
from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.coaching.ranges import LEAST_CALLS
from callcoach_desktop.coaching.self_review import Seen, distance
from callcoach_desktop.domain.analysis import SummaryPoint

OUTSIDE = -1.0  # at a limit of the usual range
NOTABLE = -0.5  # half way to it: worth a word where nothing else is
STEP = "next_step_specific"
_HABIT = 0.8  # share of the calls with a specific next step from which its absence is unusual for the rep


def to_try(call: Heard, seen: Sequence[Seen], noun: str) -> SummaryPoint | None:
    """The one thing. `seen` are this call's figures with the usual ranges over the calls of its type, this one among
    them; `noun` names those: "discovery calls". Without a range it is what the call alone advises; None for nothing.
    """
    computed = call.analysis
    usual = [one for one in seen if one.usual.n >= LEAST_CALLS and one.usual.mean is not None]
    if not usual:
        return next((p for p in computed.summary.points if p.kind == "try"), None)
    if not advice.can_tell(call.duration, computed.metrics):
        return None
    step = next((one for one in usual if one.behaviour.id == STEP), None)
    missing = _step(advice.step_missing(call.duration, computed.metrics, computed.moments), step, noun)
    worst = _worst(usual)
    if worst is not None and distance(worst) <= OUTSIDE:
        return _point(worst, noun)
    if missing is not None and step is not None and (step.usual.mean or 0.0) >= _HABIT:
        return missing
    wrong = advice.answered_badly(computed.moments, call.sides)
    if wrong:
        return wrong[0]
    if missing is not None:
        return missing
    by_id = {one.behaviour.id: one for one in usual}
    for name, point in advice.beyond_limits(computed.metrics, computed.places, computed.moments, call.sides):
        own = by_id.get(name)
        if own is None:
            return point
        if distance(own) <= 0:
            return advice.trying(f"{point.text} ({_beside(own, noun)})", point.start)
    return _point(worst, noun) if worst is not None and distance(worst) <= NOTABLE else None


def _worst(seen: Sequence[Seen]) -> Seen | None:
    """The figure that lies furthest on the wrong side, of those that can be heard at a place; one with a good
    direction before one of which there may be too much and too little."""
    fit = [one for one in seen if one.start is not None and one.behaviour.unit != "yes_no"]
    fit = [one for one in fit if one.behaviour.direction != "range" or distance(one) <= OUTSIDE]
    return min(fit, key=lambda one: (distance(one), one.behaviour.id), default=None)


def _point(one: Seen, noun: str) -> SummaryPoint:
    name = one.behaviour.name
    tip = one.behaviour.tip.rstrip(".") or f"Mind this: {name.lower()}"
    return advice.trying(f"{tip} ({name[0].lower()}{name[1:]}: {_beside(one, noun)})", one.start or 0.0)


def _beside(one: Seen, noun: str) -> str:
    here, usual = spell(one.value, one.behaviour), spell(one.usual.mean or 0.0, one.behaviour)
    return f"{here} here, usually {usual} in your {one.usual.n} {noun}"


def _step(found: Sequence[SummaryPoint], step: Seen | None, noun: str) -> SummaryPoint | None:
    """A missing next step, with how often the rep agrees one."""
    if not found or step is None:
        return next(iter(found), None)
    agreed = round((step.usual.mean or 0.0) * step.usual.n)
    if not agreed:
        return found[0]
    return advice.trying(f"{found[0].text} (you did in {agreed} of your {step.usual.n} {noun})", found[0].start)
