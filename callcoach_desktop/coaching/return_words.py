"""The sentences of a return: what can be claimed, what cannot, and when it may be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from callcoach_desktop.domain.coaching import Behaviour, Measure

if TYPE_CHECKING:
    from callcoach_desktop.coaching.returns import Estimate

_NAMES: dict[Measure, str] = {
    "win_rate": "Win rate",
    "cycle_days": "Days to a decision",
    "deal_size": "Typical won deal",
    "behaviour": "Behaviour",
}
_THINGS: dict[Measure, str] = {
    "win_rate": "decided deals",
    "cycle_days": "deals",
    "deal_size": "won deals",
    "behaviour": "deals' calls",
}


def too_early(
    measure: Measure, behaviour: Behaviour | None, before: int, after: int, least: int, when: date | None
) -> str:
    """Why nothing is said yet, and when it may be."""
    text = f"{_name(measure, behaviour)}: too early to tell. {before} {_THINGS[measure]} before, {after} after"
    text += f"; {least} of each are needed."
    if before < least:
        return f"{text} The time before it holds too few, and will not hold more."
    return f"{text} At this pace that may be on {when.isoformat()}." if when else text


def sentence(
    measure: Measure,
    behaviour: Behaviour | None,
    means: Estimate,
    state: str,
    before: int,
    after: int,
    when: date | None,
) -> str:
    """The two numbers, the interval of their difference, and what they allow to be said. Never a cause."""
    first = _value(measure, behaviour, means.before)
    text = (
        f"{_name(measure, behaviour)}: {first} before ({before} {_THINGS[measure]}), "
        f"{_value(measure, behaviour, means.after)} after ({after}); the difference lies between "
        f"{_change(measure, behaviour, means.shown[0])} and {_change(measure, behaviour, means.shown[1])} (90%)."
    )
    if state in {"improved", "worse"}:
        word = "better" if state == "improved" else "worse"
        return (
            f"{text} It was {word} after it, by more than chance and a steady trend explain; other changes at that "
            "time cannot be told from it."
        )
    if means.judged[0] > 0 or means.judged[1] < 0:
        return f"{text} It differs, and a trend that ran before as well would explain it: nothing can be claimed."
    end = f" A change worth having may be visible from {when.isoformat()}." if when else ""
    return f"{text} No sign of a change: zero lies within what chance allows.{end}"


def _name(measure: Measure, behaviour: Behaviour | None) -> str:
    return behaviour.name if behaviour is not None else _NAMES[measure]


def _value(measure: Measure, behaviour: Behaviour | None, value: float) -> str:
    if measure == "win_rate" or (behaviour is not None and behaviour.unit in {"share", "yes_no"}):
        return f"{value:.0%}"
    if measure == "deal_size":
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def _change(measure: Measure, behaviour: Behaviour | None, value: float) -> str:
    if measure == "win_rate" or (behaviour is not None and behaviour.unit in {"share", "yes_no"}):
        return f"{100 * value:+.0f} points"
    if measure == "deal_size":
        return f"{value:+,.0f}"
    return f"{value:+.1f}" if abs(value) < 100 else f"{value:+.0f}"
