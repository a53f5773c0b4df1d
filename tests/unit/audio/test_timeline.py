"""What was paused or stopped, in seconds of the finished file."""

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.clock import TrackClock
from callcoach_desktop.audio.finalise import finalise
from callcoach_desktop.audio.journal import Journal, read_journal, read_start
from callcoach_desktop.audio.parts import PartWriter
from callcoach_desktop.audio.timeline import Timeline

RATE = 16_000


def entries(*some):
    return [{"k": kind, "t": t} for kind, t in some]


def test_moments_after_a_pause_move_by_it():
    timeline = Timeline(entries(("pause", 10.0), ("resume", 15.0), ("pause", 20.0), ("resume", 21.0)))
    assert [timeline.at(t) for t in (5.0, 10.0, 12.0, 15.0, 18.0, 30.0)] == [5.0, 10.0, 10.0, 10.0, 13.0, 24.0]
    assert timeline.removed_before(14.99) == 5.0


def test_a_pause_that_was_cut_off_goes_on_to_the_end():
    timeline = Timeline(entries(("pause", 10.0)))
    assert timeline.at(50.0) == 10.0


def test_a_stop_counts_unless_it_was_taken_back():
    assert Timeline(entries(("stopping", 9.0))).end == 9.0
    assert Timeline(entries(("stopping", 9.0), ("going_on", 12.0))).end == float("inf")
    assert Timeline(entries(("pause", 2.0), ("resume", 5.0), ("stopping", 9.0))).end == 6.0
    late = [{"k": "mark", "t": 8.0, "text": "in"}, {"k": "stopping", "t": 9.0}, {"k": "mark", "t": 11.0, "text": "out"}]
    assert [one["text"] for one in Timeline(late).happened(late)] == ["in"]


def test_both_tracks_lie_in_step_after_a_pause(tmp_path):
    journal = Journal(tmp_path)
    journal.write("start", rate=RATE, call="c")
    click = np.zeros(RATE // 10, dtype=np.int16)
    click[:40] = 20_000
    quiet = np.zeros(RATE // 10, dtype=np.int16)
    late = {"mic": 0.0, "system": 0.037}  # when their first block was heard
    for track, first in late.items():
        parts, clock = PartWriter(tmp_path, track, RATE, journal), TrackClock(RATE)
        for n in [*range(50), *range(90, 140)]:  # seconds 5 to 9 were paused
            when = first + n / 10
            if clock.feed(when, len(quiet)):
                journal.write("gap", track=track, n=parts.frames, seconds=4.0)
            sound = click if n in {20, 120} else quiet
            sound = np.roll(sound, round((n / 10 - when + 0.05) * RATE)) if n in {20, 120} else sound
            parts.write(sound)
            journal.write("clock", track=track, n=parts.frames, t=when + 0.1)
        parts.close()
    journal.write("pause", t=5.0)
    journal.write("resume", t=9.0)
    journal.write("mark", t=12.0, text="here")
    journal.close()
    made = finalise(tmp_path)
    sound, _ = soundfile.read(made.path, dtype="int16")
    at = [np.flatnonzero(np.diff((np.abs(sound[:, n].astype(int)) > 9000).astype(int)) == 1) / RATE for n in (0, 1)]
    assert at[0] == pytest.approx([2.05, 8.05], abs=0.002)
    assert at[1] == pytest.approx(at[0], abs=0.002)
    assert [entry["t"] for entry in made.happened if entry["k"] == "mark"] == [8.0]
    assert made.seconds == pytest.approx(10.04, abs=0.01)


def test_the_first_line_says_what_is_recorded(tmp_path):
    assert read_start(tmp_path) == {}
    journal = Journal(tmp_path)
    journal.write("start", call="c", title="t")
    journal.write("mark", t=1.0, text="x")
    journal.close()
    assert read_start(tmp_path)["title"] == "t"
    assert len(read_journal(tmp_path)) == 2
