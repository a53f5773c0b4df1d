"""One call written down by hand, whose figures can be counted with a pencil."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callcoach_desktop.coaching.heard import Heard
from callcoach_desktop.domain.analysis import Analysis, Moment, Stage, Summary, Tone, Turn
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance

SPEAKERS = (Speaker("r", "Alex", "rep"), Speaker("c", "Maria", "customer"))


def moment(kind: str, type_: str, who: str, start: float, end: float, id_: str = "", **detail: object) -> Moment:
    return Moment(id_ or f"{kind}-{start}", kind, type_, who, start, end, "said", 1.0, "", detail)


def call(
    said: list[tuple[str, float, float, str]],
    moments: list[Moment] | None = None,
    stages: list[tuple[str, float, float]] | None = None,
    *,
    timed: bool = True,
    metrics: dict[str, float | None] | None = None,
    tones: dict[str, float] | None = None,
    language: str = "en",
    speakers: tuple[Speaker, ...] = SPEAKERS,
) -> Heard:
    """`said` is (r or c, start, end, text); every utterance is a turn."""
    utterances = tuple(
        Utterance(f"u{i}", who, start, end, text, (), timed) for i, (who, start, end, text) in enumerate(said)
    )
    sides = {"r": "rep", "c": "customer"}
    turns = tuple(Turn(sides[who], start, end, (f"u{i}",)) for i, (who, start, end, _) in enumerate(said))
    end = max((u.end for u in utterances), default=0.0)
    return Heard(
        Transcript(end, language, speakers, utterances),
        Analysis(
            1, turns, tuple(moments or ()), tuple(Stage(*s) for s in stages or ()), metrics or {}, {}, (), Summary(""),
            (), tuple(Tone(u, score, "neutral") for u, score in (tones or {}).items()),
        ),
    )  # fmt: skip


@pytest.fixture(name="call")
def _call() -> Callable[..., Heard]:
    return call


@pytest.fixture(name="moment")
def _moment() -> Callable[..., Moment]:
    return moment
