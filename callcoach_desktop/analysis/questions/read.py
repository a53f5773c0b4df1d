"""What a language model says of the questions of a run, in a shape that can be compared and kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from callcoach_desktop.analysis.meaning import reading
from callcoach_desktop.analysis.meaning.reader import CHOICE_AT

USUAL = 0.15  # the share of the words of sales calls that belong to questions: .13 to .24 in nine of ten
RAREST = -1.5  # log-odds: in talk that is all stories a third of that is asked, and the estimate is rough
STEP = 0.25


@dataclass(frozen=True, slots=True)
class Read:
    """What a language model says of the words of a run: log-odds of each to belong to a question, and logarithms of
    the shares of the types (KINDS) by word. Rounded, so that equal runs are equal."""

    asked: tuple[float, ...]
    types: tuple[tuple[float, ...], ...]

    def odds(self, first: int, last: int) -> float:
        """Log-odds of words `first` to `last` (exclusive) to be a question: the mean over them."""
        return sum(self.asked[first:last]) / (last - first)

    def kinds(self, first: int, last: int) -> list[float]:
        """How much these words speak for each type: the mean over them."""
        return [sum(column) / (last - first) for column in zip(*self.types[first:last], strict=True)]


def read_of(logits: np.ndarray) -> Read:
    """What a language model says of the questions of a run; see `meaning.reader`."""
    asked = reading.to_odds(reading.inside(logits, "question"))
    types = logits[:, CHOICE_AT["question"]].astype(float)
    return Read(tuple(asked.round(2).tolist()), tuple(tuple(row) for row in types.round(2).tolist()))


def rarity(calls: Sequence[Read]) -> float:
    """Log-odds that every question of a call loses because few are asked in it: what was learnt is right for calls
    that ask as much as those that it was learnt from (Saerens et al. 2002: a classifier's odds for another share of
    the classes). Zero or less, in steps, so that a correction of a word does not move all questions of a call."""
    words = [x for read in calls for x in read.asked]
    if not words:
        return 0.0
    share = max(sum(x > 0 for x in words) / len(words), 1e-3)
    return round(min(0.0, max(RAREST, math.log(share / USUAL))) / STEP) * STEP
