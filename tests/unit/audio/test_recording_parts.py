"""The pieces of a recording without a device: clocks, journals that were torn, parts that were never closed, drift."""

import json
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from callcoach_desktop.audio.clock import TrackClock, lines
from callcoach_desktop.audio.finalise import finalise
from callcoach_desktop.audio.journal import NAME, Journal, read_journal
from callcoach_desktop.audio.parts import PartWriter, TrackReader
from callcoach_desktop.domain.errors import KnownError
from tests.unit.audio.made_sounds import record

RATE = 16_000


def tone(seconds: float, hz: float = 300.0) -> np.ndarray:
    return (8000 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)


def impulses(times: list[float], seconds: float, ppm: float) -> np.ndarray:
    """What a device whose clock is `ppm` slow gives: short bumps heard at the times."""
    rate = RATE / (1 + ppm / 1e6)
    at = np.arange(round(seconds * rate)) / rate
    sound = np.zeros(len(at))
    for time in times:
        near = slice(max(0, round((time - 0.05) * rate)), round((time + 0.05) * rate))
        sound[near] += 20_000 * np.exp(-(((at[near] - time) / 0.002) ** 2))
    return sound.astype(np.int16)


def peaks(samples: np.ndarray) -> np.ndarray:
    above = np.flatnonzero(samples > 5000)
    groups = np.split(above, np.flatnonzero(np.diff(above) > 1000) + 1)
    return np.array([np.average(group, weights=samples[group].astype(float)) / RATE for group in groups])


@pytest.mark.parametrize("ppm", [200.0, -200.0])
def test_clocks_that_drift_apart_are_brought_together(tmp_path, ppm):
    times = [1.0 + 59 * n for n in range(6)]  # five minutes: 60 ms of drift for each
    sounds = {"mic": impulses(times, 300, ppm), "system": impulses(times, 300, -ppm)}
    record(tmp_path, sounds, {"mic": ppm, "system": -ppm})
    made = finalise(tmp_path)
    sound, rate = soundfile.read(made.path, dtype="int16")
    assert rate == RATE
    assert made.ppm == {"mic": pytest.approx(ppm, abs=2), "system": pytest.approx(-ppm, abs=2)}
    left, right = peaks(sound[:, 0]), peaks(sound[:, 1])
    assert len(left) == len(right) == len(times)
    assert np.abs(left - right).max() < 0.002
    assert np.abs(left - times).max() < 0.002
    assert made.seconds == pytest.approx(300, abs=0.05)


def test_a_gap_becomes_silence_and_what_comes_after_lies_where_it_was_heard(tmp_path):
    sounds = {"mic": tone(20), "system": tone(12, 500)}
    record(tmp_path, {"mic": sounds["mic"]}, {"mic": 0.0})
    record(tmp_path, {"system": sounds["system"]}, {"system": 0.0}, gap_at=5.0, gap=8.0)
    made = finalise(tmp_path)
    sound, _ = soundfile.read(made.path, dtype="int16")
    quiet = np.flatnonzero(np.abs(sound[:, 1].astype(int)) > 0)
    hole = quiet[np.argmax(np.diff(quiet)) : np.argmax(np.diff(quiet)) + 2] / RATE
    assert hole == pytest.approx([5.0, 13.0], abs=0.02)
    assert len(sound) == pytest.approx(20 * RATE, abs=0.02 * RATE)


def test_blocks_that_come_late_in_a_burst_are_no_gap():
    clock, jumps, points = TrackClock(RATE), [], []
    for number in range(400):
        when = number * 0.05 + (0.6 if 100 <= number < 106 else 0.0)  # six blocks bear a time that is late
        if clock.feed(when, 800):
            jumps.append(number * 800)
        points.append(((number + 1) * 800, when + 0.05))
    assert len(jumps) == 2
    found = lines(400 * 800, jumps, np.array(points[::5]), RATE)
    assert len(found) == 1
    assert found[-1].at(400 * 800) == pytest.approx(20.0, abs=0.01)


@given(st.lists(st.floats(-0.05, 0.05), min_size=20, max_size=80))
def test_jitter_is_never_a_gap(jitter):
    clock = TrackClock(RATE)
    assert not any(clock.feed(n * 0.05 + late, 800) for n, late in enumerate(jitter))


def test_a_torn_line_of_the_journal_costs_that_line_only(tmp_path):
    journal = Journal(tmp_path)
    journal.write("start", call="a")
    journal.write("mark", t=1.0, text="Zürich")
    journal.close()
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"k":"clock","tra')
    assert [entry["k"] for entry in read_journal(tmp_path)] == ["start", "mark"]
    assert read_journal(tmp_path / "nowhere") == []


def test_a_process_that_dies_while_it_writes_leaves_every_sample(tmp_path):
    script = """
import os, sys
from pathlib import Path
import numpy as np
from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.parts import PartWriter
folder = Path(sys.argv[1])
parts = PartWriter(folder, "mic", 16000, Journal(folder))
for n in range(50):
    parts.write(np.full(800, n + 1, dtype=np.int16))
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == -9
    reader = TrackReader(tmp_path, "mic", read_journal(tmp_path))
    assert reader.frames == 50 * 800
    assert np.array_equal(reader.read(0, 50 * 800), np.repeat(np.arange(1, 51), 800))
    assert np.array_equal(reader.read(-2, 4), [0, 0, 1, 1])
    reader.close()


def test_parts_follow_one_another_and_a_missing_one_is_silence(tmp_path, monkeypatch):
    monkeypatch.setattr("callcoach_desktop.audio.parts.PART_SECONDS", 1)
    journal = Journal(tmp_path)
    parts = PartWriter(tmp_path, "mic", RATE, journal)
    parts.write(tone(3.5) + 1)
    parts.close()
    journal.close()
    (tmp_path / "mic-002.wav").write_bytes(b"RIFF")
    reader = TrackReader(tmp_path, "mic", read_journal(tmp_path))
    assert reader.frames == round(3.5 * RATE)
    whole = reader.read(0, reader.frames)
    reader.close()
    expected = tone(3.5) + 1
    expected[RATE : 2 * RATE] = 0
    assert np.array_equal(whole, expected)


def test_a_recording_without_sound_says_so(tmp_path):
    journal = Journal(tmp_path)
    journal.write("start", call="a")
    journal.close()
    with pytest.raises(KnownError, match="no sound") as caught:
        finalise(tmp_path)
    assert caught.value.problem.code == "nothing_recorded"


def test_a_recording_without_its_journal_is_still_whole(tmp_path):
    record(tmp_path, {"mic": tone(3)}, {"mic": 0.0})
    (tmp_path / NAME).unlink()
    made = finalise(tmp_path)
    sound, _ = soundfile.read(made.path, dtype="int16")
    assert np.array_equal(sound, tone(3))
    assert json.dumps(made.start) == '{"k": "start"}'
