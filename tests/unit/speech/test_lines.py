"""People of one channel who come over lines of different width are listened to one by one."""

from __future__ import annotations

import json

import numpy as np

from callcoach_desktop.domain.transcript import Word
from callcoach_desktop.speech.plan import Chunk, Plan, plan_from_json
from callcoach_desktop.speech.speakers.assign import without_strays
from callcoach_desktop.speech.speakers.lines import on_different_lines
from callcoach_desktop.speech.transcribe import assemble

RATE = 16_000
VOICES = (((0.0, 2.0), (4.0, 6.0)), ((2.1, 3.9),))


class _Line:
    """Two people by turns, a second each: the second one's sound ends at `hz`, and it is `softer` times as loud."""

    channels, duration = 1, 20.0

    def __init__(self, hz: float, softer: float = 1.0) -> None:
        noise = np.random.default_rng(1).normal(0, 0.1, round(self.duration * RATE))
        spectrum = np.fft.rfft(noise)
        spectrum[np.fft.rfftfreq(len(noise), 1 / RATE) > hz] *= 0.01
        second = softer * np.fft.irfft(spectrum, len(noise))
        at = (np.arange(len(noise)) // RATE) % 2
        self._samples = np.where(at, second, noise).astype(np.float32)
        self.voices = tuple(tuple((n + 0.02, n + 0.98) for n in range(who, 20, 2)) for who in (0, 1))

    def read(self, start: float, seconds: float, channel: int | None = None) -> np.ndarray:
        return self._samples[round(start * RATE) : round((start + seconds) * RATE)]


def never() -> None:
    """Nobody stops it."""


def test_a_telephone_beside_a_full_voice_is_told() -> None:
    telephone = _Line(3400.0)
    assert on_different_lines(telephone, telephone.voices, never)
    assert not on_different_lines(telephone, [telephone.voices[0], telephone.voices[1][:3]], never)  # too little
    assert not on_different_lines(telephone, telephone.voices[:1], never)
    room = _Line(7900.0, softer=0.3)
    assert not on_different_lines(room, room.voices, never)


def word(text: str, start: float, end: float) -> Word:
    return Word(text, start, end, 0.9)


def test_what_is_heard_of_the_other_at_the_edges_of_a_persons_sound_is_left_out() -> None:
    told = [
        (word("right", 1.7, 2.0), 0), (word("so", 2.1, 2.2), 0),  # the other begins: it is in the sound's edge
        (word("right", 1.8, 2.1), 1), (word("so", 2.1, 2.5), 1), (word("then", 2.6, 3.9), 1),
        (word("yes", 4.2, 4.5), 0),
    ]  # fmt: skip
    kept = [(w.text, person) for w, person in without_strays(told, VOICES)]
    assert kept == [("right", 0), ("so", 1), ("then", 1), ("yes", 0)]


def test_the_same_word_said_by_both_at_different_times_stays() -> None:
    told = [(word("yeah", 1.5, 1.9), 0), (word("yeah", 2.3, 2.6), 1)]
    assert without_strays(told, VOICES) == told


def test_words_heard_in_everybodys_sound_are_not_touched() -> None:
    told = [(word("so", 2.1, 2.2), None), (word("so", 2.2, 2.3), None)]
    assert without_strays(told, VOICES) == told


def test_the_transcript_gives_each_person_what_was_heard_in_his_sound() -> None:
    plan = Plan(
        "en", (((0.0, 6.0),),), ((-20.0,),),
        ((Chunk(0, ((0.0, 2.2), (3.8, 6.0)), 0), Chunk(0, ((1.9, 4.1),), 1)),), 1, VOICES,
    )  # fmt: skip
    assert plan_from_json(json.loads(json.dumps(plan.to_json()))) == plan
    rows = {
        0: [
            ["Is", 0.2, 0.5, 0.9, 0, 0], ["it", 0.6, 1.9, 0.9, 0, 0], ["red?", 2.0, 2.1, 0.9, 0, 0],
            ["Red.", 2.1, 3.7, 0.9, 0, 1], ["Good.", 4.1, 5.9, 0.9, 0, 0],
        ]
    }  # fmt: skip
    made = assemble(plan, rows, 6.0)
    assert [(u.speaker, u.text) for u in made.utterances] == [("s1", "Is it red?"), ("s2", "Red."), ("s1", "Good.")]


def test_a_plan_that_was_stored_before_has_chunks_of_everybody() -> None:
    plan = Plan("en", (((0.0, 6.0),),), ((-20.0,),), ((Chunk(0, ((0.0, 6.0),)),),), 1, VOICES)
    stored = plan.to_json()
    stored["batches"] = [[chunk[:2] for chunk in batch] for batch in stored["batches"]]
    assert plan_from_json(stored) == plan
    rows = {0: [["Is", 0.2, 0.5, 0.9, 0], ["it?", 0.6, 1.9, 0.9, 0], ["Red.", 2.2, 3.8, 0.9, 0]]}
    assert [u.text for u in assemble(plan, rows, 6.0).utterances] == ["Is it?", "Red."]
