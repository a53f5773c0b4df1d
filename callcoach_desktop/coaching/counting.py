"""What is counted in one call for coaching: the value of each figure, in the whole call or in one stage of it.

A figure is never guessed: where a call cannot tell, its reading has no value and a reason in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from callcoach_desktop.analysis.rails import price_troubles
from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.domain.analysis import Moment, Turn
from callcoach_desktop.domain.coaching import Answer, Reading
from callcoach_desktop.domain.transcript import Side, Utterance

SHORTEST = 120.0  # seconds of call (or of the stage, LEAST_STAGE) below which rates and shares say nothing
LEAST_STAGE = 30.0
LEAST_TALK = 20.0  # seconds of talk of both sides for a share of talk
LEAST_WORDS = 10  # of "you" and "we" together
ANSWER_WITHIN = 60.0  # seconds from a mention to the turn that answers it
EXPLORING = frozenset({"open", "clarifying"})
WITH_VALUE = frozenset({"reframe_value", "acknowledge_explore_respond", "feel_felt_found"})
_YOU = frozenset({"you", "your", "yours", "you're", "you've", "you'd", "you'll", "yourself", "yourselves"})
_WE = frozenset({"we", "our", "ours", "us", "we're", "we've", "we'd", "we'll", "ourselves"})

NO_SIDES = "it is not known who the rep and the customer are"
NO_TIMES = "the transcript has no times"
TOO_SHORT = "the call is too short"
NO_STAGE = "the call has no such stage"
NO_ENGLISH = "the call is in a language without rules"


Counter = Callable[[Heard, str | None], Reading]


def none(reason: str) -> Reading:
    """No value, and why."""
    return Reading(None, reason)


def read(call: Heard, figure: str, stage: str | None = None, unit: str = "") -> Reading:
    """The reading of a figure. `tracker:<name>` counts a tracker's moments in `unit`: per_call, per_hour or yes_no.

    Raises KeyError for an unknown figure.
    """
    if figure.startswith("tracker:"):
        # "At least once" can be told of a greeting of ten seconds; a rate cannot.
        least = LEAST_STAGE if unit == "per_hour" else 0.0
        return _gate(call, stage, least) or _tracker(call, figure.partition(":")[2], stage, unit)
    return _gate(call, stage) or COUNTERS[figure](call, stage)


def _gate(call: Heard, stage: str | None, least: float = LEAST_STAGE) -> Reading | None:
    if not call.known:
        return none(NO_SIDES)
    if not call.timed:
        return none(NO_TIMES)
    if call.duration < SHORTEST:
        return none(TOO_SHORT)
    if stage is not None:
        if not call.analysis.stages:
            return none(NO_ENGLISH)
        seconds = sum(end - start for start, end in call.spans(stage))
        if seconds <= 0 or seconds < least:
            return none(NO_STAGE)
    return None


def _hours(call: Heard, stage: str | None) -> float:
    return sum(end - start for start, end in call.spans(stage)) / 3600


def _talk_ratio(call: Heard, stage: str | None) -> Reading:
    rep, customer = call.talk("rep", stage), call.talk("customer", stage)
    if rep + customer < LEAST_TALK:
        return none("there is too little talk in it")
    longest = _longest(call, "rep", stage)
    return Reading(rep / (rep + customer), "", *(longest[1:] if longest else (None, None)))


def _customer_share(call: Heard, stage: str | None) -> Reading:
    ratio = _talk_ratio(call, stage)
    if ratio.value is None:
        return ratio
    longest = _longest(call, "customer", stage)
    return Reading(1 - ratio.value, "", *(longest[1:] if longest else (None, None)))


def _longest(call: Heard, side: Side, stage: str | None) -> tuple[float, float, float] | None:
    """Seconds, start and end of a side's longest turn; a turn counts in a stage with the part that lies in it."""
    spans = call.spans(stage)
    parts = [
        (min(end, t.end) - max(start, t.start), max(start, t.start), min(end, t.end))
        for t in call.analysis.turns
        if t.side == side
        for start, end in spans
    ]
    return max((p for p in parts if p[0] > 0), key=lambda p: (p[0], -p[1]), default=None)  # of equals the first


def _longest_of(side: Side) -> Counter:
    def count(call: Heard, stage: str | None) -> Reading:
        found = _longest(call, side, stage)
        return none(f"the {side} holds no turn in it") if found is None else Reading(found[0], "", found[1], found[2])

    return count


def _asked(call: Heard, stage: str | None) -> list[Moment]:
    return [q for q in call.moments("question", stage, "rep") if q.type != "rhetorical"]


def _rate(found: Sequence[Moment], hours: float) -> Reading:
    first = found[0] if found else None
    return Reading(len(found) / hours, "", first.start if first else None, first.end if first else None)


def _questions(call: Heard, stage: str | None) -> Reading:
    return _rate(_asked(call, stage), _hours(call, stage))


def _clarifying(call: Heard, stage: str | None) -> Reading:
    return _rate([q for q in _asked(call, stage) if q.type == "clarifying"], _hours(call, stage))


def _open_share(call: Heard, stage: str | None) -> Reading:
    asked = _asked(call, stage)
    if len(asked) < 3:
        return none("fewer than three questions were asked")
    opened = [q for q in asked if q.type == "open"]
    first = opened[0] if opened else asked[0]
    return Reading(len(opened) / len(asked), "", first.start, first.end)


def _first_question(call: Heard, _stage: str | None) -> Reading:
    asked = _asked(call, None)
    if not asked:
        return none("the rep asked nothing")
    return Reading(max(0.0, asked[0].start), "", asked[0].start, asked[0].end)


def _metric(name: str, place: str = "") -> Counter:
    """A figure that the analysis has already; of the whole call only."""

    def count(call: Heard, _stage: str | None) -> Reading:
        value = call.analysis.metrics.get(name)
        if value is None:
            return none("the call cannot tell")
        where = call.analysis.places.get(place or name)
        return Reading(value, "", where.start if where else None, where.end if where else None)

    return count


def _interruptions(call: Heard, _stage: str | None) -> Reading:
    found = _metric("interruptions_by_rep")(call, None)
    if found.value is None:
        return found
    return Reading(found.value / _hours(call, None), "", found.start, found.end)


def _price_position(call: Heard, _stage: str | None) -> Reading:
    mine = call.moments("pricing", None, "rep")
    if not mine:
        return none("the rep did not speak of price")
    return Reading(min(1.0, mine[0].start / call.duration), "", mine[0].start, mine[0].end)


def _next_rep_turn(call: Heard, after: float) -> Turn | None:
    return next(
        (t for t in call.analysis.turns if t.side == "rep" and t.end > after and t.start < after + ANSWER_WITHIN), None
    )


def _competitor_value(call: Heard, _stage: str | None) -> Reading:
    named = call.moments("competitor", None, "customer")
    if not named:
        return none("the customer named no competitor")
    answers = [m for m in call.moments("objection_response", None, "rep") if m.type in WITH_VALUE]
    answers += [q for q in _asked(call, None) if q.type in EXPLORING]

    def well(mention: Moment) -> bool:
        turn = _next_rep_turn(call, mention.end)
        return turn is not None and any(turn.start - 0.5 <= a.start <= turn.end for a in answers)

    good = [m for m in named if well(m)]
    shown = good[0] if good else named[0]
    return Reading(len(good) / len(named), "", shown.start, shown.end)


def _objections_explored(call: Heard, stage: str | None) -> Reading:
    objections = call.moments("objection", stage, "customer")
    if not objections:
        return none("the customer objected to nothing")
    responses = {str(m.detail.get("objection")): m for m in call.moments("objection_response", None, "rep")}
    asked = [q for q in _asked(call, None) if q.type in EXPLORING]

    def explored(objection: Moment) -> bool:
        answer = responses.get(objection.id)
        if answer is not None and answer.type == "acknowledge_explore_respond":
            return True
        until = answer.end if answer is not None else objection.end + ANSWER_WITHIN / 2
        return any(objection.end - 0.5 <= q.start <= until for q in asked)

    good = [m for m in objections if explored(m)]
    shown = good[0] if good else objections[0]
    return Reading(len(good) / len(objections), "", shown.start, shown.end)


def _next_step(call: Heard, _stage: str | None) -> Reading:
    if not call.analysis.stages:
        return none(NO_ENGLISH)
    steps = call.moments("next_step")
    sure = [m for m in steps if m.type == "specific"]
    shown = sure[0] if sure else steps[-1] if steps else None
    at = shown.start if shown else max(0.0, call.duration - 30.0)
    return Reading(1.0 if sure else 0.0, "", at, shown.end if shown else call.duration)


def _words(utterances: Iterable[Utterance]) -> Iterable[str]:
    for utterance in utterances:
        for word in utterance.text.replace("\u2019", "'").split():
            yield word.strip(".,;:!?\"()[]'-\u2013\u2014").lower()


def _you_share(call: Heard, _stage: str | None) -> Reading:
    if call.transcript.language != "en":
        return none(NO_ENGLISH)
    said = list(_words(u for u in call.transcript.utterances if call.side(u.speaker) == "rep"))
    you, we = sum(w in _YOU for w in said), sum(w in _WE for w in said)
    if you + we < LEAST_WORDS:
        return none("the rep says neither often enough")
    return Reading(you / (you + we))


def _tones(call: Heard) -> list[tuple[Utterance, float]]:
    """The customer's utterances of more than three words with their tone."""
    score = {t.utterance: t.score for t in call.analysis.tones}
    return [
        (u, score[u.id])
        for u in call.transcript.utterances
        if u.id in score and call.side(u.speaker) == "customer" and len(u.text.split()) > 3
    ]


def _weighted(tones: Sequence[tuple[Utterance, float]]) -> float:
    weight = sum(u.end - u.start for u, _ in tones)
    return sum((u.end - u.start) * score for u, score in tones) / weight if weight > 0 else 0.0


def _customer_tone(call: Heard, _stage: str | None) -> Reading:
    tones = _tones(call)
    if len(tones) < 6:
        return none("the customer says too little to tell the tone")
    mean = _weighted(tones)
    utterance, _ = (max if mean >= 0 else min)(tones, key=lambda pair: pair[1] * (pair[0].end - pair[0].start))
    return Reading(mean, "", utterance.start, utterance.end)


def _tone_change(call: Heard, _stage: str | None) -> Reading:
    """Tone of the customer's last third minus that of the first; the place is the lowest utterance after the first."""
    tones = _tones(call)
    third = len(tones) // 3
    if third < 3:
        return none("the customer says too little to tell the tone")
    lowest = min(tones[third:], key=lambda pair: pair[1] * (pair[0].end - pair[0].start))[0]
    return Reading(_weighted(tones[-third:]) - _weighted(tones[:third]), "", lowest.start, lowest.end)


def _price_trouble(call: Heard, _stage: str | None) -> Reading:
    """What went wrong about price; see `analysis.rails`."""
    if not call.analysis.stages:
        return none(NO_ENGLISH)
    found = price_troubles(
        call.analysis.moments, call.analysis.stages, call.analysis.tones, call.transcript.utterances, call.sides,
        call.duration,
    )  # fmt: skip
    return Reading(float(len(found)), "", found[0].start if found else 0.0, found[0].end if found else 0.0)


def _tracker(call: Heard, name: str, stage: str | None, unit: str) -> Reading:
    found = [m for m in call.moments("tracker", stage) if m.type.casefold() == name.casefold()]
    rate = _rate(found, _hours(call, stage))
    value = {"per_hour": rate.value, "yes_no": float(bool(found))}.get(unit, float(len(found)))
    return Reading(value, "", rate.start, rate.end)


COUNTERS: dict[str, Counter] = {
    "talk_ratio": _talk_ratio,
    "customer_share": _customer_share,
    "longest_monologue": _longest_of("rep"),
    "longest_customer_story": _longest_of("customer"),
    "questions_per_hour": _questions,
    "clarifying_per_hour": _clarifying,
    "open_question_share": _open_share,
    "first_question": _first_question,
    "patience": _metric("patience", "shortest_wait"),
    "interruptions_per_hour": _interruptions,
    "words_per_minute": _metric("words_per_minute", "longest_monologue"),
    "fillers_per_100_words": _metric("fillers_per_100_words"),
    "price_position": _price_position,
    "competitor_value": _competitor_value,
    "objections_explored": _objections_explored,
    "next_step_specific": _next_step,
    "you_share": _you_share,
    "customer_tone": _customer_tone,
    "tone_change": _tone_change,
    "price_trouble": _price_trouble,
}


def answers_of(call: Heard, call_id: str) -> list[Answer]:
    """How each objection was answered; one that nobody answered is left out."""
    objections = {m.id: m.type for m in call.moments("objection")}
    return [
        Answer(call_id, objections[which], m.type, str(m.detail.get("outcome") or ""), m.start, m.quote)
        for m in call.moments("objection_response", None, "rep")
        if (which := str(m.detail.get("objection"))) in objections
    ]


BY_STAGE = (
    "talk_ratio", "longest_monologue", "questions_per_hour", "clarifying_per_hour", "open_question_share",
    "objections_explored",
)  # fmt: skip
"""Figures that are counted in each stage, too."""
STAGES = ("opening", "discovery", "presentation", "pricing", "objection", "closing")
VERSION = 3  # raised whenever the same call would give other figures


def key(figure: str, stage: str | None = None, unit: str = "") -> str:
    """The name under which a figure of a stage is kept; a tracker's has its unit in it."""
    name = f"{figure}/{unit}" if figure.startswith("tracker:") else figure
    return name if stage is None else f"{name}@{stage}"


def count_all(call: Heard) -> dict[str, Reading]:
    """Every built-in figure of a call, by `key`, those of BY_STAGE for each stage as well."""
    found = {key(name): read(call, name) for name in COUNTERS}
    for stage in STAGES:
        found |= {key(name, stage): read(call, name, stage) for name in BY_STAGE}
    return found
