"""How something is said, word by word (English): fillers, hedges, jargon, "you" and "we", and stretches that are fast
or slow. Pure functions; cheap enough to be asked for when somebody wants to see it.

A recogniser leaves most hesitations out of what it writes ("um" above all), so what is counted from its text is too
low; a transcript that a person typed may have left out all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.turns import find_floor
from callcoach_desktop.analysis.words import Run, Token, runs, sorted_utterances
from callcoach_desktop.domain.transcript import Side, Transcript
from callcoach_desktop.system import paths

WordKind = Literal["filler", "hedge", "jargon", "you", "we", "fast", "slow"]
KINDS: tuple[WordKind, ...] = ("filler", "hedge", "jargon", "you", "we", "fast", "slow")

YOU = lexicon.word_set("you your yours you're you've you'd you'll yourself yourselves")
WE = lexicon.word_set("we our ours us we're we've we'd we'll ourselves i my mine me i'm i've i'd i'll myself")
BESIDE = 4  # words on each side of a mark that are quoted with it
STRETCH = 12.0  # seconds of one voice of which the pace is told
LEAST_WORDS = 20  # in a stretch
FAST, SLOW = 1.3, 0.65  # times the voice's own pace
FAST_FROM, SLOW_FROM = 190.0, 110.0  # words a minute: what is within these is no matter of note


@dataclass(frozen=True, slots=True)
class WordMark:
    """Words that show how something is said, `around` with those beside them. `value` is the words a minute of a
    stretch, else None."""

    kind: WordKind
    speaker: str
    side: Side
    start: float
    end: float
    text: str
    around: str = ""
    value: float | None = None


@cache
def phrases() -> dict[str, tuple[tuple[WordKind, tuple[str, ...]], ...]]:
    """First word -> the phrases that begin with it, longest first."""
    with (paths.resources() / "lexicons" / "wording.toml").open("rb") as file:
        data = tomllib.load(file)
    found: dict[str, list[tuple[WordKind, tuple[str, ...]]]] = {}
    kinds: tuple[tuple[WordKind, str], ...] = (("hedge", "hedges"), ("jargon", "jargon"))
    for kind, listed in kinds:
        for phrase in data[listed]:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((kind, words))
    return {first: tuple(sorted(some, key=lambda p: -len(p[1]))) for first, some in found.items()}


def word_marks(words: Transcript) -> tuple[WordMark, ...]:
    """All of them in order of time; none in another language than English."""
    if words.language != lexicon.LANGUAGE:
        return ()
    utterances = sorted_utterances(words)
    spoken = runs(words, utterances, find_floor(words, utterances).backchannels)
    found = [mark for run in spoken for mark in said_in(run)]
    found = without_customers_words(found)
    return tuple(sorted([*found, *_paced(spoken)], key=lambda m: (m.start, m.end, m.kind)))


def said_in(run: Run) -> list[WordMark]:
    """Fillers, hedges, jargon, "you" and "we" of one turn."""
    found: list[WordMark] = []
    tokens = run.tokens
    bare = [t.bare for t in tokens]
    listed = phrases()
    at = 0
    while at < len(tokens):
        word = bare[at]
        width, kind = 1, _single(word)
        if tuple(bare[at : at + 2]) in lexicon.FILLER_PAIRS:
            width, kind = 2, "filler"
        for other, phrase in listed.get(word, ()):
            if tuple(bare[at : at + len(phrase)]) == phrase:
                width, kind = len(phrase), other
                break
        if kind is not None:
            found.append(_mark(run, kind, tokens[at : at + width], tokens[max(0, at - BESIDE) : at + width + BESIDE]))
        at += width
    return found


def hedges_in(words: Sequence[str]) -> int:
    """How many hedges bare words hold."""
    listed = phrases()
    return sum(
        any(kind == "hedge" and tuple(words[at : at + len(phrase)]) == phrase for kind, phrase in listed[word])
        for at, word in enumerate(words)
        if word in listed
    )


def without_customers_words(marks: Iterable[WordMark]) -> list[WordMark]:
    """Without the jargon that the customer had said before: it is a word of theirs. `marks` are in order of time."""
    theirs: set[str] = set()
    kept = []
    for mark in marks:
        if mark.kind == "jargon":
            word = mark.text.casefold()
            if mark.side == "customer":
                theirs.add(word)
                continue
            if word in theirs:
                continue
        kept.append(mark)
    return kept


def _single(word: str) -> WordKind | None:
    if word in lexicon.FILLERS:
        return "filler"
    return "you" if word in YOU else "we" if word in WE else None


def _mark(
    run: Run, kind: WordKind, tokens: Sequence[Token], beside: Sequence[Token], value: float | None = None
) -> WordMark:
    text = " ".join(t.text for t in tokens).strip(" .,?!;:")
    around = " ".join(t.text for t in beside)
    return WordMark(kind, run.speaker, run.side, tokens[0].start, max(t.end for t in tokens), text, around, value)


def _paced(spoken: Sequence[Run]) -> list[WordMark]:
    """Stretches that are far faster or slower than the voice's own pace. Needs measured times of words."""
    stretches: dict[str, list[tuple[Run, list[Token], float]]] = {}
    for run in spoken:
        part: list[Token] = []
        for token in run.tokens:
            if not token.exact or token.bare in lexicon.FILLERS:
                continue
            if part and token.end - part[0].start > STRETCH:
                _add(stretches, run, part)
                part = []
            part.append(token)
        _add(stretches, run, part)
    found = []
    for some in stretches.values():
        usual = sum(len(p) for _, p, _ in some) / max(sum(len(p) / pace for _, p, pace in some), 1e-6)
        for run, part, pace in some:
            if pace >= max(FAST * usual, FAST_FROM):
                found.append(_mark(run, "fast", part, part, pace))
            elif pace <= min(SLOW * usual, SLOW_FROM):
                found.append(_mark(run, "slow", part, part, pace))
    return found


def _add(stretches: dict[str, list[tuple[Run, list[Token], float]]], run: Run, part: list[Token]) -> None:
    if len(part) >= LEAST_WORDS and part[-1].end > part[0].start:
        pace = 60 * len(part) / (part[-1].end - part[0].start)
        stretches.setdefault(run.speaker, []).append((run, list(part), pace))
