"""The rep's own voice: learned from several calls, and found among the voices of another."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.voices import Voiceprint
from callcoach_desktop.speech.sound import RATE
from callcoach_desktop.speech.speakers.own import LEARNED_S, learned, recognised
from callcoach_desktop.speech.speakers.prints import alone, enrolment, prints_of, sampled
from callcoach_desktop.system.paths import resources

SAMPLE = resources() / "samples" / "cold-call-workshop-uniforms.mono.flac"
TRUTH = Path(__file__).parents[2] / "data" / "cold-call-workshop-uniforms.mono.truth.json"


def _near(centre: np.ndarray, cosine: float, rng: np.random.Generator) -> tuple[float, ...]:
    other = rng.standard_normal(len(centre))
    other -= (other @ centre) * centre
    other /= np.linalg.norm(other)
    return tuple(cosine * centre + np.sqrt(1 - cosine**2) * other)


def _prints(cosines: dict[str, float], seconds: float = 20.0) -> tuple[tuple[float, ...], list[Voiceprint]]:
    rng = np.random.default_rng(4)
    own = np.zeros(192)
    own[0] = 1.0
    return tuple(own), [Voiceprint(name, seconds, _near(own, c, rng)) for name, c in cosines.items()]


@pytest.mark.parametrize(
    ("cosines", "found"),
    [
        ({"s1": 0.4, "s2": 0.8}, "s2"),
        ({"s1": 0.4, "s2": 0.5}, None),  # neither is near
        ({"s1": 0.7, "s2": 0.75}, None),  # both are
        ({"s1": 0.9}, "s1"),
    ],
)
def test_a_voice_is_the_reps_only_when_that_is_clear(cosines: dict[str, float], found: str | None) -> None:
    own, voices = _prints(cosines)
    assert recognised([own], voices) == found


def test_what_was_hardly_heard_is_nobody() -> None:
    own, voices = _prints({"s1": 0.95}, seconds=2.0)
    assert recognised([own], voices) is None
    assert recognised([], voices) is None


def test_a_call_with_somebody_else_on_the_channel_teaches_nothing() -> None:
    own, voices = _prints({"a": 0.9, "b": 0.88, "c": 0.92, "stray": 0.1})
    voice = learned(voices)
    assert voice is not None
    assert voice.seconds == 60.0
    assert np.dot(voice.numbers, own) > 0.95


def test_a_library_of_several_people_has_no_own_voice() -> None:
    rows = np.linalg.qr(np.random.default_rng(1).standard_normal((192, 4)))[0].T
    assert learned([Voiceprint(str(i), 60.0, tuple(row)) for i, row in enumerate(rows)]) is None
    assert learned([Voiceprint("a", LEARNED_S - 1, tuple(rows[0]))]) is None
    assert learned([]) is None


def test_stretches_lie_inside_the_spans_and_outside_of_others() -> None:
    assert alone([(0.0, 10.0)], [(2.0, 3.0), (9.5, 12.0)]) == [(0.0, 2.0), (3.0, 9.5)]
    spans = [(10.0 * i, 10.0 * i + 6.0) for i in range(40)]
    chosen = sampled(spans)
    assert len(chosen) == 8
    assert all(any(a <= s and e <= b for a, b in spans) and e - s == 4.0 for s, e in chosen)
    assert sampled([(0.0, 0.4)]) == []


def _said() -> Transcript:
    turns = json.loads(TRUTH.read_text())["turns"]
    lines = tuple(Utterance(f"u{n}", t["who"], t["start"], t["end"], "said") for n, t in enumerate(turns))
    speakers = (Speaker("rep", "", "other"), Speaker("customer", "", "other"))
    return Transcript(turns[-1]["end"], "en", speakers, lines)


class _Part:
    """Stretches of a sound, one after the other."""

    channels = 1

    def __init__(self, sound: SoundReader, spans: list[tuple[float, float]]) -> None:
        self._samples = np.concatenate([sound.read(a, b - a, 0) for a, b in spans])
        self.duration = len(self._samples) / RATE

    def read(self, start: float, seconds: float, channel: int | None = None) -> np.ndarray:
        part = self._samples[round(start * RATE) : round((start + seconds) * RATE)]
        return part if channel is not None else part[:, np.newaxis]


def test_the_rep_is_known_again_from_an_enrolment() -> None:
    words = _said()
    own = [(u.start, u.end) for u in words.utterances if u.speaker == "rep" and u.end - u.start > 2]
    with SoundReader(SAMPLE) as sound:
        enrolled = enrolment(_Part(sound, own[:6]))
        late = Transcript(words.duration, "en", words.speakers, words.utterances[len(words.utterances) // 2 :])
        voices = prints_of(sound, late)
        with pytest.raises(KnownError) as short:
            enrolment(_Part(sound, [(own[0][0], own[0][0] + 3.0)]))
        with pytest.raises(KnownError) as two:
            enrolment(_Part(sound, [(0.0, 60.0)]))
    assert {v.speaker for v in voices} == {"rep", "customer"}
    assert recognised([enrolled.numbers], voices) == "rep"
    assert short.value.problem.code == "too_little_speech"
    assert two.value.problem.code == "several_voices"
