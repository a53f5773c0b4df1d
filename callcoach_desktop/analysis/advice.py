"""What went well in a call, and one thing to try in the next: from what happened, each with the second to hear.

One call is no habit: what is worth practising for thirty days is told by `coaching`, over many calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcoach_desktop.analysis.times import clock
from callcoach_desktop.domain.analysis import Moment, Place, SummaryPoint
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
    """One thing, the one that mattered most; none in a short call or where sides are not known."""
    if duration < SHORT_CALL or metrics.get("talk_ratio") is None:
        return []
    answers = [m for m in moments if m.kind == "objection_response" and sides.get(m.speaker) == "rep"]
    for answer in answers:
        if answer.type == "discount_immediately":
            return [_try("Before a discount, ask what the price is compared with", answer.start)]
    for answer in answers:
        if answer.type == "ignore" or answer.detail.get("outcome") == "lost":
            return [_try("Ask one question about an objection before you answer it", answer.start)]
    steps = [m for m in moments if m.kind == "next_step"]
    if metrics.get("talk_ratio_opening") is not None or steps:  # it is told what steps are
        if not steps:
            text = "Agree who does what by when before you hang up"
            return [_try(text, max(0.0, duration - LAST_PART))]
        if all(m.type != "specific" for m in steps):
            return [_try("Make the next step specific: who, what, by when", steps[-1].start)]
    turn, place = metrics.get("longest_monologue"), places.get("longest_monologue")
    if turn is not None and place is not None and turn >= LONG_TURN:
        return [_try(f"Break a turn of {clock(turn)} with a question after each point", place.start)]
    cut, place = metrics.get("interruptions_by_rep"), places.get("interruptions_by_rep")
    if cut is not None and place is not None and cut >= MANY_INTERRUPTIONS:
        return [_try(f"Let the customer finish: the floor was taken {cut:.0f} times", place.start)]
    asked = [m for m in moments if m.kind == "question" and m.type != "rhetorical" and sides.get(m.speaker) == "rep"]
    if len(asked) >= 3 and all(m.type != "open" for m in asked):
        return [_try("Ask one question that begins with “how” or “tell me about”", asked[0].start)]
    return []


def _try(text: str, start: float) -> SummaryPoint:
    return SummaryPoint(text, start, "try")
