"""Telling the voices of one channel apart: on our sample call (Kokoro voices) and on made-up words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.errors import Cancelled
from callcoach_desktop.domain.transcript import Word
from callcoach_desktop.speech.speakers.assign import persons_of, voice_spans
from callcoach_desktop.speech.speakers.clusters import people
from callcoach_desktop.speech.speakers.diarize import Diarization, diarize
from callcoach_desktop.speech.speakers.segments import FRAME_S
from callcoach_desktop.speech.speakers.voices import fbank
from callcoach_desktop.system.paths import resources

SAMPLE = "cold-call-workshop-uniforms.mono.flac"
TRUTH = Path(__file__).parents[2] / "data" / "cold-call-workshop-uniforms.mono.truth.json"


@pytest.fixture(scope="module")
def found() -> Diarization:
    with SoundReader(resources() / "samples" / SAMPLE) as sound:
        return diarize(sound)


def test_two_people_are_found_and_when_they_speak(found: Diarization) -> None:
    turns = json.loads(TRUTH.read_text())["turns"]
    frames = np.arange(0.0, turns[-1]["end"], 0.01)
    said = np.zeros((len(frames), 2), dtype=bool)
    for turn in turns:
        said[(frames >= turn["start"]) & (frames < turn["end"]), int(turn["who"] != "rep")] = True
    assert found.people == 2
    heard = found.activity[np.minimum((frames / FRAME_S).astype(int), len(found.activity) - 1)] > 0.5
    errors = min(
        float((np.maximum(said.sum(1), h.sum(1)) - (said & h).sum(1)).sum()) / said.sum()
        for h in (heard, heard[:, ::-1])
    )
    assert errors < 0.08  # diarization error rate without a collar; the bound is with one


def test_a_wanted_number_is_kept() -> None:
    with SoundReader(resources() / "samples" / SAMPLE) as sound:
        assert diarize(sound, speakers=1).people == 1


def test_a_stop_is_heard_between_windows() -> None:
    def stop() -> None:
        raise Cancelled

    with SoundReader(resources() / "samples" / SAMPLE) as sound, pytest.raises(Cancelled):
        diarize(sound, check=stop)


def test_silence_has_nobody() -> None:
    class Silence:
        channels, duration = 1, 12.0

        def read(self, start: float, seconds: float, channel: int | None = None) -> np.ndarray:
            return np.zeros(int(min(seconds, self.duration - start) * 16_000), dtype=np.float32)

    silent = diarize(Silence())
    assert silent.people == 0
    assert voice_spans(silent) == ()


def _noisy(centre: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    rows = centre + 0.25 * rng.standard_normal((count, len(centre))) / np.sqrt(len(centre))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_voices_are_grouped_by_person(count: int) -> None:
    rng = np.random.default_rng(count)
    centres = np.linalg.qr(rng.standard_normal((192, count)))[0].T
    voices = np.concatenate([_noisy(centre, 12, rng) for centre in centres])
    named = people(voices, np.full(len(voices), 2.0))
    assert [len(set(named[i * 12 : i * 12 + 12])) for i in range(count)] == [1] * count
    assert len(set(named)) == count


def test_two_people_on_one_line_are_two() -> None:
    rng = np.random.default_rng(0)
    rep, one, other, line = np.linalg.qr(rng.standard_normal((192, 4)))[0].T
    # A telephone line makes those who speak over it alike, beyond what two people otherwise are.
    centres = (rep, 0.55 * one + 0.84 * line, 0.55 * other + 0.84 * line)
    voices = np.concatenate([_noisy(centre, 20, rng) for centre in centres])
    assert 0.63 < float((voices[20:40] @ voices[40:].T).mean()) < 0.7
    assert people(voices, np.full(60, 2.0)).tolist() == [0] * 20 + [1] * 20 + [2] * 20


def test_a_voice_that_changes_much_is_one() -> None:
    rng = np.random.default_rng(0)
    voice, room = np.linalg.qr(rng.standard_normal((192, 2)))[0].T
    voices = np.concatenate([_noisy(voice + share * room, 1, rng) for share in rng.uniform(-0.5, 0.5, 60)])
    assert float((voices @ voices.T).min()) < 0.6
    assert set(people(voices, np.full(60, 2.0))) == {0}


def test_who_hardly_spoke_is_nobody_new() -> None:
    rng = np.random.default_rng(0)
    centres = np.linalg.qr(rng.standard_normal((192, 3)))[0].T
    voices = np.concatenate([_noisy(centres[0], 20, rng), _noisy(centres[1], 20, rng), _noisy(centres[2], 1, rng)])
    assert len(set(people(voices, np.array([2.0] * 40 + [1.0])))) == 2
    assert len(people(voices[:0], np.zeros(0))) == 0


def _words(text: str, start: float) -> list[Word]:
    return [Word(word, start + 0.3 * i, start + 0.3 * i + 0.25) for i, word in enumerate(text.split())]


def test_a_change_of_voice_falls_on_the_end_of_the_sentence() -> None:
    words = _words("Does that work for you? Yes it does.", 0.0)
    # The second voice is heard 0.25 s too early, in the middle of "you?".
    spans = [[(0.0, 1.25)], [(1.25, 2.5)]]
    assert persons_of(words, spans) == [0, 0, 0, 0, 0, 1, 1, 1]


def test_a_word_alone_keeps_its_voice_when_it_is_heard() -> None:
    words = [*_words("And we deliver on Monday.", 0.0), Word("Yeah.", 1.6, 1.9), *_words("Then you sign.", 2.2)]
    assert persons_of(words, [[(0.0, 1.5), (2.15, 3.2)], [(1.55, 1.95)]]) == [0] * 5 + [1] + [0] * 3


def test_no_words_and_no_voices() -> None:
    assert persons_of([], [[(0.0, 1.0)]]) == []
    assert persons_of(_words("Hello there", 0.0), []) == [0, 0]


def test_features_have_no_mean_and_one_row_a_hop() -> None:
    features = fbank(np.random.default_rng(1).standard_normal(16_000).astype(np.float32) * 0.1)
    assert features.shape == (98, 80)  # 1 + (16000 - 400) // 160: Kaldi's snip-edges
    assert np.abs(features.mean(axis=0)).max() < 1e-4
