"""What is said in plain words: "that's too expensive for us", "our biggest problem is ...", "the next step is ...".

People who write calls avoid such sentences, so that no model learnt them from our scripts; people who buy say them
every day. They are looked for by wording, and count beside what the model says of the turn. So are words that plainly
praise or complain: writers let people show their tone rather than say it.
"""

from __future__ import annotations

import re

from callcoach_desktop.domain.analysis import ToneLabel

TONE_NAMES: tuple[ToneLabel, ...] = ("negative", "positive")
_NOT = r"(?:don't|do not|doesn't|didn't|can't|cannot|couldn't|haven't|won't|wouldn't|isn't|not)"
_WE_ARE = r"(?:we're|we are|i'm|i am) (?:very |quite |perfectly |pretty |really )?"
_SO = r"(?:really |very |absolutely |just |frankly |at all |too |particularly |exactly |so |all that )?"
_PLAIN = {
    "price": (
        r"(?:too|very|so|awfully|terribly|quite|pretty|rather|bit|lot more|more) "
        r"(?:expensive|dear|pricey|costly|steep)|"
        r"(?:costs?|charg(?:e|ing)|asking|that's|it's) (?:far |way |a bit |just )?too (?:much|high)"
        r"(?! (?:work|to|time))|"
        r"(?:more|higher) than (?:i|we) (?:expected|thought|hoped|wanted|planned|had in mind|was expecting|"
        r"were expecting|budgeted|can pay|can afford)|"
        r"(?:over|above|beyond|outside|out of) (?:my|our|the) budget|no budget for|"
        rf"{_NOT} (?:have|got) (?:the |that |that kind of |a |any )?(?:budget|money)|"
        r"(?:can't|cannot|couldn't) (?:afford|justify)|price is (?:too |very |quite )?(?:high|steep)|"
        rf"(?:(?:that|it|you)(?:'s|'re| is| are) not|(?:that|it) isn't|you aren't) {_SO}cheap"
    ),
    "authority": (
        r"(?:run|take|put|get) (?:it|this|that) (?:by|past|to|through) (?:my|the|our)|"
        r"(?:not|isn't) (?:really )?my (?:call|decision)|don't (?:make|take) (?:that|the|those|these) decisions?|"
        r"(?:have|need|'ve) to (?:ask|check with|talk to|speak to) (?:my|our|the) (?:boss|manager|partner|husband|wife|"
        r"board|director|finance|owner)"
    ),
    "timing": (
        rf"{_NOT} (?:really )?(?:a |the )?(?:good|right|best) time|"
        r"(?:call|try|ask) (?:me|us) (?:again |back )?(?:next|in the new year)|too busy (?:right now|at the moment|for)"
    ),
    "need": (
        r"(?<!you )(?:don't|do not) (?:really )?(?:need|want) (?:it|this|that|another|one|any)(?! to)|"
        r"not (?:really )?interested|"
        rf"{_NOT} (?:sure |convinced )?(?:that )?we (?:really )?need|no (?:use|need) for (?:it|this|that)|"
        rf"{_WE_ARE}(?:fine|happy|good|all right) (?:as we are|as it is|without|the way)"
    ),
    "competitor": (
        rf"{_WE_ARE}(?:happy|fine|comfortable|satisfied) with (?:what|who|the \w+|our)|"
        r"(?:quoted|offered) (?:us|me) (?:less|cheaper)|(?:get|got) (?:it|that|this) (?:for less|cheaper)|"
        r"cheaper elsewhere"
    ),
    "trust": (
        r"never heard of (?:you|your)|how do (?:i|we) know (?:it|that it|this|you|that you)|"
        r"(?:don't|do not) (?:really )?(?:trust|believe) (?:it|this|that|you)|been burned|sounds too good"
    ),
}
_MARKS = {
    "pain": (
        r"(?:our|my|the) (?:biggest|main|real|worst) (?:problem|issue|headache|challenge|frustration|trouble)|"
        r"(?:it's|that's|it is) (?:a|an|such a) (?:\w+ )?(?:nightmare|headache|mess|shambles)|"
        r"(?:takes|costs|wastes) (?:us|me|them) (?:\w+ ){0,2}(?:hours|days|weeks)|"
        r"(?:we|i) keep (?:losing|missing|forgetting)|(?:we're|we are) (?:struggling|drowning)|"
        r"drives (?:me|us|them|everybody) (?:mad|crazy|nuts|up the wall)"
    ),
    "need": (
        r"we (?:really |absolutely |do )?need (?:it to|something (?:that|to)|a way (?:to|of)|one that|to be able to)|"
        r"(?:it|that|this|they) (?:has|have|'s got|needs?|must) (?:to )?(?:be|work|integrate|run|support|handle|fit|"
        r"connect|talk to)|it (?:has|must|needs) to have|(?:is|are) a must|must have|deal ?breaker"
    ),
    "next_step": (
        r"next steps? (?:is|are|would be|will be|from here)|(?:i|we)(?:'ll| will) follow up|"
        r"let's (?:talk|speak|meet|catch up) (?:again )?(?:on|next|tomorrow|in the)"
    ),
}
# Tones. Irony comes first: praise that the next words belie. Of the owners' and our own scripts, which have few such
# words, 44 of the 48 turns in which one of the positive ones stands are marked so; the negative ones hardly occur.
# What people also say in earnest ("great, so we have three options", "just what we needed") is left to the model.
_PRAISE = "(?:great|brilliant|lovely|wonderful|fantastic|super|perfect|marvellous)"
_IRONY = (
    rf"^(?:(?:oh|well|yeah|ah) )*(?:oh {_PRAISE} another|{_PRAISE} it (?:crashed|broke|failed)|"
    rf"{_PRAISE} so (?:we|i) (?:pay (?:more|extra|twice)|lose))\b|"
    r"\bwhat a surprise(?: [\w']+){0,3} (?:again|late)\b|\bthanks a lot that cost\b|\bthanks for nothing\b|"
    r"^well that went well\b"
)
_TONES = {
    "negative": (
        rf"(?:i'm|we're|i am|we are|he's|she's|they're|nobody's|^) {_SO}(?:not|less than) {_SO}"
        r"(?:happy|pleased|impressed|thrilled|amused)(?! (?:until|unless|to))|^not (?:\w+ )?impressed|"
        rf"(?:isn't|is not|not) {_SO}good enough|fed up with|sick and tired of|up to here with|had enough of|"
        r"(?:isn't|is not|doesn't|never|not) work(?:ing|s|ed)? (?:for us|for me|properly)|never works when|"
        r"nobody (?:here )?likes|would(?:n't| not) recommend (?:it|you|them|that)|"
        r"(?:a|an|an absolute|a complete|a total) (?:disgrace|shambles|insult)|(?:lets?|letting) (?:us|me) down|"
        r"waste of (?:my|our) (?:time|money)"
    ),
    "positive": (
        r"i (?:really |do |absolutely )?love (?:it|that|this|them)(?! to| if| when you)|could(?:n't| not) be happier|"
        r"not bad at all|can't complain they|(?:haven't|hasn't|not|never|nobody's|nobody has|no one's) had a "
        r"(?:bad word|single (?:problem|breakdown|issue|complaint))|"
        r"made my (?:day|week|morning|year)|(?:it's|they're|that's|been|was|were) (?:absolutely |just |really )?"
        r"(?:fantastic|brilliant|superb|bliss|a joy|a godsend|a lifesaver|marvellous)|"
        r"(?:saved|saves) (?:my|our) (?:life|bacon|week|skin)|best (?:thing|decision) (?:we|i)"
    ),
}
_IRONIC = re.compile(_IRONY)
_TONE_PATTERNS = {label: re.compile(rf"(?:\b|^)(?:{words})\b") for label, words in _TONES.items()}
_MARK_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _MARKS.items()}
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _PLAIN.items()}
_DENIED = re.compile(r"(?:\bnot|n't|\bnever|\bif|\bwhether|\bwas|\bwere)(?: \w+){0,2} $")
_TURNED = re.compile(
    r"(?:\bnot|n't|\bnever|\bif|\bwhether)(?: \w+){0,2} $"
)  # before a tone: "it hasn't been brilliant"


def plain_objection(words: str) -> str | None:
    """The type of the objection that bare words, joined by spaces, say plainly; None for none. "It isn't too expensive"
    is none, nor what "was" or what would be "if"."""
    for kind, pattern in _PATTERNS.items():
        for found in pattern.finditer(words):
            if not _DENIED.search(words[: found.start()]):
                return kind
    return None


def says_plainly(kind: str, words: str) -> bool:
    """Whether bare words, joined by spaces, say a pain, a need or a next step plainly; never for another kind."""
    pattern = _MARK_PATTERNS.get(kind)
    return pattern is not None and any(not _DENIED.search(words[: m.start()]) for m in pattern.finditer(words))


def plain_tone(words: str) -> ToneLabel | None:
    """The tone that the bare words of a turn, joined by spaces, have plainly, negation and irony heeded; None where no
    such words stand, where both kinds do, and where they are denied or supposed."""
    if _IRONIC.search(words):
        return "negative"
    found: list[ToneLabel] = [
        label
        for label in TONE_NAMES
        if any(not _TURNED.search(words[: m.start()]) for m in _TONE_PATTERNS[label].finditer(words))
    ]
    return found[0] if len(found) == 1 else None
