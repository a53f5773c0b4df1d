"""The call in a headline and a few points: facts that were found, each with its second. Nothing is inferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcoach_desktop.domain.analysis import Moment, Place, Summary, SummaryPoint
from callcoach_desktop.domain.transcript import Side

QUOTE_LETTERS = 120
MOST = 2  # points of a kind: the surest ones, in order of time
SPOKEN = (
    ("need", "Wants"),
    ("pain", "Problem"),
    ("commitment", "Customer promises"),
)


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
    """A headline and points in order of time, from figures and moments that are there."""
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
    headline += _in_short(moments)
    points = _figures(metrics, places, [q for q in questions if sides.get(q.speaker) == "rep"])
    points += _firsts(moments) + _said(moments) + _worries(moments) + _next_steps(moments)
    return Summary(headline, tuple(sorted(points, key=lambda p: p.start)))


def _in_short(moments: Sequence[Moment]) -> str:
    """What else was found, for the headline."""
    found = []
    pushed = [m for m in moments if m.kind == "objection"]
    if pushed:
        found.append(_count(len(pushed), "objection"))
    firms = list(dict.fromkeys(m.type for m in moments if m.kind == "competitor"))
    if firms:
        found.append(f"{', '.join(firms)} named")
    steps = [m for m in moments if m.kind == "next_step"]
    if steps:
        found.append("next step agreed" if any(m.type == "specific" for m in steps) else "next step vague")
    return "; " + ", ".join(found) if found else ""


def _figures(
    metrics: Mapping[str, float | None], places: Mapping[str, Place], by_rep: Sequence[Moment]
) -> list[SummaryPoint]:
    points = []
    for name, who, kind in (
        ("longest_monologue", "rep", "monologue"),
        ("longest_customer_story", "customer", "story"),
    ):
        value = metrics.get(name)
        if value is not None and name in places:
            start = places[name].start
            points.append(SummaryPoint(f"Longest {who} turn: {clock(value)}, from {clock(start)}", start, kind))
    if by_rep:
        first, last = by_rep[0], by_rep[-1]
        points.append(SummaryPoint(f"First rep question: “{_short(first.quote)}”", first.start, "question"))
        if last is not first:
            points.append(SummaryPoint(f"Last rep question: “{_short(last.quote)}”", last.start, "question"))
    opens = [q for q in by_rep if q.type == "open"]
    if opens:
        points.append(SummaryPoint(f"{_count(len(opens), 'open question')} from the rep", opens[0].start, "question"))
    return points


def _firsts(moments: Sequence[Moment]) -> list[SummaryPoint]:
    """Where price and each competitor first come up."""
    points = []
    price = min((m for m in moments if m.kind == "pricing"), key=lambda m: m.start, default=None)
    if price is not None:
        points.append(SummaryPoint(f"Price first comes up at {clock(price.start)}", price.start, "pricing"))
    seen: set[str] = set()
    for moment in sorted((m for m in moments if m.kind == "competitor"), key=lambda m: m.start):
        if moment.type not in seen:
            seen.add(moment.type)
            by = moment.detail.get("raised_by")
            who = f" by the {by}" if by in ("rep", "customer") else ""
            text = f"{moment.type} is first named{who} at {clock(moment.start)}"
            points.append(SummaryPoint(text, moment.start, "competitor"))
    return points


def _said(moments: Sequence[Moment]) -> list[SummaryPoint]:
    """What the customer wants, suffers from and promises, quoted."""
    return [
        SummaryPoint(f"{words}: “{_short(m.quote)}”", m.start, kind)
        for kind, words in SPOKEN
        for m in _surest([m for m in moments if m.kind == kind])
    ]


def _worries(moments: Sequence[Moment]) -> list[SummaryPoint]:
    replies = {m.detail.get("objection"): m for m in moments if m.kind == "objection_response"}
    points = []
    for worry in _surest([m for m in moments if m.kind == "objection"]):
        reply = replies.get(worry.id)
        ended = f" ({reply.detail.get('outcome')})" if reply is not None and reply.detail.get("outcome") else ""
        points.append(
            SummaryPoint(f"Objection, {worry.type}{ended}: “{_short(worry.quote)}”", worry.start, "objection")
        )
    return points


def _next_steps(moments: Sequence[Moment]) -> list[SummaryPoint]:
    return [
        SummaryPoint(f"Next step, {m.type}: “{_short(m.quote)}”", m.start, "next_step")
        for m in _surest([m for m in moments if m.kind == "next_step"])
    ]


def _surest(moments: Sequence[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda m: -m.confidence)[:MOST]
