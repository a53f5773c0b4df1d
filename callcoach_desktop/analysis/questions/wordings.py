"""Wordings that ask, with or without a question mark.

`features.INDIRECT` are looser: signs among others, whose weights were learnt. These alone are enough.
"""

from __future__ import annotations

import re
from functools import lru_cache

from callcoach_desktop.analysis.questions.forms import core_start
from callcoach_desktop.analysis.words import is_backchannel_text

_WH = "(?:who|whom|whose|what|which|when|where|why|how|whether|if)"
_I_WOULD = "(?:i'd|i would|i should)"
_TO_KNOW = "to (?:know|hear|learn|understand)"
_AM_AFTER = "(?: want|'d like| would like| need|'m trying| am trying|'m wondering| am wondering)"
_LEADS = "(?:(?:so|and|but|then|just|right|alright|okay|now|please|well|go on|come on) )*"

_ANYWHERE = (
    # "I'd be curious to know who signs that", "I'd be glad to hear how it went", "I'd be interested in who ..."
    rf"(?:{_I_WOULD} (?:\w+ )?be|i'm|i am|i was) (?:\w+ )?curious(?: {_TO_KNOW}| about)?(?: \w+)? {_WH}",
    rf"{_I_WOULD} (?:\w+ )?be (?:\w+ )?(?:interested|glad|keen|grateful|obliged) {_TO_KNOW}(?: \w+)? {_WH}",
    rf"{_I_WOULD} (?:\w+ )?be interested (?:in|on) {_WH}",
    rf"{_I_WOULD} (?:\w+ )?(?:love|like) (?:\w+ )?{_TO_KNOW}(?: \w+)? {_WH}",
    # "I wonder could I ...", "I was wondering who ..."
    rf"(?:i wonder|(?:i was|i'm|was|just) (?:just )?wondering) (?:{_WH}|could|can|might|may|would|should)",
    # "what I'm trying to understand is how ...", "the question is whether you ..."
    rf"what (?:i|we){_AM_AFTER}(?: to (?:know|understand|hear|find out|ask))? is {_WH}",
    rf"question is {_WH} you",
    # "I trust this is a convenient moment", "I hope I'm not disturbing"
    r"i (?:do )?(?:trust|hope) (?:this (?:is|isn't)(?: \w+){0,3} (?:moment|time|middle)|(?:i'm|i am) not \w+ing)",
    # "I don't know if you've ever been there", "not sure whether you can say what ...": but "if you'd call it a pet"
    r"i don't know (?:if|whether) (?:you|y'all|any of you)(?:'ve|'re|'ll)?(?!'d call| want| wanted| know| call)",
    r"not sure (?:if|whether) you (?:can|could|might|would be able to) (?:say|tell|give|share)",
)
_WHOLE = (
    # "just give me a ballpark", "go on, what's the number"
    rf"{_LEADS}(?:give|tell) (?:me|us) (?:the|your|a) (?:\w+ )?(?:number|price|figure|ballpark)",
    # "walk me through your Monday", "help me understand who signs that"
    rf"{_LEADS}(?:walk|talk|run|take) (?:me|us) through (?:a|an|the|your|this|that|those|these|what|how|where|who|why)",
    rf"{_LEADS}help (?:me|us) (?:to )?understand (?:\w+ )?{_WH}",
    r"(?:(?:go on|come on|let's have it) )*(?:what's|where's|who's) (?:the|your)",
)
# A question word with the inversion of a question, after openers: "so how do we know ...".
_INVERTS = (
    r"(?:what|where|why|how|who|when) (?:in the world |on earth |the hell |exactly |then )?"
    r"(?:do|does|did|is|are|was|were|will|would|can|could|shall|should|have|has) "
    r"(?:i|you|he|she|it|we|they|this|that|these|those|there|your)\b(?! say)"
)
# What a listener says who has been told something, if it is all that he says: "how lovely", "is that right". ("How
# many", "how long" and so on go on to ask.)
_MEASURES = (
    "many much long often far old big large come so about soon late early high low fast wide deep heavy hard tall bad "
    "well else exactly sure close near serious quick quickly easy likely do does did is are was were am can could "
    "would will should might to it the you we they i he she"
)
_RESPONDS = re.compile(
    r"(?:(?:oh|well|ah|aw|yeah|no|right|my) )*(?:how about that|"
    rf"how (?!(?:{_MEASURES.replace(' ', '|')})\b)[a-z]+(?: (?:of|for) (?:you|him|her|them|me))?|"
    r"what (?:a|an) (?:[\w']+ ?){1,4}|what luck|is that (?:right|so|a fact)|"
    r"isn't that (?:something|(?:the |just )?(?:truth|nice|funny|awful|terrible|lovely|sad)))"
)
# Inversions that ask nothing: orders ("don't you dare"), exclamations, conditions ("had they stood still, ...") and
# what announces the next sentence ("may I show you something").
_EMPTY = re.compile(
    r"(?:don't you (?:dare|fret|get|go|start|be|worry|mind|let|ever)\b|(?:would|will) you (?:look|believe)|"
    r"(?:aren't|ain't) you (?:a|an|the|very|just)\b|"
    r"(?:isn't|ain't) (?:that|this|it) (?:a|an|the|just|always|only|something|nice|grand|lovely|terrible)\b|"
    r"(?:may|can|could|might) i (?:put|say|ask|tell|show|suggest|come|just|be)\b|are you (?:kidding|serious)|"
    r"do (?:it|that|this)\b(?! \w+)|had |may |do you know$|is (?:that|it) (?:right|so|really)$)"
)
_SAID = re.compile(rf"\b(?:{'|'.join(_ANYWHERE)})\b|^(?:{'|'.join(_WHOLE)})\b")
_CORE = re.compile(rf"(?:{_INVERTS}|{_WHOLE[-1]}\b)")


@lru_cache(maxsize=20_000)
def surely_asks(words: tuple[str, ...]) -> bool:
    """Whether the wording alone asks. (So do all 16 such sentences without a mark of the owners' calls in which nobody
    talks to himself; of the scripts' 99 people marked 78, and most of the rest ask too.)"""
    return bool(_SAID.search(" ".join(words)) or _CORE.match(" ".join(words[core_start(words) :])))


@lru_cache(maxsize=20_000)
def merely_responds(words: tuple[str, ...]) -> bool:
    """Whether words that are all of a turn only take note of what was told: a backchannel, "how nice", "is that
    right". With a question mark they may ask all the same."""
    return is_backchannel_text(words) or bool(_RESPONDS.fullmatch(" ".join(words)))


@lru_cache(maxsize=20_000)
def inverts_for_nothing(words: tuple[str, ...]) -> bool:
    """Whether an inversion, after its openers, is no question: "don't you dare", "would you look at that"."""
    return bool(_EMPTY.match(" ".join(words[core_start(words) :])))
