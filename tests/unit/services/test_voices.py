"""The rep's own voice in a library: learned, enrolled, used for the next call, forgotten."""

from __future__ import annotations

import sqlite3
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.domain.calls import ImportOptions
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.domain.voices import Voiceprint
from callcoach_desktop.jobs.sides import BY_VOICE, learn, told_apart
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.voices import OwnVoice
from callcoach_desktop.store import calls, transcripts, voices
from callcoach_desktop.store.calls import NewCall
from callcoach_desktop.system.paths import resources

IDS = [f"abcdefghjkm{n}" for n in range(2, 9)]
REP, CUSTOMER = ((np.arange(192) == i).astype(float) for i in (0, 1))
# The rep of these words is s1 by what is said: it asks, and says "you".
SAID = (
    ("s1", "Hi, it is good to meet you. What do you use today, and how do you like what you have there?"),
    ("s2", "I have my own list. I like it. I think my people do too, and I never had a thing lost from it yet so far."),
    ("s1", "And what would you change in it if you could, and who else of you decides on what you buy then?"),
)


def _voice(speaker: str, centre: np.ndarray, seed: int = 0) -> Voiceprint:
    row = centre + 0.03 * np.random.default_rng(seed).standard_normal(192)
    return Voiceprint(speaker, 20.0, tuple(float(v) for v in row / np.linalg.norm(row)))


def _words(ids: tuple[str, str], channels: bool) -> Transcript:
    names = dict(zip(("s1", "s2"), ids, strict=True))
    lines = tuple(Utterance(f"u{n}", names[who], 10.0 * n, 10.0 * n + 9, text) for n, (who, text) in enumerate(SAID))
    speakers = tuple(Speaker(name, "", "other", i if channels else None) for i, name in enumerate(ids))
    return Transcript(40.0, "en", speakers, lines)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def _add(conn: sqlite3.Connection, call: str) -> None:
    calls.insert(conn, NewCall(call, "A call", "2026-01-05T10:00:00", "sound", f"calls/2026/{call}"))


def _stereo(conn: sqlite3.Connection, call: str, rep: np.ndarray, how: str, seed: int) -> None:
    _add(conn, call)
    calls.set_rep_channel(conn, call, "left", how)
    transcripts.set_transcript(conn, call, _words(("left", "right"), channels=True), "base")
    voices.put(conn, call, [_voice("left", rep, seed), _voice("right", CUSTOMER, seed + 100)])
    learn(conn)


def test_known_calls_teach_the_voice_and_the_next_call_knows_it(library: Library) -> None:
    def fill(conn: sqlite3.Connection) -> Transcript:
        _stereo(conn, IDS[0], REP, "said", 1)
        _stereo(conn, IDS[1], REP, "remembered", 2)
        _stereo(conn, IDS[2], CUSTOMER, "guessed", 3)  # teaches nothing
        _add(conn, IDS[3])
        heard = [_voice("s1", CUSTOMER, 7), _voice("s2", REP, 8)]
        told = told_apart(conn, IDS[3], _words(("s1", "s2"), channels=False), ImportOptions(), heard)
        transcripts.set_transcript(conn, IDS[3], told, "base")
        return told

    told = library.db.write(fill)
    # By what is said s1 would be the rep; the voice knows better.
    assert {s.id: s.side for s in told.speakers} == {"s1": "customer", "s2": "rep"}
    state = OwnVoice(library).state()
    assert [(v.origin, v.calls, v.seconds) for v in state.own] == [("calls", 2, 40.0)]
    detail = library.call(IDS[3])
    assert detail.rep_channel_from == "remembered"
    assert BY_VOICE in detail.notes


def test_an_unknown_voice_falls_back_to_what_is_said(library: Library) -> None:
    def fill(conn: sqlite3.Connection) -> Transcript:
        _stereo(conn, IDS[0], REP, "said", 1)
        _stereo(conn, IDS[1], REP, "said", 2)
        _add(conn, IDS[3])
        strange = np.eye(192)
        heard = [_voice("s1", strange[5], 7), _voice("s2", strange[6], 8)]
        return told_apart(conn, IDS[3], _words(("s1", "s2"), channels=False), ImportOptions(), heard)

    told = library.db.write(fill)
    assert told.side_of("s1") == "rep"
    detail = library.call(IDS[3])
    assert detail.rep_channel_from == "guessed"
    assert BY_VOICE not in detail.notes


def test_a_guessed_channel_follows_the_voice_and_stays_a_guess(library: Library) -> None:
    def fill(conn: sqlite3.Connection) -> None:
        _stereo(conn, IDS[0], REP, "said", 1)
        _stereo(conn, IDS[1], REP, "said", 2)
        _add(conn, IDS[3])
        calls.set_rep_channel(conn, IDS[3], "left", "guessed")
        heard = [_voice("left", CUSTOMER, 7), _voice("right", REP, 8)]
        words = told_apart(conn, IDS[3], _words(("left", "right"), channels=True), ImportOptions(), heard)
        transcripts.set_transcript(conn, IDS[3], words, "base")
        voices.put(conn, IDS[3], heard)

    library.db.write(fill)
    detail = library.call(IDS[3])
    assert (detail.rep_channel, detail.rep_channel_from) == ("right", "guessed")
    assert IDS[3] not in {v.speaker for v in library.db.read(voices.known_of_rep)}


def test_of_two_people_on_a_side_the_one_who_talks_most_has_the_name_that_was_given(library: Library) -> None:
    def fill(conn: sqlite3.Connection) -> None:
        _add(conn, IDS[3])
        calls.set_rep_channel(conn, IDS[3], "left", "said")
        words = _words(("left", "right"), channels=True)
        words = replace(words, speakers=(*words.speakers, Speaker("right2", "", "other", 1)))
        told = told_apart(conn, IDS[3], words, ImportOptions(rep_name="Ann", customer="Marcus"))
        transcripts.set_transcript(conn, IDS[3], told, "base")

    library.db.write(fill)
    said = library.call(IDS[3]).transcript
    assert said is not None
    assert [(s.name, s.side) for s in said.speakers] == [
        ("Ann", "rep"), ("Marcus", "customer"), ("Customer", "customer"),
    ]  # fmt: skip


def test_forgetting_leaves_no_voice_and_learns_no_more(library: Library) -> None:
    library.db.write(lambda conn: [_stereo(conn, call, REP, "said", n) for n, call in enumerate(IDS[:2])])
    own = OwnVoice(library)
    assert own.state().own
    state = own.forget()
    assert (state.own, state.learning, state.calls_with_voices) == ((), False, 0)
    library.db.write(lambda conn: [_stereo(conn, call, REP, "said", n) for n, call in enumerate(IDS[2:4])])
    assert own.state().own == ()
    assert own.set_learning(True).own  # what is there may teach again


def _speech(path: Path, spans: list[tuple[float, float]]) -> Path:
    with SoundReader(resources() / "samples" / "cold-call-workshop-uniforms.mono.flac") as sound:
        samples = np.concatenate([sound.read(a, b - a, 0) for a, b in spans])
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


OWN = [(11.6, 23.2), (26.8, 41.7), (42.7, 56.0), (62.7, 68.9)]
"""Where the rep of the sample speaks alone, in seconds."""


def test_enrolment_reads_a_file_in_children_and_keeps_only_numbers(library: Library, tmp_path: Path) -> None:
    own = OwnVoice(library)
    with pytest.raises(KnownError) as gone:
        own.enrol(tmp_path / "nothing.wav")
    assert gone.value.problem.code == "no_such_file"
    with pytest.raises(KnownError) as short:
        own.enrol(_speech(tmp_path / "short.wav", [(1.0, 5.0)]))
    assert short.value.problem.code == "too_little_speech"
    with pytest.raises(KnownError) as two:
        own.enrol(_speech(tmp_path / "two.wav", [(0.0, 60.0)]))
    assert two.value.problem.code == "several_voices"
    assert own.state().own == ()
    own.enrol(_speech(tmp_path / "own.wav", OWN))
    assert [one.origin for one in own.state().own] == ["enrolled"]
    assert not list(library.folder.glob(".voice-*"))
