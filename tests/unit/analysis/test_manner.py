"""How a voice sounds beside how it usually does in the call."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach_desktop.analysis.manner import Manner, manners, voice_marks
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.voicing import VoiceTrack

STEP = 0.04
TWO = (Speaker("r", "Ann", "rep", 0), Speaker("c", "Bob", "customer", 1))
ONE = (Speaker("r", "Ann", "rep"), Speaker("c", "Bob", "customer"))
USUAL = {"r": (-25.0, 200.0), "c": (-30.0, 110.0)}


def call(changes: dict[int, tuple[float, float]], speakers=TWO, count: int = 24, length: float = 2.0):
    """Turns by turns, two seconds each; `changes` by turn in dB and semitones. Gives words and voices."""
    channels = 1 if speakers[0].channel is None else 2
    moments = round(count * (length + 0.5) / STEP)
    level = np.full((channels, moments), -70, np.float32)
    pitch = np.full((channels, moments), np.nan, np.float32)
    track = VoiceTrack(level, pitch, STEP, 0.0)
    dice = np.random.default_rng(1)
    said = []
    for n in range(count):
        who = "rc"[n % 2]
        db, semitones = changes.get(n, (0.0, 0.0))
        start = n * (length + 0.5)
        said.append(Utterance(f"u{n}", who, start, start + length, f"words {n}"))
        where, channel = track.between(start, start + length), 0 if channels == 1 else "rc".index(who)
        usual_db, hz = USUAL[who]
        size = where.stop - where.start
        level[channel, where] = usual_db + db + dice.normal(0, 1, size)
        pitch[channel, where] = hz * 2 ** ((semitones + dice.normal(0, 0.5, size)) / 12)
    return Transcript(moments * STEP, "en", speakers, tuple(said)), track


def kinds(words: Transcript, track: VoiceTrack) -> dict[str, str]:
    return {m.text.split()[-1]: m.kind for m in voice_marks(words, manners(words, track))}


@pytest.mark.parametrize("speakers", [ONE, TWO])
def test_what_is_louder_or_higher_or_softer_is_marked_for_the_voice_that_it_is_of(speakers) -> None:
    words, track = call({5: (8, 0), 8: (3, 4), 10: (0, 5), 13: (-8, 0), 16: (4, 1)}, speakers)
    assert kinds(words, track) == {"5": "raised", "8": "raised", "13": "lowered"}
    told = manners(words, track)
    assert told["u5"].level == pytest.approx(8, abs=0.7)
    assert told["u8"].pitch == pytest.approx(4, abs=0.4)
    assert voice_marks(words, told)[0].side == "customer"


def test_who_is_lively_all_the_time_is_not_raised_all_the_time() -> None:
    words, track = call({n: (9.0 * (-1) ** (n // 2), 0) for n in range(0, 24, 2)})
    assert kinds(words, track) == {}


def test_a_voice_that_says_little_and_short_utterances_are_left_out() -> None:
    words, track = call({2: (9, 4)}, count=6)
    assert manners(words, track) == {}
    words, track = call({2: (9, 4)}, length=0.8)
    assert manners(words, track) == {}


def test_where_both_speak_on_one_channel_nothing_is_told() -> None:
    words, track = call({4: (9, 4)}, ONE)
    over = Utterance("over", "c", words.utterances[4].start, words.utterances[4].end, "over it")
    both = Transcript(words.duration, "en", ONE, (*words.utterances, over))
    assert {"u4", "over"}.isdisjoint(manners(both, track))


def test_voices_of_unknown_channel_are_not_told_from_two_channels() -> None:
    words, track = call({})
    unknown = Transcript(words.duration, "en", ONE, words.utterances)
    assert manners(unknown, track) == {}


def test_an_octave_that_was_misread_does_not_count() -> None:
    words, track = call({})
    where = track.between(0.0, 0.8)
    track.pitch[0, where] *= 2.1
    assert manners(words, track)["u0"].pitch == pytest.approx(0, abs=0.5)


@pytest.mark.parametrize(
    ("manner", "lively"),
    [(Manner(0, 0), 0), (Manner(6, 0), 0.5), (Manner(6, 3), 1), (Manner(30, 9), 1), (Manner(-12, 0), -1)],
)
def test_liveliness_is_between_minus_one_and_one(manner: Manner, lively: float) -> None:
    assert manner.lively == lively
