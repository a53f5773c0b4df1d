"""Which of the rep's own habits go with won deals: counted, corrected for looking at many, and never called a cause.

Several calls of one deal are one observation: their average. Each behaviour is looked at in all calls and in those of
each type. The deals are split at a round number near their median, which is chosen without looking at who won, so the
exact test (Fisher) stays exact; with fewer than a quarter on one side nothing is compared. Every comparison that was
made, at whatever number of deals, counts in q (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.behaviours import figure_key, spell
from callcoach_desktop.coaching.counting import BY_STAGE, STAGES
from callcoach_desktop.coaching.focus import counts_in
from callcoach_desktop.coaching.shares import false_discovery, fisher_exact, share
from callcoach_desktop.domain.coaching import Answer, Behaviour, CallFact, Deal, Dot, Handling, Insight, Insights, Share

ONLY_DOTS = 20  # closed deals below which nothing but dots is shown
ESTIMATE = 100  # and from which an estimate may be a finding (Gong's own floor)
BAR = 0.05  # q at most
_LEAST_SIDE = 0.25  # of the deals on the smaller side of the threshold
_QUOTES = 3
SHOWN = 20  # insights that come with their dots; `dots` makes those of another


def staged(behaviours: Sequence[Behaviour]) -> list[Behaviour]:
    """The behaviours, and each that is counted by stage once more for every stage that it has not as its own."""
    have = {figure_key(b) for b in behaviours}
    found = list(behaviours)
    for behaviour in behaviours:
        if behaviour.stage is None and behaviour.figure in BY_STAGE:
            for stage in STAGES:
                made = replace(behaviour, stage=stage, low=None, high=None)
                if figure_key(made) not in have:
                    have.add(figure_key(made))
                    found.append(made)
    return found


def insights(
    behaviours: Sequence[Behaviour], calls: Sequence[CallFact], deals: Sequence[Deal], answers: Sequence[Answer] = ()
) -> Insights:
    """What goes with won deals. `calls` carry the figures of `staged(behaviours)` and the id of their deal."""
    closed = {d.id: d for d in deals if d.outcome != "open"}
    mine = [c for c in calls if c.deal in closed]
    table = _Table(mine, {d: i for i, d in enumerate(closed)}, np.array([d.outcome == "won" for d in closed.values()]))
    drafts: list[Insight] = []
    for behaviour in staged(behaviours):
        values, fit = table.values(behaviour)
        if not fit.any():
            continue
        drafts.append(_compare(behaviour, None, table, values, fit))
        for number, call_type in enumerate(table.types):
            chosen = fit & (table.type_of == number)
            if call_type is not None and chosen.any() and not (fit & ~chosen).any():
                continue  # a type that has all the calls is not a second look
            if call_type is not None and chosen.any():
                drafts.append(_compare(behaviour, call_type, table, values, chosen))
    looked = [d for d in drafts if d.p is not None]
    q = dict(zip(map(id, looked), false_discovery([d.p for d in looked if d.p is not None]), strict=True))
    told = [_told(d, q.get(id(d)), len(looked)) for d in drafts]
    told.sort(key=lambda i: (not i.finding, i.p is None, i.p or 0.0, -_deals(i)))
    told[:SHOWN] = [replace(i, dots=dots(i, mine, closed)) for i in told[:SHOWN]]
    used = {c.deal for c in mine}
    won = sum(closed[d].outcome == "won" for d in used if d is not None)
    return Insights(tuple(told), handling(answers), len(used), won, len(looked))


class _Table:
    """The calls of closed deals as columns: which deal, which type, and each figure."""

    def __init__(self, calls: Sequence[CallFact], deals: Mapping[str, int], won: NDArray[np.bool_]) -> None:
        self.calls = calls
        self.won = won
        self.deal_of = np.array([deals[c.deal] for c in calls if c.deal is not None], dtype=np.int64)
        self.types: list[str | None] = list(dict.fromkeys(c.call_type for c in calls))
        place = {kind: i for i, kind in enumerate(self.types)}
        self.type_of = np.array([place[c.call_type] for c in calls], dtype=np.int64)

    def values(self, behaviour: Behaviour) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """A behaviour's value in each call, and where there is one that counts."""
        name = figure_key(behaviour)
        values = np.array([c.values.get(name, np.nan) for c in self.calls], dtype=float)
        meant = np.array([counts_in(behaviour, kind) for kind in self.types], dtype=bool)
        return values, ~np.isnan(values) & (meant[self.type_of] if len(values) else False)

    def by_deal(
        self, values: NDArray[np.float64], chosen: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The average of each deal's chosen calls, and whether the deal was won."""
        deals = self.deal_of[chosen]
        counts = np.bincount(deals, minlength=len(self.won))
        sums = np.bincount(deals, weights=values[chosen], minlength=len(self.won))
        there = counts > 0
        return sums[there] / counts[there], self.won[there]


def dots(insight: Insight, calls: Sequence[CallFact], deals: Mapping[str, Deal]) -> tuple[Dot, ...]:
    """The closed deals of an insight, each the average of its calls. `calls` carry the figure and their deal."""
    name = figure_key(insight.behaviour)
    of_deal: dict[str, list[CallFact]] = {}
    for call in calls:
        if insight.call_type is None:
            fits = counts_in(insight.behaviour, call.call_type)
        else:
            fits = insight.call_type == call.call_type
        if not fits or name not in call.values or call.deal is None:
            continue
        if call.deal in deals and deals[call.deal].outcome != "open":
            of_deal.setdefault(call.deal, []).append(call)
    return tuple(
        Dot(
            deal,
            deals[deal].name,
            sum(c.values[name] for c in own) / len(own),
            deals[deal].outcome == "won",
            tuple(c.id for c in own),
        )
        for deal, own in of_deal.items()
    )


def _deals(insight: Insight) -> int:
    return insight.over.n + insight.under.n


def threshold_of(values: Sequence[float] | NDArray[np.float64], behaviour: Behaviour) -> float:
    """A round number near the median; for yes or no, a half. Does not depend on how the deals ended."""
    if behaviour.unit == "yes_no":
        return 0.5
    middle = float(np.median(values))
    spread = float(np.subtract(*np.percentile(values, [75, 25])))
    if spread <= 0:
        return middle
    step = 10.0 ** math.floor(math.log10(spread))
    # A fifth at the end: the logarithm of 0.09999999999999998 is that of 0.1, and its half is then too large.
    step = next(s for s in (step * 5, step * 2, step, step / 2, step / 5) if s <= spread / 2)
    return round(middle / step) * step


def _compare(
    behaviour: Behaviour,
    call_type: str | None,
    table: _Table,
    values: NDArray[np.float64],
    chosen: NDArray[np.bool_],
) -> Insight:
    means, won = table.by_deal(values, chosen)
    at = threshold_of(means, behaviour)
    above = means > at
    over, under = share(int(won[above].sum()), int(above.sum())), share(int(won[~above].sum()), int((~above).sum()))
    n = len(means)
    level: Literal["dots", "interval", "estimate"] = (
        "dots" if n < ONLY_DOTS else "interval" if n < ESTIMATE else "estimate"
    )
    # Chosen by number alone: a comparison is made, and counts in q, or is not made at all.
    fit = n >= ONLY_DOTS and min(over.n, under.n) >= _LEAST_SIDE * n
    p = fisher_exact(over.hits, over.n - over.hits, under.hits, under.n - under.hits) if fit else None
    more = max(ONLY_DOTS - n, 0) or max(ESTIMATE - n, 0) or None
    return Insight(behaviour, behaviour.stage, call_type, level, False, at, over, under, p, None, more, "")


def _told(draft: Insight, q: float | None, looked: int) -> Insight:
    finding = draft.level == "estimate" and q is not None and q <= BAR
    made = replace(draft, q=q, finding=finding)
    return replace(made, sentence=_sentence(made, looked))


def _where(insight: Insight) -> str:
    stage = f" in {insight.stage}" if insight.stage and insight.stage not in insight.behaviour.name.lower() else ""
    kind = f", {insight.call_type} calls" if insight.call_type else ""
    return f"{insight.behaviour.name}{stage}{kind}"


def _split(insight: Insight) -> str:
    over, under = insight.over, insight.under
    if insight.behaviour.unit == "yes_no":
        return f"with it in most calls: won {over.hits} of {over.n}; without: {under.hits} of {under.n}"
    at = spell(insight.threshold, insight.behaviour)
    return f"over {at}: won {over.hits} of {over.n}; up to it: {under.hits} of {under.n}"


def _band(part: Share) -> str:
    return f"{100 * part.low:.0f} to {100 * part.high:.0f} %"


def _sentence(insight: Insight, looked: int) -> str:
    where, n = _where(insight), _deals(insight)
    if insight.level == "dots":
        return f"{where}: {n} closed deal{'' if n == 1 else 's'}, about {insight.more} more until anything can be said."
    split = f"{where}: {_split(insight)}"
    if insight.p is None:
        return f"{split}. The deals lie too much on one side to compare."
    bands = f"(95% intervals {_band(insight.over)} and {_band(insight.under)})"
    if insight.level == "interval":
        return f"{split} {bands}. Not enough to conclude: about {insight.more} more closed deals are needed."
    if insight.finding and insight.q is not None:
        chance = "under 0.001" if insight.q < 0.001 else f"= {insight.q:.3f}"
        return (
            f"{split} {bands}. The two go together in your deals (q {chance} over {looked} comparisons); "
            "which brings which, the numbers do not say."
        )
    return f"{split} {bands}. No sign that the two go together."


def handling(answers: Sequence[Answer]) -> tuple[Handling, ...]:
    """For each type of objection the ways in which it was answered, most often used first."""
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        groups.setdefault((answer.objection, answer.framework), []).append(answer)
    found = []
    for (objection, framework), own in groups.items():
        own = sorted(own, key=lambda a: a.outcome != "resolved")
        quotes = tuple((a.call, a.start, a.quote) for a in own[:_QUOTES])
        resolved = share(sum(a.outcome == "resolved" for a in own), len(own))
        found.append(Handling(objection, framework, resolved, quotes))
    often = {o: sum(h.resolved.n for h in found if h.objection == o) for o in {h.objection for h in found}}
    return tuple(sorted(found, key=lambda h: (-often[h.objection], h.objection, -h.resolved.n, h.framework)))
