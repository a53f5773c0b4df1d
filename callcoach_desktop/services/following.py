"""Analyses that have to follow a change, without the writer being held while they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from callcoach_desktop.domain.analysis import Analysis
from callcoach_desktop.domain.editing import Step
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.services.library import analyse_in
from callcoach_desktop.store import settings, transcripts
from callcoach_desktop.store.changes import Connection

AT_ONCE = 3  # calls whose analyses are kept in the transaction of their change
Walk = Callable[[Connection], tuple[Step | None, list[str]]]
"""Changes calls; returns the step and the calls whose analysis has to follow. May be done more than once."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The analysis of words that a change leads to."""

    words: Transcript
    vocabulary: Vocabulary
    analysis: Analysis


class NotReady(Exception):  # noqa: N818 - no error: it rolls a transaction back that was only to see its words
    """The words whose analyses a change needs."""

    def __init__(self, words: dict[str, Transcript], vocabulary: Vocabulary) -> None:
        super().__init__(", ".join(words))
        self.words = words
        self.vocabulary = vocabulary


def following(conn: Connection, work: Walk, ready: dict[str, Ready], *, last: bool) -> tuple[Step | None, list[str]]:
    """Do the work and keep the analyses that are ready for it; returns the step and the calls to analyse afterwards.

    Raises NotReady when an analysis is missing, unless this is the `last` attempt: then it is made here.
    """
    step, touched = work(conn)
    if len(touched) > AT_ONCE:
        for call_id in touched:
            transcripts.outdate(conn, call_id)
        return step, touched
    vocabulary = settings.vocabulary(conn)
    missing: dict[str, Transcript] = {}
    for call_id in touched:
        words = transcripts.transcript(conn, call_id)
        made = ready.get(call_id)
        if words is None:
            continue
        if made is not None and (made.words, made.vocabulary) == (words, vocabulary):
            transcripts.set_analysis(conn, call_id, made.analysis)
        elif last:
            analyse_in(conn, call_id)
        else:
            missing[call_id] = words
    if missing:
        raise NotReady(missing, vocabulary)
    return step, []
