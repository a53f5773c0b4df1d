"""The return on one piece of coaching, ready for a page: what can be said, what it is seen on, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from callcoach_desktop.coaching import series
from callcoach_desktop.domain.coaching import Behaviour, CallFact, Deal, Intervention, Return
from callcoach_desktop.domain.returns import Line, ReturnReport

_DATES = (
    "Each deal counts by its own dates: win rate and size by the day of the decision, days to a decision by the day of "
    "the opening. Deals that are still open count with the days that they have been followed for."
)
_INTERVALS = (
    "Intervals hold 90 of 100 times and come from drawing the deals anew. “Better” and “worse” need a 98% interval off "
    "zero of what goes with the coaching (a deal that was half over by then counts half), and a step that a steady "
    "trend through two years does not explain (99%)."
)
_AGAINST = (
    "Against others: without the coaching both would have gone the same way (their lines before are compared), nothing "
    "else came to one of them at that time, and who was coached was not chosen by how it went."
)
_ALONE = (
    "Nobody uncoached to compare with: a new price list or a better season on the same day would look the same. Deals "
    "of other owners in the CRM's file, or a folder of other reps' packages, make that comparison."
)


def report(
    item: Intervention,
    found: Sequence[Return],
    items: Sequence[Intervention],
    deals: Sequence[Deal],
    calls: Sequence[CallFact],
    chosen: Behaviour | None,
    today: date,
    whose: str = "",
) -> ReturnReport:
    """The report of one intervention; `found` are its returns, `calls` bring values by the behaviour's id."""
    lines = [
        Line("win_rate", "Win rate", series.win_rate(deals, today)),
        Line("cycle_days", "Days to a decision", series.cycle_days(deals, today)),
        Line("deal_size", "Typical won deal", series.deal_size(deals, today)),
    ]
    if chosen is not None:
        lines.insert(0, Line("behaviour", chosen.name, series.behaviour(calls, chosen, today)))
    first = lines[-1].buckets[0].first.isoformat()
    marks = tuple(i for i in sorted(items, key=lambda i: i.held_on) if first <= i.held_on <= today.isoformat())
    won = [d for d in deals if d.outcome == "won" and d.amount]
    return ReturnReport(
        item,
        today.isoformat(),
        headline(found),
        tuple(found),
        tuple(lines),
        marks,
        series.curves(deals, date.fromisoformat(item.held_on), today),
        assumptions(found),
        chosen,
        series.currency_of(won) or "",
        whose,
    )


def headline(found: Sequence[Return]) -> str:
    """All of it in a sentence."""
    words = {"win_rate": "win rate", "cycle_days": "days to a decision", "deal_size": "deal size"}

    def named(state: str) -> list[str]:
        return [words.get(r.measure, "the behaviour itself") for r in found if r.state == state]

    better, worse, early = named("improved"), named("worse"), named("too_early")
    parts = []
    if better:
        parts.append(f"{_and(better)} went better by more than chance")
    if worse:
        parts.append(f"{_and(worse)} went worse by more than chance")
    if not parts:
        if len(early) == len(found):
            dates = sorted(r.not_before for r in found if r.not_before)
            return f"Too early to tell{f'; the first answer may come on {dates[0]}' if dates else ''}."
        parts.append("no sign of a change")
    rest = f"; {_and(early)}: too early to tell" if early else ""
    text = f"{'; '.join(parts)}{rest}."
    return text[0].upper() + text[1:]


def assumptions(found: Sequence[Return]) -> tuple[str, ...]:
    """What the figures rest on, in sentences."""
    made = [_DATES, _INTERVALS]
    if any(r.against is not None and r.against.compared for r in found):
        made.append(_AGAINST)
    else:
        made.append(_ALONE)
    return tuple(made)


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
