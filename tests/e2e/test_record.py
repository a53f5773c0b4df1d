"""Recording on a real sound server: real recorders, real kills."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cut_off import kill_at_random

from callcoach_desktop.audio.journal import read_journal
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.recording import RecordChild
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.recording import Recordings

RATE = 16_000
MIC, SYSTEM = "room.monitor", "speakers.monitor"
STALLS = 4  # recordings that are tried until the machine does not stand still in one


@pytest.fixture
def library(home):
    opened = Library.open(home / "library")
    yield opened
    opened.close()


def clicks(path: Path, times: list[float], seconds: float) -> Path:
    """A file with a loud 5 ms tone burst at each of the times."""
    sound = np.zeros(round(seconds * RATE), dtype=np.int16)
    burst = (20_000 * np.sin(np.arange(80) * 1.5)).astype(np.int16)
    for at in times:
        sound[round(at * RATE) : round(at * RATE) + len(burst)] = burst
    soundfile.write(path, sound, RATE, subtype="PCM_16")
    return path


def loud(samples: np.ndarray) -> list[float]:
    """The times at which something loud begins."""
    above = np.flatnonzero(np.abs(samples.astype(int)) > 3000)
    return [float(at) / RATE for at in above[np.insert(np.diff(above) > 2000, 0, True)]] if len(above) else []


def follow(session, seconds: float, at: dict[float, object] | None = None) -> list[dict]:
    """Events of a session for so many seconds of its own time, doing what `at` says at its moments."""
    events, todo = [], sorted((at or {}).items(), key=lambda one: one[0])
    over = threading.Event()
    for event in session.events(over.is_set):
        events.append(event)
        if event["type"] == "level":
            if event["t"] >= seconds:
                over.set()
            while todo and event["t"] >= todo[0][0]:
                todo.pop(0)[1]()
    return events


def test_both_sides_are_recorded_in_step(library, sounds, tmp_path):
    recordings = Recordings(library)
    left = clicks(tmp_path / "left.wav", [0.5, 1.5, 2.5], 4)
    for _ in range(STALLS):
        players = []
        with recordings.record(mic=MIC, system="Speakers", title="Step by step") as session:
            row = library.call(session.call).row
            assert (row.title, row.source, row.state) == ("Step by step", "recording", "working")

            def play(players=players):
                players.extend(sounds.play(sink, left) for sink in ("room", "speakers"))

            events = follow(session, 8, {2.0: play, 3.0: lambda session=session: session.mark("here")})
        for player in players:
            assert player.wait(20) == 0
        journal = read_journal(library.folder / "recordings/.inprogress" / session.call)
        done = recordings.finish(session.call, with_import=False)
        assert done.status == "recovered"
        assert done.audio_seconds == pytest.approx(events[-1]["seconds"], abs=0.2)
        assert not (library.folder / "recordings" / ".inprogress" / session.call).exists()
        if all(entry["k"] not in ("gap", "dropped") for entry in journal):
            break
        # The whole machine stood still for over 200 ms, and the sound server with it: what it played stood still too,
        # and the recording says so. Then the distance of the clicks is not the recorder's.
    else:
        pytest.fail(f"the machine stood still in {STALLS} recordings")
    sound, rate = soundfile.read(
        library.folder / f"calls/{row.started_at[:4]}/{session.call}/original.flac", dtype="int16"
    )
    assert (rate, sound.shape[1]) == (RATE, 2)
    mic, system = loud(sound[:, 0]), loud(sound[:, 1])
    assert len(mic) == len(system) == 3
    assert np.diff(mic) == pytest.approx([1.0, 1.0], abs=0.005)
    assert np.diff(system) == pytest.approx([1.0, 1.0], abs=0.005)
    # The two players do not begin in the same instant; that they lie this close together is theirs and ours together.
    assert mic[0] == pytest.approx(system[0], abs=0.25)
    assert recordings.recover() == []


def test_what_a_kill_leaves_is_recovered_but_for_the_last_second(library, sounds):
    recordings, dice = Recordings(library), random.Random(7)
    folder = library.folder / "recordings/.inprogress"
    cuts = [cut for _ in range(3) for cut in kill_at_random(recordings, folder, (MIC, SYSTEM), 4, dice)]
    assert [cut.status for cut in cuts] == ["recovered"] * 12
    assert max(cut.lost for cut in cuts) < 1.0, cuts
    assert library.count() == 12
    assert {row.state for row in library.calls()} == {"queued"}


def test_recovery_may_be_killed_and_repeated_and_makes_one_call(library, sounds):
    recordings = Recordings(library)
    with recordings.record(mic=MIC, system="none", title="Twice") as session:
        follow(session, 2)
    folder = library.folder / "recordings/.inprogress" / session.call
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    first = recordings.finish(session.call, with_import=False)
    folder.mkdir()  # as if the machine had stopped before the parts were removed
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    again = recordings.recover()
    assert [(one.call, one.status, one.job) for one in again] == [(session.call, "recovered", first.job)]
    assert library.count() == 1
    assert not folder.exists()


def test_two_recordings_of_the_same_sound_are_two_calls(library, sounds):
    recordings = Recordings(library)
    with recordings.record(mic=MIC, system="none") as session:
        follow(session, 2)
    folder = library.folder / "recordings/.inprogress"
    (folder / "bbbbbbbbbbbb").mkdir()
    for path in (folder / session.call).glob("*.wav"):
        (folder / "bbbbbbbbbbbb" / path.name).write_bytes(path.read_bytes())
    journal = (folder / session.call / "journal.jsonl").read_text()
    (folder / "bbbbbbbbbbbb/journal.jsonl").write_text(journal)
    assert [one.status for one in recordings.recover()] == ["recovered", "recovered"]
    assert library.count() == 2


def test_a_device_that_goes_costs_only_its_own_time(library, sounds):
    recordings, gone = Recordings(library), []

    def unplug():
        sounds.unplug("speakers")
        gone.append(time.monotonic())

    def plug():
        gone.append(time.monotonic())
        sounds.plug("speakers", "Speakers")

    try:
        with recordings.record(mic=MIC, system=SYSTEM) as session:
            events = follow(session, 9, {2.0: unplug, 4.5: plug})
    finally:
        if "speakers" not in sounds._modules:
            sounds.plug("speakers", "Speakers")
    told = [(event["type"], event["track"]) for event in events if event["type"] in {"lost", "back"}]
    assert told == [("lost", "system"), ("back", "system")]
    at = {event["type"]: event["t"] for event in events if event["type"] in {"lost", "back"}}
    assert at["lost"] < 4.5 < at["back"]
    entries = read_journal(library.folder / "recordings/.inprogress" / session.call)
    gaps = [entry["seconds"] for entry in entries if entry["k"] == "gap" and entry["seconds"] > 1]
    (gap,) = gaps  # at least the time for which it was gone; what is told may come late on a busy machine
    assert gone[1] - gone[0] - 1 < gap < at["back"] - at["lost"] + 2
    done = recordings.finish(session.call, with_import=False)
    assert done.status == "recovered"
    assert done.audio_seconds == pytest.approx(events[-1]["seconds"], abs=0.3)


def test_a_lost_source_is_replaced_by_the_next_best_and_told_in_the_call(library, sounds):
    recordings = Recordings(library)
    sounds.plug("headset", "Headset")
    try:
        with recordings.record(mic=MIC, system="headset.monitor") as session:
            events = follow(session, 6, {2.0: lambda: sounds.unplug("headset")})
    finally:
        if "headset" in sounds._modules:
            sounds.unplug("headset")
    told = [(event["type"], event["device"]) for event in events if event["type"] in {"lost", "back"}]
    assert told == [("lost", "Headset"), ("back", "Speakers")]
    at = {event["type"]: event["t"] for event in events if event["type"] in {"lost", "back"}}
    assert at["back"] - at["lost"] < 3
    recordings.finish(session.call, with_import=False)
    detail = library.call(session.call)
    assert [comment.text for comment in detail.comments] == [
        "“Headset” was lost: the other side is silent from here",
        "The other side is recorded again, from “Speakers”",
    ]
    assert [comment.start for comment in detail.comments] == pytest.approx([at["lost"], at["back"]], abs=0.3)
    assert any("The source of the other side was lost at 0:0" in note for note in detail.notes)


def test_the_chosen_source_is_recorded_again_when_it_is_plugged_in_again(library, sounds, tmp_path):
    recordings, players = Recordings(library), []
    beat = clicks(tmp_path / "beat.wav", [0.25 + n for n in range(60)], 60)
    sounds.plug("headset", "Headset")
    kinds, over = [], threading.Event()

    def step(event):
        """Pull it out, plug it in again when another is recorded in its place, listen to it for a while."""
        kinds.append(event["type"])
        if event["type"] == "level" and kinds.count("level") == 2:
            sounds.unplug("headset")
        if event["type"] == "back":
            sounds.plug("headset", "Headset")
        if event["type"] == "returned":
            players.extend(sounds.play(sink, beat) for sink in ("headset", "room"))
            step.until = event["t"] + 6
        if event["type"] == "level" and event["t"] > step.until:
            over.set()

    step.until = 120.0
    try:
        with recordings.record(mic=MIC, system="headset.monitor") as session:
            events = []
            for event in session.events(over.is_set):
                events.append(event)
                step(event)
    finally:
        for player in players:
            player.terminate()
            player.wait(20)
        sounds.unplug("headset")
    told = [(one["type"], one["device"]) for one in events if one["type"] in {"lost", "back", "returned"}]
    assert told == [("lost", "Headset"), ("back", "Speakers"), ("returned", "Headset")]
    at = {one["type"]: one["t"] for one in events if one["type"] in {"lost", "back", "returned"}}
    entries = read_journal(library.folder / "recordings/.inprogress" / session.call)
    edges = [entry for entry in entries if entry["k"] == "gap" and entry.get("edge")]
    assert [entry["track"] for entry in edges] == ["system", "system"]
    assert edges[0]["seconds"] > 0.2
    assert abs(edges[1]["seconds"]) <= 0.2  # the one in its place is heard until the chosen one gives sound
    done = recordings.finish(session.call, with_import=False)
    assert done.audio_seconds == pytest.approx(events[-1]["seconds"], abs=0.3)
    row = library.call(session.call).row
    sound, _ = soundfile.read(library.folder / f"calls/{row.started_at[:4]}/{row.id}/original.flac", dtype="int16")
    mic, system = loud(sound[:, 0]), loud(sound[:, 1])
    assert min(len(mic), len(system)) >= 2
    assert min(system) > at["returned"] - 0.5  # nothing else is played into it, and nothing into the other
    assert np.diff(system) == pytest.approx(np.ones(len(system) - 1), abs=0.01)
    texts = [comment.text for comment in library.call(session.call).comments]
    assert texts[-1] == "The other side is recorded from “Headset” again"


def test_a_full_disk_a_long_silence_and_sleep_are_told(tmp_path, sounds, monkeypatch):
    from callcoach_desktop.audio import capture
    from callcoach_desktop.audio.devices import Devices

    monkeypatch.setattr(capture, "QUIET", 2.0)
    sleep = iter([0.0, 0.0, 600.0])
    monkeypatch.setattr(capture, "_asleep", lambda: next(sleep, 600.0))
    monkeypatch.setattr(capture, "free_bytes", lambda _folder: capture.RESERVE + 3600 * 32_000)
    devices, told = Devices(), []
    try:
        source = {"mic": devices.choose("mic", MIC)}
        recorder = capture.Recorder(tmp_path, source, {}, devices, lambda kind, fields: told.append((kind, fields)))
        seconds, why = recorder.run(lambda: "time" if recorder.seconds > 4 else None)
    finally:
        devices.close()
    assert (why, round(seconds)) == ("time", 4)
    assert [fields["hours_left"] for kind, fields in told if kind == "low_disk"] == [1.0]
    assert [entry["seconds"] for entry in read_journal(tmp_path) if entry["k"] == "slept"] == [600.0]
    (quiet,) = [fields for kind, fields in told if kind == "quiet"]
    assert quiet["seconds"] >= 2


def test_a_source_that_is_not_there_leaves_no_call(library, sounds):
    recordings = Recordings(library)
    with pytest.raises(KnownError, match="Speakers"), recordings.record(mic="Nothing like it") as session:
        list(session.events(lambda: False))
    assert library.count() == 0
    assert recordings.waiting() == []


def test_a_full_disk_closes_the_recording_cleanly(library, sounds):
    folder = library.folder / "recordings/.inprogress/aaaaaaaaaaaa"
    folder.mkdir(parents=True)
    fields = {"folder": str(folder), "mic": MIC, "system": "none", "facts": {}, "reserve": 1 << 60}
    with RecordChild() as child:
        ended = child.ask("record", "recorded", fields, 20)
    assert ended["why"] == "disk_full"
    # The disk may be found full before the first sound came: then there is no part, and else it can be read.
    assert all(soundfile.info(part).frames > 0 for part in folder.glob("mic-*.wav"))
    assert read_journal(folder)[-1]["k"] == "stop"


def until(condition, seconds=60.0):
    """Wait for a condition; fails when it does not come."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.02)


def test_a_recording_goes_on_when_its_window_is_killed_and_is_found_again(home, sounds):
    command = [sys.executable, "-m", "callcoach_desktop", "record", "--mic", MIC, "--system", SYSTEM, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as parent:
        for line in parent.stdout:
            told = json.loads(line)
            if told.get("t", 0) >= 1:
                break
        parent.kill()
    library = Library.open(home / "library")
    try:
        recordings = Recordings(library)
        (found,) = recordings.running()
        assert found.call == told["call"]
        assert recordings.waiting() == []
        assert [one.status for one in recordings.recover()] == ["running"]
        with recordings.join(found.call) as session:
            events = follow(session, told["t"] + 3, {0.0: lambda: session.mark("found again")})
        assert events[0]["type"] == "recording"
        assert set(events[0]["tracks"]) == {"mic", "system"}
        assert "marked" in {event["type"] for event in events}
        assert recordings.running() == []
        done = recordings.finish(found.call, with_import=False)
        assert done.status == "recovered"
        assert done.audio_seconds == pytest.approx(events[-1]["seconds"], abs=0.3)
        (mark,) = library.call(found.call).comments
        assert (mark.kind, mark.text) == ("bookmark", "found again")
    finally:
        library.close()
    until(lambda: not Path(f"/proc/{found.pid}").exists())


def test_the_command_line_stops_what_a_killed_one_left(home, sounds):
    command = [sys.executable, "-m", "callcoach_desktop", "record", "--no-import", "--json"]
    with subprocess.Popen(
        [*command, "--mic", MIC, "--system", "none"], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as parent:
        for line in parent.stdout:
            if json.loads(line).get("t", 0) >= 3:  # a new source may give its first sound over a second late
                break
        parent.kill()
    out = subprocess.run([*command, "--stop"], capture_output=True, text=True, check=True)
    kept = json.loads(out.stdout.splitlines()[-1])
    assert (kept["event"], kept["status"]) == ("kept", "recorded")
    assert kept["audio_seconds"] >= 1.5


def folder_of(library, call):
    return library.folder / "recordings/.inprogress" / call


def test_an_orderly_end_of_the_parent_ends_the_recording(library, sounds):
    recordings = Recordings(library)
    with recordings.record(mic=MIC, system="none") as session:
        for event in session.events(lambda: False):
            if event["type"] == "level" and any(folder_of(library, session.call).glob("*.wav")):
                break  # on a busy machine the first sound may come after the first second
    folder = folder_of(library, session.call)
    assert read_journal(folder)[-1]["why"] == "parent_gone"
    assert [one.status for one in recordings.recover()] == ["recovered"]


def test_a_pause_is_cut_out_and_a_stop_can_be_taken_back(library, sounds, tmp_path):
    recordings = Recordings(library)
    beat = clicks(tmp_path / "beat.wav", [0.25 + n for n in range(30)], 30)
    with recordings.record(mic=MIC, system=SYSTEM) as session:
        player = sounds.play("room", beat)
        resume = threading.Timer(3.0, session.resume)
        steps = {
            2.0: lambda: (session.pause(), resume.start()),
            4.0: session.stop,
            5.0: session.go_on,
            6.0: lambda: session.mark("after all"),
        }
        begun = time.monotonic()
        events = follow(session, 8, steps)
        took = time.monotonic() - begun
    player.terminate()
    player.wait(20)
    kinds = [event["type"] for event in events if event["type"] not in {"level", "recording"}]
    assert kinds == ["paused", "resumed", "stopping", "resumed", "marked", "recorded"]
    ended = events[-1]["seconds"]
    assert took - ended > 2.5  # the pause is no time of the call
    done = recordings.finish(session.call, with_import=False)
    assert done.audio_seconds == pytest.approx(ended, abs=0.3)
    notes = {comment.text: comment.start for comment in library.call(session.call).comments}
    assert set(notes) == {"The recording was paused here", "after all"}
    assert notes["The recording was paused here"] == pytest.approx(2.1, abs=0.5)
    assert 5.9 < notes["after all"] < 8.2  # asked for when second 6 was told of, which may be late


def test_what_came_after_a_stop_is_not_kept(library, sounds):
    recordings = Recordings(library)
    with recordings.record(mic=MIC, system="none") as session:
        events = follow(session, 5, {2.0: session.stop})
    asked = next(event["t"] for event in events if event["type"] == "stopping")
    done = recordings.finish(session.call, with_import=False)
    assert done.audio_seconds == pytest.approx(asked, abs=0.1)
    assert asked < 4 < events[-1]["seconds"]


def test_sources_are_tested_and_remembered_by_the_set_of_devices(library, sounds, tmp_path):
    recordings = Recordings(library)
    player = sounds.play("room", clicks(tmp_path / "beat.wav", [n / 4 for n in range(40)], 10))
    tested = recordings.test(MIC, SYSTEM, 1.5)
    player.terminate()
    player.wait(20)
    assert tested.levels["mic"] > -15
    assert tested.warnings == ("unheard",)
    assert soundfile.info(tested.path).duration == pytest.approx(1.5, abs=0.4)
    assert recordings.choices() == (None, None)
    recordings.remember(MIC, "none")
    assert recordings.choices() == (MIC, "none")
    sounds.plug("headset", "Headset")
    try:
        assert recordings.choices() == (None, None)
        recordings.remember("headset.monitor", SYSTEM)
    finally:
        sounds.unplug("headset")
    assert recordings.choices() == (MIC, "none")


def test_a_recorder_that_was_prepared_takes_the_next_recording(library, sounds):
    recordings = Recordings(library)
    recordings.prepare()
    waits = recordings._ready
    recordings.prepare()
    assert recordings._ready is waits
    # A source that has just been made gives nothing for a second and more; a recording without sound is let go.
    with recordings.record(mic=MIC, system="none", seconds=5.0) as session:
        assert session.pid == waits.pid
        assert [event["type"] for event in session.events(lambda: False)][-1] == "recorded"
    assert (folder_of(library, session.call) / "recorder.log").exists()
    assert recordings.finish(session.call, with_import=False).status == "recovered"
    assert not waits.alive


def test_a_recorder_that_was_prepared_in_vain_is_ended_or_replaced(library, sounds):
    recordings = Recordings(library)
    recordings.prepare()
    waits = recordings._ready
    recordings.let_go()
    assert not waits.alive
    recordings.prepare()
    died = recordings._ready
    os.kill(died.pid, signal.SIGKILL)
    until(lambda: not died.alive)
    with recordings.record(mic=MIC, system="none", seconds=1.0) as session:
        assert session.pid != died.pid
        assert [event["type"] for event in session.events(lambda: False)][-1] == "recorded"
