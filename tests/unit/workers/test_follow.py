"""The child that writes along, over files that a recorder would write, with a real model."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.parts import PartWriter
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.child import Answered, Cancelled, Child
from callcoach_desktop.workers import follow

SOUND = Path(__file__).parents[2] / "data" / "short.stereo.flac"
RATE = 16_000


def write(folder, seconds=None, quiet=8.0, before=0.0):
    """What a recorder leaves; `before` is when the first sample was heard."""
    samples, _ = soundfile.read(SOUND, dtype="int16", always_2d=True)
    if seconds is not None:
        samples = samples[: int(seconds * RATE)]
    samples = np.vstack([samples, np.zeros((int(quiet * RATE), 2), np.int16)])
    journal = Journal(folder)
    journal.write("start", call="c", title="", started_at="", rate=RATE, monotonic=0.0, tracks={})
    for place, track in enumerate(("mic", "system")):
        journal.write("clock", track=track, n=0, t=before)
        writer = PartWriter(folder, track, RATE, journal)
        writer.write(np.ascontiguousarray(samples[:, place]))
        writer.close()
    journal.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_both_sides_are_written_along_with_their_times(tmp_path, base_model):
    write(tmp_path, before=3.0)
    said, enough = [], threading.Event()

    def heard(message):
        if message["type"] == "said":
            said.append(message)
            if len({one["side"] for one in said}) == 2 and any(one["end"] > 18 for one in said):
                enough.set()

    ends = time.monotonic() + 500
    request = {"id": "c", "folder": str(tmp_path), "model": str(base_model), "language": "en", "hotwords": [],
               "device": "cpu"}  # fmt: skip
    child = Child("follow")
    try:
        reply = child.ask("follow", request, heard, lambda: enough.is_set() or time.monotonic() > ends)
    finally:
        child.stop()
    assert isinstance(reply, Cancelled)
    assert enough.is_set(), said
    assert all(3.0 <= one["start"] < one["end"] <= 3.0 + 22.8 + 1 for one in said)
    assert sum(len(one["text"].split()) for one in said) > 20


@pytest.mark.slow
def test_a_model_that_is_no_model_is_told(tmp_path):
    write(tmp_path, 1.0)
    request = {"id": "c", "folder": str(tmp_path), "model": str(tmp_path), "language": None, "hotwords": [],
               "device": "cpu"}  # fmt: skip
    child = Child("follow")
    try:
        reply = child.ask("follow", request, lambda _: None, lambda: False)
    finally:
        child.stop()
    assert isinstance(reply, Answered)
    assert reply.message["problem"]["code"] == "model_incomplete"


class Channel:
    """A parent that only listens."""

    def __init__(self, looks):
        self.looks = looks

    def check(self, _id):
        self.looks -= 1
        if self.looks < 0:
            raise TimeoutError

    def send(self, kind, **fields):
        pass


class Deaf:
    def __init__(self, *_):
        pass

    def hear(self, *_):
        pass


def test_who_falls_behind_leaves_sound_out_and_then_gives_up(tmp_path, monkeypatch):
    write(tmp_path, quiet=60.0)
    monkeypatch.setattr(follow, "_Ears", Deaf)
    monkeypatch.setattr(follow, "BLOCK", RATE)
    monkeypatch.setattr(follow, "BEHIND", -1e9)  # always behind
    monkeypatch.setattr(follow, "LOOK", 0.0)
    with pytest.raises(KnownError) as told:
        follow._follow({"id": "c", "folder": str(tmp_path)}, Channel(10_000))
    assert told.value.problem.code == "live_words_slow"


def test_frames_lie_in_time_where_the_clock_says():
    track = follow.Track("mic")
    assert track.at(RATE) == 1.0
    track.take([{"k": "clock", "track": "mic", "n": 0, "t": 2.0}, {"k": "clock", "track": "system", "n": 0, "t": 9.0}])
    assert track.at(RATE) == 3.0
    # After a gap of five seconds.
    track.take([{"k": "clock", "track": "mic", "n": 2 * RATE, "t": 9.0}])
    assert track.at(RATE) == 3.0
    assert track.at(3 * RATE) == 10.0
