"""Analyses made in a child, so that the window's own process only reads and keeps them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from callcoach_desktop.domain.analysis import Analysis, Moment
from callcoach_desktop.domain.codec import analysis_from_json
from callcoach_desktop.domain.transcript import Transcript
from callcoach_desktop.domain.vocabulary import Tracker, Vocabulary
from callcoach_desktop.jobs.child import IDLE_LIMIT, Answered, Child
from callcoach_desktop.store.utterances import words_as_json
from callcoach_desktop.workers.protocol import Message

log = logging.getLogger(__name__)


def analyse_here(words: Transcript, vocabulary: Vocabulary) -> Analysis:
    """The analysis, made by the calling thread of this process."""
    from callcoach_desktop.analysis import analyse  # numpy: lists and searches do without it
    from callcoach_desktop.speech.meaning import shipped

    return analyse(words, vocabulary, shipped())


def track_here(words: Transcript, trackers: Sequence[Tracker]) -> list[Moment]:
    """What trackers find, looked for by the calling thread of this process."""
    from callcoach_desktop.analysis.tracking.finder import trackers_in
    from callcoach_desktop.speech.meaning import shipped

    return trackers_in(words, trackers, shipped())


class Analyser:
    """Makes one analysis at a time in a child that stays warm; threads wait for each other.

    A child that ends is not a lost analysis: it is then made here, slower for the window and with the same result.
    The same holds for trackers, which are looked for without an analysis.
    """

    def __init__(self, child: Child | None = None) -> None:
        self._child = child or Child("analyse")
        self._lock = threading.Lock()
        self._closed = False
        self._resting: threading.Timer | None = None

    def __call__(self, words: Transcript, vocabulary: Vocabulary) -> Analysis:
        """The analysis of the words. Raises what `analysis.analyse` raises."""
        answer = self._ask("analyse", "analysed", words, {"vocabulary": asdict(vocabulary)})
        return analyse_here(words, vocabulary) if answer is None else analysis_from_json(answer["analysis"])

    def track(self, words: Transcript, trackers: Sequence[Tracker]) -> list[Moment]:
        """What trackers find in the words; see `analysis.tracking`."""
        answer = self._ask("track", "tracked", words, {"trackers": [asdict(one) for one in trackers]})
        return track_here(words, trackers) if answer is None else [Moment(**m) for m in answer["moments"]]

    def _ask(self, kind: str, answered: str, words: Transcript, fields: dict[str, Any]) -> Message | None:
        with self._lock:
            if self._closed:
                return None
            message = {"id": kind, "transcript": _plain(words), **fields}
            reply = self._child.ask(kind, message, lambda _: None, lambda: False)
            self._rest_later()
        if isinstance(reply, Answered) and reply.message["type"] == answered:
            return reply.message
        log.warning("The child that analyses gave no answer; it is done here")
        return None

    def expect(self) -> None:
        """Start the child, because an analysis will be asked for soon; it loads what it needs meanwhile."""
        if self._lock.acquire(blocking=False):  # else it is at work
            try:
                if not self._closed:
                    self._child.warm()
                    self._rest_later()
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the child; what is asked afterwards is made here."""
        with self._lock:
            self._closed = True
            if self._resting is not None:
                self._resting.cancel()
            self._child.stop()

    def _rest_later(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = threading.Timer(IDLE_LIMIT + 1, self._rest)
        self._resting.daemon = True
        self._resting.start()

    def _rest(self) -> None:
        with self._lock:
            if not self._closed:
                self._child.rest()


def _plain(words: Transcript) -> dict[str, Any]:
    # Words go as the text that the store has of them: neither side of this process ever makes objects of them.
    return {
        "duration": words.duration,
        "language": words.language,
        "started_at": words.started_at,
        "speakers": [asdict(s) for s in words.speakers],
        "utterances": [[u.id, u.speaker, u.start, u.end, u.text, u.timed, words_as_json(u)] for u in words.utterances],
    }
