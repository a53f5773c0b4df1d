"""The usual range of a figure: XmR limits (Wheeler, Understanding Variation, 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from callcoach_desktop.domain.coaching import Signal, UsualRange

LEAST_CALLS = 5
_XMR = 2.66  # 3 / d2 for moving ranges of two (d2 = 1.128)
_RUN = 8  # points in a row on one side of the mean


def usual_range(values: Sequence[float], least: float | None = None, most: float | None = None) -> UsualRange:
    """Mean and mean +- 2.66 x mean moving range of values in order of time, kept within `least` and `most`.

    Below five values there is no range and no mean.
    """
    n = len(values)
    if n < LEAST_CALLS:
        return UsualRange(n, None, None, None)
    mean = sum(values) / n
    reach = _XMR * sum(abs(b - a) for a, b in pairwise(values)) / (n - 1)
    low, high = mean - reach, mean + reach
    return UsualRange(n, mean, low if least is None else max(least, low), high if most is None else min(most, high))


def signals(calls: Sequence[str], values: Sequence[float], usual: UsualRange) -> tuple[Signal, ...]:
    """The run rules that fire on the points of a focus, against the frozen range; newest last.

    A point beyond a limit; eight in a row on one side of the mean; three of four nearer to one limit than to the mean.
    """
    if usual.mean is None or usual.low is None or usual.high is None:
        return ()
    found = []
    for call, value in zip(calls, values, strict=True):
        if value > usual.high or value < usual.low:
            where = "above" if value > usual.high else "below"
            found.append(Signal("beyond_limits", (call,), f"One call lies {where} your usual range."))
    for sign, word in ((1, "above"), (-1, "below")):
        run = 0
        for value in reversed(values):
            if sign * (value - usual.mean) <= 0:
                break
            run += 1
        if run >= _RUN:
            found.append(
                Signal(
                    "run_of_eight", tuple(calls[-run:]), f"The last {run} calls in a row lie {word} your old average."
                )
            )
        limit = usual.high if sign > 0 else usual.low
        half = usual.mean + (limit - usual.mean) / 2
        far = [c for c, v in zip(calls[-4:], values[-4:], strict=True) if sign * (v - half) > 0]
        if len(values) >= 4 and len(far) >= 3:
            found.append(
                Signal(
                    "three_of_four_far", tuple(far), f"{len(far)} of the last 4 calls lie far {word} your old average."
                )
            )
    return tuple(found)
