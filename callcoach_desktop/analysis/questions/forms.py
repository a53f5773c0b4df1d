"""The forms in which English asks, and the kinds of words that they are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.domain.analysis import QuestionType

_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")  # and "thirtyone"
MAX_OPENERS = 4  # words such as "okay so and" skipped to find where a sentence really begins


@lru_cache(maxsize=20_000)
def shape(word: str) -> str:
    """The word itself where it carries a function, else what kind of word it looks like."""
    if word in lexicon.COMMON or word in lexicon.FUNCTION_WORDS:
        return word
    if word in lexicon.NUMBERS or word[:1].isdigit() or word.startswith(_TENS):
        return "#"
    for ending in ("ing", "ed", "ly", "'s", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return f"-{ending}"
    return "*"


def core_start(words: Sequence[str]) -> int:
    """Index of the first word that is not an opener ("okay, so ..."); 0 when all are."""
    at = 0
    while at < min(len(words), MAX_OPENERS + 1) and words[at] in lexicon.OPENERS:
        at += 1
    return at if at < len(words) else 0


def is_wh(word: str) -> bool:
    """Whether a bare word is a question word, also contracted ("what's")."""
    return word in lexicon.WH


def inverted(words: Sequence[str], at: int) -> bool:
    """Whether an auxiliary and a subject stand at `at` ("do you", "is that")."""
    return at + 1 < len(words) and words[at] in lexicon.AUX and words[at + 1] in lexicon.SUBJECTS


def asks_by_form(words: Sequence[str], at: int) -> str | None:
    """The form of asking that begins at `at`: "wh" ("what do you ..."), "aux" ("do you ..."), "aux noun" where an
    auxiliary comes before what may be a noun ("does theirs cover ..."), or None."""
    if at >= len(words):
        return None
    word = words[at]
    if word in lexicon.AUX:
        if inverted(words, at):
            return "aux"
        return "aux noun" if at + 2 < len(words) and words[at + 1] not in lexicon.NOT_A_SUBJECT else None
    if word in lexicon.WH:
        contracted = word.endswith(("'s", "'re", "'d", "'ll"))
        if contracted or any(w in lexicon.AUX for w in words[at + 1 : at + 5]):
            return "wh"
    return None


def may_begin(words: Sequence[str], at: int) -> bool:
    """Whether a question may begin inside a segment at `at`: not after a verb of knowing or a preposition."""
    return words[at - 1] not in lexicon.EMBEDS


def clean_inversion(words: Sequence[str], at: int) -> bool:
    """Whether an auxiliary and a pronoun stand at `at` that can hardly be anything but the start of a question: no
    question word, comparison or "so" before them asks for the inversion, and no verb of a statement follows ("the
    trouble was it didn't")."""
    if at + 2 >= len(words) or words[at] not in lexicon.AUX or words[at + 1] not in lexicon.PRONOUNS:
        return False
    if words[at + 2] in lexicon.AUX | lexicon.CONTRACTED:
        return False
    if any(w in lexicon.WH for w in words[max(0, at - 4) : at]):
        return False
    return at == 0 or words[at - 1] not in lexicon.INVERTING


_INVITES = re.compile(
    r"\b(?:(?:walk|talk|take|run) (?:me|us) (?:back )?through|help (?:me|us) understand|"
    r"tell (?:me|us) (?:a (?:bit|little) |something )?(?:more )?(?:about|how|why))\b"
)
_IS_IT_CLEAR = re.compile(
    r"\b(?:is|was|are) (?:it|that|this|everything|all|the \w+(?: \w+){0,4}) (?:all )?clear\b|"
    r"\bclear (?:enough|so far|to you)\b|^(?:and |so )?any (?:doubts|objections)\b"
)


def sure_type(words: Sequence[str]) -> QuestionType | None:
    """The type that the wording alone makes sure: an invitation to tell is open, whether all is clear is a check. (So
    are 82 of 86 and all of 13 such questions of the scripted calls; the four are closed.)"""
    joined = " ".join(words)
    if _INVITES.search(joined):
        return "open"
    return "check" if _IS_IT_CLEAR.search(joined) else None
