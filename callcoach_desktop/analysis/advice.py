"""What went well in a call, and one thing to try in the next: from what happened, each with the second to hear.

One call is no habit: what is worth practising for thirty days is told by `coaching`, over many calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcoach_desktop.domain.analysis import Moment, Place, SummaryPoint
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import Side

LONG_STORY = 60.0  # seconds of a customer's turn that are worth a word
LONG_TURN = 120.0  # and of a rep's
MANY_INTERRUPTIONS = 3
MOST_GOOD = 3
SHORT_CALL = 120.0  # seconds under which nothing is advised
LAST_PART = 30.0  # seconds before the end where a next step is missed

_WELL = {
    "acknowledge_explore_respond": "explored before it was answered",
    "feel_felt_found": "answered with others' experience",
    "reframe_value": "answered with value",
    "trade_concession": "traded for something in return",
}


def went_well(
    metrics: Mapping[str, float | None],
    places: Mapping[str, Place],
    moments: Sequence[Moment],
    sides: Mapping[str, Side],
) -> list[SummaryPoint]:
    """At most three things, in order of time."""
    found: list[SummaryPoint] = []
    objections = {m.id: m for m in moments if m.kind == "objection"}
    for answer in moments:
        worry = objections.get(str(answer.detail.get("objection")))
        if answer.kind == "objection_response" and worry is not None and answer.detail.get("outcome") == "resolved":
            how = f", {_WELL[answer.type]}" if answer.type in _WELL else ""
            found.append(SummaryPoint(f"The {worry.type} objection was resolved{how}", answer.start, "well"))
    steps = [m for m in moments if m.kind == "next_step" and m.type == "specific"]
    if steps:
        best = max(steps, key=lambda m: m.confidence)
        found.append(SummaryPoint("A specific next step was agreed", best.start, "well"))
    story, place = metrics.get("longest_customer_story"), places.get("longest_customer_story")
    if story is not None and place is not None and story >= LONG_STORY:
        found.append(SummaryPoint(f"The customer was let talk for {clock(story)}", place.start, "well"))
    opens = [m for m in moments if m.kind == "question" and m.type == "open" and sides.get(m.speaker) == "rep"]
    pains = [m for m in moments if m.kind in ("pain", "need")]
    for question in opens:
        told = next((p for p in pains if question.end <= p.start <= question.end + 30.0), None)
        if told is not None:
            what = "problem" if told.kind == "pain" else "need"
            found.append(SummaryPoint(f"An open question brought a {what} up", question.start, "well"))
            break
    return sorted(found[:MOST_GOOD], key=lambda p: p.start)


def to_try(
    duration: float,
    metrics: Mapping[str, float | None],
    places: Mapping[str, Place],
    moments: Sequence[Moment],
    sides: Mapping[str, Side],
) -> list[SummaryPoint]:
    """One thing, the one that mattered most; none in a short call or where sides are not known.

    From this call alone. With enough calls of the type `coaching.trying` holds it against what is usual for the rep.
    """
    if not can_tell(duration, metrics):
        return []
    found = answered_badly(moments, sides) or step_missing(duration, metrics, moments)
    return (found or [point for _, point in beyond_limits(metrics, places, moments, sides)])[:1]


def can_tell(duration: float, metrics: Mapping[str, float | None]) -> bool:
    """Whether the call is long enough to advise anything, and its sides are known."""
    return duration >= SHORT_CALL and metrics.get("talk_ratio") is not None


def answered_badly(moments: Sequence[Moment], sides: Mapping[str, Side]) -> list[SummaryPoint]:
    """What to do instead of the worst answer to an objection; empty where there was none."""
    answers = [m for m in moments if m.kind == "objection_response" and sides.get(m.speaker) == "rep"]
    for answer in answers:
        if answer.type == "discount_immediately":
            return [trying("Before a discount, ask what the price is compared with", answer.start)]
    for answer in answers:
        if answer.type == "ignore" or answer.detail.get("outcome") == "lost":
            return [trying("Ask one question about an objection before you answer it", answer.start)]
    return []


def step_missing(duration: float, metrics: Mapping[str, float | None], moments: Sequence[Moment]) -> list[SummaryPoint]:
    """That no specific next step was agreed; empty where one was, and where it is not told what steps are."""
    steps = [m for m in moments if m.kind == "next_step"]
    if not steps:
        if metrics.get("talk_ratio_opening") is None:
            return []
        return [trying("Agree who does what by when before you hang up", max(0.0, duration - LAST_PART))]
    if all(m.type != "specific" for m in steps):
        return [trying("Make the next step specific: who, what, by when", steps[-1].start)]
    return []


def beyond_limits(
    metrics: Mapping[str, float | None],
    places: Mapping[str, Place],
    moments: Sequence[Moment],
    sides: Mapping[str, Side],
) -> list[tuple[str, SummaryPoint]]:
    """Figures beyond limits that hold for everybody, the one that matters most first: (behaviour, what to do)."""
    found = []
    turn, place = metrics.get("longest_monologue"), places.get("longest_monologue")
    if turn is not None and place is not None and turn >= LONG_TURN:
        text = f"Break a turn of {clock(turn)} with a question after each point"
        found.append(("longest_monologue", trying(text, place.start)))
    cut, place = metrics.get("interruptions_by_rep"), places.get("interruptions_by_rep")
    if cut is not None and place is not None and cut >= MANY_INTERRUPTIONS:
        text = f"Let the customer finish: the floor was taken {cut:.0f} times"
        found.append(("interruptions", trying(text, place.start)))
    asked = [m for m in moments if m.kind == "question" and m.type != "rhetorical" and sides.get(m.speaker) == "rep"]
    if len(asked) >= 3 and all(m.type != "open" for m in asked):
        text = "Ask one question that begins with “how” or “tell me about”"
        found.append(("open_question_share", trying(text, asked[0].start)))
    return found


def trying(text: str, start: float) -> SummaryPoint:
    """Something to try in the next call, and where in this one it was missed."""
    return SummaryPoint(text, start, "try")
