"""What a language model says of the questions of a run, in a shape that can be compared and kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach_desktop.analysis.meaning import reading
from callcoach_desktop.analysis.meaning.reader import CHOICE_AT


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
