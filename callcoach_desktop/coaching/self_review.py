"""The rep's own view of a call beside its figures: where the two say the same, and where they differ.

The figures are held against the rep's own usual, never against others; a difference is no judgement of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callcoach_desktop.coaching.behaviours import goodness, spell, spell_call
from callcoach_desktop.domain.coaching import Behaviour, CallOutlier, Review, UsualRange
from callcoach_desktop.domain.times import clock

NEAR = 45.0  # seconds between two moments that are taken for the same passage
LEAST_FIGURES = 4  # below which nothing is said of the whole call
_MOST_OUTLIERS = 3
_GOOD_KINDS = frozenset({"sentiment_high", "unusually_good"})
_FEELINGS = {1: "badly", 2: "not well", 3: "so-so", 4: "well", 5: "very well"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A behaviour in this call: its value, the rep's usual range, and where it is heard (seconds; None: nowhere)."""

    behaviour: Behaviour
    value: float
    usual: UsualRange
    start: float | None


@dataclass(frozen=True, slots=True)
class Remark:
    """`agrees` None: only one of the two says something. `at` is the second to hear."""

    agrees: bool | None
    sentence: str
    at: float | None = None


def compare(review: Review, seen: Sequence[Seen], outliers: Sequence[CallOutlier]) -> tuple[Remark, ...]:
    """The whole call first, then what stands out, then the two moments."""
    known = [one for one in seen if one.usual.mean is not None and one.behaviour.direction != "range"]
    found = []
    if review.feeling is not None:
        found.append(_whole(review.feeling, known))
        found += [_standing_out(review.feeling, o) for o in outliers[:_MOST_OUTLIERS]]
    placed = sorted((one for one in known if one.start is not None), key=distance)
    if review.keep_at is not None:
        found.append(_moment(review.keep_at, placed[-1:], "keep", good=True))
    if review.change_at is not None:
        found.append(_moment(review.change_at, placed[:1], "change", good=False))
    return tuple(found)


def distance(one: Seen) -> float:
    """How far the value lies on the good side of the usual mean, in limits of the usual range; below 0: the other."""
    usual, mean = one.usual, one.usual.mean or 0.0
    reach = max((usual.high or mean) - mean, mean - (usual.low or mean))
    return (goodness(one.value, one.behaviour) - goodness(mean, one.behaviour)) / reach if reach > 0 else 0.0


def _whole(feeling: int, known: Sequence[Seen]) -> Remark:
    said = f"You: it went {_FEELINGS[feeling]}."
    if len(known) < LEAST_FIGURES:
        return Remark(None, f"{said} Too few figures have a usual range yet to hold beside that.")
    good = sum(distance(one) > 0 for one in known)
    words = f"{said} The figures: {good} of {len(known)} on the good side of your own average."
    share = good / len(known)
    if feeling == 3:
        return Remark(0.35 <= share <= 0.65, words)
    return Remark((share >= 0.5) == (feeling > 3), words)


def _standing_out(feeling: int, outlier: CallOutlier) -> Remark:
    good = outlier.kind in _GOOD_KINDS
    agrees = None if feeling == 3 else good == (feeling > 3)
    return Remark(agrees, f"The figures point at this: {outlier.why}", outlier.start)


def _moment(at: float, best: Sequence[Seen], verb: str, *, good: bool) -> Remark:
    mine = f"Your moment to {verb} is at {clock(at)}"
    one = next((s for s in best if (distance(s) > 0) == good and s.start is not None), None)
    if one is None or one.start is None:
        return Remark(None, f"{mine}; the figures have none to set beside it.", at)
    usual = spell(one.usual.mean or 0.0, one.behaviour)
    figure = f"{one.behaviour.name}, {spell_call(one.value, one.behaviour)}, usually {usual}"
    if abs(one.start - at) <= NEAR:
        return Remark(True, f"{mine}, and the figures point near there, at {clock(one.start)} ({figure}).", one.start)
    return Remark(False, f"{mine}; the figures would {verb} {clock(one.start)} ({figure}).", one.start)
