"""The behaviours that can be practised: the built-in ones, the rep's own, and how values of them are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from callcoach_desktop.coaching.counting import BY_STAGE, COUNTERS, STAGES, key
from callcoach_desktop.domain.coaching import Behaviour, Direction, Unit

OWN_UNITS: tuple[Unit, ...] = ("per_call", "per_hour", "yes_no")
_BELOW_ZERO = frozenset({"patience", "tone_change", "customer_tone"})
_AT_MOST_ONE = frozenset({"share", "yes_no"})


def built_in(data: Mapping[str, Any]) -> tuple[Behaviour, ...]:
    """The behaviours of a parsed `behaviours.toml`. Raises ValueError for one that makes no sense."""
    made = []
    for entry in data["behaviour"]:
        if entry["figure"] not in COUNTERS:
            raise ValueError(f"{entry['id']}: nothing counts {entry['figure']!r}")
        if entry["direction"] not in get_args(Direction) or entry["unit"] not in get_args(Unit):
            raise ValueError(f"{entry['id']}: direction or unit")
        if entry.get("stage") not in (None, *STAGES):
            raise ValueError(f"{entry['id']}: stage {entry['stage']!r}")
        if (entry["direction"] == "range") != (entry.get("tip_for") in ("below", "above")):
            raise ValueError(f"{entry['id']}: for which side of the range is the tip?")
        made.append(Behaviour(**{**entry, "call_types": tuple(entry.get("call_types", ()))}))
    if len({b.id for b in made}) != len(made):
        raise ValueError("two behaviours have one id")
    return tuple(made)


def own(
    name: str,
    tracker: str,
    stage: str | None,
    unit: Unit,
    direction: str = "higher",
    call_types: Sequence[str] = (),
) -> Behaviour:
    """A behaviour of the rep's own: a tracker, where it counts (None: the call; no types: all), and in what unit.

    Raises ValueError for an empty name or tracker, an unknown stage, unit or direction.
    """
    tracker = tracker.strip()
    if not tracker:
        raise ValueError("a behaviour needs a name and a tracker")
    if unit not in OWN_UNITS:
        raise ValueError("unit")
    words = {"per_call": "How often a call", "per_hour": "How often an hour", "yes_no": "Whether"}[unit]
    definition = f"{words} “{tracker}” is found {_place(stage)}."
    return _own(name, f"tracker:{tracker}", stage, unit, direction, call_types, definition)


def own_figure(
    name: str, base: Behaviour, stage: str | None, direction: str, call_types: Sequence[str] = ()
) -> Behaviour:
    """A behaviour of the rep's own that counts the figure of a built-in one elsewhere, or with another direction.

    Raises ValueError as `own` does, and for a stage in which the figure is not counted.
    """
    if stage is not None and base.figure not in BY_STAGE:
        raise ValueError("this figure is of the whole call only")
    return _own(name, base.figure, stage, base.unit, direction, call_types, f"{base.name}, {_place(stage)}.")


def _own(
    name: str, figure: str, stage: str | None, unit: Unit, direction: str, call_types: Sequence[str], definition: str
) -> Behaviour:
    name = " ".join(name.split())
    if not name:
        raise ValueError("a behaviour needs a name and a tracker")
    if stage not in (None, *STAGES) or direction not in ("higher", "lower"):
        raise ValueError("stage or direction")
    return Behaviour(
        id="own:" + "-".join(name.lower().split()),
        name=name,
        definition=definition,
        figure=figure,
        direction=cast("Direction", direction),
        unit=unit,
        tip="",
        stage=stage,
        call_types=tuple(dict.fromkeys(t.strip().casefold() for t in call_types if t.strip())),
        own=True,
    )


_STAGE_WORDS = {
    "opening": "the opening", "presentation": "the presentation", "pricing": "talk about price",
    "objection": "talk about objections", "closing": "the closing",
}  # fmt: skip


def _place(stage: str | None) -> str:
    return f"in {_STAGE_WORDS.get(stage, stage)}" if stage else "in the call"


def figure_key(behaviour: Behaviour) -> str:
    """The name under which the behaviour's values are kept."""
    return key(behaviour.figure, behaviour.stage, behaviour.unit)


def bounds(behaviour: Behaviour) -> tuple[float | None, float | None]:
    """What a value of it can be at all: (at least, at most)."""
    return (
        None if behaviour.figure in _BELOW_ZERO else 0.0,
        1.0 if behaviour.unit in _AT_MOST_ONE else None,
    )


def spell(value: float, behaviour: Behaviour) -> str:
    """A value as a person reads it: `43 %`, `1:32`, `0.4 s`, `12.5 an hour`."""
    unit = behaviour.unit
    if unit in _AT_MOST_ONE:
        return f"{100 * value:.0f} %"
    if unit == "seconds":
        if abs(value) < 10:
            return f"{value:.1f} s"
        return f"{value:.0f} s" if value < 60 else f"{int(value) // 60}:{int(value) % 60:02}"
    after = {"per_hour": " an hour", "per_minute": " a minute", "per_100_words": " in 100 words", "per_call": " a call"}
    return f"{value:.1f}{after.get(unit, '')}" if unit != "per_minute" else f"{value:.0f}{after[unit]}"


def spell_call(value: float, behaviour: Behaviour) -> str:
    """The value of one call, in which yes or no is no share."""
    return spell(value, behaviour) if behaviour.unit != "yes_no" else "yes" if value > 0.5 else "no"


def spell_change(value: float, behaviour: Behaviour) -> str:
    """A difference of two values, with its sign: `+8 points`, `-12 s`."""
    if behaviour.unit in _AT_MOST_ONE:
        return f"{100 * value:+.0f} points"
    if behaviour.unit == "seconds":
        return f"{value:+.1f} s" if abs(value) < 10 else f"{value:+.0f} s"
    return f"{value:+.1f}"


def gap(value: float, target: float, behaviour: Behaviour) -> float:
    """How far `value` stays behind `target`, 0 where it does not; in a range, the distance between them."""
    if behaviour.direction == "higher":
        return max(0.0, target - value)
    if behaviour.direction == "lower":
        return max(0.0, value - target)
    return abs(value - target)


def goodness(value: float, behaviour: Behaviour) -> float:
    """A number that grows as the value gets better; in a range, minus the distance to its nearest bound."""
    if behaviour.direction == "higher":
        return value
    if behaviour.direction == "lower":
        return -value
    low = behaviour.low if behaviour.low is not None else value
    high = behaviour.high if behaviour.high is not None else value
    return -max(low - value, value - high, 0.0)


def find(behaviours: Sequence[Behaviour], name: str) -> Behaviour | None:
    """A behaviour by its id or its name, case aside."""
    wanted = name.strip().casefold()
    return next((b for b in behaviours if wanted in (b.id.casefold(), b.name.casefold())), None)
