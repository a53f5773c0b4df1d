"""Two things that will be done, said in one breath: "I'll post it on Monday, and Jean'll pop in on Thursday" (English).

A next step or a promise that was found may hold several, each with an own what and an own when. Those are cut apart,
and what else is to be done is looked for in the sentences next to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from callcoach_desktop.analysis.questions.segments import Segment, is_punctuated, sentences
from callcoach_desktop.analysis.steps import KINDS, step_fields
from callcoach_desktop.analysis.words import Run
from callcoach_desktop.domain.analysis import Moment
from callcoach_desktop.domain.transcript import Side

# Where something else may begin: not "so that you have it by Friday", which is what the first is for.
_LINK = re.compile(r"(?<=[.;!?])\s+|,?\s+(?:and|then)(?:\s+then)?\s+|,\s+(?=(?:i|we|you|let)(?:'|’|\b))", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|when|once|so that|in case|because|since)\b", re.IGNORECASE)
_EDGE = 0.01  # seconds
_FURTHER = 3  # parts in which a further thing has to say who does what when


class Piece(NamedTuple):
    """Letters `first` to `last` (exclusive) of a text that say one thing to be done."""

    first: int
    last: int


def pieces(text: str, side: Side, *, promised: bool = False) -> list[Piece]:
    """A text cut where a further thing to be done begins; one piece where there is only one. The "and" between two
    belongs to neither."""
    links = [(m.start(), m.end()) for m in _LINK.finditer(text)]
    ends = [start for start, _ in links] + [len(text)]
    found: list[Piece] = []
    begin = 0
    for number, (start, after) in enumerate(links):
        if not _stands_alone(text[begin:start], side, promised=promised):
            continue
        # "and on Wednesday, at six, I call you": what it says may stand in several parts, but begins in the first.
        own = text[after : ends[number + 1]]
        if not own.strip() or _CONDITION.search(own) or not _says_some(own, side):
            continue
        earlier = text[links[number - 1][1] if number else 0 : start]
        if text[start:after].strip() == "," and _CONDITION.search(earlier):
            continue  # "if that does not suit, I'll call on Tuesday"
        if any(
            _stands_alone(text[after:end], side, promised=promised) for end in ends[number + 1 : number + 1 + _FURTHER]
        ):
            found.append(Piece(begin, start))
            begin = after
    return [*found, Piece(begin, len(text))]


def _says_some(text: str, side: Side) -> bool:
    """Whether a part says who or when."""
    fields = step_fields(text, side, "")
    return fields["who"] is not None or fields["by_when"] is not None


def _stands_alone(text: str, side: Side, *, promised: bool) -> bool:
    """Whether a part says by itself who does something, what, and when."""
    fields = step_fields(text, side, "", promised=promised)
    return all(fields[name] is not None for name in ("who", "what", "by_when"))


def split_steps(moments: Sequence[Moment], runs: Sequence[Run], sides: Mapping[str, Side]) -> list[Moment]:
    """The moments; next steps and commitments that hold several things are several, each with its own words and times.

    The first keeps its id; the others have it with a number behind. They say when, so they are specific.
    """
    made: list[Moment] = []
    for moment in moments:
        run = _run_of(moment, runs) if moment.kind in KINDS else None
        made += [moment] if run is None else _split(moment, run, sides.get(moment.speaker, "other"))
    return made


def _run_of(moment: Moment, runs: Sequence[Run]) -> Run | None:
    return next(
        (
            r
            for r in runs
            if r.speaker == moment.speaker and r.start <= moment.start + _EDGE and moment.end <= r.end + _EDGE
        ),
        None,
    )


def _split(moment: Moment, run: Run, side: Side) -> list[Moment]:
    inside = [n for n, t in enumerate(run.tokens) if moment.start - _EDGE <= t.start and t.end <= moment.end + _EDGE]
    if not inside:
        return [moment]
    first, last = inside[0], inside[-1] + 1
    before, after = _beside(run, first, last)
    promised = moment.kind == "commitment"
    found = _cut(run, first, last, side, promised=promised)
    # A sentence next to it that says by itself who does what when is a further one; of promises too many are courtesy.
    for begin, end in () if promised else (before, after):
        if begin < end and (whole := _cut(run, begin, end, side, promised=promised)):
            found += [p for p in whole if _stands_alone(p.text, side, promised=promised) and _is_own(p.text, side)]
    if len(found) == 1:
        return [moment]
    made = []
    for number, part in enumerate(found, start=1):
        new = replace(moment, start=part.start, end=part.end, quote=part.text)
        if number > 1:
            type_ = "specific" if moment.kind == "next_step" else moment.type
            new = replace(new, id=f"{moment.id}-{number}", type=type_, why="a further thing to be done, said with one")
        made.append(new)
    return made


def _is_own(text: str, side: Side) -> bool:
    """Whether the speaker's side does it, alone or with the other."""
    return step_fields(text, side, "")["who"] in {side, "both"} and not _CONDITION.search(text)


def _beside(run: Run, first: int, last: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The sentences before and after some words, as words; empty where there is none."""
    nothing = (0, 0)
    if not is_punctuated(run.tokens):
        return nothing, nothing
    parts = sentences(run)
    before = max((p for p in parts if p[1] <= first), default=nothing)
    after = min((p for p in parts if p[0] >= last), default=nothing)
    return before, after


def _cut(run: Run, first: int, last: int, side: Side, *, promised: bool) -> list[Segment]:
    """Words of a run as one or several segments."""
    texts = [t.text for t in run.tokens[first:last]]
    spans, at = [], 0
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + 1
    found = []
    for piece in pieces(" ".join(texts), side, promised=promised):
        words = [n for n, (a, b) in enumerate(spans) if a >= piece.first and b <= piece.last + 1]  # with its comma
        if words:
            found.append(Segment(run, first + words[0], first + words[-1] + 1, asks=False, marked=True))
    return found
