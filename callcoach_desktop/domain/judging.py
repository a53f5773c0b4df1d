"""A person's word on a moment: it was right, it is of another type, it is none, or one was missing.

A judgement names a kind and a span of sound and never a row or a number of a moment: so it still says the same thing
after the call was analysed or transcribed anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from callcoach_desktop.domain.analysis import MomentKind

Verdict = Literal["right", "changed", "wrong", "added"]

TYPES: dict[MomentKind, tuple[str, ...]] = {
    "question": ("open", "closed", "clarifying", "check", "rhetorical"),
    "competitor": (),
    "pricing": (),
    "objection": ("price", "timing", "authority", "need", "competitor", "trust"),
    "objection_response": (
        "acknowledge_explore_respond", "feel_felt_found", "reframe_value", "trade_concession", "discount_immediately",
        "ignore",
    ),
    "pain": (),
    "need": (),
    "next_step": ("specific", "vague"),
    "commitment": (),
    "tracker": (),
}  # fmt: skip
"""The types that a moment of a kind may have; none: a name of the user's own (competitor, tracker), or no type."""

OUTCOMES: tuple[str, ...] = ("resolved", "parked", "lost")
"""How an objection may end, which is said of the response to it."""

NAMED: frozenset[MomentKind] = frozenset({"competitor", "tracker"})
"""Kinds whose type is a name of the user's own."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict. `guess` is the type that the program had given (empty for `added`), `type` the right one.

    - `right`: the moment is there, and of that type.
    - `changed`: it is there, and `type` is its type.
    - `wrong`: there is no such moment.
    - `added`: there is one that the program had missed.

    `start` and `end` are seconds of the call; `speaker` is the voice and `quote` the words, as they were then.
    """

    id: str
    verdict: Verdict
    kind: MomentKind
    guess: str
    type: str
    speaker: str
    start: float
    end: float
    quote: str
    created_at: str  # ISO 8601, UTC
    outcome: str = ""  # of a response: how the objection ended, as the person says; empty where nobody said it


@dataclass(frozen=True, slots=True)
class Tally:
    """How the program fared with one kind and one type that it gave, among the latest verdicts of a library."""

    kind: MomentKind
    guess: str
    right: int
    changed: int
    wrong: int
