"""Where a call speaks of price, discount, budget or contract money (English).

Each sentence gets points for what is said in it: money words, amounts with a currency or "a month" behind them, and,
for less, words that speak of money only among others and amounts that say not of what. Talk of money comes in
stretches, so a sentence that stands near a clear one needs less of its own. Points are set by hand. Where a language
model has read the call, what it says of the sentence's words is added up with them, and it says too which sentences are
one stretch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.meaning import reading
from callcoach_desktop.analysis.meaning.reader import BEGIN, INSIDE, SPAN_AT
from callcoach_desktop.analysis.questions.segments import is_punctuated, sentences
from callcoach_desktop.analysis.words import Run

ENOUGH = 2  # points from which a sentence counts
NEAR_POINTS = 1  # what a clear sentence adds to those next to it that have points of their own
NEAR_SECONDS = 12.0  # how near that is
# Where a language model has read the call (set on calls that it did not see, docs/measurements.md):
READ_POINT = 1.0  # log-odds that a point counts beside what the model says
MOST_POINTS = 3  # and how many count at most
READ_ENOUGH = 1.25  # log-odds from which a sentence counts
ANEW = 0.5  # how likely, beside its going on, a new stretch must begin with a sentence to be one of its own
BEGINNING = 3  # words of a sentence in which it would begin
USUAL = 0.7  # confidence where no language model has read the call
WINDOW = 25  # words that are taken for a sentence where there is no punctuation
RUN_ON = 14  # words from which a sentence may be several that a recogniser ran together
LEAST_PART = 3  # words of the least of those

NO_AMOUNTS = frozenset({"one", "third", "quarter", "half", "zero"})  # numbers that are seldom an amount of money

# What a sentence begins with that a recogniser has put behind a comma.
_BEGINNINGS = frozenset(
    {
        *("so", "and", "but", "then", "now", "plus", "if", "for", "what", "which", "no", "there", "the", "that's"),
        *("it", "it's", "they", "he", "she", "we", "we'd", "we'll", "we're", "you", "you'd", "you're", "there's"),
        *("i", "i'd", "i'll", "i'm", "i've"),
    }
)

_SIGN = re.compile(r"[$€£]\s?\d|\d\s?[€£$]")
_DIGITS = re.compile(r"^\d[\d.,]*k?$")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class PriceTalk:
    """Words `first` to `last` (exclusive) of a run that speak of price; `said` is the words that tell it, "" where only
    a language model does; `confidence` from 0 to 1."""

    run: Run
    first: int
    last: int
    said: str
    confidence: float = USUAL


def price_talk(runs: Sequence[Run], read: Sequence[np.ndarray] | None = None) -> list[PriceTalk]:
    """All stretches of a call that speak of price, in order of the runs. `read` is what a language model says of the
    words of each run (see `meaning.reading.read_runs`)."""
    spans = [(n, *part, *_points(run, *part[:2])) for n, run in enumerate(runs) for part in _sentences(run)]
    clear = [_times(runs[n], first, last) for n, first, last, _, points, _ in spans if points >= ENOUGH]
    found: list[PriceTalk] = []
    chances = reading.inside_each(read or (), "pricing")
    for n, first, last, anew, points, said in spans:
        if points and _is_near(_times(runs[n], first, last), clear):
            points += NEAR_POINTS
        if read is None:
            if points >= ENOUGH:
                found.append(PriceTalk(runs[n], first, last, said))
            continue
        told = reading.peak_odds(chances[n][first:last]) + READ_POINT * min(points, MOST_POINTS)
        if told < READ_ENOUGH:
            continue
        sure = round(1 / (1 + math.exp(READ_ENOUGH - 1 - told)), 3)
        before = found[-1] if found and not anew else None
        if before and before.run is runs[n] and before.last == first and not _begins(read[n][first:last]):
            found[-1] = PriceTalk(runs[n], before.first, last, before.said or said, max(before.confidence, sure))
        else:
            found.append(PriceTalk(runs[n], first, last, said, sure))
    return found


def _times(run: Run, first: int, last: int) -> tuple[float, float]:
    return run.tokens[first].start, run.tokens[last - 1].end


def _is_near(span: tuple[float, float], clear: Sequence[tuple[float, float]]) -> bool:
    """Whether another sentence, a clear one, lies near in time."""
    start, end = span
    return any(s - NEAR_SECONDS < end and start < e + NEAR_SECONDS and s != start for s, e in clear)


def _begins(said: np.ndarray) -> bool:
    """Whether a new stretch begins with a sentence that a language model has read."""
    shares = np.exp(reading.log_shares(said[:BEGINNING, SPAN_AT["pricing"]].astype(np.float64)))
    return bool(shares[:, BEGIN].max() >= ANEW * shares[:, INSIDE].max())


def _sentences(run: Run) -> list[tuple[int, int, bool]]:
    """First and last word (exclusive) of each, and whether it is cut off a longer one."""
    if is_punctuated(run.tokens):
        return [part for first, last in sentences(run) for part in _run_on(run, first, last)]
    count = len(run.tokens)
    return [(at, min(at + WINDOW, count), False) for at in range(0, count, WINDOW)]


def _run_on(run: Run, first: int, last: int) -> list[tuple[int, int, bool]]:
    """The parts of a long sentence that each name money of their own: "It's seventy-eight pounds a truck, so for
    forty-one, three thousand two hundred a month" are two to who says it, and a recogniser hears one."""
    parts: list[tuple[int, int, bool]] = []
    if last - first >= RUN_ON:
        for at in range(first + LEAST_PART, last - LEAST_PART + 1):
            begins = run.tokens[at - 1].text.endswith(",") and run.tokens[at].bare in _BEGINNINGS
            if not begins or at - first < LEAST_PART:
                continue
            if min(_points(run, first, at)[0], _points(run, at, last)[0]) >= ENOUGH:
                parts.append((first, at, bool(parts)))
                first = at
    return [*parts, (first, last, bool(parts))]


def is_number(word: str) -> bool:
    """Whether a bare word is a number, spelt or in digits ("fortyfive" was hyphened)."""
    tens = word.startswith(_TENS) and not word.endswith(("th", "st", "nd", "rd", "ties"))  # no dates, no decades
    return bool(_DIGITS.match(word)) or tens or word in lexicon.NUMBERS - NO_AMOUNTS


def _points(run: Run, first: int, last: int) -> tuple[int, str]:
    """How clearly a sentence speaks of price, and the word that tells it most clearly."""
    tokens = run.tokens[first:last]
    words = [t.bare.removesuffix("'s") for t in tokens]
    joined = f" {' '.join(words)} "
    best, total, said = 0, 0, ""
    cues = [(2, w) for w in words if w in lexicon.MONEY]
    cues += [(1, w) for w in sorted(set(words) & lexicon.MONEY_HINTS)]
    cues += [(2, p.strip()) for p in lexicon.PRICE_PHRASES if p in joined]
    cues += [(2, t.text) for t in tokens if _SIGN.search(t.text)]
    cues += _amounts(words)
    for points, what in cues:
        total += points
        if points > best:
            best, said = points, what
    return total, said


def _amounts(words: Sequence[str]) -> list[tuple[int, str]]:
    """An amount with a unit of money or "a month" behind it, or a bare one that is too large or too odd to count
    things or hours."""
    found = []
    at = 0
    while at < len(words):
        if not is_number(words[at]):
            at += 1
            continue
        end = at + 1
        while end < len(words) and (is_number(words[end]) or (words[end] == "and" and _number_at(words, end + 1))):
            end += 1
        said = " ".join(words[at:end])
        ahead = words[end : end + 3]
        if ahead[:1] and ahead[0] in lexicon.MONEY_UNITS and ahead[0] != "percent":
            found.append((2, f"{said} {ahead[0]}"))
        elif ahead[:1] == ["percent"]:
            if set(words) & lexicon.PERCENT_OF_PRICE:
                found.append((2, f"{said} percent"))
        elif _per_unit(ahead):
            found.append((2, f"{said} {ahead[0]} {ahead[1]}"))
        elif _is_large(words[at:end]) and (not ahead or ahead[0] in lexicon.FUNCTION_WORDS):
            found.append((1, said))
        at = end
    return found


def _is_large(words: Sequence[str]) -> bool:
    """Whether an amount is more than a time or a small count: "four thousand", "fifty-eight five", "two ninety"."""
    return len(words) > 1 or words[0].startswith(_TENS) or (len(words[0]) > 2 and words[0][0].isdigit())


def _number_at(words: Sequence[str], at: int) -> bool:
    return at < len(words) and is_number(words[at])


def _per_unit(ahead: Sequence[str]) -> bool:
    if len(ahead) < 2:
        return False
    return ahead[0] in ("per", "each") or (ahead[0] == "a" and ahead[1] in lexicon.PRICED_BY)
