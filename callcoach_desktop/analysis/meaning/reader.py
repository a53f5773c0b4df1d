"""What a language model says of each word of a call: the protocol, and where in its answer what stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from callcoach_desktop.analysis.meaning.model import OBJECTIONS, RESPONSES, STAGES, STEPS, TONES
from callcoach_desktop.domain.judging import OUTCOMES

# Kinds of which every word is told: outside, first word, further word.
SPANS = (
    "question", "pricing", "objection", "objection_response", "pain", "need", "next_step", "commitment",
)  # fmt: skip
QUESTIONS = ("open", "closed", "clarifying", "check", "rhetorical")
OUTSIDE, BEGIN, INSIDE = range(3)
# What is told of a whole span or turn, by the mean over its words.
CHOICES: dict[str, tuple[str, ...]] = {
    "question": QUESTIONS, "objection": OBJECTIONS, "objection_response": RESPONSES, "outcome": OUTCOMES,
    "next_step": STEPS, "stage": STAGES, "tone": TONES,
}  # fmt: skip


def _places() -> tuple[dict[str, slice], dict[str, slice], int]:
    spans = {kind: slice(3 * n, 3 * n + 3) for n, kind in enumerate(SPANS)}
    choices, at = {}, 3 * len(SPANS)
    for name, classes in CHOICES.items():
        choices[name] = slice(at, at + len(classes))
        at += len(classes)
    return spans, choices, at


SPAN_AT, CHOICE_AT, COLUMNS = _places()


Said = tuple[bool, Sequence[str]]
"""A turn as it goes to the model: whether the rep speaks, and its words as they were written."""


class Meaning(Protocol):
    """A language model that reads a call."""

    def read(self, turns: Sequence[Said]) -> np.ndarray:
        """Log-odds (all words of all turns, COLUMNS), float32, in the order of `SPAN_AT` and `CHOICE_AT`."""
        ...

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Directions of meaning (texts, dimensions), float32, each of length 1: the product of two is their
        likeness."""
        ...
