"""Finds the questions of a call."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions import features, weights
from callcoach_desktop.analysis.questions.features import Around
from callcoach_desktop.analysis.questions.forms import asks_by_form, core_start
from callcoach_desktop.analysis.questions.segments import Segment, boundary_odds, by_punctuation, is_punctuated
from callcoach_desktop.analysis.words import Run, is_backchannel_text
from callcoach_desktop.domain.analysis import QuestionType

RHETORICAL = 0.75  # probability from which a question counts as rhetorical
OWN_WORDS = 12  # words of the same run that are looked at on either side of a segment
UNLIKELY = -2.5  # log-odds of a boundary under which no cut is tried
REACH = 5  # candidate boundaries that a segment may span
ASKING_FORM = 0.7  # log-odds that an asking form adds to bare text; set by hand, it evens out precision and recall
SUBORDINATE = 2.0  # log-odds that a subordinate clause ("when we moved, ...") takes away
MAX_WORDS = 40  # and words
ASKING = 2.0  # how much a question's log-odds weigh against those of boundaries
MARK = 3.0  # log-odds that a question mark adds: about one in twenty is a slip of the recogniser
NEAR_WORDS = 40  # words of the other side that a question may go back to
KINDS: tuple[QuestionType, ...] = ("open", "closed", "clarifying", "check", "rhetorical")


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment and what surrounds it."""

    segment: Segment
    around: Around


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was found. `type` and `confidence` (0..1, that it is a question) with the reason in words."""

    segment: Segment
    type: QuestionType
    confidence: float
    why: str


def _words(run: Run) -> tuple[str, ...]:
    return tuple(t.bare for t in run.tokens)


def surroundings(run: Run, before: tuple[str, ...], after: tuple[str, ...], first: int, last: int) -> Around:
    """What surrounds the words `first` to `last` (exclusive) of a run."""
    tokens = run.tokens
    return Around(
        before=before,
        after=after,
        own_before=tuple(t.bare for t in tokens[max(0, first - OWN_WORDS) : first]),
        own_after=tuple(t.bare for t in tokens[last : last + OWN_WORDS]),
    )


def place_segments(runs: Sequence[Run]) -> Iterator[Placed]:
    """Every segment of every run with its surroundings. Whether text is punctuated is decided speaker by speaker,
    so that a machine's transcript of one side may be bare."""
    speakers = {r.speaker for r in runs}
    marked = {s: is_punctuated([t for r in runs if r.speaker == s for t in r.tokens]) for s in speakers}
    for run, around in run_surroundings(runs):
        for segment in by_punctuation(run) if marked[run.speaker] else by_clauses(run, around):
            yield Placed(segment, around(segment.first, segment.last))


def run_surroundings(runs: Sequence[Run]) -> Iterator[tuple[Run, Callable[[int, int], Around]]]:
    """Each run with the function that tells what surrounds a part of it. With one voice nothing is known: answers
    and questions are then in one stream."""
    two_sided = len({r.speaker for r in runs}) > 1
    for k, run in enumerate(runs):
        if two_sided:
            yield run, partial(surroundings, run, _words_before(runs, k), _words_after(runs, k))
        else:
            yield run, _unknown


def _unknown(_first: int, _last: int) -> Around:
    return Around(known=False)


def candidates(odds: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Parts of a run that may be a sentence: between any two places where a boundary is not unlikely."""
    places = [at for at, value in enumerate(odds) if value > UNLIKELY]
    places.append(len(odds))
    for i, first in enumerate(places[:-1]):
        for last in places[i + 1 : i + 1 + REACH]:
            if last - first > MAX_WORDS and last != places[i + 1]:
                break
            yield first, last


def by_clauses(run: Run, around: Callable[[int, int], Around]) -> list[Segment]:
    """Segments of text without punctuation: the cut with the highest sum of boundary log-odds and of the log-odds of
    those segments that ask something (a semi-Markov search by dynamic programming)."""
    odds = boundary_odds(run)
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for first, last in candidates(odds):  # sorted by first, so best[first] is final
        if first not in best:
            continue
        segment = Segment(run, first, last, asks=False, marked=False)
        asked = odds_asked(Placed(segment, around(first, last)))
        score = best[first][0] + (odds[first] if first else 0.0) + ASKING * max(0.0, asked)
        if last not in best or score > best[last][0]:
            best[last] = (score, first)
    found, last = [], len(odds)
    while last > 0:
        first = best[last][1]
        found.append(Segment(run, first, last, asks=False, marked=False))
        last = first
    return found[::-1]


def _words_before(runs: Sequence[Run], k: int) -> tuple[str, ...]:
    """The last words that somebody else said before run `k`."""
    found: tuple[str, ...] = ()
    for run in reversed(runs[max(0, k - 6) : k]):
        if run.speaker != runs[k].speaker:
            found = _words(run) + found
            if not is_backchannel_text(_words(run)):
                break
        elif found:
            break
    return found[-NEAR_WORDS:]


def _words_after(runs: Sequence[Run], k: int) -> tuple[str, ...]:
    """What somebody else says next after run `k`, backchannels included: "yeah" is an answer too."""
    for run in runs[k + 1 : k + 6]:
        if run.speaker != runs[k].speaker:
            return _words(run)[:NEAR_WORDS] if run.start >= runs[k].start else ()
    return ()


def asked_features(placed: Placed) -> list[str]:
    """Features for whether a segment without a question mark asks something."""
    words = placed.segment.words
    return features.form_features(words) + features.around_features(words, placed.around)


def type_features(placed: Placed) -> list[str]:
    """Features for the type of a question."""
    words = placed.segment.words
    return (
        features.form_features(words) + features.around_features(words, placed.around) + features.word_features(words)
    )


def odds_asked(placed: Placed) -> float:
    """Log-odds that a segment without a question mark asks something. Text with punctuation has weights of its own:
    there the missing mark speaks against a question."""
    words = placed.segment.words
    table = weights.ASKED_MARKED if placed.segment.marked else weights.ASKED_BARE
    odds = sum(table.get(f, 0.0) for f in asked_features(placed))
    if not placed.segment.marked and asks_by_form(words, core_start(words)) in ("aux", "wh"):
        odds += ASKING_FORM
    if features.is_subordinate(words):
        odds -= SUBORDINATE
    return odds


def type_of(placed: Placed) -> tuple[QuestionType, float]:
    """The likeliest type of a question and its probability. `rhetorical` must be clear: a question that is wrongly
    taken for rhetorical vanishes from the figures."""
    if features.answers_his_why(placed.segment.words, placed.around):
        return "rhetorical", 0.9
    scores = [0.0] * len(KINDS)
    for name in type_features(placed):
        for k, value in enumerate(weights.TYPES.get(name, ())):
            scores[k] += value
    high = max(scores)
    shares = [math.exp(s - high) for s in scores]
    whole = sum(shares)
    if shares[-1] / whole < RHETORICAL:
        shares[-1] = 0.0
    best = max(range(len(KINDS)), key=shares.__getitem__)
    return KINDS[best], shares[best] / whole


def find_questions(runs: Sequence[Run], language: str) -> list[Question]:
    """All questions of a call in order of time. `runs` are sorted by start.

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
    for placed in place_segments(runs):
        odds = odds_asked(placed)
        if placed.segment.asks:
            odds = max(odds, 0.0) + MARK
        if odds > 0:
            kind, share = type_of(placed)
            found.append(Question(placed.segment, kind, 1.0 / (1.0 + math.exp(-odds)), explain(placed, kind, share)))
    return sorted(found, key=lambda q: (q.segment.start, q.segment.end))


def explain(placed: Placed, kind: QuestionType, share: float) -> str:
    """Why a segment counts as a question of its type, in words for a person."""
    words = placed.segment.words
    names = set(features.form_features(words)) | set(features.around_features(words, placed.around))
    form = asks_by_form(words, core_start(words))
    reasons = []
    if placed.segment.asks:
        reasons.append("ends in a question mark")
    indirect = next((n.removeprefix("indirect:") for n in sorted(names) if n.startswith("indirect:")), None)
    if indirect:
        reasons.append(f"asks indirectly ({indirect})")
    elif form == "wh":
        reasons.append(f"begins with “{words[core_start(words)]}”")
    elif form in ("aux", "aux noun"):
        at = core_start(words)
        reasons.append(f"begins with “{words[at]} {words[at + 1]}”")
    elif "tag" in names or "tag word" in names:
        reasons.append("ends in a tag")
    if kind == "clarifying" and names & {"echo:2", "echo:3", "echo first", "echo of the end"}:
        reasons.append("takes up the other's words")
    elif kind == "clarifying" and "goes back" in names:
        reasons.append("goes back to what was said")
    if kind == "rhetorical" and "answers himself" in names:
        reasons.append("the speaker goes on to answer")
    if not reasons:
        reasons.append("worded and answered like a question")
    doubt = "" if share >= 0.6 else f"; type {kind} is uncertain ({share:.0%})"
    return ", ".join(reasons) + doubt
