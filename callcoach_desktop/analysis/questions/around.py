"""What surrounds a part of a run that may be a question, and what the other side answers to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions.forms import asks_by_form, core_start

# What a speaker says who guesses about the other: "you probably get a lot of snow", "I bet you were glad".
GUESSES = re.compile(
    r"\b(?:"
    "probably|must|must've|maybe|i (?:guess|bet|suppose|imagine|assume|presume|gather|take it|understand|believe|hear)|"
    "(?:sounds|looks|seems) like|you (?:might|may) (?:have|know|be)|i'd (?:guess|bet|imagine)|i'm (?:guessing|assuming)"
    r")\b"
)
# Pairs in which "you" and "I" are about nobody.
NOBODY = frozenset({("you", "know"), ("i", "mean"), ("i", "guess"), ("i", "bet"), ("i", "suppose"), ("i", "imagine")})
# "Isn't it", "doesn't she" at the end: with an answer they asked. After its subject it is no tag: "they aren't there".
DENYING_TAG = re.compile(
    r"(?<!\bi)(?<!\bhe)(?<!\bshe)(?<!\bwe)(?<!\bthey) "
    r"(?:isn't|aren't|wasn't|weren't|don't|doesn't|didn't|haven't|hasn't|hadn't|can't|couldn't|won't|wouldn't|"
    r"shouldn't|ain't) (?:i|you|he|she|it|we|they|that|there|y'all)$"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a segment. Words are bare; empty where nothing is there or it is not known.

    `before` is the other side's last utterance, `after` what the other side says next, `own_before` and
    `own_after` the same speaker's neighbouring segments of the run. `known` is False where nothing of this is known.
    `before_asks` and `after_asks`: whether the other side asks something there. `put_in`: what the other side says
    right after the segment while the run goes on ("yeah").
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    own_before: tuple[str, ...] = ()
    own_after: tuple[str, ...] = ()
    known: bool = True
    before_asks: bool = False
    after_asks: bool = False
    put_in: tuple[str, ...] = ()


def person(words: tuple[str, ...]) -> str:
    """Whom a statement is about: what the other knows better than the speaker ("you are in Speyer") is asked, not
    told. The "you" of "you know" and the "I" of "I guess" stand for nobody."""
    said = [w for n, w in enumerate(words) if (w, *words[n + 1 : n + 2]) not in NOBODY]
    yours = any(w in lexicon.SECOND_PERSON for w in said)
    mine = any(w in lexicon.FIRST_PERSON for w in said)
    return "both" if yours and mine else "you" if yours else "me" if mine else "none"


def reply(after: tuple[str, ...]) -> tuple[str, ...]:
    """What the other says next without the sounds before it: "uh, no" says no, "oh, yeah" yes; a recogniser's "uh huh"
    is one word."""
    at = 0
    while at < len(after) and after[at] in lexicon.FILLERS and after[at + 1 : at + 2] != ("huh",):
        at += 1
    after = after[at:]
    if after[:2] in {("uh", "huh"), ("mm", "hm")}:
        return ("uhhuh", *after[2:])
    if len(after) > 1 and after[0] in {"oh", "well"} and after[1] in (lexicon.YES | lexicon.NO) - lexicon.NOTED:
        return after[1:]
    return after


def answer_kind(after: tuple[str, ...]) -> str:
    """How what the other says next begins: "yes", "no", "did" where a pronoun and an auxiliary answer ("we do"),
    "takes" where it only takes note, "words" otherwise."""
    after = reply(after) or after
    if after[0] in lexicon.NO:
        return "no"
    if after[0] in lexicon.YES and after[0] not in lexicon.NOTED:
        return "yes"
    if any(a in lexicon.PRONOUNS and b in lexicon.AUX for a, b in pairwise(after[:5])):
        return "did"
    return "takes" if after[0] in lexicon.NOTED else "words"


def answered(around: Around) -> bool:
    """Whether the other says yes or no right after a segment, at the end of the run or while it goes on."""
    said = around.put_in if around.own_after else around.after
    return bool(said) and answer_kind(said) in {"yes", "no"}


def seeks_answer(words: tuple[str, ...], around: Around) -> bool:
    """Whether a statement that the other answers by yes or no was put to be answered: a guess about him ("you probably
    get a lot of snow"), or one with a tag that denies it ("it's early, isn't it"). (So are all 42 such sentences of the
    conversations, and of the calls, which have few, one of three.)"""
    if not answered(around):
        return False
    said = " ".join(words)
    return bool(DENYING_TAG.search(said)) or (
        person(words) == "you" and bool(GUESSES.search(said)) and asks_by_form(words, core_start(words)) is None
    )
