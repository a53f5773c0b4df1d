"""A made-up year of one rep, with known truths in it: what a practice library is made from.

Planted are a behaviour that improves from a day on (clarifying questions, two a call before and eight after), one
effect on the outcome of deals (a specific next step: four of five won with it, one of five without) and three calls
that stand out. Everything else is drawn the same way all the time, so that nothing else is there to be found. Calls
that people wrote and marked (`scripted`) are among them, with the outliers that they were marked as.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callcoach_desktop.coaching.scripted import Script
from callcoach_desktop.domain.coaching import Outcome, OutlierKind

DAYS = 90
FOCUS_DAYS = 30
BEHAVIOUR = "clarifying_questions"
EFFECT = "next_step_specific"
_PER_SECOND = 2.7  # words; 162 a minute
_TYPES = (("discovery", 60), ("demo", 24), ("pricing", 20), ("renewal", 16))  # of 120
# Clarifying questions a call. A month has some 16 discovery calls, and at times 11; the verdict, which is made to see
# one SD of thirty calls a month, must see it in nearly every year. Of six a call after it saw nine in ten.
_BEFORE, _AFTER = 2.0, 8.0
_AGAIN = 6  # deals with a second call
_OPEN = 3  # deals that are not decided yet
REP = "Alex"
_SPACED = 56  # days over which written calls lie: all before the behaviour improves
_WON_WITH, _WON_WITHOUT = 0.85, 0.15


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call as a transcript, and what is known of it."""

    name: str
    vtt: str
    call_type: str
    date: str
    customer: str
    deal: str
    outlier: OutlierKind | None
    improved: bool
    stepped: bool
    written: bool = False  # by people, not put together


@dataclass(frozen=True, slots=True)
class MadeYear:
    """The calls, oldest first; how each deal ended and when; the day from which the behaviour improves."""

    calls: tuple[MadeCall, ...]
    outcomes: Mapping[str, tuple[Outcome, str | None, float]]
    improves_on: str


def make_year(
    material: Mapping[str, Any], last: datetime, seed: int, calls: int = 120, scripts: Sequence[Script] = ()
) -> MadeYear:
    """A year (its last ninety days) that ends on the day of `last`, `scripts` among its calls. The same seed gives the
    same year."""
    rng = random.Random(seed)  # noqa: S311 - nothing is to be kept secret
    calls -= len(scripts)
    kinds = _kinds(rng, calls)
    moments = [last - timedelta(days=DAYS - 1) * (1 - (i + 0.5) / calls) for i in range(calls)]
    moments = [m.replace(hour=9 + i % 8, minute=(7 * i) % 60, second=0, microsecond=0) for i, m in enumerate(moments)]
    moments.sort()
    improves = (last - timedelta(days=FOCUS_DAYS - 1)).date()
    odd = _odd(kinds, moments)
    deals = [f"d{i}" for i in range(calls - _AGAIN)]
    of_call = deals + rng.sample(deals[_OPEN:], _AGAIN)
    rng.shuffle(of_call)
    names = {deal: _deal_name(material, i) for i, deal in enumerate(deals)}
    made: list[MadeCall] = []
    stepped: dict[str, bool] = {}
    for i, (kind, moment) in enumerate(zip(kinds, moments, strict=True)):
        deal = of_call[i]
        improved = moment.date() >= improves
        step = stepped.setdefault(deal, rng.random() < 0.5)
        company = names[deal].rpartition(" ")[0]
        writer = _Writer(material, rng, company)
        turns = writer.call(
            kind, clarifying=_poisson(rng, _AFTER if improved else _BEFORE), specific=step, odd=odd.get(i)
        )
        made.append(
            MadeCall(
                f"{moment:%Y-%m-%d %H%M} {company} {kind}.vtt", _vtt(turns, rng, writer.person), kind,
                moment.isoformat(timespec="minutes"), company, names[deal], odd.get(i), improved, step,
            )
        )  # fmt: skip
    outcomes: dict[str, tuple[Outcome, str | None, float]] = {}
    for number, deal in enumerate(deals):
        last_call = max(m for m, d in zip(moments, of_call, strict=True) if d == deal)
        amount = float(rng.randrange(20, 200) * 100)
        if number < _OPEN:
            outcomes[names[deal]] = ("open", None, amount)
            continue
        won = rng.random() < (_WON_WITH if stepped[deal] else _WON_WITHOUT)
        closed = (last_call + timedelta(days=rng.randrange(3, 15))).date().isoformat()
        outcomes[names[deal]] = ("won" if won else "lost", closed, amount)
    for number, script in enumerate(scripts):
        written = _written(script, last - timedelta(days=DAYS - 2 - number * _SPACED / max(1, len(scripts))), rng)
        made.append(written)
        closed = (datetime.fromisoformat(written.date) + timedelta(days=9)).date().isoformat()
        outcomes[written.deal] = (script.outcome, None if script.outcome == "open" else closed, script.amount)
    return MadeYear(tuple(sorted(made, key=lambda m: m.date)), outcomes, improves.isoformat())


def _written(script: Script, moment: datetime, rng: random.Random) -> MadeCall:
    """A call as people wrote it, said by the rep of the year, before the behaviour improves."""
    moment = moment.replace(hour=8 + rng.randrange(10), minute=rng.randrange(60), second=0, microsecond=0)
    named = re.compile(rf"\b{re.escape(script.rep)}\b")
    turns = [(who, named.sub(REP, words), gap) for who, gap, words in script.turns]
    return MadeCall(
        f"{moment:%Y-%m-%d %H%M} {script.company} {script.call_type}.vtt", _vtt(turns, rng, script.customer),
        script.call_type, moment.isoformat(timespec="minutes"), script.company, script.deal, script.outlier,
        improved=False, stepped=False, written=True,
    )  # fmt: skip


def _kinds(rng: random.Random, calls: int) -> list[str]:
    kinds = [kind for kind, n in _TYPES for _ in range(round(n * calls / 120))]
    kinds = (kinds + ["discovery"] * calls)[:calls]
    rng.shuffle(kinds)
    return kinds


def _odd(kinds: Sequence[str], moments: Sequence[datetime]) -> dict[int, OutlierKind]:
    """Which calls stand out: one of each kind, in the middle of the time and near its end."""
    found: dict[int, OutlierKind] = {}
    wanted: tuple[tuple[str, OutlierKind, float], ...] = (
        ("demo", "monologue", 0.55), ("pricing", "pricing_off_the_rails", 0.75), ("renewal", "silent_customer", 0.97),
    )  # fmt: skip
    for kind, odd, place in wanted:
        fit = [i for i, k in enumerate(kinds) if k == kind]
        if fit:
            found[min(fit, key=lambda i: abs(i / len(moments) - place))] = odd
    return found


def _deal_name(material: Mapping[str, Any], number: int) -> str:
    companies = material["companies"]
    return f"{companies[number % len(companies)]} {2001 + number // len(companies)}"


def _poisson(rng: random.Random, mean: float) -> int:
    """A Poisson number by adding up exponential waits (Knuth)."""
    count, waited = 0, rng.expovariate(1.0)
    while waited < mean:
        count, waited = count + 1, waited + rng.expovariate(1.0)
    return count


class _Writer:
    """Puts one call together. Lines are drawn without putting them back while there are any."""

    def __init__(self, material: Mapping[str, Any], rng: random.Random, company: str) -> None:
        self._material = material
        self._rng = rng
        self.person = rng.choice(material["people"])
        self._slots = {"company": company, "person": self.person}
        for slot, pool in (("thing", "things"), ("tool", "tools"), ("rival", "rivals")):
            self._slots[slot] = rng.choice(material[pool])
        self._drawn: dict[str, list[Any]] = {}

    def _draw(self, pool: str) -> Any:
        left = self._drawn.get(pool)
        if not left:
            left = self._drawn[pool] = self._rng.sample(self._material[pool], len(self._material[pool]))
        return left.pop()

    def _say(self, line: str) -> tuple[str, str]:
        slots = {**self._slots, "n": str(self._rng.randrange(3, 40)), "day": self._rng.choice(self._material["days"])}
        return line[0], line[3:].format(**slots)

    def _exchange(self, pool: str) -> list[tuple[str, str]]:
        return [self._say(line) for line in self._draw(pool)]

    def _story(self) -> list[tuple[str, str]]:
        told = " ".join(self._draw("stories") for _ in range(self._rng.randrange(2, 6)))
        return [self._say("R: " + self._draw("open_questions")), self._say("C: " + told)]

    def _pitch(self, sentences: int) -> list[tuple[str, str]]:
        said = " ".join(self._draw("pitches") for _ in range(sentences))
        return [self._say("R: " + said), self._say(self._draw("pitch_replies"))]

    def call(self, kind: str, *, clarifying: int, specific: bool, odd: OutlierKind | None) -> list[tuple[str, str]]:
        """The turns of a call: (R or C, words)."""
        rng = self._rng
        talk = [self._story() for _ in range(rng.randrange(3, 6))]
        talk += [self._exchange("closed_questions") for _ in range(rng.randrange(1, 4))]
        talk += [self._exchange("clarifying") for _ in range(clarifying)]
        talk += [self._exchange("remarks") for _ in range(rng.randrange(1, 3))]
        rng.shuffle(talk)
        pitch = [self._pitch(rng.randrange(2, 4)) for _ in range({"demo": 5, "discovery": 2}.get(kind, 3))]
        if odd == "monologue":
            pitch.insert(1, self._pitch(28))
        price = [self._exchange("pricing")] if kind in ("pricing", "renewal") else []
        objections = [self._exchange("objections") for _ in range(rng.randrange(1, 3))]
        if odd == "pricing_off_the_rails":
            objections = [self._exchange("badly") for _ in range(5)]
        if odd == "silent_customer":
            talk = [[self._say("R: " + self._draw("open_questions")), self._say(self._draw("short"))] for _ in talk]
            pitch += [[self._pitch(2)[0], self._say(self._draw("short"))] for _ in range(12)]
            objections = []
        parts = [self._exchange("opening"), *talk, *pitch, *price, *objections]
        parts.append(self._exchange("specific" if specific else "vague"))
        return [turn for part in parts for turn in part]


def _vtt(turns: Sequence[tuple[str, str] | tuple[str, str, float]], rng: random.Random, person: str) -> str:
    """The turns as WebVTT, at about 160 words a minute with pauses as people make them, or those that are given."""
    clock, lines = 0.5, ["WEBVTT", ""]
    pace = _PER_SECOND * rng.uniform(0.93, 1.07)
    for who, words, *gap in turns:
        start = max(0.0, clock + (gap[0] if gap else max(0.05, rng.gauss(0.4, 0.15))))
        clock = start + len(words.split()) / (pace * rng.uniform(0.93, 1.07))
        name = REP if who == "R" else person
        lines += [f"{_stamp(start)} --> {_stamp(clock)}", f"<v {name}>{words}</v>", ""]
    return "\n".join(lines)


def _stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
