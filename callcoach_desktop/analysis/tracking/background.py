"""What trackers by meaning are held against: sentences of other calls, how rare words are, and what signs weigh.

The file `resources/models/tracker-likeness.npz` is made by `packaging/models/train_trackers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.words import bare_word
from callcoach_desktop.system import paths

COMMON_WEIGHT, SMALL_WEIGHT = 0.4, 0.1  # what common words and words of grammar count in the look
FIRST = ("look", "words", "share", "sum")  # the signs that choose which stretches are read
LAST = ("meaning", "words", "share", "sum", "kind")  # and those that decide
RARITY_STEP = 25  # steps of rarity in one byte

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Signs:
    """Weights of signs: the log-odds are `bias` and the products with their values."""

    weights: Vectors
    bias: float

    def __call__(self, values: NDArray[Any]) -> NDArray[Any]:
        """Log-odds of rows (rows, signs)."""
        odds: NDArray[Any] = values @ self.weights + self.bias
        return odds


@dataclass(frozen=True, slots=True)
class Background:
    """Directions of length 1 of sentences of other calls, by the sentence model (`meanings`) and by single words
    (`looks`); the rarity of words, the logarithm of one in how many stretches has them, and that of all others
    (`rarest`); mean and spread of what the reader says of sentences; the weights of `FIRST` and `LAST`."""

    meanings: Vectors
    looks: Vectors
    rarity: dict[str, float]
    rarest: float
    read_mean: Vectors
    read_spread: Vectors
    first: Signs
    last: Signs


@cache
def background() -> Background:
    """The file, read once."""
    with np.load(paths.resources() / "models" / "tracker-likeness.npz") as file:
        words = file["words"].item().decode().split()
        rarity = dict(zip(words, (file["rarity"] / RARITY_STEP).tolist(), strict=True))
        return Background(
            unit(file["meanings"].astype(np.float32)),
            unit(file["looks"].astype(np.float32)),
            rarity,
            float(file["rarest"]),
            file["read_mean"],
            file["read_spread"],
            Signs(file["first"][:-1], float(file["first"][-1])),
            Signs(file["last"][:-1], float(file["last"][-1])),
        )


def unit(rows: Vectors) -> Vectors:
    """The rows, each of length 1 (0 stays 0)."""
    made: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return made


def above(near: NDArray[Any], usual: NDArray[Any]) -> NDArray[Any]:
    """How far the mean of likenesses (stretches, examples) lies above that of sentences of other calls (sentences,
    examples), in spreads of theirs: examples that are a little like everything prove little. One value a stretch."""
    others = usual.mean(1)
    made: NDArray[Any] = (near.mean(1) - others.mean()) / max(float(others.std()), 1e-6)
    return made


@cache
def directions() -> tuple[dict[str, int], Vectors]:
    """Rows of words, and their directions, each as long as its word counts. Row 0 is of words that are not known."""
    with np.load(paths.resources() / "models" / "word-directions.npz") as file:
        words = file["words"].item().decode().split()
        table = file["directions"].astype(np.float32) * file["scale"]
    for row, word in enumerate(words):
        if word in lexicon.FUNCTION_WORDS:
            table[row] *= SMALL_WEIGHT
        elif word in lexicon.COMMON:
            table[row] *= COMMON_WEIGHT
    table = np.vstack([np.zeros_like(table[:1]), table])
    return {word: row for row, word in enumerate(words, start=1)}, table


def plain(text: str) -> list[str]:
    """The words of a text as they are compared by meaning."""
    return [word for one in text.split() if (word := bare_word(one).removesuffix("'s"))]
