"""Which of the rep's own habits go with won deals: counted, corrected for looking at many, and never called a cause.

Several calls of one deal are one observation: their average. Each behaviour is looked at in all calls and in those of
each type. The deals are split at a round number near their median, which is chosen without looking at who won, so the
exact test (Fisher) stays exact; with fewer than a quarter on one side nothing is compared. Every comparison that was
made, at whatever number of deals, counts in q (Benjamini and Hochberg 1995). Habits go along with one another: a second
finding must hold among deals that are alike in the first (`tell_apart`), and a finding that does not hold among deals
that are alike in another habit is named together with that one (`rivals_of`): the deals do not say which of them it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.behaviours import figure_key, spell
from callcoach_desktop.coaching.columns import Columns, columns_of
from callcoach_desktop.coaching.counting import BY_STAGE, STAGES
from callcoach_desktop.coaching.shares import false_discovery, fisher_exact, share, stratified_exact
from callcoach_desktop.domain.coaching import Answer, Behaviour, CallFact, Deal, Dot, Handling, Insight, Insights, Share

ONLY_DOTS = 20  # closed deals below which nothing but dots is shown
ESTIMATE = 100  # and from which an estimate may be a finding (Gong's own floor)
BAR = 0.05  # q at most
_LEAST_SIDE = 0.25  # of the deals on the smaller side of the threshold
_PARTS = 5  # of the deals by the value of a finding: deals of one part are alike in it
MOST_FOUND = 5  # beyond these, deals that are alike in all of them are too few to tell anything
_RIVAL = 0.05  # p of another habit from which it may be the one that a finding rests on
_ALONE = 0.01  # and p of the finding among deals that are alike in that one, at which it does not
_NOTHING = 1e-12  # of a spread
_QUOTES = 3
_NAMED = 3  # habits that a finding cannot be told apart from
SHOWN = 8  # comparisons that come with their dots, beside findings


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
    behaviours: Sequence[Behaviour],
    calls: Columns | Sequence[CallFact],
    deals: Sequence[Deal],
    answers: Sequence[Answer] = (),
) -> Insights:
    """What goes with won deals. `calls` carry the figures of `staged(behaviours)` and the id of their deal."""
    closed = {d.id: d for d in deals if d.outcome != "open"}
    every = calls if isinstance(calls, Columns) else columns_of(calls)
    mine = every.chosen(np.array([c.deal in closed for c in every.calls], dtype=bool))
    table = _Table(mine, list(closed.values()))
    drafts: list[_Draft] = []
    for behaviour in staged(behaviours):
        values = mine.column(figure_key(behaviour))
        fit = ~np.isnan(values) & mine.meant(behaviour)
        if not fit.any():
            continue
        drafts.append(_compare(behaviour, None, table, values, fit))
        for number, call_type in enumerate(mine.types):
            chosen = fit & (mine.type_of == number)
            if call_type is not None and chosen.any() and not (fit & ~chosen).any():
                continue  # a type that has all the calls is not a second look
            if call_type is not None and chosen.any():
                drafts.append(_compare(behaviour, call_type, table, values, chosen))
    looked = [d for d in drafts if d.insight.p is not None]
    q = dict(zip(map(id, looked), false_discovery([d.p for d in looked]), strict=True))
    found, beside = tell_apart([d for d in looked if d.insight.level == "estimate" and q[id(d)] <= BAR],
                               len(looked), table.won)  # fmt: skip
    rivals = {id(f): rivals_of(f, found, looked, table.won) for f in found}
    for f in found:
        for rival in rivals[id(f)]:
            beside.setdefault(id(rival), f)
    told = []
    for draft in drafts:
        first = beside.get(id(draft))
        with_ = "" if first is None else where(first.insight)
        along = tuple(where(rival.insight) for rival in rivals.get(id(draft), ()))
        told.append(_told(draft.insight, q.get(id(draft)), len(looked), finding=id(draft) in rivals, beside=with_,
                          along=along))  # fmt: skip
    places = {id(d): i for i, d in enumerate(found)}
    order = sorted(
        range(len(told)),
        key=lambda i: (
            places.get(id(drafts[i]), len(drafts)), not told[i].beside, told[i].p is None, told[i].p or 0.0,
            -_deals(told[i]),
        ),
    )  # fmt: skip
    others = [i for i in order if not told[i].finding and not told[i].beside]
    drawn = {*others[:SHOWN], *[i for i in order if told[i].finding]}
    shown = [replace(told[i], dots=table.dots(drafts[i])) if i in drawn else told[i] for i in order]
    used = {c.deal for c in mine.calls}
    won = sum(closed[d].outcome == "won" for d in used if d is not None)
    return Insights(tuple(shown), handling(answers), len(used), won, len(looked))


@dataclass(frozen=True, eq=False)
class _Draft:
    """A comparison. `means` has a value for each closed deal, NaN for one without a call that counts."""

    insight: Insight
    means: NDArray[np.float64]
    calls: NDArray[np.bool_]

    @property
    def p(self) -> float:
        return self.insight.p if self.insight.p is not None else 1.0

    @cached_property
    def side(self) -> NDArray[np.int64]:
        """1 for a deal above the threshold, 0 below, -1 without a value."""
        return np.where(np.isnan(self.means), -1, (self.means > self.insight.threshold).astype(np.int64))

    @cached_property
    def alike(self) -> NDArray[np.int64]:
        """The part of the deals that each one is in: fifths by its value, and those without one."""
        there = self.means[~np.isnan(self.means)]
        edges = np.unique(np.quantile(there, np.arange(1, _PARTS) / _PARTS))
        return np.where(np.isnan(self.means), -1, np.searchsorted(edges, self.means, side="right"))


class _Table:
    """The calls of closed deals by deal, and how the deals ended."""

    def __init__(self, columns: Columns, deals: Sequence[Deal]) -> None:
        place = {d.id: i for i, d in enumerate(deals)}
        self.deals = deals
        self.columns = columns
        self.won = np.array([d.outcome == "won" for d in deals], dtype=bool)
        self.deal_of = np.array([place[c.deal] for c in columns.calls if c.deal is not None], dtype=np.int64)

    def by_deal(self, values: NDArray[np.float64], chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The average of each deal's chosen calls, NaN where it has none."""
        deals = self.deal_of[chosen]
        counts = np.bincount(deals, minlength=len(self.won))
        sums = np.bincount(deals, weights=values[chosen], minlength=len(self.won))
        made: NDArray[np.float64] = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        return made

    def dots(self, draft: _Draft) -> tuple[Dot, ...]:
        """The deals of a comparison, each the average of its calls."""
        calls: dict[int, list[str]] = {}
        chosen = np.flatnonzero(draft.calls)
        for i, at in zip(chosen.tolist(), self.deal_of[chosen].tolist(), strict=True):
            calls.setdefault(at, []).append(self.columns.calls[i].id)
        return tuple(
            Dot(self.deals[at].id, self.deals[at].name, float(draft.means[at]), bool(self.won[at]), tuple(own))
            for at, own in calls.items()
        )


def tell_apart(
    candidates: Sequence[_Draft], looked: int, won: NDArray[np.bool_]
) -> tuple[list[_Draft], dict[int, _Draft]]:
    """Which of the comparisons below the bar stand on their own: (findings, and for each other one what it goes with).

    The strongest is a finding. Another one is held against the outcome among deals that are alike in those before it
    (within fifths of their values; exact), and is a finding when that, too, is below the bar corrected for all
    comparisons that were made. So a habit that only comes along with another one is not called a finding beside it,
    and one true finding does not lower the bar for chance.
    """
    left = sorted(candidates, key=lambda d: d.p)
    found: list[_Draft] = left[:1]
    del left[:1]
    while left and found and len(found) < MOST_FOUND:
        groups = np.unique(np.stack([f.alike for f in found]), axis=1, return_inverse=True)[1].reshape(-1)
        p = [_within(d, groups, won) for d in left]
        ranked = sorted(range(len(left)), key=lambda i: p[i])
        passed = [i for rank, i in enumerate(ranked, 1) if p[i] * looked / rank <= BAR]
        if not passed:
            break
        found.append(left.pop(ranked[0]))
    beside = {id(d): max(found, key=lambda f: _within(d, f.alike, won)) for d in left}
    return found, beside


def rivals_of(
    finding: _Draft, found: Sequence[_Draft], looked: Sequence[_Draft], won: NDArray[np.bool_]
) -> list[_Draft]:
    """Other habits that a finding may rest on as well, the strongest first, each once.

    One that goes with the outcome itself, and among deals that are alike in it (within fifths of its values; exact)
    the finding is not sure. Of two habits that go together the stronger one is not always the one that matters.
    """
    made: dict[str, _Draft] = {figure_key(f.insight.behaviour): f for f in found}
    for draft in sorted(looked, key=lambda d: d.p):
        if draft.p > _RIVAL:
            break
        key = figure_key(draft.insight.behaviour)
        if key not in made and _within(finding, draft.alike, won) > _ALONE:
            made[key] = draft
    return list(made.values())[len({figure_key(f.insight.behaviour) for f in found}) :]


def _within(draft: _Draft, groups: NDArray[np.int64], won: NDArray[np.bool_]) -> float:
    """p of a comparison among the deals of each group."""
    side = draft.side
    tables = []
    for group in np.unique(groups):
        here = groups == group
        over, under = here & (side == 1), here & (side == 0)
        a, c = int(np.count_nonzero(won & over)), int(np.count_nonzero(won & under))
        tables.append((a, int(np.count_nonzero(over)) - a, c, int(np.count_nonzero(under)) - c))
    return stratified_exact(tables)


def _deals(insight: Insight) -> int:
    return insight.over.n + insight.under.n


def threshold_of(values: Sequence[float] | NDArray[np.float64], behaviour: Behaviour) -> float:
    """A round number near the median; for yes or no, a half. Does not depend on how the deals ended."""
    if behaviour.unit == "yes_no":
        return 0.5
    low, middle, high = _quartiles(np.sort(np.asarray(values, float)))
    spread = high - low
    if spread < _NOTHING:
        return middle
    step = 10.0 ** math.floor(math.log10(spread))
    # A fifth at the end: the logarithm of 0.09999999999999998 is that of 0.1, and its half is then too large.
    step = next(s for s in (step * 5, step * 2, step, step / 2, step / 5) if s <= spread / 2)
    return round(middle / step) * step


def _quartiles(ranked: NDArray[np.float64]) -> tuple[float, float, float]:
    """The quartiles of values in order, interpolated (as numpy does, which takes ten times as long for it)."""
    found = []
    for part in (0.25, 0.5, 0.75):
        at = part * (len(ranked) - 1)
        below = int(at)
        above = min(below + 1, len(ranked) - 1)
        found.append(float(ranked[below] + (at - below) * (ranked[above] - ranked[below])))
    return found[0], found[1], found[2]


def _compare(
    behaviour: Behaviour,
    call_type: str | None,
    table: _Table,
    values: NDArray[np.float64],
    chosen: NDArray[np.bool_],
) -> _Draft:
    of_deal = table.by_deal(values, chosen)
    there = ~np.isnan(of_deal)
    means, won = of_deal[there], table.won[there]
    at = threshold_of(means, behaviour)
    above = means > at
    n, many, hits = len(means), int(np.count_nonzero(above)), int(np.count_nonzero(won & above))
    over, under = share(hits, many), share(int(np.count_nonzero(won)) - hits, n - many)
    level: Literal["dots", "interval", "estimate"] = (
        "dots" if n < ONLY_DOTS else "interval" if n < ESTIMATE else "estimate"
    )
    # Chosen by number alone: a comparison is made, and counts in q, or is not made at all.
    fit = n >= ONLY_DOTS and min(over.n, under.n) >= _LEAST_SIDE * n
    p = fisher_exact(over.hits, over.n - over.hits, under.hits, under.n - under.hits) if fit else None
    more = max(ONLY_DOTS - n, 0) or max(ESTIMATE - n, 0) or None
    made = Insight(behaviour, behaviour.stage, call_type, level, False, at, over, under, p, None, more, "")
    return _Draft(made, of_deal, chosen)


def _told(
    draft: Insight, q: float | None, looked: int, *, finding: bool, beside: str, along: tuple[str, ...]
) -> Insight:
    made = replace(draft, q=q, finding=finding, beside=beside, along=along)
    return replace(made, sentence=_sentence(made, looked))


def where(insight: Insight) -> str:
    """A behaviour with the stage and the type of calls that it was counted in."""
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
    name, n = where(insight), _deals(insight)
    if insight.level == "dots":
        return f"{name}: {n} closed deal{'' if n == 1 else 's'}, about {insight.more} more until anything can be said."
    split = f"{name}: {_split(insight)}"
    if insight.p is None:
        return f"{split}. The deals lie too much on one side to compare."
    bands = f"(95% intervals {_band(insight.over)} and {_band(insight.under)})"
    if insight.level == "interval":
        return f"{split} {bands}. Not enough to conclude: about {insight.more} more closed deals are needed."
    if insight.finding and insight.q is not None:
        chance = "under 0.001" if insight.q < 0.001 else f"= {insight.q:.3f}"
        return (
            f"{split} {bands}. The two go together in your deals (q {chance} over {looked} comparisons); "
            f"which brings which, the numbers do not say.{with_rivals(insight.along)}"
        )
    if insight.beside and (insight.q or 1.0) > BAR:
        return f"{split} {bands}. It goes together with “{insight.beside}”, and may be what matters in it."
    if insight.beside:
        return (
            f"{split} {bands}. That goes together with “{insight.beside}”: among deals that are alike in it, no sure "
            "difference is left."
        )
    return f"{split} {bands}. No sign that the two go together."


def with_rivals(along: Sequence[str]) -> str:
    """That a finding cannot be told apart from others."""
    if not along:
        return ""
    names = [f"“{name}”" for name in along[:_NAMED]]
    more = len(along) - _NAMED
    listed = [*names, f"{more} more"] if more > 0 else names
    text = " and ".join((", ".join(listed[:-1]), listed[-1])) if len(listed) > 1 else listed[0]
    return (
        f" It goes together with {text}: your deals cannot tell yet which of them it is, so read them as one finding."
    )


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
