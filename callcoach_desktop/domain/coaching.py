"""Many calls of one rep: behaviours, the focus and its verdict, outliers, what goes with won deals, returns.

Days are ISO 8601 dates (`2026-09-14`), local time. Values are in the unit of their behaviour; shares are in 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["higher", "lower", "range"]
Unit = Literal["share", "seconds", "per_hour", "per_minute", "per_100_words", "per_call", "yes_no", "ratio", "tone"]
VerdictState = Literal["change", "no_change", "too_few"]
FocusState = Literal["active", "paused", "finished"]
OutlierKind = Literal[
    "sentiment_high", "sentiment_low", "tone_dropped", "pricing_off_the_rails", "monologue", "no_next_step",
    "silent_customer", "unusually_good",
]  # fmt: skip
Outcome = Literal["won", "lost", "open"]
Measure = Literal["win_rate", "cycle_days", "deal_size", "behaviour"]
InterventionKind = Literal["focus", "one_on_one", "workshop", "playbook", "other"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A figure with a direction, a healthy range and where it counts. `figure` names what is counted in a call.

    `low` and `high` bound the healthy range (None: no bound); it is what others saw (`source`), never pass or fail.
    `stage` None is the whole call; `call_types` empty is every type. `own` is True for one that the rep built.
    `tip_for` says on which side of the range the tip helps, where the range is what is wanted.
    """

    id: str
    name: str
    definition: str
    figure: str
    direction: Direction
    unit: Unit
    tip: str
    low: float | None = None
    high: float | None = None
    source: str = ""
    stage: str | None = None
    call_types: tuple[str, ...] = ()
    own: bool = False
    tip_for: Literal["", "below", "above"] = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A behaviour's value in one call, and where to hear it (seconds); `reason` says why there is no value."""

    value: float | None
    reason: str = ""
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class UsualRange:
    """XmR limits over `n` calls: mean +- 2.66 x mean moving range, kept within what the figure can be.

    Mean and limits are None below five calls.
    """

    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The rep's own calls of the type before the focus began, frozen then: `values` oldest first, and their range."""

    values: tuple[float, ...]
    range: UsualRange


@dataclass(frozen=True, slots=True)
class Point:
    """One call in a chart. `day` counts from the start of the focus (0 = its first day; below 0: before)."""

    call: str
    title: str
    date: str  # ISO 8601 with time, local
    value: float
    day: int
    call_type: str | None = None
    mean: float | None = None  # running mean of the last five points up to this one


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers support today, and nothing more. `effect` is after minus before, with its 90% interval.

    `better` is None where the behaviour has no single good direction. `more_calls` is an estimate of how many more
    calls would show a change as large as the present difference (None: cannot say).
    """

    state: VerdictState
    sentence: str
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    better: bool | None = None
    more_calls: int | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A run rule that fired, at these calls. A hint for the eye: the verdict is calibrated and does not rest on it."""

    rule: Literal["beyond_limits", "run_of_eight", "three_of_four_far"]
    calls: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Focus:
    """The one behaviour practised. `ended_on` is None while it is active or paused."""

    id: str
    behaviour: str
    call_type: str | None
    started_on: str
    ended_on: str | None
    state: FocusState
    baseline: Baseline
    pauses: tuple[tuple[str, str | None], ...] = ()  # days (from, until; None: still paused)
    verdict: str = ""  # the sentence with which it was finished


@dataclass(frozen=True, slots=True)
class Progress:
    """A focus and its thirty days. `before` are the baseline's calls, `others` calls of other types (greyed)."""

    focus: Focus
    behaviour: Behaviour
    points: tuple[Point, ...]
    before: tuple[Point, ...]
    others: tuple[Point, ...]
    unmeasured: int  # calls of the type since the start in which the behaviour could not be measured
    verdict: Verdict
    signals: tuple[Signal, ...]
    day: int  # today, 0-based; may be past 29


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A behaviour worth practising: the gap between the newest calls and the rep's own best quarter of calls."""

    behaviour: Behaviour
    call_type: str | None
    n: int
    now: float
    best: float
    why: str


@dataclass(frozen=True, slots=True)
class CallOutlier:
    """A call far from the rep's own calls of its type, with the two numbers in `why` and the second to hear."""

    call: str
    title: str
    date: str
    call_type: str | None
    kind: OutlierKind
    why: str
    start: float
    value: float
    usual: str
    score: float  # how far beyond its threshold; 1 is at it
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole of it: calls that were measured, that a person heard, and what one in fifty would have missed."""

    calls: int
    heard: int
    outliers: int  # calls with at least one
    missed: float  # expected number of them that a sample of one call in fifty does not contain
    sentence: str


@dataclass(frozen=True, slots=True)
class OutlierReport:
    """All outliers, newest call first; what is worth a listen this week; types with too few calls to tell."""

    outliers: tuple[CallOutlier, ...]
    worth: tuple[CallOutlier, ...]  # at most three, highest first
    too_few: tuple[tuple[str | None, int], ...]  # (call type, calls)
    picture: Picture


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as far as it is known. `calls` are the ids of its calls, oldest first; `expected_on` is the planned close
    of an open deal, `owner` the rep who has it in the CRM."""

    id: str
    name: str
    outcome: Outcome
    opened_on: str | None = None
    closed_on: str | None = None
    amount: float | None = None
    currency: str | None = None
    company: str | None = None
    source: str = ""
    calls: tuple[str, ...] = ()
    owner: str | None = None
    stage: str | None = None
    contact: str | None = None
    expected_on: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with the 95% Wilson interval; all None-free, n may be 0 (then the interval is 0..1)."""

    hits: int
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A deal in a plot: the average of its calls, and how it ended."""

    deal: str
    name: str
    value: float
    won: bool
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """A behaviour against the outcome of deals. `over` and `under` are the deals above and below `threshold`.

    `finding` only above the bar: enough closed deals, q (Benjamini-Hochberg over everything that was looked at) at most
    0.05, and the same among deals that are alike in the findings before it. `beside` names the finding that it goes
    together with where only the last is missing. `along` names what a finding cannot be told apart from: the deals do
    not say which of them it rests on, strongest first. `level` says what may be shown: dots alone, intervals without a
    conclusion, or an estimate.
    """

    behaviour: Behaviour
    stage: str | None
    call_type: str | None
    level: Literal["dots", "interval", "estimate"]
    finding: bool
    threshold: float
    over: Share
    under: Share
    p: float | None
    q: float | None
    more: int | None  # about how many more closed deals until something can be said; None when it can be
    sentence: str
    dots: tuple[Dot, ...] = ()
    beside: str = ""
    along: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an objection in a call: what the objection was, how it was answered, what came of it."""

    call: str
    objection: str
    framework: str
    outcome: str
    start: float
    quote: str


@dataclass(frozen=True, slots=True)
class Handling:
    """One way of answering one type of objection: how often it was resolved, and where to hear it."""

    objection: str
    framework: str
    resolved: Share
    quotes: tuple[tuple[str, float, str], ...]  # (call, seconds, quote), resolved ones first, at most three


@dataclass(frozen=True, slots=True)
class Insights:
    """What works, as far as it can be said. `looked_at` is the number of comparisons that q takes into account."""

    insights: tuple[Insight, ...]  # findings first, then by p
    handling: tuple[Handling, ...]
    closed: int
    won: int
    looked_at: int


@dataclass(frozen=True, slots=True)
class Intervention:
    """A dated piece of coaching on a behaviour (None: on no one behaviour)."""

    id: str
    kind: InterventionKind
    title: str
    behaviour: str | None
    held_on: str


@dataclass(frozen=True, slots=True)
class Against:
    """The same measure of others who were not coached, `who` in words. `low` and `high` bound the coached's change
    minus theirs (90% bootstrap); `relative` says that they are logarithms of a ratio. `parallel`: their lines before
    gave no sign of running apart. Without `compared` they are too few, until `not_before` perhaps."""

    who: str
    n_before: int
    n_after: int
    before: float = 0.0
    after: float = 0.0
    low: float = 0.0
    high: float = 0.0
    judged: tuple[float, float] = (0.0, 0.0)
    parallel: bool = True
    compared: bool = False
    relative: bool = False
    not_before: str | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """One measure before and after an intervention; `low` and `high` bound after minus before (90% bootstrap)."""

    intervention: Intervention
    behaviour: str | None
    measure: Measure
    before: float | None
    after: float | None
    low: float | None
    high: float | None
    state: Literal["improved", "worse", "no_sign", "too_early"]
    sentence: str
    n_before: int = 0
    n_after: int = 0
    not_before: str | None = None  # nothing said yet: the day when it may be possible to tell
    against: Against | None = None
    more: int | None = None  # so many more deals (calls) it may take; 0: a change worth having would be seen already


@dataclass(frozen=True, slots=True)
class Review:
    """The rep's own view of a call before any figure is shown. Private."""

    call: str
    feeling: int | None = None  # 1 (badly) .. 5 (very well)
    keep_at: float | None = None
    keep: str = ""
    change_at: float | None = None
    change: str = ""
    intention: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class CallFact:
    """What coaching needs to know of a call beside its figures; `date` ISO 8601 with time, local."""

    id: str
    title: str
    date: str
    call_type: str | None
    deal: str | None = None  # the id of its deal
    customer: str | None = None
    values: dict[str, float] = field(default_factory=dict)  # by figure name; figures without a value are absent
