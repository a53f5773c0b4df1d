"""The same behaviours across reps, from what each of them chose to share. Reps stand by name: this is no ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcoach_desktop.coaching.behaviours import bounds, figure_key
from callcoach_desktop.coaching.columns import counts_in
from callcoach_desktop.coaching.ranges import usual_range
from callcoach_desktop.domain.coaching import Behaviour, UsualRange

NOTICE = "These figures are for coaching, not for employment decisions."


@dataclass(frozen=True, slots=True)
class SharedCall:
    """A call of a package. `values` are by `counting.key`; `rep` is "" where it does not say who that is."""

    file: str
    call: str
    rep: str
    title: str
    date: str
    call_type: str | None
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Left:
    """A file that could not be read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One behaviour of one rep: a value a call, oldest first, and the usual range (without limits below five calls)."""

    rep: str
    values: tuple[float, ...]
    titles: tuple[str, ...]
    range: UsualRange


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One behaviour with a strip for each rep, in the order of their names; a rep without a value has an empty one."""

    behaviour: Behaviour
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A folder of packages. `reps` are names with how many calls each shared."""

    folder: str
    reps: tuple[tuple[str, int], ...]
    rows: tuple[TeamRow, ...]
    left: tuple[Left, ...]
    calls: tuple[SharedCall, ...] = ()


def team(folder: str, calls: Sequence[SharedCall], left: Sequence[Left], behaviours: Sequence[Behaviour]) -> Team:
    """What the reps shared, behaviour by behaviour; one that no call could tell is left out."""
    by_rep: dict[str, list[SharedCall]] = {}
    for call in sorted(calls, key=lambda c: (c.date, c.file)):
        by_rep.setdefault(call.rep, []).append(call)
    names = sorted(by_rep, key=str.casefold)
    rows = []
    for behaviour in behaviours:
        key = figure_key(behaviour)
        strips = []
        for name in names:
            told = [c for c in by_rep[name] if key in c.values and counts_in(behaviour, c.call_type)]
            values = tuple(c.values[key] for c in told)
            titles = tuple(f"{c.title}, {c.date[:10]}" for c in told)
            strips.append(Strip(name, values, titles, usual_range(values, *bounds(behaviour))))
        if any(strip.values for strip in strips):
            rows.append(TeamRow(behaviour, tuple(strips)))
    reps = tuple((name, len(by_rep[name])) for name in names)
    return Team(folder, reps, tuple(rows), tuple(left), tuple(calls))
