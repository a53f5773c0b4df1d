"""The search for parts of a run that may be questions: what surrounds them, which there are, and which are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from callcoach_desktop.analysis.questions.around import Around
from callcoach_desktop.analysis.questions.forms import asks_by_form, core_start, may_begin
from callcoach_desktop.analysis.questions.model import Model
from callcoach_desktop.analysis.questions.read import Read
from callcoach_desktop.analysis.questions.segments import Segment, boundary_odds, sentences, sign
from callcoach_desktop.analysis.questions.wordings import merely_responds, surely_asks
from callcoach_desktop.analysis.words import Run, Token, is_backchannel_text

OWN_WORDS = 12  # words of the same run that are looked at on either side of a segment
UNLIKELY = -2.5  # log-odds of a boundary under which no cut is tried
UNLIKELY_ASKING = -4.0  # the same where an asking form may begin
CERTAIN = 9.0  # log-odds of a boundary at the edge of a run and at punctuation that ends a sentence
HOPELESS = -4.0  # log-odds, as the language model sees them, of a part that is not looked at further
FORCED = 20.0  # what a question mark adds to those that end at it, so that one of them is taken
REACH = 5  # candidate boundaries that a segment may span
MAX_WORDS = 40  # words of a segment that joins several parts
ASKED_WITHIN = 12  # words of the other side nearest to a run in which a question is looked for
NEAR_WORDS = 40  # words of the other side that a question may go back to
ASKING_WORDS = 12  # words in which openers and an asking form stand, where there are any
PUT_IN = 6  # words that the other side puts in that are looked at


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment, its bare words, what surrounds it, and the log-odds of a boundary before and after it; `rare`: the
    log-odds that few questions in the whole call take away (0 or less)."""

    segment: Segment
    words: tuple[str, ...]
    around: Around
    begin: float
    end: float
    read: Read | None = None
    rare: float = 0.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What the other side says before or after: bare words, and whether they ask something."""

    words: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the other side says around a run: before and after it, and in it, by the number of its words that have been
    said by then ("are you in Dallas - yeah - because ..."): one that only says "yeah" does not break a run."""

    before: Neighbour = Neighbour()
    after: Neighbour = Neighbour()
    within: tuple[tuple[int, tuple[str, ...]], ...] = ()


def surroundings(words: tuple[str, ...], near: Neighbours, first: int, last: int) -> Around:
    """What surrounds the words `first` to `last` (exclusive) of a run with these bare words."""
    return Around(
        before=near.before.words,
        after=near.after.words,
        own_before=words[max(0, first - OWN_WORDS) : first],
        own_after=words[last : last + OWN_WORDS],
        before_asks=near.before.asks,
        after_asks=near.after.asks,
        put_in=next((said for at, said in near.within if at == last), ()) if last < len(words) else (),
    )


def placed_candidates(
    run: Run,
    around: Callable[[int, int], Around],
    model: Model,
    marked: bool,
    asking: bool = True,
    read: Read | None = None,
    rare: float = 0.0,
) -> Iterator[Placed]:
    """Every part of a run that may be a question, sorted by its first word. `marked`: sentence ends are written;
    `asking`: and question marks are, so that one that is missing says something. Where a language model has `read` the
    run, parts without a question mark that it holds for hopeless are left out."""
    words, parts = _words(run), sentences(run) if marked else [(0, len(run.tokens))]
    if merely_responds(words) and not any(sign(t) == "?" for t in run.tokens):
        return
    asked: set[int] = set()  # where a sentence with a question mark ends, or a part of it that asks by itself
    cut = []
    for first, last in parts:
        pieces = _asked_anew(run, words, first, last)
        cut += pieces
        if marked and sign(run.tokens[last - 1]) == "?":
            asked.update(end for _, end in pieces)
    parts = cut
    if read is not None:
        parts = [
            (first, last)
            for first, last in parts
            if last in asked or max(read.asked[first:last]) > HOPELESS or surely_asks(words[first:last])
        ]
    odds = [*boundary_odds(run, model, marked, parts), CERTAIN]
    for begin, end in parts:
        odds[begin] = odds[end] = CERTAIN
    for first, last in candidates(run, odds, parts, marked):
        asks = last in asked
        if read is None or asks or read.odds(first, last) > HOPELESS or surely_asks(words[first:last]):
            segment = Segment(run, first, last, asks, marked and asking)
            yield Placed(segment, words[first:last], around(first, last), odds[first], odds[last], read, rare)


def _asked_anew(run: Run, words: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
    """A sentence cut where who wrote it began a new line with a question after another one: "Do you go with friends /
    or do you go alone?" are two to him, and one where they stand in one line. A recogniser's lines end anywhere."""
    pieces = []
    for at in range(first + 1, last):
        left, right = run.tokens[at - 1], run.tokens[at]
        if left.utterance == right.utterance or left.exact:
            continue
        if _begins_to_ask(words, at, last) and any(_begins_to_ask(words, k, at) for k in range(first, at - 1)):
            pieces.append((first, at))
            first = at
    return [*pieces, (first, last)]


def _begins_to_ask(words: Sequence[str], first: int, last: int) -> bool:
    near = words[first : min(last, first + ASKING_WORDS)]
    return asks_by_form(near, core_start(near)) in ("aux", "wh")


def run_surroundings(runs: Sequence[Run]) -> Iterator[tuple[Run, Callable[[int, int], Around]]]:
    """Each run with the function that tells what surrounds a part of it."""
    for run, neighbours in run_neighbours(runs):
        yield run, around_of(run, neighbours)


def run_neighbours(runs: Sequence[Run]) -> Iterator[tuple[Run, Neighbours | None]]:
    """Each run with what the other side says before and after it. With one voice nothing is known: answers and
    questions are then in one stream."""
    two_sided = len({r.speaker for r in runs}) > 1
    for k, run in enumerate(runs):
        yield run, (Neighbours(_before(runs, k), _after(runs, k), _within(runs, k)) if two_sided else None)


def around_of(run: Run, neighbours: Neighbours | None) -> Callable[[int, int], Around]:
    """What tells what surrounds a part of a run, given what the other side says around it."""
    return _unknown if neighbours is None else partial(surroundings, _words(run), neighbours)


def _unknown(_first: int, _last: int) -> Around:
    return Around(known=False)


def candidates(
    run: Run, odds: Sequence[float], parts: Sequence[tuple[int, int]], marked: bool
) -> Iterator[tuple[int, int]]:
    """Pieces of these `parts` of a run that may be a clause: between any two places where a boundary is not unlikely
    (log-odds `odds` before each word and after the last). Punctuation that ends a sentence is never crossed; a
    recogniser puts it too seldom rather than too often."""
    words = [t.bare for t in run.tokens]
    for begin, end in parts:
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


def _within(runs: Sequence[Run], k: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What somebody else puts in while run `k` goes on; see `Neighbours`."""
    tokens = runs[k].tokens
    found: dict[int, tuple[str, ...]] = {}
    for run in runs[k + 1 :]:
        if run.start >= tokens[-1].start:
            break
        if run.speaker != runs[k].speaker:
            said = sum((t.start + t.end) / 2 <= run.start for t in tokens)
            found.setdefault(said, _words(run)[:PUT_IN])
    return tuple(found.items())


def _asks(tokens: Sequence[Token]) -> bool:
    """Whether a question mark or an asking form is among these words."""
    words = [t.bare for t in tokens]
    return any(sign(t) == "?" for t in tokens) or any(
        asks_by_form(words, i) in ("aux", "wh") and (i == 0 or may_begin(words, i)) for i in range(len(words))
    )


def _words(run: Run) -> tuple[str, ...]:
    return tuple(t.bare for t in run.tokens)
