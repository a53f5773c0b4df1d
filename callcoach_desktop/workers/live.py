"""The figures of a call while it goes on, by the code that measures a finished one (`analysis.metrics`).

There are no words yet: what the energy gate takes for a voice (`audio.live`) stands for utterances, and a short sound
of one side while the other holds the floor for a backchannel.
"""

from __future__ import annotations

from typing import Any

from callcoach_desktop.analysis.metrics import measure
from callcoach_desktop.analysis.turns import Floor, find_floor
from callcoach_desktop.analysis.words import MAX_RUN_PAUSE
from callcoach_desktop.audio.live import LiveMeter
from callcoach_desktop.domain.transcript import Side, Speaker, Transcript, Utterance

SMALL = 0.7  # seconds: a shorter sound may be a backchannel
LAST = 300.0  # seconds that `rep_share_5min` is about
WHOLE = 10  # seconds between looks at the whole call: patience and interruptions change slowly
_RECENT = 60  # spans of each side that the monologue of now is looked for in
_SIDES: dict[str, Side] = {"mic": "rep", "system": "customer"}
Span = tuple[float, float]


class LiveFigures:
    """Call it once a second after the meter has advanced."""

    def __init__(self) -> None:
        self._calls = 0
        self._slow: dict[str, Any] = {"patience": None, "interruptions": None, "longest_monologue": None}

    def __call__(self, meter: LiveMeter) -> dict[str, Any]:
        """`rep_share`, `rep_share_5min` (0..1), `monologue` (seconds that the rep has held the floor, 0 while the rep
        does not), `patience` (median seconds after the customer stops), `interruptions` by the rep,
        `longest_monologue`; None where the call cannot tell. `since_question` is None: no words are known.
        """
        mic, system = meter.tracks.get("mic"), meter.tracks.get("system")
        figures: dict[str, Any] = {"rep_share": None, "rep_share_5min": None, "monologue": 0.0, "since_question": None}
        if mic is not None and system is not None:
            now = max(mic.seconds, system.seconds)
            figures["rep_share"] = _share(mic.talk(), system.talk())
            figures["rep_share_5min"] = _share(mic.talk_since(now - LAST), system.talk_since(now - LAST))
            if self._calls % WHOLE == 0:
                self._slow = _whole({name: track.every_span() for name, track in meter.tracks.items()}, now)
            recent = {name: track.last_spans(_RECENT) for name, track in meter.tracks.items()}
            figures["monologue"] = round(_monologue(recent, now), 1)
        self._calls += 1
        return {**figures, **self._slow}


def measured(spans: dict[str, list[Span]], duration: float) -> dict[str, float | None]:
    """All figures of `analysis.metrics` that voices without words can tell; `spans` by track."""
    transcript, floor = _floor(spans, duration)
    return measure(transcript, transcript.utterances, floor, ()).metrics


def _share(rep: float, customer: float) -> float | None:
    return round(rep / (rep + customer), 4) if rep + customer > 0 else None


def _floor(spans: dict[str, list[Span]], duration: float) -> tuple[Transcript, Floor]:
    utterances = sorted(
        (
            Utterance(f"{track}{n}", _SIDES[track], start, end, "")
            for track, some in spans.items()
            for n, (start, end) in enumerate(some)
        ),
        key=lambda utterance: utterance.start,
    )
    speakers = tuple(Speaker(_SIDES[track], "", _SIDES[track]) for track in spans)
    transcript = Transcript(duration, "", speakers, tuple(utterances))
    small = [utterance.end - utterance.start < SMALL for utterance in utterances]
    return transcript, find_floor(transcript, utterances, small)


def _whole(spans: dict[str, list[Span]], now: float) -> dict[str, Any]:
    found = measured(spans, now)
    return {
        "patience": None if found["patience"] is None else round(found["patience"], 2),
        "interruptions": None if (n := found["interruptions_by_rep"]) is None else int(n),
        "longest_monologue": None if (s := found["longest_monologue"]) is None else round(s, 1),
    }


def _monologue(recent: dict[str, list[Span]], now: float) -> float:
    _, floor = _floor(recent, now)
    if not floor.turns:
        return 0.0
    last = floor.turns[-1]
    if last.side != "rep" or now - last.end >= MAX_RUN_PAUSE:
        return 0.0
    return now - last.start
