"""What the rep's own calls say about a playbook: entries worth writing, whether one goes with better answers, which to
read again. Counted, with intervals, and never called a cause.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.coaching.insights import with_rivals
from callcoach_desktop.coaching.shares import share
from callcoach_desktop.domain.coaching import Insight, Share
from callcoach_desktop.domain.playbook import (
    Content,
    Entry,
    Example,
    Figures,
    Proposal,
    Reminder,
    Since,
    SinceState,
    Situation,
)

LEAST = 5  # answers below which nothing is proposed, and fewer than which are too early to compare
NO_WAY = frozenset({"ignore", "discount_immediately"})
"""Ways of answering that are never advised: they end an objection without dealing with it."""
_EXAMPLES = 3
_WORDS = range(8, 61)  # of an answer that can stand in an entry: shorter says nothing, longer nobody learns
_RECENT_DAYS = 14
_REASONS = {
    "acknowledge_explore_respond": "They hear that you heard them, and you answer what they mean.",
    "feel_felt_found": "It takes the worry seriously and lets somebody like them have the answer.",
    "reframe_value": "It goes from what it costs to what it is worth to them.",
    "trade_concession": "What is given for nothing is worth nothing: each step down has its price.",
}
"""Why a way of answering is thought to help; what it did in the rep's own calls stands in the figures."""
_CLOSING = frozenset({"next_step_specific"})  # behaviours of the whole call that are about its end

# Looked at after every call, intervals of 95 % say a change in a fifth of the entries where there is none. Those of
# 99.5 % do so in under one of twenty (tests/benchmarks/playbook.py).
_SURE = 2.807033768343811


_Sums = tuple[NDArray[np.int64], NDArray[np.int64]]


class Met(NamedTuple):
    """An objection that was answered in a call of `day` (ISO 8601, local). There may be tens of thousands."""

    objection: str
    way: str
    outcome: str
    day: str
    customer: str | None = None


class Quoted(NamedTuple):
    """A resolved answer that could be quoted: where it is heard, and whether its deal was won (None: not decided)."""

    quote: str
    call: str
    start: float
    title: str
    day: str
    won: bool | None = None


Quotes = Callable[[str, str], Sequence[Quoted]]
"""The resolved answers to a type of objection in a way, newest first."""


class Ledger:
    """All objections that were answered, counted so that any day can be asked for at once. `met` newest first."""

    def __init__(self, met: Sequence[Met]) -> None:
        self.met = met
        self._of: dict[str, _Counts] = {}
        rows: dict[str, list[Met]] = {}
        for one in reversed(met):
            rows.setdefault(one.objection, []).append(one)
        for objection, own in rows.items():
            own.sort(key=lambda one: one.day)
            self._of[objection] = _Counts(own)

    @property
    def objections(self) -> list[str]:
        """The types that came up, those that came up most first."""
        return sorted(self._of, key=lambda name: (-len(self._of[name].days), name))

    def ways(self, objection: str) -> dict[str, Share]:
        """How often each way of answering a type was resolved."""
        own = self._of.get(objection)
        return {} if own is None else {way: own.share(way) for way in own.ways}

    def otherwise(self, objection: str, way: str) -> Share:
        """How often all other ways were resolved."""
        own = self._of.get(objection)
        return share(0, 0) if own is None else own.minus(own.share(None), own.share(way))

    def around(self, objection: str, way: str, began: str) -> tuple[Share, Share, Share]:
        """Before a moment all answers, from then on those in a way ("": any), and the others."""
        own = self._of.get(objection)
        if own is None:
            return share(0, 0), share(0, 0), share(0, 0)
        at = bisect_left(own.days, began)
        later = own.share(None, at)
        this = own.share(way, at) if way else later
        return own.minus(own.share(None), later), this, own.minus(later, this)


class _Counts:
    """One type's answers by time: for each way, how many there were, and were resolved, from each place on."""

    def __init__(self, own: Sequence[Met]) -> None:
        self.days = [one.day for one in own]
        self.ways = list(dict.fromkeys(one.way for one in own))
        ways = np.array([self.ways.index(one.way) for one in own])
        good = np.array([one.outcome == "resolved" for one in own])
        self._sums: dict[str | None, _Sums] = {None: _from_each(np.ones(len(own), dtype=bool), good)}
        self._sums |= {way: _from_each(ways == i, good) for i, way in enumerate(self.ways)}

    def share(self, way: str | None, at: int = 0) -> Share:
        """The answers in a way (None: all) from place `at` on."""
        if way not in self._sums:
            return share(0, 0)
        n, hits = self._sums[way]
        return share(int(hits[at]), int(n[at]))

    @staticmethod
    def minus(every: Share, part: Share) -> Share:
        """What is left of answers without a part of them."""
        return share(every.hits - part.hits, every.n - part.n)


def _from_each(chosen: NDArray[np.bool_], good: NDArray[np.bool_]) -> _Sums:
    """From each place on to the end: how many are chosen, and how many of these are good; 0 after the end."""

    def sums(of: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.concatenate([np.cumsum(of[::-1], dtype=np.int64)[::-1], np.zeros(1, dtype=np.int64)])

    return sums(chosen), sums(chosen & good)


# Proposals


def proposals(
    ledger: Ledger,
    findings: Sequence[Insight],
    taken: Collection[tuple[Situation, str]],
    declined: Collection[str],
    today: date,
    words: Mapping[str, str],
    quotes: Quotes,
) -> list[Proposal]:
    """Entries that the calls suggest, those with most answers first.

    For each type of objection the way that was resolved most surely, when that is more often than not beyond chance.
    For each finding the behaviour. `taken` are situations that have an entry, with its way; `words` are names of ways.
    """
    found = []
    for objection in ledger.objections:
        best = best_way(ledger.ways(objection))
        situation = Situation("objection", objection)
        if best is None or (situation, best) in taken:
            continue
        key = f"objection:{objection}/{best}"
        if key not in declined:
            figures = figures_of(ledger, objection, best, today)
            found.append(Proposal(key, _advice(situation, best, figures, best_answers(quotes(objection, best)), words)))
    for insight in findings:
        stage = insight.stage or ("closing" if insight.behaviour.id in _CLOSING else "")
        situation, key = Situation("stage", stage), f"stage:{stage}/{insight.behaviour.id}"
        if key not in declined and (situation, insight.behaviour.id) not in taken:
            found.append(Proposal(key, _habit(situation, insight, today)))
    return found


def best_way(ways: Mapping[str, Share]) -> str | None:
    """The way with the highest lower limit of its share resolved; None when none is surely above a half."""
    fit = {way: part for way, part in ways.items() if part.n >= LEAST and way not in NO_WAY}
    best = max(fit, key=lambda way: (fit[way].low, way), default=None)
    return best if best is not None and fit[best].low > 0.5 else None


def figures_of(ledger: Ledger, objection: str, way: str, today: date) -> Figures | None:
    """How often a type was resolved this way and otherwise, as of today; None when it was never answered so."""
    this = ledger.ways(objection).get(way)
    return None if this is None else Figures("resolved", this, ledger.otherwise(objection, way), today.isoformat())


def best_answers(quoted: Sequence[Quoted]) -> list[Quoted]:
    """Those worth quoting, best first: in won deals before others, of a length that can be learned, each wording
    once."""
    fit = [one for one in quoted if one.quote.strip()]
    fit.sort(key=lambda one: (not one.won, len(one.quote.split()) not in _WORDS))
    seen: set[str] = set()
    found = []
    for one in fit:
        said = " ".join(one.quote.casefold().split())
        if said not in seen:
            seen.add(said)
            found.append(one)
    return found[:_EXAMPLES]


def _advice(
    situation: Situation, way: str, figures: Figures | None, best: Sequence[Quoted], words: Mapping[str, str]
) -> Content:
    about = situation.about
    return Content(
        situation,
        f"{about[:1].upper()}{about[1:]}: {words.get(way, way)}",
        best[0].quote if best else "",
        _REASONS.get(way, ""),
        way,
        tuple(Example(one.quote, one.start, one.start, one.call, one.title, one.day) for one in best),
        figures,
    )


def _habit(situation: Situation, insight: Insight, today: date) -> Content:
    over, under = insight.over, insight.under
    better_over = over.hits * under.n >= under.hits * over.n
    this, others = (over, under) if better_over else (under, over)
    behaviour = insight.behaviour
    figures = Figures("won", this, others, today.isoformat())
    why = behaviour.definition + with_rivals(insight.along)
    return Content(situation, behaviour.name, behaviour.tip, why, behaviour.id, (), figures)


def figures_sentence(figures: Figures) -> str:
    """The figures in words, with counts and intervals, and what they do not say."""
    done = "resolved" if figures.measure == "resolved" else "won"
    this, others = figures.this, figures.others
    told = (
        f"Answered like this, {done} {band(this)}" if figures.measure == "resolved" else f"Like this, won {band(this)}"
    )
    if others.n:
        told += f"; other ways, {band(others)}"
    return f"{told} (95% intervals, as of {figures.day}). That the two go together need not be a cause."


def band(part: Share) -> str:
    """ "7 of 9 (45 to 94%)"."""
    return f"{part.hits} of {part.n} ({100 * part.low:.0f} to {100 * part.high:.0f}%)"


# Since then


def difference(after: Share, before: Share, z: float = _SURE) -> tuple[float, float]:
    """An interval for the difference of two shares, from their score intervals (Newcombe 1998, method 10)."""
    a, b = _limits(after, z), _limits(before, z)
    p, q = after.hits / after.n, before.hits / before.n
    low = p - q - math.hypot(p - a[0], b[1] - q)
    return low, p - q + math.hypot(a[1] - p, q - b[0])


def _limits(part: Share, z: float) -> tuple[float, float]:
    """Wilson's limits at another z than that of 95 %."""
    n, p = part.n, part.hits / part.n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def since(content: Content, began: str, ledger: Ledger) -> Since | None:
    """Objections of the entry's type before it `began` (ISO 8601, local) and from then on; None for another situation.

    Without a way every answer since then counts as one in its way. Of one call the answers are not independent, which
    the interval does not know: the sentence says no more than that they went together.
    """
    if content.situation.kind != "objection":
        return None
    before, this, otherwise = ledger.around(content.situation.about, content.way, began)
    made = Since(before, this, otherwise, "too_early", "")
    if before.n < LEAST or this.n < LEAST:
        return replace(made, sentence=_early(before, this))
    low, high = difference(this, before)
    state: SinceState = "better" if low > 0 else "worse" if high < 0 else "no_sign"
    return replace(made, state=state, low=low, high=high, sentence=_compared(state, before, this))


def _early(before: Share, this: Share) -> str:
    if before.n < LEAST:
        known = "no such objection" if not before.n else f"only {before.n} such objection{'s' * (before.n > 1)}"
        return f"Too early to tell: {known} before this entry to compare with, {LEAST} are needed."
    met = "not met since" if not this.n else f"met {this.n} time{'s' * (this.n > 1)} since"
    return f"Too early to tell: {met}, {LEAST} are needed to compare with the {before.n} before."


def _compared(state: SinceState, before: Share, this: Share) -> str:
    told = f"Since then resolved {band(this)}, before {band(before)}"
    if state == "better":
        return (
            f"{told}: more often than before, by more than chance alone would do. What else changed, this cannot say."
        )
    if state == "worse":
        return (
            f"{told}: less often than before, by more than chance alone would do. What else changed, this cannot say."
        )
    return f"{told}: no sign of a change that chance could not make."


# To read again


@dataclass(frozen=True, slots=True)
class Next:
    """A call that is to come: when it is, in words, and with whom."""

    when: str
    customer: str


def reminder(entries: Sequence[Entry], coming: Sequence[Next], ledger: Ledger, today: date) -> Reminder | None:
    """The entry to read before the next call: about an objection of that customer, else of these weeks, else the one
    that was not read for longest. One that was read today is not offered again. `read_at` of the entries is local."""
    entries = [e for e in entries if e.read_at[:10] != today.isoformat()]
    by_type = {e.content.situation.about: e for e in reversed(entries) if e.content.situation.kind == "objection"}
    for call in coming:
        wanted = call.customer.casefold()
        theirs = [one for one in ledger.met if one.customer is not None and one.customer.casefold() == wanted]
        theirs.sort(key=lambda one: one.outcome == "resolved")  # what was left open comes first, the newest of it
        for one in theirs:
            entry = by_type.get(one.objection)
            if entry is not None:
                end = "" if one.outcome == "resolved" else ", and stayed open"
                reason = f"{call.customer}, {call.when}: {one.objection} came up on {_day(one.day)}{end}."
                return Reminder(entry, reason)
    first = (today - timedelta(days=_RECENT_DAYS)).isoformat()
    recent = [one for one in ledger.met if one.day >= first and one.objection in by_type]
    left = Counter(one.objection for one in recent if one.outcome != "resolved")
    often = Counter(one.objection for one in recent)
    if often:
        about = max(often, key=lambda name: (left[name], often[name], name))
        n = often[about]
        end = "all resolved" if not left[about] else f"{left[about]} of them stayed open"
        times = "once" if n == 1 else f"{n} times"
        return Reminder(by_type[about], f"{about.capitalize()} came up {times} in the last two weeks: {end}.")
    if not entries:
        return None
    oldest = min(entries, key=lambda e: (e.read_at, e.content.title))
    if not oldest.read_at:
        return Reminder(oldest, "You have not read it yet.")
    days = (today - date.fromisoformat(oldest.read_at[:10])).days
    return Reminder(oldest, f"Not read for {days} day{'s' * (days > 1)}.")


def _day(iso: str) -> str:
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {day:%B}"
