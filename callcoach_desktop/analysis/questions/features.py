"""What a segment's questionhood and type can be told from.

Every feature is a name that is present or absent. Words enter through `shape`, so that only words with a
function are known by name; what was said just before and just after enters through a few yes-or-no facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from callcoach_desktop.analysis import lexicon
from callcoach_desktop.analysis.questions.around import GUESSES, Around, answer_kind, person, reply
from callcoach_desktop.analysis.questions.forms import (
    asks_by_form,
    clean_inversion,
    core_start,
    is_wh,
    may_begin,
    shape,
)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})\b")


# Ways of asking without asking form. Each is matched on the bare words joined by spaces.
INDIRECT = {
    "tell me": _pattern(
        "(?:tell|walk|talk|take|run|guide) (?:me|us) (?:more|a bit|a little|about|through|how|what|who|why|where|"
        "when|which|something|everything|back|over)|tell me"
    ),
    "describe": _pattern(
        r"(?:^|you |to )(?:describe|explain (?:to|how|what|why)|share|elaborate|expand on|paint (?:me|us)|"
        r"give (?:me|us) (?:an? )?(?:idea|sense|feel|example|ballpark|picture|overview|bit|rough|flavou?r)|"
        r"just give me)"
    ),
    "help me understand": _pattern(
        "help (?:me|us) (?:understand|see|get)|(?:trying|want|like|need) to (?:understand|get a sense|get a feel)"
    ),
    "i'd like to know": _pattern(
        r"i(?:'d| would| should) (?:(?:really|just) )?(?:love|like|be (?:interested|curious|keen)) to "
        r"(?:know|hear|understand|learn|find out|see how)|i(?:'m| am) (?:just )?curious|be interested to know"
    ),
    "wondering": _pattern(
        "(?:i was|i'm|just|was) wondering|^wondering|i wonder(?:ed)? (?:if|whether|who|what|how|when|where|why|"
        "which)|i wanted to (?:ask|check|know)|i was going to ask|let me ask|my question is|the question is (?:whether|"
        "how|what|who|when)|question for you|(?:can|could|may|might) i (?:just )?ask|do you mind (?:me|if|telling)"
    ),
}
GOES_BACK = _pattern(
    "when you say|you (?:said|mentioned|say|told|were saying)|you mean|do you mean|what do you mean|how do you mean|"
    "meaning|as in|in other words|so what you're|what you're saying|are you saying|did i (?:get|hear) (?:that|you)|"
    "is that right|have i (?:got|understood)|if i(?:'ve| have)? (?:understood|understand|heard)|to make sure|"
    "just so i|remind me|is that it|by (?:that|which)|a bit more about|more about that|like what|such as"
)
TAKES_UP = re.compile(
    r"^(?:when you (?:say|said)|(?:earlier |before )?you (?:just )?(?:said|mentioned))\b|\bd(?:o |')you mean\b"
)
"""What makes a question clarifying by DESIGN.md's definition whatever follows: it quotes the other, or asks what was
meant. The first alternatives count at the start of a sentence."""
CHECKS = _pattern(
    "make sense|makes sense|does that|would that|sound (?:good|fair|right|okay|all right|alright)|is that (?:fair|okay|"
    "ok|clear|right|reasonable)|fair enough|with me|you see|see the|see that|follow|agree|any questions|"
    "work for you|land|sit (?:with|better)|suit|happy (?:with|if)|on the same page|clear enough|all right"
)
_NO_TAGS = (("uh", "huh"), ("all", "right"))  # they agree
TAG = re.compile(
    r"\b(?:(?:" + "|".join(sorted(lexicon.TAG_AUX)) + r") (?:not )?(?:i|you|he|she|it|we|they|that|there|ya)"
    r"|innit|don't you think)(?: \w+)?$"
)
OFFER = _pattern(
    "(?:can|could|shall|should|may|might) (?:i|we)|would you (?:like|rather|prefer)|do you want|how about|"
    "what if|want to|what about"
)
SELF_TALK = _pattern(
    "what was it|where was i|what is it|what's that|what's the word|who (?:wants|needs|doesn't|hasn't|knew)|"
    "you know (?:what|how)|can i be (?:honest|frank)|may i be|guess what|what's the point|how hard can|"
    "do you know what|why (?:not|bother)|who (?:am i|does that|still)|what am i|am i supposed|are you kidding"
)
FACT = _pattern(
    "how (?:many|much|long|often|old|big|far|large|soon|late|fast)|what (?:time|year|day|date|size|percentage|"
    "make|number)|which (?:one|of|date|day)|when (?:do|does|did|is|are|was|would|will|can)|"
    "who(?:'s)?|where|or not|any (?:chance|idea)"
)


WHAT_IF = re.compile(r"\b(?:what|how) (?:if|about)\b|\bwhich\b")
# How an answer to an own question begins, and in how many of its words the question's come again (of the scripted
# questions that a statement of the same speaker follows, 14 of the 15 that this tells are marked rhetorical).
ANSWERS_BEGIN = lexicon.word_set("it it's they they're he she that's to nothing nobody no")
ANSWER_HEAD = 6
LEAST_ANSWER = 4  # words


@lru_cache(maxsize=4_096)
def content(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that carry meaning, cut to a rough stem so that "trucks" meets "truck"."""
    return tuple(_stem(w) for w in words if w not in lexicon.FUNCTION_WORDS and len(w) > 1)


def _stem(word: str) -> str:
    for ending in ("'s", "ing", "ed", "es", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def is_subordinate(words: tuple[str, ...]) -> bool:
    """Whether a question word only begins a subordinate clause with nothing asked after it: "when we moved, ..."."""
    start = core_start(words)
    if start + 1 >= len(words) or words[start] not in ("when", "where", "whenever", "while", "if"):
        return False
    if words[start + 1] not in lexicon.PRONOUNS | lexicon.CONTRACTED or GOES_BACK.search(" ".join(words)):
        return False
    return not any(asks_by_form(words, i) in ("aux", "wh") for i in range(start + 2, len(words)))


def answers_himself(words: tuple[str, ...], around: Around, *, stated: bool) -> bool:
    """Whether the speaker asks and answers in one breath, so that nobody else was meant to: "why ... because ...", or
    "what does it do? It looks at ...". `stated`: a statement is known to follow. A question to "you" is one that the
    other is to answer, whatever follows."""
    after = around.own_after
    if after[:1] == ("because",):
        return "why" in words or "why's" in words
    if (
        not stated
        or not set(words) & lexicon.WH
        or set(words) & lexicon.SECOND_PERSON
        or WHAT_IF.search(" ".join(words))
    ):
        return False
    while after and after[0] in {"well", "so", "um", "uh"}:
        after = after[1:]
    if len(after) < LEAST_ANSWER:
        return False
    asked = {w for w in words if w not in lexicon.FUNCTION_WORDS and w not in lexicon.COMMON}
    return after[0] in ANSWERS_BEGIN or bool(asked & set(after[:ANSWER_HEAD]))


def takes_up(words: tuple[str, ...], same_sentence: tuple[str, ...]) -> bool:
    """Whether a question quotes what the other said, or asks what was meant; `same_sentence` are the words before it in
    its sentence ("you said annoyed, what exactly ...")."""
    whole = (*same_sentence, *words)
    return bool(TAKES_UP.search(" ".join(whole[core_start(whole) :])))


def _length(count: int) -> str:
    for limit in (1, 2, 3, 5, 8, 12, 20):
        if count <= limit:
            return f"<={limit}"
    return ">20"


def form_features(words: tuple[str, ...]) -> list[str]:
    """Features of the words alone."""
    joined = " ".join(words)
    start = core_start(words)
    core = words[start:]
    shapes = [shape(w) for w in core[:4]] + ["$"] * (4 - min(4, len(core)))
    ends = ["^", *(shape(w) for w in words)]
    found = [
        "bias",
        f"n{_length(len(words))}",
        f"c1:{shapes[0]}",
        f"c2:{shapes[0]} {shapes[1]}",
        f"c3:{shapes[0]} {shapes[1]} {shapes[2]}",
        f"s2:{shapes[1]}",
        f"e1:{ends[-1]}",
        f"e2:{ends[-2]} {ends[-1]}",
    ]
    if start:
        found.append(f"o:{words[start - 1]}")
        found.append(f"o1:{words[0]}")
    form = asks_by_form(words, start)
    found.append(f"form:{form}")
    inner = {
        asks_by_form(words, i)
        for i in range(start + 1, len(words))
        if words[i] in lexicon.ASKING and may_begin(words, i)
    } - {None}
    found.extend(f"inner:{form}" for form in sorted(f for f in inner if f))
    if form is None and is_wh(core[0]):
        found.append("wh without verb" if len(core) <= 4 else "wh then subject")
    found.extend(f"indirect:{name}" for name, pattern in INDIRECT.items() if pattern.search(joined))
    for name, pattern in (
        ("goes back", GOES_BACK), ("check", CHECKS), ("offer", OFFER), ("self", SELF_TALK), ("fact", FACT),
    ):  # fmt: skip
        if pattern.search(joined):
            found.append(name)
            if pattern.match(" ".join(core)):
                found.append(f"{name} first")
    if len(words) > 2 and TAG.search(joined):
        found.append("tag")
        if form is None:
            found.append("tag on statement")
    if len(words) > 1 and words[-1] in lexicon.TAG_WORDS and tuple(words[-2:]) not in _NO_TAGS:
        found.append("tag word")
    if "or" in core[1:]:
        found.append("or")
    found.extend(f"has:{w}" for w in sorted({"you", "your", "i", "we", "my", "they", "that", "it"} & set(words)))
    return found


def word_features(words: Sequence[str]) -> list[str]:
    """Function words and pairs of them anywhere in the segment: they help to tell the types apart."""
    shapes = [shape(w) for w in words]
    return sorted({f"w:{s}" for s in shapes} | {f"p:{a} {b}" for a, b in pairwise(shapes)})


def sign_features(words: tuple[str, ...], opening: str, closing: str, around: Around) -> list[str]:
    """Features of the punctuation before and after a segment (see `segments.sign`)."""
    form = asks_by_form(words, core_start(words))
    found = [
        f"end:{closing}",
        f"end:{closing} form:{form}",
        f"end:{closing} n{_length(len(words))}",
        f"begin:{opening}",
        f"begin:{opening} end:{closing}",
        f"begin:{opening} {shape(words[0])}",
    ]
    if around.known and not around.own_after:
        found.append(f"end:{closing} closes the run")
    return found


def inverts_cleanly(words: tuple[str, ...], around: Around) -> bool:
    """Whether a segment begins, after its openers, with a clean inversion (see `forms.clean_inversion`)."""
    start = core_start(words)
    before = around.own_before[-4:] if start == 0 else ()
    return clean_inversion((*before, *words), len(before) + start)


def edge_features(words: tuple[str, ...], around: Around, begin: float, end: float) -> list[str]:
    """Features of how likely a segment begins and ends where it does (log-odds of a boundary)."""
    form = asks_by_form(words, core_start(words))
    first, last = _odds(begin), _odds(end)
    found = [f"edge:{first}", f"edge:{first} form:{form}", f"edge end:{last}", f"edge end:{last} form:{form}"]
    if inverts_cleanly(words, around):
        found += ["clean", f"clean edge:{first}", f"clean edge end:{last}"]
        if not around.own_after:
            found.append("clean closes the run")
    return found


def _odds(value: float) -> str:
    for limit in (-3.0, -2.0, -1.0, 0.0, 1.0, 2.5, 5.0):
        if value <= limit:
            return f"<={limit:g}"
    return ">5"


def _rough(count: int) -> str:
    return "0" if count == 0 else "<=3" if count <= 3 else "<=10" if count <= 10 else ">10"


def statement_features(words: tuple[str, ...], around: Around) -> list[str]:
    """Features of a segment without asking form: whom it is about, whether it answers, and what becomes of it."""
    whose = person(words)
    place = (
        "whole"
        if not (around.own_before or around.own_after)
        else ("first" if not around.own_before else "last" if not around.own_after else "inner")
    )
    asked = "asked" if around.before_asks else "unasked"
    found = [
        f"statement:{whose}",
        f"statement:{place} {whose}",
        f"statement:{place} {asked}",
        f"statement:{place} {asked} {whose}",
        f"statement:{place} {asked} n{_length(len(words))}",
    ]
    if words[0] in ("so", "and", "but"):
        found.append(f"statement:{place} {words[0]} {whose}")
    guesses = bool(GUESSES.search(" ".join(words)))
    if guesses:
        found.append(f"statement:{place} guess {whose}")
    if around.put_in:
        kind = answer_kind(around.put_in)
        found += [f"statement:put in {kind}", f"statement:put in {whose} {kind}", f"statement:put in {asked} {whose}"]
        if guesses:
            found.append(f"statement:guess {whose} answered {kind}")
    if place in ("whole", "last") and around.after:
        kind = answer_kind(around.after)
        length = _rough(len(around.after))
        found += [
            f"statement:{place} answered {kind}",
            f"statement:{place} {asked} answered {kind}",
            f"statement:{place} {whose} answered {kind}",
            f"statement:{place} answered n{length}",
            f"statement:{place} before n{_rough(len(around.before))} answered n{length}",
        ]
        if guesses:
            found.append(f"statement:guess {whose} answered {kind}")
        mine = set(content(words))
        if mine and mine & set(content(around.after[:15])):
            found += [f"statement:{place} taken up", f"statement:{place} {asked} taken up"]
    return found


def around_features(words: tuple[str, ...], around: Around) -> list[str]:
    """Features of what was said before and after."""
    if not around.known:
        return ["nothing known"]
    found = []
    core = words[core_start(words) :]
    mine = content(core)
    if around.before:
        theirs = set(content(around.before[-40:]))
        shared = [w for w in mine if w in theirs]
        if mine:
            found.append(f"echo:{min(3, round(3 * len(shared) / len(mine)))}")
            if mine[0] in theirs:
                found.append("echo first")
                if len(core) <= 8:
                    found.append("echo short")
            last_words = set(content(around.before[-8:]))
            if any(w in last_words for w in mine):
                found.append("echo of the end")
        found.append(f"before{_length(len(around.before))}")
    statement = asks_by_form(words, core_start(words)) is None
    if around.before_asks:
        found.append("after a question")
        if statement:
            found.append("statement after a question")
            if not around.own_before:
                found.append(f"answers a question n{_length(len(words))}")
    if statement:
        found += statement_features(words, around)
    if not around.own_before:
        found.append("opens the run")
        if asks_by_form(words, core_start(words)) is None:
            found.append("statement opens the run")
            found.append(f"statement opens the run n{_length(len(words))}")
    elif len(around.own_before) <= 3:
        found.append("after a short one")
    if around.own_after:
        first = around.own_after[0]
        found.append("goes on")
        found.append(f"goes on:{shape(first)}")
        if first in lexicon.OWN_ANSWERS:
            found.append("answers himself")
        if len(around.own_after) <= 4:
            found.append("goes on short")
        if around.put_in:
            kind = answer_kind(around.put_in)
            found += ["put in", f"put in:{kind}", f"put in:{kind} form:{asks_by_form(words, core_start(words))}"]
    else:
        found.append("closes the run")
        if around.after:
            first = (reply(around.after) or around.after)[0]
            kind = "yes" if first in lexicon.YES else "no" if first in lexicon.NO else shape(first)
            found.append(f"answer:{kind}")
            found.append(f"answer n{_length(len(around.after))}")
            if asks_by_form(words, core_start(words)) is None:
                found.append(f"statement answered:{kind}")
                if around.after_asks:
                    found.append("statement answered by a question")
                if not around.before_asks:
                    found.append(f"unasked statement answered:{kind}")
                if not around.own_before:
                    found.append(f"whole run answered:{kind}")
                    theirs = set(around.before[-12:])
                    echoed = sum(w in theirs for w in core)
                    found.append(f"whole run n{_length(len(words))} echo:{round(2 * echoed / len(core))}")
                    found.append(f"whole run n{_length(len(words))} answer n{_length(len(around.after))}")
    return found
