"""What is usual for the rep: the range in which a figure moves from call to call of one type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from callcoach_desktop.services.library import Library
from callcoach_desktop.store import figures

LEAST_CALLS = 5
MOST_CALLS = 100  # newer habits are what is usual; also bounds the work in a library of ten thousand calls
_XMR = 2.66  # 3 / d2 for moving ranges of two (d2 = 1.128); Wheeler, Understanding Variation (1993)

METRICS = (
    "talk_ratio", "longest_monologue", "longest_customer_story", "questions", "questions_per_hour", "patience",
    "interactivity", "words_per_minute", "interruptions_by_rep", "fillers_per_100_words",
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
    n = len(values)
    if n < LEAST_CALLS:
        return Usual(n, None, None, None, call_type)
    mean = sum(values) / n
    reach = _XMR * sum(abs(b - a) for a, b in pairwise(values)) / (n - 1)
    low, high = mean - reach, mean + reach
    if name in _NEVER_BELOW_ZERO:
        low = max(0.0, low)
    if name in _NEVER_ABOVE_ONE:
        high = min(1.0, high)
    return Usual(n, low, high, mean, call_type)
