"""Where something is said that means much the same as an example: "anything like ...".

To read every sentence of an hour with a language model takes seconds. So a look comes first: directions of single words
(`resources/models/word-directions.npz`), put together for each sentence, say which few of them may be meant, and the
language model then reads only those. What it says counts; the look only chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.meaning.reader import Meaning
from callcoach_desktop.analysis.questions.segments import Segment
from callcoach_desktop.analysis.words import bare_word
from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.system import paths

ALIKE = 0.65  # likeness from which two sentences are taken to mean much the same; measured, see benchmarks/trackers.py
SURE = 0.8  # likeness of what is sure
LOOK = 0.45  # likeness by single words under which a sentence is not read
READ_EACH = 4  # sentences of an hour that are read for each tracker, the likeliest
LEAST_READ, MOST_READ = 8, 24  # and for all of them together: a sentence takes some 6 ms
COMMON_WEIGHT, SMALL_WEIGHT = 0.4, 0.1  # what common words and words of grammar count in the look
_KEPT = 2_000  # texts whose meaning is remembered: a correction, or another tracker, asks for the same again

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alike:
    """A stretch that means much the same as an example of a tracker; `likeness` is at most 1."""

    tracker: Tracker
    unit: Segment
    example: str
    likeness: float


def find_alike(units: Sequence[Segment], trackers: Sequence[Tracker], meaning: Meaning) -> list[Alike]:
    """The stretches that mean what the examples of a tracker mean, on the side that it is about."""
    asked = [(tracker, example) for tracker in trackers for example in tracker.examples if example.strip()]
    if not asked or not units:
        return []
    examples = looks([example for _, example in asked])
    sentences = looks([unit.text for unit in units])
    near = sentences @ examples.T
    for column, (tracker, _) in enumerate(asked):
        if tracker.side != "both":
            near[[unit.run.side != tracker.side for unit in units], column] = 0.0
    best = near.max(1)
    hours = (max(unit.end for unit in units) - units[0].start) / 3600
    each = READ_EACH * len({tracker.name for tracker, _ in asked})
    most = max(LEAST_READ, round(min(each, MOST_READ) * hours))
    chosen = [int(n) for n in np.argsort(-best, kind="stable")[:most] if best[n] >= LOOK]
    if not chosen:
        return []
    reader: Any = meaning  # protocols are not known to have hashes
    told = np.stack([meant(reader, units[n].text) for n in chosen])
    wanted = np.stack([meant(reader, example) for _, example in asked])
    found: list[Alike] = []
    for row, n in zip(told @ wanted.T, chosen, strict=True):
        of: dict[str, Alike] = {}
        for column, (tracker, example) in enumerate(asked):
            likeness = float(row[column])
            if near[n, column] > 0.0 and likeness >= ALIKE:
                earlier = of.get(tracker.name)
                if earlier is None or earlier.likeness < likeness:
                    of[tracker.name] = Alike(tracker, units[n], example, round(likeness, 3))
        found += of.values()
    return found


@lru_cache(maxsize=_KEPT)
def meant(meaning: Any, text: str) -> Vectors:
    """The direction of a text's meaning, of length 1, as a `Meaning` tells it."""
    made: Vectors = meaning.embed([text])[0]
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


def looks(texts: Sequence[str]) -> Vectors:
    """The directions of texts by their single words, each of length 1 (0 where no word is known)."""
    rows, table = directions()
    ids: list[int] = []
    starts: list[int] = []
    for text in texts:
        starts.append(len(ids))
        ids += [rows.get(bare_word(word).removesuffix("'s"), 0) for word in text.split()] or [0]
    made: Vectors = np.add.reduceat(table[ids], starts, axis=0)
    made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)
    return made
