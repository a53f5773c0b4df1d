"""What a person's verdicts teach about the confidence of other moments, on this machine only. Pure functions.

For each kind, and for each of its types, the share of moments that the person let stand is set against the share that
we reach on our own labelled calls; the log-odds of every such moment are moved by the difference. It is done with
caution: nothing moves before `LEAST` verdicts, `PRIOR` made-up ones at our own share stand against the person's, and
no shift is larger than `MOST`. A shift changes the order of moments and how light they are drawn, never whether one is
there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.judging import Tally

LEAST = 5  # verdicts before which nothing is learned
PRIOR = 10.0  # verdicts that our own share weighs
USUAL = 0.8  # that share: how many of the moments that we mark are right, over all kinds
MOST = 1.0  # log-odds
Shifts = Mapping[tuple[str, str | None], float]
"""(kind, type) -> log-odds; type None is the whole kind, for its types with too few verdicts."""


def shifts(tallies: Iterable[Tally]) -> dict[tuple[str, str | None], float]:
    """How far the confidence of moments is moved. Of a changed verdict the kind was right and the type was not."""
    kinds: dict[str, tuple[int, int]] = {}
    found: dict[tuple[str, str | None], float] = {}
    for tally in tallies:
        good, bad = kinds.get(tally.kind, (0, 0))
        kinds[tally.kind] = (good + tally.right + tally.changed, bad + tally.wrong)
        if tally.guess and (moved := _shift(tally.right, tally.changed + tally.wrong)) is not None:
            found[tally.kind, tally.guess] = moved
    for kind, (good, bad) in kinds.items():
        if (moved := _shift(good, bad)) is not None:
            found[kind, None] = moved
    return found


def ranked(moments: Sequence[Moment], learned: Shifts) -> tuple[Moment, ...]:
    """The moments with their confidence moved; those that a person judged stay at theirs."""
    if not learned:
        return tuple(moments)
    return tuple(_moved(moment, learned) for moment in moments)


def _moved(moment: Moment, learned: Shifts) -> Moment:
    by = learned.get((moment.kind, moment.type), learned.get((moment.kind, None)))
    if by is None or "judged" in moment.detail:
        return moment
    sure = min(max(moment.confidence, 0.001), 0.999)
    return replace(moment, confidence=round(1 / (1 + math.exp(-math.log(sure / (1 - sure)) - by)), 3))


def _shift(good: int, bad: int) -> float | None:
    if good + bad < LEAST:
        return None
    share = (good + PRIOR * USUAL) / (good + bad + PRIOR)
    moved = math.log(share / (1 - share)) - math.log(USUAL / (1 - USUAL))
    return max(-MOST, min(MOST, moved))
