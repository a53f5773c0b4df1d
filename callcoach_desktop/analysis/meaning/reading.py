"""What a language model says of each word (see `reader`), put together for turns and parts of turns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from callcoach_desktop.analysis.meaning.reader import CHOICE_AT, OUTSIDE, SPAN_AT, Meaning
from callcoach_desktop.analysis.words import Run

SMOOTH = 5  # words over which the chance of a kind is averaged before its peak is taken
UTMOST = 5.0  # log-odds beyond which the model is not believed


def read_runs(runs: Sequence[Run], meaning: Meaning) -> list[np.ndarray]:
    """The answer for each turn: (words, COLUMNS)."""
    if not runs:
        return []
    answer = meaning.read([(run.side == "rep", [t.text for t in run.tokens]) for run in runs])
    parts: list[np.ndarray] = np.split(answer, np.cumsum([len(run.tokens) for run in runs])[:-1])
    return parts


def log_shares(logits: np.ndarray) -> np.ndarray:
    """Logarithms of the shares of classes (last axis)."""
    shifted = logits - logits.max(-1, keepdims=True)
    logs: np.ndarray = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return logs


def inside(logits: np.ndarray, kind: str) -> np.ndarray:
    """The chance of each word to belong to a span of a kind."""
    chances: np.ndarray = 1 - np.exp(log_shares(logits[:, SPAN_AT[kind]].astype(np.float64))[:, OUTSIDE])
    return chances


def inside_each(read: Sequence[np.ndarray], kind: str) -> list[np.ndarray]:
    """The same for the words of each turn: all at once is ten times as fast as one turn after the other."""
    if not read:
        return []
    parts: list[np.ndarray] = np.split(inside(np.concatenate(read), kind), np.cumsum([len(x) for x in read])[:-1])
    return parts


def to_odds(chances: np.ndarray) -> np.ndarray:
    """Log-odds of chances, no more than UTMOST either way."""
    safe = np.clip(chances, 1e-6, 1 - 1e-6)
    odds: np.ndarray = np.clip(np.log(safe / (1 - safe)), -UTMOST, UTMOST)
    return odds


def peak_odds(chances: np.ndarray) -> float:
    """Log-odds of a turn to hold a span of a kind, from the chance of each word to belong to one (`inside`): those of
    its likeliest few words in a row."""
    width = min(SMOOTH, len(chances))
    means = np.convolve(chances, np.full(width, 1 / width), "valid")
    return float(to_odds(means).max())


def log_choice(logits: np.ndarray, name: str, kind: str | None = None) -> np.ndarray:
    """Logarithms of the shares of the classes of a choice, for these words together: each counts as much as it
    belongs to a `kind`, all alike without one."""
    columns = logits[:, CHOICE_AT[name]].astype(np.float64)
    weight = np.ones(len(columns)) if kind is None else inside(logits, kind) + 1e-3
    return log_shares((columns * weight[:, None]).sum(0) / weight.sum())
