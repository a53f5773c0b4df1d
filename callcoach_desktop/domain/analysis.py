"""What is computed from a transcript. Everything here can be thrown away and computed again from the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from callcoach_desktop.domain.transcript import Side

MomentKind = Literal[
    "question", "competitor", "pricing", "objection", "objection_response", "pain", "need", "next_step",
    "commitment", "tracker",
]  # fmt: skip
QuestionType = Literal["open", "closed", "clarifying", "check", "rhetorical"]
ToneLabel = Literal["positive", "neutral", "negative"]
StageName = Literal["opening", "discovery", "presentation", "pricing", "objection", "closing"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One side holds the floor (DESIGN.md, section 3). `utterances` are the ids of the holder's utterances."""

    side: Side
    start: float
    end: float
    utterances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something marked at a time, with the words (`quote`) and the reason (`why`). `confidence` is in 0..1.

    `int` stands beside `float` in `detail`, because a reader of the stored text goes by it: an amount of 5000 is to be
    written without a point again.
    """

    id: str
    kind: MomentKind
    type: str
    speaker: str
    start: float
    end: float
    quote: str
    confidence: float
    why: str
    detail: dict[str, str | float | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """A segment of the call; the stages of a call cover it without a gap."""

    name: StageName
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Tone:
    """The wording of an utterance: `score` from -1 to 1 and its name. Never called emotion, never scores a person."""

    utterance: str
    score: float
    label: ToneLabel


@dataclass(frozen=True, slots=True)
class Outlier:
    """A figure far from the rep's own calls of that type, with the reason in words."""

    kind: str
    why: str
    start: float
    value: float
    usual: str


@dataclass(frozen=True, slots=True)
class SummaryPoint:
    """One line of the summary and where it was said."""

    text: str
    start: float
    kind: str
    # who, what, due, amount ... one by one
    fields: dict[str, str | float | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """A headline and its points."""

    headline: str
    points: tuple[SummaryPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a metric comes from: the monologue's start, the shortest wait. Seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis of one call, stamped with the version of the code that made it.

    `metrics` values are None where the call cannot tell (no customer, no times, a language without rules);
    never NaN. `places` says for some metrics where in the call they come from.
    `talk_share` is the rolling talk share for the map: (seconds, rep share 0..1 or None) pairs.
    """

    version: int
    turns: tuple[Turn, ...]
    moments: tuple[Moment, ...]
    stages: tuple[Stage, ...]
    metrics: dict[str, float | None]
    places: dict[str, Place]
    talk_share: tuple[tuple[float, float | None], ...]
    summary: Summary
    outliers: tuple[Outlier, ...] = ()
    tones: tuple[Tone, ...] = ()  # of utterances with words, in order of time; none in a language without rules
    tracked: str = ""  # the fingerprint of the trackers that its moments were found with
