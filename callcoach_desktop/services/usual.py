"""What is usual for the rep: the range in which a figure moves from call to call of one type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callcoach_desktop.coaching.ranges import LEAST_CALLS, usual_range
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import figures

__all__ = ["LEAST_CALLS", "METRICS", "MOST_CALLS", "Usual", "limits", "usual"]

MOST_CALLS = 100  # newer habits are what is usual; also bounds the work in a library of ten thousand calls

METRICS = (
    "talk_ratio", "longest_monologue", "longest_customer_story", "questions", "questions_per_hour",
    "answer_seconds", "patience", "interactivity", "words_per_minute", "interruptions_by_rep", "fillers_per_100_words",
)  # fmt: skip
_NEVER_BELOW_ZERO = frozenset(METRICS) - {"patience"}
_NEVER_ABOVE_ONE = frozenset({"talk_ratio"})


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual range of a figure over `n` calls of `call_type` (None: calls without a type).

    `low` and `high` are the XmR limits, mean +- 2.66 x mean moving range, kept within what the figure can be; None
    below LEAST_CALLS calls, and so is `mean`.
    """

    n: int
    low: float | None
    high: float | None
    mean: float | None
    call_type: str | None = None


def usual(library: Library, call_id: str) -> dict[str, Usual]:
    """The usual range of each figure over the library's calls of the same type, this one among them.

    A library is one rep's: its calls are the rep's own. The newest MOST_CALLS count. With this call among them the
    range is the same whichever of the calls is looked at. Runs on a worker thread; about 5 ms.
    """
    call_type, _, values = library.db.read(lambda conn: figures.of_type_like(conn, call_id, METRICS, MOST_CALLS))
    return {name: limits(name, some, call_type) for name, some in values.items()}


def limits(name: str, values: Sequence[float], call_type: str | None = None) -> Usual:
    """XmR limits of values in order of time."""
    most = 1.0 if name in _NEVER_ABOVE_ONE else None
    found = usual_range(values, 0.0 if name in _NEVER_BELOW_ZERO else None, most)
    return Usual(found.n, found.low, found.high, found.mean, call_type)
