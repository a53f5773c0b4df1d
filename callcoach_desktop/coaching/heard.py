"""One call as coaching counts it: its words and what was found in them, looked at as a whole or by stage."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from callcoach_desktop.domain.analysis import Analysis, Moment
from callcoach_desktop.domain.transcript import Side, Transcript


@dataclass(frozen=True)
class Heard:
    """Stages are named; None stands for the whole call. Times are in seconds."""

    transcript: Transcript
    analysis: Analysis

    @cached_property
    def sides(self) -> dict[str, Side]:
        """Speaker id -> side."""
        return {s.id: s.side for s in self.transcript.speakers}

    @cached_property
    def duration(self) -> float:
        """Seconds from the start to the last word or the end of the sound."""
        return max([self.transcript.duration, *(u.end for u in self.transcript.utterances)], default=0.0)

    @cached_property
    def timed(self) -> bool:
        """Whether every utterance has times."""
        return bool(self.transcript.utterances) and all(u.timed for u in self.transcript.utterances)

    @cached_property
    def known(self) -> bool:
        """Whether both sides speak."""
        return {self.side(u.speaker) for u in self.transcript.utterances} >= {"rep", "customer"}

    @cached_property
    def _starts(self) -> list[float]:
        return [s.start for s in self.analysis.stages]

    def side(self, speaker: str) -> Side:
        """The side of a speaker id."""
        return self.sides.get(speaker, "other")

    def spans(self, stage: str | None) -> list[tuple[float, float]]:
        """The seconds that belong to a stage; the whole call for None."""
        if stage is None:
            return [(0.0, self.duration)]
        return [(s.start, s.end) for s in self.analysis.stages if s.name == stage]

    def inside(self, start: float, end: float, stage: str | None) -> bool:
        """Whether the middle of (start, end) lies in the stage."""
        if stage is None:
            return True
        place = bisect_right(self._starts, (start + end) / 2) - 1
        return bool(self.analysis.stages) and self.analysis.stages[max(place, 0)].name == stage

    def moments(self, kind: str, stage: str | None = None, side: Side | None = None) -> list[Moment]:
        """The moments of a kind, in order of time."""
        return [
            m
            for m in self.analysis.moments
            if m.kind == kind and (side is None or self.side(m.speaker) == side) and self.inside(m.start, m.end, stage)
        ]

    def talk(self, side: Side, stage: str | None) -> float:
        """Seconds of a side's talk in a stage."""
        spans = self.spans(stage)
        return sum(
            max(0.0, min(end, u.end) - max(start, u.start))
            for u in self.transcript.utterances
            if self.side(u.speaker) == side
            for start, end in spans
        )
