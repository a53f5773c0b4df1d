"""Clips: stretches of calls that are worth hearing again, named and collected in lists.

A clip names a call and a span of sound and never a row of the transcript: so it is still the same stretch after the
call was edited, analysed or transcribed anew, and its words are always those in force.
"""

from __future__ import annotations

from dataclasses import dataclass

BEST = "best"
"""The list that is always there: the rep's best moments. It is neither renamed nor removed."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Seconds `start`..`end` of a call, with a name and what is to be said of it."""

    id: str
    call: str
    start: float
    end: float
    name: str
    note: str = ""
    created_at: str = ""  # ISO 8601, UTC

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class ClipList:
    """A named list. `count` and `seconds` are of its clips whose calls are not in the bin."""

    id: str
    name: str
    count: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """What one voice says in a row within a clip. Seconds are those of the call."""

    speaker: str
    name: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A clip with what a list shows of it. `said` is what is said there, as the transcript in force has it."""

    clip: Clip
    title: str
    customer: str | None
    call_type: str | None
    date: str  # ISO 8601, local time: when the call was
    duration: float  # seconds of the call
    sound: bool  # whether the call has sound
    lists: tuple[str, ...]  # ids of the lists that it is in
    said: tuple[Said, ...] = ()

    @property
    def quote(self) -> str:
        """What is said in it, without the names."""
        return " ".join(one.text for one in self.said)
