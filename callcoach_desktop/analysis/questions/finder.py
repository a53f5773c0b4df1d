"""Finds the questions of a call: parts are searched (`search`), weighed (`scoring`), and what is known is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions.model import Model, shipped
from callcoach_desktop.analysis.questions.read import Read, rarity, read_of
from callcoach_desktop.analysis.questions.scoring import explain, odds_asked, type_of
from callcoach_desktop.analysis.questions.search import (
    Neighbours,
    around_of,
    choose,
    placed_candidates,
    run_neighbours,
)
from callcoach_desktop.analysis.questions.segments import Segment, by_punctuation, is_punctuated, writes_question_marks
from callcoach_desktop.analysis.words import Run, Token
from callcoach_desktop.domain.analysis import QuestionType

if TYPE_CHECKING:
    import numpy as np

MARK = 1.0  # least log-odds of a segment that ends in a question mark: few are slips of the recogniser
KEPT_RUNS = 6_000  # runs whose questions are kept: calls of some four hours, in some twenty megabytes


@dataclass(frozen=True, slots=True)
class Found:
    """A question by its place among the words of a run: `first` to `last` (exclusive); the rest as in `Question`."""

    first: int
    last: int
    asks: bool
    type: QuestionType
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was found. `type` and `confidence` (0..1, that it is a question) with the reason in words."""

    segment: Segment
    type: QuestionType
    confidence: float
    why: str


def find_questions(
    runs: Sequence[Run], language: str, model: Model | None = None, read: Sequence[np.ndarray] | None = None
) -> list[Question]:
    """All questions of a call in order of time. `runs` are sorted by start; `read` is what a language model says of the
    words of each (`meaning.reading.read_runs`).

    In a language other than English only question marks are known, and every question is of type `closed` with
    a confidence that says so.
    """
    if language != lexicon.LANGUAGE:
        return [
            Question(segment, "closed", 0.5, "ends in a question mark; no word lists for this language")
            for run in runs
            for segment in by_punctuation(run)
            if segment.asks
        ]
    found = []
    speakers = {r.speaker for r in runs}
    marked = {s: is_punctuated([t for r in runs if r.speaker == s for t in r.tokens]) for s in speakers}
    asking = writes_question_marks([t for r in runs for t in r.tokens])
    said = [None if read is None else read_of(read[n]) for n in range(len(runs))]
    rare = rarity([r for r in said if r is not None])
    for (run, neighbours), of_run in zip(run_neighbours(runs), said, strict=True):
        is_marked = marked[run.speaker]
        if model is None:
            placed = _known_questions(_nameless(run), neighbours, is_marked, asking, of_run, rare)
        else:
            placed = questions_of(run, neighbours, is_marked, model, of_run, asking, rare)
        found += [
            Question(Segment(run, f.first, f.last, f.asks, is_marked and asking), f.type, f.confidence, f.why)
            for f in placed
        ]
    return sorted(found, key=lambda q: (q.segment.start, q.segment.end))


def questions_of(
    run: Run,
    neighbours: Neighbours | None,
    marked: bool,
    model: Model,
    read: Read | None = None,
    asking: bool = True,
    rare: float = 0.0,
) -> tuple[Found, ...]:
    """The questions of one run. Only its words with their times, what the other side says before and after it, whether
    the speaker's text has punctuation, whether the call's has question marks (`asking`) and what a language model
    says of it count for them."""
    places = placed_candidates(run, around_of(run, neighbours), model, marked, asking, read, rare)
    scored = [(p, odds_asked(p, model)) for p in places]
    found = []
    for placed, odds in choose(scored):
        segment = placed.segment
        kind, share = type_of(placed, model)
        confidence = 1.0 / (1.0 + math.exp(-(max(odds, MARK) if segment.asks else odds)))
        why = explain(placed, kind, share)
        found.append(Found(segment.first, segment.last, segment.asks, kind, confidence, why))
    return tuple(found)


@lru_cache(maxsize=KEPT_RUNS)
def _known_questions(
    run: Run, neighbours: Neighbours | None, marked: bool, asking: bool, read: Read | None, rare: float
) -> tuple[Found, ...]:
    """Of a `_nameless` run, with the weights that come with the app. A correction touches one run of a call and what
    stands around it; of all others the questions are known from the time before."""
    return questions_of(run, neighbours, marked, shipped(), read, asking, rare)


def _nameless(run: Run) -> Run:
    """The run without what its questions do not depend on: who speaks, and how many utterances came before."""
    base = run.tokens[0].utterance
    if base:
        tokens = tuple([Token(t.text, t.bare, t.start, t.end, t.utterance - base, t.exact) for t in run.tokens])
        return Run("", "other", tokens)
    return replace(run, speaker="", side="other")
