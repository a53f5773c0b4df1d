"""Where something is said that means much the same as the examples of a tracker: "anything like ...".

To read every sentence of an hour with a language model takes seconds. So a look comes first (`likeness.py`): the words
of each sentence say which few of them may be meant, and the language model then reads only those. What is said is
judged by all signs together: how much more alike the meanings are than those of other sentences, the words that answer
to one another, and whether the reader finds the same kind of thing in both (a need, a question, talk of price). How
much each sign weighs was learnt from marked calls (`packaging/models/train_trackers.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.analysis.meaning.reader import Meaning
from callcoach_desktop.analysis.questions.segments import Segment
from callcoach_desktop.analysis.tracking.background import Vectors, above, background, unit
from callcoach_desktop.analysis.tracking.likeness import Stretches
from callcoach_desktop.domain.vocabulary import Tracker

ALIKE = -0.8  # log-odds from which two things are taken to mean much the same; see benchmarks/trackers.py
SURE = 1.0  # log-odds of what is sure
LOOK = -2.8  # log-odds by the look under which a sentence is not read: nothing right was lost by it
SAME_KIND = 0.8  # the most that two texts are of a kind, nearly: where that could not help, the reader is not asked
READ_EACH = 4  # sentences of an hour that are read for each tracker, the likeliest
LEAST_READ, MOST_READ = 8, 24  # and for all of them together: a sentence takes some 6 ms
UNLIKE_WEIGHT = 0.4  # what it counts against a sentence that it is more like a counter-example than like an example
_KEPT = 2_000  # texts whose meaning is remembered: a correction, or another tracker, asks for the same again


@dataclass(frozen=True, slots=True)
class Alike:
    """A stretch that means much the same as the examples of a tracker, and the example that it is most like. `odds` are
    log-odds of at least ALIKE."""

    tracker: Tracker
    unit: Segment
    example: str
    odds: float

    @property
    def likeness(self) -> float:
        """From 0.5 (only just alike) to 1."""
        return float(1.0 / (1.0 + np.exp(ALIKE - self.odds)))


def find_alike(units: Sequence[Segment], trackers: Sequence[Tracker], meaning: Meaning) -> list[Alike]:
    """The stretches that mean what the examples of a tracker mean, on the side that it is about."""
    asked = [(t, [e for e in t.examples if e.strip()]) for t in trackers]
    asked = [(tracker, examples) for tracker, examples in asked if examples]
    if not asked or not units:
        return []
    stretches = Stretches([one.text for one in units])
    signs = [stretches.signs(examples) for _, examples in asked]
    first = np.stack([background().first(one) for one in signs], 1)
    for column, (tracker, _) in enumerate(asked):
        if tracker.side != "both":
            first[[one.run.side != tracker.side for one in units], column] = -np.inf
    chosen = _likeliest(first, units)
    found = []
    for column, (tracker, examples) in enumerate(asked):
        mine = [n for n in chosen if first[n, column] > -np.inf]
        if mine:
            found += _judged(tracker, examples, [units[n] for n in mine], signs[column][mine], meaning)
    return found


def _likeliest(odds: NDArray[Any], units: Sequence[Segment]) -> list[int]:
    """The stretches that are read, of log-odds (stretches, trackers): the likeliest of each tracker, then the second of
    each ..., so that a tracker of what is said all the time leaves room for the others."""
    hours = (max(one.end for one in units) - units[0].start) / 3600
    most = max(LEAST_READ, round(min(READ_EACH * odds.shape[1], MOST_READ) * hours))
    place = np.argsort(np.argsort(-odds, axis=0, kind="stable"), axis=0, kind="stable")
    place = np.where(odds >= LOOK, place, len(units)).min(1)
    order = np.lexsort((-odds.max(1), place))
    return [int(n) for n in order[:most] if place[n] < len(units)]


def _judged(
    tracker: Tracker, examples: list[str], units: Sequence[Segment], signs: NDArray[Any], meaning: Meaning
) -> list[Alike]:
    """Those of some stretches that mean what a tracker means. `signs` are theirs of the first look."""
    reader: Any = meaning
    told = np.stack([meant(reader, one.text) for one in units])
    asked = np.stack([meant(reader, example) for example in examples])
    last = background().last
    known = last.bias + nearness(told, asked) * last.weights[0] + signs[:, 1:] @ last.weights[1:4]
    nearest = (told @ asked.T).argmax(1)
    unlike = [meant(reader, text) for text in tracker.unlike if text.strip()]
    if unlike:
        # Each by itself, so that both are measured alike however many there are.
        against, like = (
            np.max([nearness(told, one[None]) for one in some], axis=0) for some in (np.stack(unlike), asked)
        )
        known -= UNLIKE_WEIGHT * np.maximum(0.0, against - like)
    found = []
    for n, one in enumerate(units):
        if known[n] + SAME_KIND * last.weights[4] >= ALIKE:
            same = same_kind(one.text, one.run.side, tracker.side, examples, meaning)
            odds = float(known[n] + last.weights[4] * same)
            if odds >= ALIKE:
                found.append(Alike(tracker, one, examples[int(nearest[n])], odds))
    return found


def nearness(told: Vectors, asked: Vectors) -> NDArray[Any]:
    """How much more alike meanings are to those of examples than sentences of other calls are: one value a meaning."""
    return above(told @ asked.T, background().meanings @ asked.T)


def same_kind(text: str, side: str, asked_of: str, examples: Sequence[str], meaning: Meaning) -> float:
    """Whether the reader says the same of a text as of the examples: the mean product, at most 1."""
    reader: Any = meaning
    wanted: NDArray[Any] = np.stack([kind(reader, example, asked_of == "rep") for example in examples])
    return float((wanted @ kind(reader, text, side == "rep")).mean())


@lru_cache(maxsize=_KEPT)
def meant(meaning: Any, text: str) -> Vectors:
    """The direction of a text's meaning, of length 1, as a `Meaning` tells it."""
    made: Vectors = meaning.embed([text])[0]
    return made


@lru_cache(maxsize=_KEPT)
def kind(meaning: Any, text: str, by_rep: bool) -> Vectors:
    """What the reader says of a text by itself, against what it says of sentences of other calls; of length 1."""
    read = meaning.read([(by_rep, text.split())]).mean(0)
    made: Vectors = unit(((read - background().read_mean) / background().read_spread)[None])[0]
    return made
