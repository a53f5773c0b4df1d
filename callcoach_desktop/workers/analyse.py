"""The child that analyses words: seconds of Python that would hold up the window's thread in its own process."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from callcoach_desktop.domain.codec import (
    analysis_to_json,
    tracker_from_json,
    vocabulary_from_json,
    words_from_json,
)
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.workers.guard import Channel, serve
from callcoach_desktop.workers.protocol import Message


def run() -> int:
    """Serve requests to analyse a call or to look for trackers in it, until the parent goes; returns the status."""
    from callcoach_desktop.analysis import analyse
    from callcoach_desktop.analysis.tracking.finder import trackers_in
    from callcoach_desktop.speech.meaning import shipped

    def handle(request: Message, channel: Channel) -> None:
        result = analyse(_transcript(request["transcript"]), vocabulary_from_json(request["vocabulary"]), shipped())
        channel.send("analysed", id=request["id"], analysis=analysis_to_json(result))

    def track(request: Message, channel: Channel) -> None:
        trackers = tuple(tracker_from_json(t) for t in request["trackers"])
        found = trackers_in(_transcript(request["transcript"]), trackers, shipped())
        channel.send("tracked", id=request["id"], moments=[asdict(m) for m in found])

    shipped()  # who starts this child will soon ask it for something
    return serve({"analyse": handle, "track": track})


def _transcript(data: dict[str, Any]) -> Transcript:
    """A transcript whose utterances are rows `[id, speaker, start, end, text, timed, words as JSON text]`."""
    return Transcript(
        duration=float(data["duration"]),
        language=str(data["language"]),
        started_at=str(data["started_at"]),
        speakers=tuple(Speaker(**s) for s in data["speakers"]),
        utterances=tuple(
            Utterance(id_, speaker, start, end, text, words_from_json(json.loads(words)), bool(timed))
            for id_, speaker, start, end, text, timed, words in data["utterances"]
        ),
    )
