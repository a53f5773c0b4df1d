"""When talk of price goes off the rails: what happened, each with its second (English).

Discounts that the customer asks for and the rep gives are told by their words, in sentences that speak of price. Then
these are troubles: a discount before anything of value was shown, a further concession after the first, an answer to a
price objection that gives a discount at once or leaves it lost, the customer's tone falling once price came up, and
price that is argued over for long. How many there are is the figure that outliers compare (`coaching.outliers`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from callcoach_desktop.domain.analysis import Moment, Stage, Tone
from callcoach_desktop.domain.transcript import Side, Utterance

TroubleKind = Literal["discount_before_value", "further_concession", "price_answer", "tone_fell", "argued_long"]
APART = 6.0  # seconds: two concessions nearer to each other are one
GAP = 45.0  # seconds without talk of price that end a stretch of it
LONG, LONG_SHARE = 180.0, 0.25  # seconds of a stretch, and its share of the call, from which price is argued for long
FELL = 0.3  # of tone, -1 to 1
LEAST_SAID = 4  # utterances of the customer, of more than three words, before and after

_ASKED = re.compile(
    r"\b(?:discount|better (?:price|deal|rate|number)|best (?:price|number|you can)|sharpen|come (?:down|back with)|"
    r"knock \w+(?: \w+)? off|(?:do|move) (?:any|some)thing (?:on|about) (?:the |that )?(?:price|number|rate)|cheaper|"
    r"lower (?:the |that )?(?:price|rate|number)|(?:percent|%) off|off the price|"
    r"meet (?:me|us) (?:in the middle|half))",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:(?:i|we)(?:'ll|’ll| can| could| will|'d|’d| would)(?: \w+){0,3} "
    r"(?:do|give|take|drop|knock|offer|waive|throw|let you have|go to|come down|make it)\b"
    r".*(?:percent|%|off\b|discount|free|waive|throw in|cheaper|less\b|down)|"
    r"(?:i|we)(?:'ll|’ll| can| could| will|'d|’d| would| might)(?: \w+){0,3} "
    r"(?:(?:get|bring|take|move|cut|trim) (?:it|that|this|you|the \w+|your \w+) (?:all )?(?:back )?(?:down )?to \w|"
    r"(?:shave|lop|cut|trim|leave|slice|chop)(?: \S+){1,5} off\b|match (?:it|that|them|their|the|those)\b|"
    r"split the difference|meet you (?:half|in the middle|at))|"
    r"waive (?:the|that|your)|throw (?:it |that |the \w+ )?in\b|"
    r"(?:first|another) (?:\w+ ){0,2}(?:month|months|year) free|"
    r"(?:that's|here's|with) (?:a |an |another )?(?:\w+[ -])?(?:percent|%) (?:off|discount)|half price|"
    r"off the (?:list )?price|make it \w+ (?:percent|%))",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:can't|can’t|cannot|can not|won't|won’t|don't|don’t|never|no) (?:\w+ ){0,3}"
                  r"(?:discount|lower|cheaper|off|down|waive|free)\b", re.IGNORECASE)  # fmt: skip
_CONCEDES = frozenset({"discount_immediately"})


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount asked for, or given, in the words of `moment`."""

    given: bool
    moment: Moment


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong about price, and where to hear it (seconds)."""

    kind: TroubleKind
    text: str
    start: float
    end: float


def discounts(moments: Sequence[Moment], sides: Mapping[str, Side]) -> list[Discount]:
    """Discounts asked for by the customer and given by the rep, in order of time."""
    found: list[Discount] = []
    for moment in moments:
        side = sides.get(moment.speaker)
        if moment.kind == "pricing" and not _NOT.search(moment.quote):
            if side == "customer" and _ASKED.search(moment.quote):
                found.append(Discount(given=False, moment=moment))
            elif side == "rep" and _GIVEN.search(moment.quote):
                found.append(Discount(given=True, moment=moment))
        elif moment.kind == "objection_response" and moment.type in _CONCEDES and side == "rep":
            found.append(Discount(given=True, moment=moment))
    kept: list[Discount] = []
    for one in sorted(found, key=lambda d: (d.moment.start, d.moment.end)):
        near = (o for o in kept if o.given == one.given and one.moment.start < o.moment.end + APART)
        if not any(near):
            kept.append(one)
    return kept


def price_troubles(
    moments: Sequence[Moment],
    stages: Sequence[Stage],
    tones: Sequence[Tone],
    utterances: Sequence[Utterance],
    sides: Mapping[str, Side],
    duration: float,
) -> list[Trouble]:
    """What went wrong about price, in order of time. Nothing where a call has no stages: they are told in English."""
    if not stages:
        return []
    given = [d.moment for d in discounts(moments, sides) if d.given]
    found = _too_early(given, moments, stages)
    found += [Trouble("further_concession", "A further concession after the first", m.start, m.end) for m in given[1:]]
    told = [t.start for t in found]
    found += [t for t in _answers(moments, sides) if all(abs(t.start - start) > APART for start in told)]
    prices = [m for m in moments if m.kind == "pricing"]
    if prices:
        found += _tone_fell(prices[0].start, tones, utterances, sides)
        found += _argued(prices, moments, duration)
    return sorted(found, key=lambda t: (t.start, t.kind))


def _too_early(given: Sequence[Moment], moments: Sequence[Moment], stages: Sequence[Stage]) -> list[Trouble]:
    if not given:
        return []
    first = given[0]
    shown = any(s.name == "presentation" and s.start < first.start for s in stages)
    shown = shown or any(m.type == "reframe_value" and m.start < first.start for m in moments)
    if shown:
        return []
    return [Trouble("discount_before_value", "A discount before anything of value was shown", first.start, first.end)]


def _answers(moments: Sequence[Moment], sides: Mapping[str, Side]) -> list[Trouble]:
    """Answers to price objections that gave a discount at once, ignored them or left them lost. Objections that follow
    one another are one argument: only how its last one ends is how it ended."""
    objections = {m.id: m for m in moments if m.kind == "objection"}
    prices = [m for m in moments if m.kind == "pricing"]
    answers = []
    for answer in moments:
        if answer.kind == "objection_response" and sides.get(answer.speaker) == "rep":
            objection = objections.get(str(answer.detail.get("objection")), answer)
            of_price = objection.type == "price" or any(objection.start <= p.start < objection.end for p in prices)
            if of_price or answer.type in _CONCEDES:
                answers.append(answer)
    answers.sort(key=lambda m: (m.start, m.end))
    found = []
    for n, answer in enumerate(answers):
        goes_on = n + 1 < len(answers) and answers[n + 1].start - answer.end <= GAP
        if answer.type in _CONCEDES:
            found.append(Trouble("price_answer", "A discount at once", answer.start, answer.end))
        elif answer.type == "ignore" or (answer.detail.get("outcome") == "lost" and not goes_on):
            words = "was passed over" if answer.type == "ignore" else "was lost"
            found.append(Trouble("price_answer", f"An objection about price {words}", answer.start, answer.end))
    return found


def _tone_fell(
    since: float, tones: Sequence[Tone], utterances: Sequence[Utterance], sides: Mapping[str, Side]
) -> list[Trouble]:
    score = {t.utterance: t.score for t in tones}
    said = [
        (u, score[u.id])
        for u in utterances
        if u.id in score and sides.get(u.speaker) == "customer" and len(u.text.split()) > 3
    ]
    before = [s for u, s in said if u.end <= since]
    after = [(u, s) for u, s in said if u.start >= since]
    if len(before) < LEAST_SAID or len(after) < LEAST_SAID:
        return []
    mean = sum(s for _, s in after) / len(after)
    if mean > sum(before) / len(before) - FELL or mean > 0:
        return []
    lowest = min(after, key=lambda pair: pair[1])[0]
    return [Trouble("tone_fell", "The customer's tone fell once price came up", lowest.start, lowest.end)]


def _argued(prices: Sequence[Moment], moments: Sequence[Moment], duration: float) -> list[Trouble]:
    """A stretch of talk of price that is long and has an objection in it."""
    pushed = [m.start for m in moments if m.kind == "objection"]
    stretches: list[list[float]] = []
    for moment in sorted(prices, key=lambda m: m.start):
        if stretches and moment.start - stretches[-1][1] <= GAP:
            stretches[-1][1] = max(stretches[-1][1], moment.end)
        else:
            stretches.append([moment.start, moment.end])
    found = []
    for start, end in stretches:
        argued = any(start <= at <= end for at in pushed)
        if argued and end - start >= max(LONG, LONG_SHARE * duration):
            minutes = (end - start) / 60
            found.append(Trouble("argued_long", f"Price was argued over for {minutes:.0f} minutes", start, end))
    return found
