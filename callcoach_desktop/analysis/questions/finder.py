"""Finds the questions of a call."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions import features
from callcoach_desktop.analysis.questions.features import Around
from callcoach_desktop.analysis.questions.forms import asks_by_form, core_start, may_begin
from callcoach_desktop.analysis.questions.model import Model, shipped
from callcoach_desktop.analysis.questions.read import Read, read_of
from callcoach_desktop.analysis.questions.segments import (
    Segment,
    boundary_odds,
    by_punctuation,
    ends_sentence,
    is_punctuated,
    sentences,
    sign,
)
from callcoach_desktop.analysis.words import Run, Token, is_backchannel_text
from callcoach_desktop.domain.analysis import QuestionType

if TYPE_CHECKING:
    import numpy as np

RHETORICAL = 0.75  # probability from which a question counts as rhetorical
OWN_WORDS = 12  # words of the same run that are looked at on either side of a segment
UNLIKELY = -2.5  # log-odds of a boundary under which no cut is tried
UNLIKELY_ASKING = -4.0  # the same where an asking form may begin
CERTAIN = 9.0  # log-odds of a boundary at the edge of a run and at punctuation that ends a sentence
FORCED = 20.0  # what a question mark adds to those that end at it, so that one of them is taken
REACH = 5  # candidate boundaries that a segment may span
SUBORDINATE = 2.0  # log-odds that a subordinate clause ("when we moved, ...") takes away
MAX_WORDS = 40  # and words
MARK = 1.0  # least log-odds of a segment that ends in a question mark: few are slips of the recogniser
# Log-odds added so that precision and recall even out on calls left out of training (tests/benchmarks/questions.py).
BARE = -0.3  # text without punctuation
CLEAN = 1.5  # there, a clean inversion ("have you seen"): set by hand, the calls have too few of them
CLEAN_EDGE = -1.0  # where a boundary before it has at least these log-odds
HEARD = -0.2  # a recogniser's text, which has word times: it loses every third question mark
WRITTEN = -2.3  # other text with punctuation: who wrote it set the question marks
# Where a language model has read the call: what it counts, what the features count then, and what evens out again.
READ_ASKED, LISTS_ASKED = 0.4, 1.0
HOPELESS = -4.0  # log-odds, as the language model sees them, of a segment that is not looked at further
READ_BARE, READ_HEARD, READ_WRITTEN = 0.0, 0.4, 0.2
INSIDE = 2.0  # inside a sentence whose writer set no question mark: "and how tight you have the lid down on it"
INDIRECT = 2.5  # "I'd be curious to know ..." asks, whatever the model says: its calls have few of each such form
READ_TYPE, LISTS_TYPE = 1.0, 0.5
ASKED_WITHIN = 12  # words of the other side nearest to a run in which a question is looked for
QUOTED = 8  # words before a question in which its sentence may quote the other
NEAR_WORDS = 40  # words of the other side that a question may go back to
KEPT_RUNS = 6_000  # runs whose questions are kept: calls of some four hours, in some twenty megabytes
KINDS: tuple[QuestionType, ...] = ("open", "closed", "clarifying", "check", "rhetorical")


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment, its bare words, what surrounds it, and the log-odds of a boundary before and after it."""

    segment: Segment
    words: tuple[str, ...]
    around: Around
    begin: float
    end: float
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What the other side says before or after: bare words, and whether they ask something."""

    words: tuple[str, ...]
    asks: bool


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


def _words(run: Run) -> tuple[str, ...]:
    return tuple(t.bare for t in run.tokens)


def surroundings(words: tuple[str, ...], before: Neighbour, after: Neighbour, first: int, last: int) -> Around:
    """What surrounds the words `first` to `last` (exclusive) of a run with these bare words."""
    return Around(
        before=before.words,
        after=after.words,
        own_before=words[max(0, first - OWN_WORDS) : first],
        own_after=words[last : last + OWN_WORDS],
        before_asks=before.asks,
        after_asks=after.asks,
    )


def placed_candidates(run: Run, around: Callable[[int, int], Around], model: Model, marked: bool) -> Iterator[Placed]:
    """Every part of a run that may be a question, sorted by its first word."""
    odds = [*boundary_odds(run, model, marked), CERTAIN]
    words = _words(run)
    ends = {last for _, last in sentences(run)} if marked else set()
    for at in {0, *ends}:
        odds[at] = CERTAIN
    for first, last in candidates(run, odds, marked):
        segment = Segment(run, first, last, marked and sign(run.tokens[last - 1]) == "?", marked)
        yield Placed(segment, words[first:last], around(first, last), odds[first], odds[last])


def run_surroundings(runs: Sequence[Run]) -> Iterator[tuple[Run, Callable[[int, int], Around]]]:
    """Each run with the function that tells what surrounds a part of it."""
    for run, neighbours in run_neighbours(runs):
        yield run, _around(run, neighbours)


def run_neighbours(runs: Sequence[Run]) -> Iterator[tuple[Run, tuple[Neighbour, Neighbour] | None]]:
    """Each run with what the other side says before and after it. With one voice nothing is known: answers and
    questions are then in one stream."""
    two_sided = len({r.speaker for r in runs}) > 1
    for k, run in enumerate(runs):
        yield run, ((_before(runs, k), _after(runs, k)) if two_sided else None)


def _around(run: Run, neighbours: tuple[Neighbour, Neighbour] | None) -> Callable[[int, int], Around]:
    return _unknown if neighbours is None else partial(surroundings, _words(run), *neighbours)


def _unknown(_first: int, _last: int) -> Around:
    return Around(known=False)


def candidates(run: Run, odds: Sequence[float], marked: bool) -> Iterator[tuple[int, int]]:
    """Parts of a run that may be a clause: between any two places where a boundary is not unlikely (log-odds `odds`
    before each word and after the last). Punctuation that ends a sentence is never crossed; a recogniser puts it too
    seldom rather than too often."""
    words = [t.bare for t in run.tokens]
    for begin, end in sentences(run) if marked else [(0, len(words))]:
        places = [begin]
        for at in range(begin + 1, end):
            asks = may_begin(words, at) and asks_by_form(words, at) in ("aux", "wh")
            if odds[at] > (UNLIKELY_ASKING if asks else UNLIKELY):
                places.append(at)
        places.append(end)
        for i, first in enumerate(places[:-1]):
            for last in places[i + 1 : i + 1 + REACH]:
                if last - first > MAX_WORDS and last != places[i + 1]:
                    break
                yield first, last
            if i + REACH + 1 < len(places) and end - first <= MAX_WORDS and marked:
                yield first, end


def choose(scored: Sequence[tuple[Placed, float]]) -> list[tuple[Placed, float]]:
    """Those candidates of a run, none on top of another, whose log-odds have the highest sum. A sentence that ends in a
    question mark has one of them at its end in any case. `scored` is sorted by first word."""
    marked_ends = {p.segment.last for p, _ in scored if p.segment.asks}
    length = max((p.segment.last for p, _ in scored), default=0)
    by_end: dict[int, list[tuple[Placed, float]]] = {}
    for placed, odds in scored:
        worth = odds + FORCED if placed.segment.last in marked_ends else odds
        if worth > 0:
            by_end.setdefault(placed.segment.last, []).append((placed, odds))
    best: list[float] = [0.0]
    taken: list[tuple[Placed, float] | None] = [None]
    for end in range(1, length + 1):
        best.append(best[end - 1])
        taken.append(None)
        for placed, odds in by_end.get(end, ()):
            worth = odds + FORCED if end in marked_ends else odds
            if best[placed.segment.first] + worth > best[end]:
                best[end] = best[placed.segment.first] + worth
                taken[end] = (placed, odds)
    found, at = [], length
    while at > 0:
        pick = taken[at]
        if pick is None:
            at -= 1
        else:
            found.append(pick)
            at = pick[0].segment.first
    return found[::-1]


def _before(runs: Sequence[Run], k: int) -> Neighbour:
    """The last words that somebody else said before run `k`; they ask when a question stands near their end."""
    found: list[Token] = []
    for run in reversed(runs[max(0, k - 6) : k]):
        if run.speaker != runs[k].speaker:
            found = [*run.tokens, *found]
            if not is_backchannel_text(_words(run)):
                break
        elif found:
            break
    return Neighbour(tuple(t.bare for t in found[-NEAR_WORDS:]), _asks(found[-ASKED_WITHIN:]))


def _after(runs: Sequence[Run], k: int) -> Neighbour:
    """What somebody else says next after run `k`, backchannels included: "yeah" is an answer too."""
    for run in runs[k + 1 : k + 6]:
        if run.speaker != runs[k].speaker:
            if run.start < runs[k].start:
                break
            return Neighbour(_words(run)[:NEAR_WORDS], _asks(run.tokens[:ASKED_WITHIN]))
    return Neighbour((), asks=False)


def _asks(tokens: Sequence[Token]) -> bool:
    """Whether a question mark or an asking form is among these words."""
    words = [t.bare for t in tokens]
    return any(sign(t) == "?" for t in tokens) or any(
        asks_by_form(words, i) in ("aux", "wh") and (i == 0 or may_begin(words, i)) for i in range(len(words))
    )


def asked_features(placed: Placed) -> list[str]:
    """Features for whether a segment asks something."""
    words = placed.words
    found = features.form_features(words) + features.around_features(words, placed.around)
    found += features.edge_features(words, placed.around, placed.begin, placed.end)
    if placed.segment.marked:
        found += features.sign_features(words, placed.segment.opening, placed.segment.closing, placed.around)
    return found


def type_features(placed: Placed) -> list[str]:
    """Features for the type of a question."""
    words = placed.words
    return (
        features.form_features(words) + features.around_features(words, placed.around) + features.word_features(words)
    )


def odds_asked(placed: Placed, model: Model) -> float:
    """Log-odds that a segment asks something. Text with punctuation has weights of its own: there a missing mark
    speaks against a question, though a recogniser loses every third."""
    table = model.marked if placed.segment.marked else model.bare
    names = asked_features(placed)
    odds = sum([table.get(f, 0.0) for f in names])
    if not placed.segment.marked:
        odds += BARE
        if placed.begin > CLEAN_EDGE and features.inverts_cleanly(placed.words, placed.around):
            odds += CLEAN
    else:
        written = not placed.segment.tokens[0].exact
        odds += WRITTEN if written else HEARD
        if written and not placed.segment.asks and _is_inside(placed.segment):
            odds -= INSIDE
    if features.is_subordinate(placed.words):
        odds -= SUBORDINATE
    if placed.read is not None:
        lean = (
            READ_BARE if not placed.segment.marked else READ_HEARD if placed.segment.tokens[0].exact else READ_WRITTEN
        )
        odds = LISTS_ASKED * odds + READ_ASKED * placed.read.odds(placed.segment.first, placed.segment.last) + lean
        if any(name.startswith("indirect:") for name in names):
            odds += INDIRECT
    return odds


def _is_inside(segment: Segment) -> bool:
    """Whether a segment begins in the middle of a sentence of its run."""
    return segment.first > 0 and not ends_sentence(segment.run.tokens[segment.first - 1])


def type_of(placed: Placed, model: Model) -> tuple[QuestionType, float]:
    """The likeliest type of a question and its probability. `rhetorical` must be clear: a question that is wrongly
    taken for rhetorical vanishes from the figures."""
    if features.answers_himself(placed.words, placed.around, stated=_states_next(placed.segment)):
        return "rhetorical", 0.9
    scores = [0.0] * len(KINDS)
    for name in type_features(placed):
        for k, value in enumerate(model.types.get(name, ())):
            scores[k] += value
    if placed.read is not None:
        said = placed.read.kinds(placed.segment.first, placed.segment.last)
        scores = [LISTS_TYPE * s + READ_TYPE * x for s, x in zip(scores, said, strict=True)]
    high = max(scores)
    shares = [math.exp(s - high) for s in scores]
    whole = sum(shares)
    if shares[-1] / whole < RHETORICAL:
        shares[-1] = 0.0
    best = max(range(len(KINDS)), key=shares.__getitem__)
    clarifying = KINDS.index("clarifying")
    if KINDS[best] in {"open", "closed"} and features.takes_up(placed.words, _same_sentence(placed)):
        return "clarifying", max(0.9, shares[clarifying] / whole)
    return KINDS[best], shares[best] / whole


def _states_next(segment: Segment) -> bool:
    """Whether a question mark is followed by a sentence of the same run that has none."""
    if not segment.asks:
        return False
    ends = (sign(t) for t in segment.run.tokens[segment.last :] if ends_sentence(t))
    return next(ends, "?") != "?"


def _same_sentence(placed: Placed) -> tuple[str, ...]:
    """The few words of the speaker before a question that belong to its sentence."""
    segment = placed.segment
    tokens = segment.run.tokens[max(0, segment.first - QUOTED) : segment.first]
    ends = [n for n, token in enumerate(tokens) if ends_sentence(token)]
    return tuple(t.bare for t in tokens[ends[-1] + 1 if ends else 0 :] if t.bare)


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
    for n, (run, neighbours) in enumerate(run_neighbours(runs)):
        is_marked = marked[run.speaker]
        said = None if read is None else read_of(read[n])
        if model is None:
            placed = _known_questions(_nameless(run), neighbours, is_marked, said)
        else:
            placed = questions_of(run, neighbours, is_marked, model, said)
        found += [
            Question(Segment(run, f.first, f.last, f.asks, is_marked), f.type, f.confidence, f.why) for f in placed
        ]
    return sorted(found, key=lambda q: (q.segment.start, q.segment.end))


def questions_of(
    run: Run, neighbours: tuple[Neighbour, Neighbour] | None, marked: bool, model: Model, read: Read | None = None
) -> tuple[Found, ...]:
    """The questions of one run. Only its words with their times, what the other side says before and after it, whether
    the speaker's text has punctuation and what a language model says of it count for them."""
    places: Iterable[Placed] = placed_candidates(run, _around(run, neighbours), model, marked)
    if read is not None:
        places = (
            replace(p, read=read)
            for p in places
            if p.segment.asks or read.odds(p.segment.first, p.segment.last) > HOPELESS
        )
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
    run: Run, neighbours: tuple[Neighbour, Neighbour] | None, marked: bool, read: Read | None
) -> tuple[Found, ...]:
    """Of a `_nameless` run, with the weights that come with the app. A correction touches one run of a call and what
    stands around it; of all others the questions are known from the time before."""
    return questions_of(run, neighbours, marked, shipped(), read)


def _nameless(run: Run) -> Run:
    """The run without what its questions do not depend on: who speaks, and how many utterances came before."""
    base = run.tokens[0].utterance
    if base:
        tokens = tuple([Token(t.text, t.bare, t.start, t.end, t.utterance - base, t.exact) for t in run.tokens])
        return Run("", "other", tokens)
    return replace(run, speaker="", side="other")


def explain(placed: Placed, kind: QuestionType, share: float) -> str:
    """Why a segment counts as a question of its type, in words for a person."""
    words = placed.words
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
