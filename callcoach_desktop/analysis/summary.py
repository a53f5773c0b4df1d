"""The call in a headline and a few points: facts that were found, each with its second. Nothing is inferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcoach_desktop.analysis.advice import to_try, went_well
from callcoach_desktop.analysis.amounts import amounts
from callcoach_desktop.analysis.rails import Trouble, discounts
from callcoach_desktop.analysis.times import day_words
from callcoach_desktop.domain.analysis import Moment, Place, Summary, SummaryPoint
from callcoach_desktop.domain.times import clock
from callcoach_desktop.domain.transcript import Side

QUOTE_LETTERS = 120
MOST = 2  # points of a kind: the surest ones, in order of time
MOST_STEPS = 4
SPOKEN = (
    ("need", "Wants"),
    ("pain", "Problem"),
)
HANDLED = {
    "acknowledge_explore_respond": "explored, then answered",
    "feel_felt_found": "answered with others' experience",
    "reframe_value": "answered with value",
    "trade_concession": "traded for something",
    "discount_immediately": "answered with a discount at once",
    "ignore": "passed over",
}
WHO = {"rep": "Rep", "customer": "Customer", "both": "Both"}


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
    troubles: Sequence[Trouble] = (),
) -> Summary:
    """A headline and points in order of time, from figures and moments that are there.

    `troubles` is what went wrong about price (see `rails`). Points of next steps and commitments, of price and of
    objections have `fields`.
    """
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
    points += _price(moments, sides, troubles) + _competitors(moments) + _said(moments) + _worries(moments)
    points += _next_steps(moments) + went_well(metrics, places, moments, sides)
    points += to_try(duration, metrics, places, moments, sides)
    return Summary(headline, tuple(sorted(points, key=lambda p: p.start)))


def _in_short(moments: Sequence[Moment]) -> str:
    """What else was found, for the headline."""
    found = []
    pushed = [m for m in moments if m.kind == "objection"]
    if pushed:
        types = list(dict.fromkeys(m.type for m in pushed))
        found.append(f"{_count(len(pushed), 'objection')} ({', '.join(types)})")
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


def _price(moments: Sequence[Moment], sides: Mapping[str, Side], troubles: Sequence[Trouble]) -> list[SummaryPoint]:
    """Where price first comes up, the sums that were said, discounts asked for and given, and what went wrong."""
    points = []
    talk = sorted((m for m in moments if m.kind == "pricing"), key=lambda m: m.start)
    if talk:
        first = talk[0]
        by = sides.get(first.speaker)
        who = f", raised by the {by}" if by in ("rep", "customer") else ""
        points.append(SummaryPoint(f"Price first comes up at {clock(first.start)}{who}", first.start, "pricing"))
    largest = max((m for m in talk if m.detail.get("amount") is not None),
                  key=lambda m: (float(m.detail["amount"] or 0), -m.start), default=None)  # fmt: skip
    if largest is not None:
        fields = {name: largest.detail.get(name) for name in ("amount", "currency")}
        points.append(SummaryPoint(f"Largest sum: “{_short(largest.quote)}”", largest.start, "pricing", fields))
    for one in discounts(moments, sides):
        words = "Discount given" if one.given else "Discount asked for"
        fields = {"discount": "given" if one.given else "asked", "percent": one.moment.detail.get("percent")}
        points.append(SummaryPoint(f"{words}: “{_short(one.moment.quote)}”", one.moment.start, "pricing", fields))
    points += [SummaryPoint(t.text, t.start, "pricing", {"trouble": t.kind}) for t in troubles]
    return points


def _competitors(moments: Sequence[Moment]) -> list[SummaryPoint]:
    """Where each competitor first comes up, and how often."""
    points = []
    named = sorted((m for m in moments if m.kind == "competitor"), key=lambda m: m.start)
    for name in dict.fromkeys(m.type for m in named):
        of = [m for m in named if m.type == name]
        by = of[0].detail.get("raised_by")
        who = f" by the {by}" if by in ("rep", "customer") else ""
        often = f", {_count(len(of), 'time')} in all" if len(of) > 1 else ""
        text = f"{name} is first named{who} at {clock(of[0].start)}{often}"
        points.append(SummaryPoint(text, of[0].start, "competitor", {"name": name, "times": float(len(of))}))
    return points


def _said(moments: Sequence[Moment]) -> list[SummaryPoint]:
    """What the customer wants and suffers from, quoted."""
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
        outcome = reply.detail.get("outcome") if reply is not None else None
        how = HANDLED.get(reply.type, "") if reply is not None else "not answered"
        ended = ", ".join(str(part) for part in (how, outcome) if part)
        text = f"Objection, {worry.type} ({ended}): “{_short(worry.quote)}”"
        fields = {"type": worry.type, "response": reply.type if reply is not None else None, "outcome": outcome}
        points.append(SummaryPoint(text, worry.start, "objection", fields))
    return points


def _next_steps(moments: Sequence[Moment]) -> list[SummaryPoint]:
    """Who does what by when, in next steps and in what the customer promises; `fields` say it one by one."""
    points = []
    for kind, words in (("next_step", "Next step"), ("commitment", "Customer promises")):
        some = sorted((m for m in moments if m.kind == kind), key=lambda m: (m.type != "specific", -m.confidence))
        points += [_step(m, words, kind) for m in some[: MOST_STEPS if kind == "next_step" else MOST]]
    return points


def _step(moment: Moment, words: str, kind: str) -> SummaryPoint:
    said = amounts(moment.quote)
    total = next((a for a in said if not a.percent), None)
    fields: dict[str, str | float | bool | None] = {
        name: moment.detail.get(name) for name in ("who", "what", "by_when", "due")
    }
    fields |= {"amount": None if total is None else total.value,
               "currency": None if total is None or not total.currency else total.currency}  # fmt: skip
    type_ = f", {moment.type}" if moment.type else ""
    who, due = WHO.get(str(fields["who"]), ""), fields["due"]
    facts = [part for part in (who, f"by {day_words(str(due))}" if due else "") if part]
    about = f" ({', '.join(facts)})" if facts else ""
    return SummaryPoint(f"{words}{type_}{about}: “{_short(moment.quote)}”", moment.start, kind, fields)


def _surest(moments: Sequence[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda m: -m.confidence)[:MOST]
