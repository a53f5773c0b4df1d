"""A call to look back at: its words without any figure, and then the rep's view beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callcoach_desktop.coaching.self_review import Remark, Seen, compare
from callcoach_desktop.domain.analysis import Stage, Turn
from callcoach_desktop.domain.coaching import Review

if TYPE_CHECKING:
    from callcoach_desktop.services.coaching import Coach
    from callcoach_desktop.services.library import Library


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line of the call; `side` is rep, customer or other. `start` and `end` in seconds."""

    start: float
    end: float
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What may be seen before the rep has said how it went: no figure, no mark."""

    call: str
    title: str
    date: str
    customer: str
    duration: float
    sound: bool
    lines: tuple[SaidLine, ...]
    review: Review | None


@dataclass(frozen=True, slots=True)
class Beside:
    """The map of the call, and where the rep and the figures differ."""

    turns: tuple[Turn, ...]
    stages: tuple[Stage, ...]
    duration: float
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Noting:
    """A review with what is needed to list it."""

    review: Review
    title: str
    date: str
    customer: str


def sheet(coach: Coach, library: Library, call_id: str) -> Sheet:
    """The words of a call and the review that it has. Not for the UI's thread. Raises KnownError."""
    detail = library.call(call_id)
    row, words = detail.row, detail.transcript
    sides = {s.id: s.side for s in words.speakers} if words is not None else {}
    lines = tuple(
        SaidLine(u.start, u.end, sides.get(u.speaker, "other"), u.text)
        for u in (words.utterances if words is not None else ())
    )
    return Sheet(row.id, row.title, row.started_at, row.customer or "", row.duration, detail.sound is not None, lines,
                 coach.review(row.id))  # fmt: skip


def beside(coach: Coach, library: Library, review: Review) -> Beside:
    """The call's map and what the figures say to the review. Not for the UI's thread. Raises KnownError."""
    detail = library.call(review.call)
    usual = coach.usual(detail.row.call_type or None)
    readings = coach.readings(review.call, [behaviour for behaviour, _ in usual])
    seen = [
        Seen(behaviour, reading.value, range_, reading.start)
        for (behaviour, range_), reading in zip(usual, readings, strict=True)
        if reading.value is not None
    ]
    remarks = compare(review, seen, coach.outliers_of(review.call, wait=True))
    computed = detail.analysis
    turns, stages = ((), ()) if computed is None else (tuple(computed.turns), tuple(computed.stages))
    return Beside(turns, stages, detail.row.duration, remarks)


def notings(coach: Coach, text: str = "") -> list[Noting]:
    """The reviews in which all words of `text` occur, newest first; those of calls in the bin left out."""
    calls = {fact.id: fact for fact in coach.facts(())}
    return [
        Noting(review, fact.title, fact.date, fact.customer or "")
        for review in coach.find_reviews(text)
        if (fact := calls.get(review.call)) is not None
    ]
