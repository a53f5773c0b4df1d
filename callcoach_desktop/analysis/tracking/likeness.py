"""Signs of likeness that need no language model: the directions of whole stretches, and which words answer to which.

A word of an example is answered where the stretch has it, or has one that means nearly the same ("wifi" for
"internet"). Words count by how rare they are in calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.tracking.background import Vectors, above, background, directions, plain, unit

ANSWERS = 0.35  # likeness of two words from which one answers to the other
SHORT = 3.0  # rarity that is added to a stretch, so that two words alone are not all of it


class Stretches:
    """The words of stretches of a call, looked up once for all trackers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._looks = looks(texts)
        numbers: dict[str, int] = {}
        flat: list[int] = []
        starts: list[int] = []
        for text in texts:
            starts.append(len(flat))
            flat += [numbers.setdefault(word, len(numbers)) for word in plain(text) or ("",)]
        self._numbers, self._flat, self._starts = numbers, np.array(flat), np.array(starts)
        self._ways = _ways(list(numbers))
        self._weights = np.array([0.0 if w in lexicon.FUNCTION_WORDS else rarity(w) for w in numbers], np.float32)
        self._all = np.add.reduceat(self._weights[self._flat], self._starts) + SHORT

    def signs(self, examples: Sequence[str]) -> NDArray[Any]:
        """The values of `background.FIRST` for every stretch: (stretches, 4)."""
        asked = looks(examples)
        look = above(self._looks @ asked.T, background().looks @ asked.T)
        content = [content_words(example) for example in examples]
        wanted = list(dict.fromkeys(word for words in content for word in words))
        if not wanted:
            return np.stack([look, *np.zeros((3, len(look)))], 1)
        answers = np.clip(_ways(wanted) @ self._ways.T, 0.0, 1.0)
        for row, word in enumerate(wanted):
            if word in self._numbers:
                answers[row, self._numbers[word]] = 1.0
        answers[answers <= ANSWERS] = 0.0
        best = np.maximum.reduceat(answers[:, self._flat], self._starts, axis=1)
        weight = np.array([rarity(word) for word in wanted], np.float32)
        place = {word: row for row, word in enumerate(wanted)}
        shares, totals = np.zeros(len(look)), np.zeros(len(look))
        for words in content:
            if words:
                rows = [place[word] for word in words]
                shares += weight[rows] @ best[rows] / weight[rows].sum()
                answered = (answers[rows].max(0) * self._weights)[self._flat]
                totals += np.add.reduceat(answered, self._starts)
        # The mean over the examples: more of them shall not mean more hits.
        shares, totals = shares / len(content), totals / len(content)
        return np.stack([look, shares, totals / self._all, totals], 1)


def looks(texts: Sequence[str]) -> Vectors:
    """The directions of texts by their single words, each of length 1 (0 where no word is known)."""
    rows, table = directions()
    ids: list[int] = []
    starts: list[int] = []
    for text in texts:
        starts.append(len(ids))
        ids += [rows.get(word, 0) for word in plain(text)] or [0]
    made: Vectors = np.add.reduceat(table[ids], starts, axis=0)
    return unit(made)


def rarity(word: str) -> float:
    """How rare a word is in calls."""
    return background().rarity.get(word, background().rarest)


def content_words(text: str) -> list[str]:
    """The words of a text without those of grammar, each once."""
    return [word for word in dict.fromkeys(plain(text)) if word not in lexicon.FUNCTION_WORDS]


def _ways(words: Sequence[str]) -> Vectors:
    """The directions of single words, of length 1; 0 where a word is not known."""
    rows, table = directions()
    return unit(table[[rows.get(word, 0) for word in words]])
