"""Words of one channel -> whose they are: the cheapest path through the people, word by word.

A word's times swing by some 0.2 s and a change of voice falls where sentences end, so neither the sound nor the text
alone says who spoke a word at a border. The path pays for words said while another voice was heard, and for changes in
the middle of a phrase.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.transcript import Word
from callcoach_desktop.speech.activity import Span, merge
from callcoach_desktop.speech.speakers.diarize import Diarization
from callcoach_desktop.speech.speakers.segments import FRAME_S
from callcoach_desktop.speech.words import letters_of, spoken_end

_ACTIVE = 0.5  # pyannote's own threshold for its powerset models
_SHORTEST_S = 0.1
_HOLE_S = 0.15  # shorter silences within one voice's speech are the model's flicker
_WIDEN_S = 0.1  # a word is looked for this much around its times
_LEAST_SURE = 0.05  # of a voice that is not heard at all: the path must stay possible
_CHANGE_AT_END, _CHANGE_AT_PAUSE, _CHANGE_WITHIN = 0.4, 1.0, 3.5  # in nats, like the words' costs
_PAUSE_S = 0.3
_STRAY, _CLEARLY = 0.35, 0.3  # of a word's time in the own voice at most, and how much more in another one
_TOGETHER_S = 0.05  # of a word's time at least that it shares with itself, heard in another one's sound


def voice_spans(found: Diarization) -> tuple[tuple[Span, ...], ...]:
    """Where each person speaks, in seconds: activity over a half, flicker closed."""
    out = []
    for person in range(found.people):
        flags = np.concatenate([[False], found.activity[:, person] > _ACTIVE, [False]])
        edges = np.flatnonzero(np.diff(flags.astype(np.int8))).reshape(-1, 2)
        spans = [(round(float(a) * FRAME_S, 3), round(float(b) * FRAME_S, 3)) for a, b in edges]
        out.append(tuple(s for s in merge(spans, _HOLE_S) if s[1] - s[0] >= _SHORTEST_S))
    return tuple(out)


def persons_of(words: Sequence[Word], spans: Sequence[Sequence[Span]]) -> list[int]:
    """The index of the person who said each word; `words` are sorted by start, `spans` is one list a person."""
    if not words or not spans:
        return [0] * len(words)
    costs = -np.log(np.stack([_heard(words, own) for own in spans], axis=1))
    changes = [_change(before, after) for before, after in itertools.pairwise(words)]
    total = costs[0]
    came: list[NDArray[np.int64]] = []
    for cost, change in zip(costs[1:], changes, strict=True):
        switch = total.min() + change
        came.append(np.where(total <= switch, np.arange(len(total)), int(total.argmin())))
        total = np.minimum(total, switch) + cost
    path = [int(total.argmin())]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    return path[::-1]


def without_strays(
    told: Sequence[tuple[Word, int | None]], spans: Sequence[Sequence[Span]]
) -> list[tuple[Word, int | None]]:
    """Words that were heard in the sound of one person at a time, without those of somebody else: at the edges of each
    piece of sound the other one is heard too, and that one's words are known from his own sound."""
    persons = [person for _, person in told if person is not None]
    if len(persons) < len(told) or not told:  # they were heard in everybody's sound
        return list(told)
    told = sorted(told, key=lambda pair: (pair[0].start, pair[0].end))
    shares = np.stack([_heard([w for w, _ in told], own) for own in spans], axis=1)
    own = shares[np.arange(len(told)), np.array([person for _, person in told if person is not None])]
    keep = (own > _STRAY) | (shares.max(axis=1) - own < _CLEARLY)
    for i, (word, person) in enumerate(told):
        for j in range(i + 1, len(told)):
            other, whose = told[j]
            if other.start > spoken_end(word) - _TOGETHER_S:
                break
            if keep[i] and keep[j] and whose != person and letters_of(other.text) == letters_of(word.text):
                keep[i if own[i] < own[j] else j] = False
    return [pair for pair, stays in zip(told, keep, strict=True) if stays]


def _heard(words: Sequence[Word], spans: Sequence[Span]) -> NDArray[np.float64]:
    """For each word the part of its time in which the person speaks, _LEAST_SURE..1."""
    starts = np.array([a for a, _ in spans], dtype=np.float64)
    ends = np.array([b for _, b in spans], dtype=np.float64)
    before = np.concatenate([[0.0], np.cumsum(ends - starts)])

    def spoken_until(second: float) -> float:
        """Seconds of the person's speech before a second."""
        done = int(np.searchsorted(starts, second, side="right"))
        return float(before[done] - (max(0.0, ends[done - 1] - second) if done else 0.0))

    out = np.empty(len(words))
    for i, word in enumerate(words):
        start, end = word.start - _WIDEN_S, max(spoken_end(word), word.start + 0.05) + _WIDEN_S
        out[i] = (spoken_until(end) - spoken_until(start)) / (end - start)
    heard: NDArray[np.float64] = np.clip(out, _LEAST_SURE, 1.0)
    return heard


def _change(before: Word, after: Word) -> float:
    if before.text[-1:] in ".?!…":
        return _CHANGE_AT_END
    if after.start - spoken_end(before) >= _PAUSE_S or before.text[-1:] in ",;:-–":
        return _CHANGE_AT_PAUSE
    return _CHANGE_WITHIN
