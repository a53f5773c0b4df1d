"""The moments of a call as its screen shows them: on the map, in the text, in the list. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Side, Speaker
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.wording import answer_words, group_title, moment_label

FAINT_UNDER = 0.6  # confidence
OPEN_QUESTION = "question_open"
OPEN_TYPES = ("open",)
_MOST_WORDS_S = 6.0  # of a mark's words that decide where it sits


def key_of(kind: str, type_: str) -> str:
    """The legend's key of a moment: open questions have one of their own."""
    return OPEN_QUESTION if kind == "question" and type_ in OPEN_TYPES else kind


@dataclass(slots=True, unsafe_hash=True)
class Mark:
    """A moment as the map and the list of moments show it. Nobody changes one; it is not frozen because a long call
    has a thousand of them, and a frozen class takes half a microsecond a field to make."""

    index: int
    kind: str
    type: str
    label: str
    lane: int
    side: Side
    voice: str  # the speaker's id
    speaker: str
    start: float
    end: float
    quote: str
    why: str
    confidence: float
    id: str = ""
    judged: str = ""  # what a person said of it: "right", "changed", "added" or nothing
    outcome: str = ""  # of a response: how the objection ended
    answer: str = ""  # of a question: how long the answer was, in words

    @property
    def faint(self) -> bool:
        """Whether it is so unsure that it is drawn lighter; never after a person has spoken."""
        return self.confidence < FAINT_UNDER and not self.judged

    @property
    def middle(self) -> float:
        """The second where it sits on the map: in the middle of its words, on the talk that it is about."""
        return (self.start + min(self.end, self.start + _MOST_WORDS_S)) / 2


@dataclass(frozen=True, slots=True, eq=False)
class MarkRow:
    """The marks of one lane in order of the seconds where they sit: their indexes and their keys in the legend."""

    marks: tuple[int, ...]
    seconds: NDArray[np.float64]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All moments of one kind, under a heading."""

    title: str
    kind: str
    marks: tuple[Mark, ...]


def marks_of(moments: tuple[Moment, ...], speakers: tuple[Speaker, ...], lane_of: dict[str, int]) -> tuple[Mark, ...]:
    """The moments of a call in order of time; `lane_of` gives the lane of each speaker."""
    known = {s.id: (s.side, s.name) for s in speakers}
    nobody = ("other", "")
    marks = []
    labels: dict[tuple[str, str], str] = {}  # few differ, and each is put together from translated words
    for i, m in enumerate(sorted(moments, key=lambda m: (m.start, m.end))):
        if (m.kind, m.type) not in labels:
            labels[m.kind, m.type] = moment_label(m.kind, m.type)
        side, name = known.get(m.speaker, nobody)
        marks.append(
            Mark(i, m.kind, m.type, labels[m.kind, m.type], lane_of.get(m.speaker, 0), side, m.speaker, name, m.start,
                 m.end, m.quote, _why(m), m.confidence, m.id, str(m.detail.get("judged") or ""),
                 str(m.detail.get("outcome") or ""), answer_words(m))
        )  # fmt: skip
    return tuple(marks)


def _why(moment: Moment) -> str:
    """Why it is there, and of an answer how it ended and what shows that."""
    outcome, shown = (moment.detail.get(name) for name in ("outcome", "outcome_why"))
    answer = answer_words(moment)
    if answer:
        return f"{moment.why}; {answer}" if moment.why else answer
    if not outcome:
        return moment.why
    ended = f"{outcome}: {shown}" if shown else str(outcome)
    return f"{moment.why}; {ended}" if moment.why else ended


def rows_of(marks: tuple[Mark, ...], lanes: int) -> tuple[MarkRow, ...]:
    """The marks lane by lane."""
    found: list[list[tuple[float, int, str]]] = [[] for _ in range(lanes)]
    for m in marks:
        if m.lane < lanes:
            found[m.lane].append((m.middle, m.index, key_of(m.kind, m.type)))
    rows = []
    for one in found:
        one.sort()
        rows.append(MarkRow(tuple([i for _, i, _ in one]), np.array([s for s, _, _ in one], dtype=np.float64),
                            tuple([key for _, _, key in one])))  # fmt: skip
    return tuple(rows)


_GROUP_ORDER = (
    "pain", "need", "competitor", "pricing", "objection", "objection_response", "commitment", "next_step",
    "tracker", "question",
)  # fmt: skip


def groups_of(marks: tuple[Mark, ...]) -> tuple[Group, ...]:
    """The marks kind by kind, in the order in which they are read."""
    groups = []
    for kind in _GROUP_ORDER:
        found = [m for m in marks if m.kind == kind]
        if kind == "question":
            for title, ours in ((tr("Questions asked by the rep"), True), (tr("Questions from the other side"), False)):
                some = tuple(m for m in found if (m.side == "rep") == ours)
                if some:
                    sided = any(m.side != "other" for m in found)
                    groups.append(Group(title if sided else group_title(kind), kind, some))
        elif found:
            groups.append(Group(group_title(kind), kind, tuple(found)))
    return tuple(groups)
