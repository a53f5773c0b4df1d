"""Moments of a call: questions, names of competitors, talk of price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from callcoach_desktop.analysis.competitors import find_named
from callcoach_desktop.analysis.pricing import USUAL, price_talk
from callcoach_desktop.analysis.questions.finder import Question
from callcoach_desktop.analysis.questions.segments import Segment, ends_sentence
from callcoach_desktop.analysis.words import Run
from callcoach_desktop.domain.analysis import Moment, Stage
from callcoach_desktop.domain.transcript import Side
from callcoach_desktop.domain.vocabulary import Term

if TYPE_CHECKING:
    import numpy as np

EARLY = 1 / 3  # the share of a call before which a mention is early
CLAUSE_WORDS = 25  # a quote without punctuation is cut to so many words around the hit


def question_moments(questions: Sequence[Question]) -> list[Moment]:
    """Questions as moments; ids are `question-1`, `question-2` ... in order of time."""
    return [
        Moment(
            id=f"question-{n}",
            kind="question",
            type=q.type,
            speaker=q.segment.run.speaker,
            start=q.segment.start,
            end=q.segment.end,
            quote=q.segment.text,
            confidence=round(q.confidence, 3),
            why=q.why,
        )
        for n, q in enumerate(questions, start=1)
    ]


def competitor_moments(runs: Sequence[Run], competitors: Sequence[Term]) -> list[Moment]:
    """Each sentence in which a competitor's name or alias is said, one moment a competitor a sentence."""
    found: list[Moment] = []
    seen: set[tuple[int, int, str]] = set()
    for named in find_named(runs, competitors):
        segment = _sentence_around(named.run, named.first)
        key = (id(named.run), segment.first, named.name)
        if key in seen:
            continue
        seen.add(key)
        sounds = f" sounds like {named.name}" if named.heard else " is said"
        made = _moment("competitor", len(found) + 1, named.name, segment, f"“{named.said}”{sounds}")
        found.append(replace(made, confidence=named.confidence))
    return found


def competitors_placed(
    moments: Sequence[Moment], stages: Sequence[Stage], duration: float, sides: Mapping[str, Side]
) -> list[Moment]:
    """The moments with, for competitors, where in the call they lie and which side named that one first."""
    raised: dict[str, str] = {}
    for moment in sorted(moments, key=lambda m: m.start):
        if moment.kind == "competitor":
            raised.setdefault(moment.type, sides.get(moment.speaker, "other"))
    placed = []
    for moment in moments:
        if moment.kind == "competitor":
            share = moment.start / duration if duration > 0 else 0.0
            detail: dict[str, str | float | bool | None] = {
                "minute": int(moment.start // 60),
                "share": round(share, 3),
                "early": share < EARLY,
                "stage": next((s.name for s in stages if s.start <= moment.start < s.end), None),
                "raised_by": raised[moment.type],
            }
            moment = replace(moment, detail=moment.detail | detail)
        placed.append(moment)
    return placed


def pricing_moments(runs: Sequence[Run], read: Sequence[np.ndarray] | None = None) -> list[Moment]:
    """Each stretch that speaks of price, discount, budget or contract money (English; see `pricing`). `read` is what a
    language model says of the words of each run."""
    found: list[Moment] = []
    for talk in price_talk(runs, read):
        segment = Segment(talk.run, talk.first, talk.last, asks=False, marked=True)
        why = f"“{talk.said}” is said" if talk.said else "how money is spoken of around it"
        made = _moment("pricing", len(found) + 1, "", segment, why)
        found.append(replace(made, confidence=talk.confidence))
    return found


def _moment(kind: str, number: int, type_: str, segment: Segment, why: str) -> Moment:
    return Moment(
        id=f"{kind}-{number}",
        kind="competitor" if kind == "competitor" else "pricing",
        type=type_,
        speaker=segment.run.speaker,
        start=segment.start,
        end=segment.end,
        quote=segment.text,
        confidence=USUAL,
        why=why,
    )


def _sentence_around(run: Run, at: int) -> Segment:
    """The sentence that holds word `at`, or the words around it where there is no punctuation."""
    first = at
    while first > 0 and at - first < CLAUSE_WORDS and not ends_sentence(run.tokens[first - 1]):
        first -= 1
    last = at + 1
    while last < len(run.tokens) and last - at < CLAUSE_WORDS and not ends_sentence(run.tokens[last - 1]):
        last += 1
    return Segment(run, first, last, asks="?" in run.tokens[last - 1].text, marked=True)
