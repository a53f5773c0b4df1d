"""Moments of a call: questions, names of competitors, talk of price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from callcoach_desktop.analysis.pricing import price_talk
from callcoach_desktop.analysis.questions.finder import Question
from callcoach_desktop.analysis.questions.segments import Segment, ends_sentence
from callcoach_desktop.analysis.words import Run, bare_word
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.vocabulary import Term

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


def competitor_moments(runs: Iterable[Run], competitors: Sequence[Term]) -> list[Moment]:
    """Each sentence in which a competitor's name or alias is said, one moment a competitor a sentence."""
    names = [
        (term.name, tuple(bare_word(w) for w in alias.split()))
        for term in competitors
        for alias in (term.name, *term.aliases)
        if alias.split()
    ]
    found: list[Moment] = []
    for run in runs:
        words = [_without_possessive(t.bare) for t in run.tokens]
        seen: set[tuple[int, str]] = set()
        for at in range(len(words)):
            for name, alias in names:
                if tuple(words[at : at + len(alias)]) == alias:
                    segment = _sentence_around(run, at)
                    if (segment.first, name) in seen:
                        continue
                    seen.add((segment.first, name))
                    said = " ".join(t.text for t in run.tokens[at : at + len(alias)])
                    found.append(_moment("competitor", len(found) + 1, name, segment, f"“{said}” is said"))
    return found


def pricing_moments(runs: Sequence[Run]) -> list[Moment]:
    """Each sentence that speaks of price, discount, budget or contract money (English; see `pricing`)."""
    found = []
    for n, talk in enumerate(price_talk(runs), start=1):
        segment = Segment(talk.run, talk.first, talk.last, asks=False, marked=True)
        found.append(_moment("pricing", n, "", segment, f"“{talk.said}” is said"))
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
        confidence=0.9 if kind == "competitor" else 0.7,
        why=why,
    )


def _without_possessive(word: str) -> str:
    return word.removesuffix("'s")


def _sentence_around(run: Run, at: int) -> Segment:
    """The sentence that holds word `at`, or the words around it where there is no punctuation."""
    first = at
    while first > 0 and at - first < CLAUSE_WORDS and not ends_sentence(run.tokens[first - 1]):
        first -= 1
    last = at + 1
    while last < len(run.tokens) and last - at < CLAUSE_WORDS and not ends_sentence(run.tokens[last - 1]):
        last += 1
    return Segment(run, first, last, asks="?" in run.tokens[last - 1].text, marked=True)
