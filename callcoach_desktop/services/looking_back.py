"""What to practise today, from the rep's own calls: the best example, the last result, the call to look back at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from callcoach_desktop.coaching.behaviours import goodness, spell, spell_call
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Point, Progress, Review
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.trying import to_try

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library

_TRIED = 6  # calls that are looked at for an example, best first


@dataclass(frozen=True, slots=True)
class Example:
    """A place in one of the rep's own calls. `quote` is what is said there, "" where the figure is about no words."""

    call: str
    title: str
    date: str
    start: float  # seconds
    quote: str
    value: str  # the figure of that call, in words


@dataclass(frozen=True, slots=True)
class Result:
    """The newest call of the focus before today."""

    point: Point
    value: str
    old_average: str  # "" without a baseline
    better: bool | None  # than the old average; None without one or without a good direction


@dataclass(frozen=True, slots=True)
class LookBack:
    """The newest call of the library, and the rep's own view of it where there is one."""

    fact: CallFact
    review: Review | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What to try next after a call: in words, and the second of the call where it was missed."""

    call: str
    title: str
    text: str
    start: float


def improved(value: float, mean: float | None, behaviour: Behaviour) -> bool | None:
    """Whether a value is on the good side of a mean; None when that cannot be said."""
    if mean is None:
        return None
    return goodness(value, behaviour) > goodness(mean, behaviour)


def best_example(coach: Coach, library: Library, progress: Progress) -> Example | None:
    """The best of the rep's own calls in this behaviour, at the place where it is heard. Not for the UI's thread."""
    behaviour = progress.behaviour
    points = sorted(
        (*progress.before, *progress.points), key=lambda p: (goodness(p.value, behaviour), p.date), reverse=True
    )
    for point in points[:_TRIED]:
        try:
            reading = coach.reading(point.call, behaviour)
            if reading.start is None:
                continue
            quote = quote_at(library, point.call, reading.start)
        except KnownError:  # the call went into the bin in the meantime
            continue
        return Example(point.call, point.title, point.date, reading.start, quote, spell_call(point.value, behaviour))
    return None


def kept_example(coach: Coach, library: Library, progress: Progress) -> Example | None:
    """`best_example`, looked for again when something has changed: it reads a whole call twice, which may be one of two
    hours."""
    key = ("example", progress.focus.id, progress.behaviour.id, progress.day)
    return coach.once(key, lambda: best_example(coach, library, progress))


def quote_at(library: Library, call_id: str, second: float) -> str:
    """What is said at a second: the moment that begins there, else the line. Raises KnownError."""
    detail = library.call(call_id)
    if detail.analysis is not None:
        near = [m for m in detail.analysis.moments if abs(m.start - second) < 0.6 and m.quote]
        if near:
            return min(near, key=lambda m: abs(m.start - second)).quote
    for u in detail.transcript.utterances if detail.transcript is not None else ():
        if u.start - 0.3 <= second < u.end:
            return u.text
    return ""


def last_result(progress: Progress, today: date) -> Result | None:
    """How the newest call before today went; today's own when there is none before."""
    if not progress.points:
        return None
    earlier = [p for p in progress.points if p.date[:10] < today.isoformat()]
    point = (earlier or list(progress.points))[-1]
    mean = progress.focus.baseline.range.mean
    behaviour = progress.behaviour
    old = "" if mean is None else spell(mean, behaviour)
    return Result(point, spell_call(point.value, behaviour), old, improved(point.value, mean, behaviour))


def look_back(coach: Coach, facts: Sequence[CallFact]) -> LookBack | None:
    """The call to review: the newest one."""
    newest = max(facts, key=lambda f: f.date, default=None)
    return None if newest is None else LookBack(newest, coach.review(newest.id))


def try_next(library: Library, facts: Sequence[CallFact]) -> Tried | None:
    """The one thing to try after the newest call, from the rep's own usual range. Not for the UI's thread."""
    newest = max(facts, key=lambda f: f.date, default=None)
    if newest is None:
        return None
    try:
        point = to_try(library, library.call(newest.id))
    except KnownError:  # it went into the bin in the meantime
        return None
    return None if point is None else Tried(newest.id, newest.title, point.text, point.start)
