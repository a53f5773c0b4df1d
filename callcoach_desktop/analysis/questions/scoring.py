"""What speaks for a part of a run being a question, and for the type of it."""

from __future__ import annotations

import math

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions import features
from callcoach_desktop.analysis.questions.around import answered, seeks_answer
from callcoach_desktop.analysis.questions.forms import asks_by_form, core_start, sure_type
from callcoach_desktop.analysis.questions.model import Model
from callcoach_desktop.analysis.questions.search import Placed
from callcoach_desktop.analysis.questions.segments import Segment, ends_sentence, sign
from callcoach_desktop.analysis.questions.wordings import inverts_for_nothing, surely_asks
from callcoach_desktop.domain.analysis import QuestionType

RHETORICAL = 0.85  # probability from which a question counts as rhetorical
SUBORDINATE = 2.0  # log-odds that a subordinate clause ("when we moved, ...") takes away
# Log-odds added so that precision and recall even out on calls left out of training (tests/benchmarks/questions.py).
BARE = -0.3  # text without punctuation
CLEAN = 1.5  # there, a clean inversion ("have you seen"): set by hand, the calls have too few of them
CLEAN_EDGE = -1.0  # where a boundary before it has at least these log-odds
HEARD = -0.2  # a recogniser's text, which has word times: it loses every third question mark
WRITTEN = -2.3  # other text with punctuation: who wrote it set the question marks
# Where a language model has read the call: what it counts, what the features count then, and what evens out again.
READ_ASKED, LISTS_ASKED = 0.4, 1.0
READ_BARE, READ_HEARD, READ_WRITTEN = 0.0, 0.4, 0.2
INSIDE = 2.0  # inside a sentence whose writer set no question mark: "and how tight you have the lid down on it"
FORGOTTEN = 5.0  # a sentence of that text that inverts like a question, without the mark
EMBEDDING = frozenset((word,) for word in lexicon.EMBEDS)  # "I wonder could I leave it here" asks as a whole
SOUGHT = 3.0  # a guess about the other, or a statement with a tag, that the other answers
TAGS, LEAST_TAGGED = frozenset({"right", "huh", "eh"}), 3  # at the end of a sentence of more than so many words
# Ways of asking without the form of it count for more than was learnt: the calls have few of each.
INDIRECT = 2.5
SURELY = 2.0  # what wordings that ask whatever the rest says have at least
READ_TYPE, LISTS_TYPE = 1.0, 0.5
QUOTED = 8  # words before a question in which its sentence may quote the other
KINDS: tuple[QuestionType, ...] = ("open", "closed", "clarifying", "check", "rhetorical")


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
    if not placed.segment.asks:
        odds += placed.rare
    if not placed.segment.marked:
        odds += BARE
        if placed.begin > CLEAN_EDGE and features.inverts_cleanly(placed.words, placed.around):
            odds += CLEAN
    else:
        written = not placed.segment.tokens[0].exact
        odds += WRITTEN if written else HEARD
        if written and not placed.segment.asks:
            odds += _unmarked(placed)
    if seeks_answer(placed.words, placed.around):
        odds += SOUGHT
    if features.is_subordinate(placed.words):
        odds -= SUBORDINATE
    if placed.read is not None:
        lean = (
            READ_BARE if not placed.segment.marked else READ_HEARD if placed.segment.tokens[0].exact else READ_WRITTEN
        )
        odds = LISTS_ASKED * odds + READ_ASKED * placed.read.odds(placed.segment.first, placed.segment.last) + lean
    if surely_asks(placed.words):
        odds = max(odds, 0.0) + SURELY + len(placed.words) / 100  # the whole of it rather than its beginning
    elif any(name.startswith("indirect:") for name in names):
        odds += INDIRECT
    return odds


def _unmarked(placed: Placed) -> float:
    """Log-odds that what is written without a question mark adds: people forget it, more often at the end of an
    unfinished sentence and in the middle of one."""
    segment, words = placed.segment, placed.words
    ends = segment.closing == "." or segment.last == len(segment.run.tokens)
    inside = _is_inside(segment)
    if (
        ends
        and (not inside or (placed.begin > 0 and placed.around.own_before[-1:] not in EMBEDDING))
        and features.inverts_cleanly(words, placed.around)
        and not inverts_for_nothing(words)
    ):
        odds = FORGOTTEN
    else:
        odds = -INSIDE if inside else 0.0
    if segment.closing == "." and len(words) > LEAST_TAGGED and words[-1] in TAGS and answered(placed.around):
        odds += SOUGHT
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
    if shares[-1] / whole < RHETORICAL or answered(placed.around):
        shares[-1] = 0.0
    best = max(range(len(KINDS)), key=shares.__getitem__)
    clarifying = KINDS.index("clarifying")
    if KINDS[best] in {"open", "closed"} and features.takes_up(placed.words, _same_sentence(placed)):
        return "clarifying", max(0.9, shares[clarifying] / whole)
    sure = sure_type(placed.words)
    if sure is not None and KINDS[best] != "rhetorical":
        return sure, max(0.9, shares[KINDS.index(sure)] / whole)
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


def explain(placed: Placed, kind: QuestionType, share: float) -> str:
    """Why a segment counts as a question of its type, in words for a person."""
    words = placed.words
    names = set(features.form_features(words)) | set(features.around_features(words, placed.around))
    form = asks_by_form(words, core_start(words))
    reasons = []
    if placed.segment.asks:
        own = placed.segment.closing == "?"  # else it is the first of two questions under one mark
        reasons.append("ends in a question mark" if own else "stands before another question under one mark")
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
    elif surely_asks(words):
        reasons.append("asks by its wording")
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
