"""Two people on one side of a call with two channels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.speech.plan import Chunk, Plan, plan_from_json
from callcoach_desktop.speech.speakers.within import persons_within
from callcoach_desktop.speech.transcribe import assemble
from callcoach_desktop.system.paths import resources

SAMPLE = resources() / "samples" / "cold-call-workshop-uniforms.mono.flac"
TURNS = json.loads((Path(__file__).parents[2] / "data" / "cold-call-workshop-uniforms.mono.truth.json").read_text())[
    "turns"
]
RATE = 16_000


class _Side:
    """The first minutes of the sample as the right side of a call: of both people, or of one only."""

    channels = 2

    def __init__(self, seconds: float, who: set[str]) -> None:
        self.turns = [t for t in TURNS if t["who"] in who and t["end"] < seconds]
        with SoundReader(SAMPLE) as sound:
            heard = sound.read(0.0, seconds, 0)
        keep = np.zeros(len(heard), dtype=bool)
        for turn in self.turns:
            keep[int(turn["start"] * RATE) : int(turn["end"] * RATE)] = True
        self._samples = np.where(keep, heard, 0.0).astype(np.float32)
        self.duration = seconds

    def read(self, start: float, seconds: float, channel: int | None = None) -> np.ndarray:
        part = self._samples[round(start * RATE) : round((start + seconds) * RATE)]
        return part if channel == 1 else np.zeros_like(part)

    def spans(self) -> list[tuple[float, float]]:
        return [(t["start"], t["end"]) for t in self.turns]


@pytest.mark.parametrize("who", ["rep", "customer"])
def test_one_person_on_a_side_stays_one(who: str) -> None:
    side = _Side(120.0, {who})
    assert persons_within(side, 1, side.spans()) == ()


def test_two_people_on_a_side_are_told_apart() -> None:
    side = _Side(75.0, {"rep", "customer"})
    found = persons_within(side, 1, side.spans())
    assert len(found) == 2
    right = 0.0
    for turn in side.turns:
        heard = [sum(max(0.0, min(b, turn["end"]) - max(a, turn["start"])) for a, b in own) for own in found]
        right += (heard[0] - heard[1]) * (1 if turn["who"] == "rep" else -1)
    # The one is the rep's, the other the customer's, all but a few seconds of it.
    assert abs(right) > 0.75 * sum(t["end"] - t["start"] for t in side.turns)


def test_a_side_with_little_speech_is_not_looked_into() -> None:
    side = _Side(20.0, {"rep"})
    assert persons_within(side, 1, [(0.0, 3.0), (4.0, 7.0)]) == ()


def test_words_of_a_side_go_to_its_people() -> None:
    spans = (((0.0, 2.0),), ((3.0, 5.0), (6.0, 8.0), (9.0, 11.0)))
    plan = Plan(
        language="en",
        spans=spans,
        levels=((-20.0,), (-20.0, -20.0, -20.0)),
        batches=((Chunk(0, ((0.0, 2.0),)), Chunk(1, ((3.0, 11.0),))),),
        first_rescue=1,
        within=((), (((3.0, 5.0), (9.0, 11.0)), ((6.0, 8.0),))),
    )
    rows = [["Hello.", 0.1, 0.6, 0.9, 0]]
    rows += [["Yes.", 3.2, 3.6, 0.9, 1], ["Indeed.", 6.2, 6.9, 0.9, 1], ["Fine.", 9.2, 9.7, 0.9, 1]]
    found = assemble(plan_from_json(json.loads(json.dumps(plan.to_json()))), {0: rows}, 12.0)
    assert [(u.speaker, u.text) for u in found.utterances] == [
        ("left", "Hello."), ("right", "Yes."), ("right2", "Indeed."), ("right", "Fine."),
    ]  # fmt: skip
    assert [(s.id, s.channel) for s in found.speakers] == [("left", 0), ("right", 1), ("right2", 1)]
    assert assemble(Plan("en", spans, plan.levels, plan.batches, 1), {0: rows}, 12.0).speakers[-1].id == "right"
