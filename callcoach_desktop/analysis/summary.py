"""The call in a headline and a few points. Only figures that were measured; nothing is inferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcoach_desktop.domain.analysis import Moment, Place, Summary, SummaryPoint
from callcoach_desktop.domain.transcript import Side

QUOTE_LETTERS = 120


def clock(seconds: float) -> str:
    """`m:ss`, or `h:mm:ss` from an hour on."""
    whole = int(seconds + 0.5)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _count(number: float, noun: str) -> str:
    return f"{number:.0f} {noun}{'' if number == 1 else 's'}"


def _short(quote: str) -> str:
    return quote if len(quote) <= QUOTE_LETTERS else quote[: QUOTE_LETTERS - 1].rsplit(" ", 1)[0] + "…"


def summarise(
    duration: float,
    metrics: Mapping[str, float | None],
    places: Mapping[str, Place],
    moments: Sequence[Moment],
    sides: Mapping[str, Side],
) -> Summary:
    """A headline and points in order of time, from figures that are there."""
    headline = f"Call, {clock(duration)}: "
    ratio, asked = metrics.get("talk_ratio"), metrics.get("questions")
    longest = metrics.get("longest_monologue")
    questions = [m for m in moments if m.kind == "question" and m.type != "rhetorical"]
    if ratio is not None and asked is not None:
        headline += f"rep spoke {ratio:.0%}, asked {_count(asked, 'question')}"
        if longest is not None:
            headline += f"; longest rep turn {clock(longest)}"
    else:
        headline += f"{_count(len(questions), 'question')} asked; who is rep and who is customer is not known"
    points: list[SummaryPoint] = []
    by_rep = [q for q in questions if sides.get(q.speaker) == "rep"]
    if longest is not None and "longest_monologue" in places:
        start = places["longest_monologue"].start
        points.append(SummaryPoint(f"Longest rep turn: {clock(longest)}, from {clock(start)}", start, "monologue"))
    story = metrics.get("longest_customer_story")
    if story is not None and "longest_customer_story" in places:
        start = places["longest_customer_story"].start
        points.append(SummaryPoint(f"Longest customer turn: {clock(story)}, from {clock(start)}", start, "story"))
    if by_rep:
        first, last = by_rep[0], by_rep[-1]
        points.append(SummaryPoint(f"First rep question: “{_short(first.quote)}”", first.start, "question"))
        if last is not first:
            points.append(SummaryPoint(f"Last rep question: “{_short(last.quote)}”", last.start, "question"))
    opens = [q for q in by_rep if q.type == "open"]
    if opens:
        points.append(SummaryPoint(f"{_count(len(opens), 'open question')} from the rep", opens[0].start, "question"))
    for kind, words in (("pricing", "Price first comes up"), ("competitor", "A competitor is first named")):
        first_of = next((m for m in sorted(moments, key=lambda m: m.start) if m.kind == kind), None)
        if first_of is not None:
            points.append(SummaryPoint(f"{words} at {clock(first_of.start)}", first_of.start, kind))
    return Summary(headline, tuple(sorted(points, key=lambda p: p.start)))
