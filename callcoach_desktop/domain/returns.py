"""The return on one piece of coaching, ready for a page: what can be said, what it is seen on, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from callcoach_desktop.domain.coaching import Behaviour, Intervention, Measure, Return

NOTICE = "Before and after is not cause. These figures are for coaching, not for employment decisions."


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of time: `value` of `n` with its 90% interval, None where there is none."""

    first: date
    last: date
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Days since a deal was opened, and the share that is still without a decision, with its 90% interval."""

    day: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over time."""

    measure: Measure
    name: str
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """`returns` are the measures of `item`; `marks` all coaching within the lines; `curves` open deals, before and
    after it."""

    item: Intervention
    today: str
    headline: str
    returns: tuple[Return, ...]
    lines: tuple[Line, ...]
    marks: tuple[Intervention, ...]
    curves: tuple[tuple[CurvePoint, ...], tuple[CurvePoint, ...]]
    assumptions: tuple[str, ...]
    behaviour: Behaviour | None = None
    currency: str = ""
    whose: str = ""
