"""The sentences of a return: what can be claimed, what cannot, and when it may be."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from callcoach_desktop.domain.coaching import Against, Behaviour, Measure

if TYPE_CHECKING:
    from callcoach_desktop.coaching.foresight import Ahead
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
_WORTH: dict[Measure, str] = {
    "win_rate": "a change of 20 points",
    "cycle_days": "a change of a quarter",
    "deal_size": "a change of a third",
    "behaviour": "a change as large as its usual spread",
}


def too_early(
    measure: Measure, behaviour: Behaviour | None, before: int, after: int, least: int, when: date | None
) -> str:
    """Why nothing is said yet, and when it may be."""
    text = f"{_name(measure, behaviour)}: too early to tell. {before} {_THINGS[measure]} before, {after} after"
    text += f"; {least} of each are needed."
    if measure == "cycle_days" and not before + after:
        return f"{text} No deal here has the day on which it was opened: an import from your CRM brings it."
    if before < least:
        return f"{text} The time before it holds too few, and will not hold more."
    return f"{text} About {least - after} more, perhaps by {_day(when)}." if when else text


def sentence(
    measure: Measure,
    behaviour: Behaviour | None,
    means: Estimate,
    state: str,
    before: int,
    after: int,
    coming: Ahead | None,
    against: Against | None = None,
) -> str:
    """The two numbers, the interval of their difference, and what they allow to be said. Never a cause."""
    first = _value(measure, behaviour, means.before)
    text = (
        f"{_name(measure, behaviour)}: {first} before ({before} {_THINGS[measure]}), "
        f"{_value(measure, behaviour, means.after)} after ({after}); the difference lies between "
        f"{_change(measure, behaviour, means.shown[0])} and {_change(measure, behaviour, means.shown[1])} (90%)."
    )
    ahead = _ahead(measure, coming)
    if against is not None and against.compared:
        return f"{text}{ahead}"  # the comparison says what can be claimed
    if state in {"improved", "worse"}:
        word = "better" if state == "improved" else "worse"
        return (
            f"{text} It was {word} after it, by more than chance and a steady trend explain; other changes at that "
            "time cannot be told from it."
        )
    if means.judged[0] > 0 or means.judged[1] < 0:
        return (
            f"{text} It differs, and a trend that ran before as well would explain it: nothing can be claimed.{ahead}"
        )
    if means.shown[0] > 0 or means.shown[1] < 0:
        return f"{text} A first sign, and less than is asked for before anything is claimed.{ahead}"
    return f"{text} No sign of a change: zero lies within what chance allows.{ahead}"


def _ahead(measure: Measure, coming: Ahead | None) -> str:
    """What it takes to tell, with a space before it; "" where nothing can be said."""
    if coming is None:
        return ""
    worth = _WORTH[measure]
    if coming.more is None:
        things = _THINGS[measure]
        return f" {worth[0].upper()}{worth[1:]} cannot be told here: too few {things} before, or they come too slowly."
    if coming.more == 0:
        return f" There are enough {_THINGS[measure]}: {worth} would be seen in four of five cases."
    if coming.day is None:
        about = f"about {coming.more} more {_THINGS[measure]}"
        return f" To tell {worth} takes {about}, at this pace more than three years."
    return (
        f" {worth[0].upper()}{worth[1:]} may be told (in four of five cases) after about {coming.more} more "
        f"{_THINGS[measure]}, perhaps by {_day(coming.day)}."
    )


def against_words(measure: Measure, behaviour: Behaviour | None, against: Against, state: str) -> str:
    """What the comparison with others allows to be said, and on which assumption."""
    things = _THINGS[measure]
    if not against.compared:
        text = (
            f"Not compared with {against.who}: {against.n_before} {things} before, {against.n_after} after are too few"
        )
        day = _day(date.fromisoformat(against.not_before)) if against.not_before else ""
        return f"{text}; that may be enough on {day}." if day else f"{text}."
    low, high = (_change_against(measure, behaviour, against, v) for v in (against.low, against.high))
    text = (
        f"Against {against.who} ({against.n_before} before, {against.n_after} after: "
        f"{_value(measure, behaviour, against.before)}, then {_value(measure, behaviour, against.after)}): "
        f"{low} to {high} more than theirs (90%)."
    )
    if not against.parallel:
        return f"{text} Their lines ran apart before it already: nothing can be claimed from the comparison."
    if state == "no_sign" and (against.judged[0] > 0 or against.judged[1] < 0):
        return (
            f"{text} A trend of the coached alone, which ran before as well, would explain it: nothing can be claimed."
        )
    if state == "no_sign":
        return f"{text} No sign of a difference: zero lies within what chance allows."
    word = "better" if state == "improved" else "worse"
    return (
        f"{text} It went {word} than theirs, by more than chance explains. That it is the coaching holds only if both "
        "would have gone the same way without it, and nothing else came to one of them."
    )


def _change_against(measure: Measure, behaviour: Behaviour | None, against: Against, value: float) -> str:
    return f"{100 * (math.exp(value) - 1):+.0f}%" if against.relative else _change(measure, behaviour, value)


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


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
