"""How voices sound, on the map: where one is raised, and the curve of each side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.voicing import VOICING_NAME
from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.services.showing import show
from callcoach_desktop.ui.screens.call.said_how import with_words
from callcoach_desktop.ui.screens.call.scene import CallScene, build_scene
from callcoach_desktop.ui.screens.call.table_rows import tone_table

RATE = 16_000
PITCH = {"left": 200.0, "right": 110.0}
RAISED, LOWERED = 12, 21  # of the utterances that are long enough


@pytest.fixture
def spoken(detail: CallDetail, tmp_path: Path) -> tuple[CallDetail, list[str]]:
    """The call with a buzz for each voice, and the ids of the utterances that are long enough, in order."""
    transcript = detail.transcript
    assert transcript is not None
    long = [u.id for u in transcript.utterances if u.end - u.start > 1.5]
    samples = np.zeros((round(detail.row.duration * RATE), 2), np.float32)
    for u in transcript.utterances:
        t = np.arange(round((u.end - u.start) * RATE)) / RATE
        hz = PITCH[u.speaker] * (2 ** (4 / 12) if u.id == long[RAISED] else 1)
        buzz = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 12)) * 0.05
        gain = 2.5 if u.id == long[RAISED] else 0.4 if u.id == long[LOWERED] else 1.0
        a = round(u.start * RATE)
        samples[a : a + len(t), 0 if u.speaker == "left" else 1] += gain * buzz
    soundfile.write(tmp_path / "sound.flac", samples, RATE, subtype="PCM_16")
    return replace(detail, sound=str(tmp_path / "sound.flac")), long


def shown(detail: CallDetail) -> CallScene:
    assert detail.transcript is not None
    return with_words(build_scene(detail), detail.transcript, detail.sound)


def test_raised_and_low_voices_are_marked_with_how_much(spoken: tuple[CallDetail, list[str]]) -> None:
    detail, long = spoken
    scene = shown(detail)
    times = {u.id: u.start for u in detail.transcript.utterances}
    marks = [m for m in scene.marks if m.kind in ("raised", "lowered")]
    assert [(m.kind, m.start) for m in marks] == [("raised", times[long[RAISED]]), ("lowered", times[long[LOWERED]])]
    assert marks[0].label == "Raised voice: 8 dB louder, 4 semitones higher"
    assert marks[1].label == "Low voice: 8 dB softer"
    assert "nearer to its microphone" in marks[0].why
    assert [g.title for g in scene.groups][-2:] == ["Raised voice", "Low voice"]


def test_each_side_has_a_curve_of_its_voice_and_a_column_in_the_table(spoken: tuple[CallDetail, list[str]]) -> None:
    detail, long = spoken
    scene = shown(detail)
    assert [c.side for c in scene.voices] == ["rep", "customer"]
    raised = next(u for u in detail.transcript.utterances if u.id == long[RAISED])
    side = detail.transcript.side_of(raised.speaker)
    curve = next(c for c in scene.voices if c.side == side)
    there = float(np.interp((raised.start + raised.end) / 2, curve.times, curve.values))
    assert there > 0.1
    assert there == pytest.approx(float(np.nanmax(curve.values)), abs=0.02)
    assert sum("voice" in name for name in tone_table(scene).columns) == 2


def test_the_command_line_tells_the_voice_of_each_utterance_that_was_measured(
    spoken: tuple[CallDetail, list[str]],
) -> None:
    detail, long = spoken
    assert all(u["voice"] is None for u in show(detail)["utterances"])  # nothing was measured yet, and it does not wait
    shown(detail)
    told = {u["id"]: u["voice"] for u in show(detail)["utterances"]}
    assert told[long[RAISED]] == {"level_db": pytest.approx(8, abs=0.6), "pitch_semitones": pytest.approx(4, abs=0.3)}
    assert told[long[RAISED + 2]] == {
        "level_db": pytest.approx(0, abs=0.6),
        "pitch_semitones": pytest.approx(0, abs=0.3),
    }


def test_without_a_sound_that_can_be_read_the_words_are_told_all_the_same(detail: CallDetail, tmp_path: Path) -> None:
    broken = tmp_path / "sound.flac"
    broken.write_bytes(b"no sound")
    for sound in (None, str(broken)):
        scene = shown(replace(detail, sound=sound))
        assert {"you", "we"} <= {m.kind for m in scene.marks}
        assert not scene.voices
    assert not (tmp_path / VOICING_NAME).exists()
