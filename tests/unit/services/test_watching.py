"""Watched folders: what is finished and new is offered or taken, and nothing else."""

import os
import shutil
import struct
import time
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.wishes import wish_from_json
from callcoach_desktop.services.finished import verdict
from callcoach_desktop.services.importing import Importer, make_runner
from callcoach_desktop.services.library import Library
from callcoach_desktop.services.places import usual_places
from callcoach_desktop.services.watching import Watcher

VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Leonie>What happens then?\n"


def wav(seconds=0.1):
    data = b"\0\1" * int(8000 * seconds)
    return b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16
    ) + b"data" + struct.pack("<I", len(data)) + data  # fmt: skip


def box(kind, content=b"", length=None):
    return struct.pack(">I", 8 + len(content) if length is None else length) + kind + content


MP4 = box(b"ftyp", b"isom") + box(b"mdat", b"x" * 100) + box(b"moov", b"y" * 40)


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as made:
        yield made


@pytest.fixture
def runner(library):
    return make_runner(library)  # never started: jobs stay in the queue


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watcher(library, runner, clock):
    return Watcher(library, Importer(library, runner), clock=clock, model_ready=lambda name: None)


@pytest.fixture
def zoom(tmp_path):
    made = tmp_path / "Zoom"
    made.mkdir()
    return made


def put(path, content, age=0.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if age:
        os.utime(path, (time.time() - age, time.time() - age))
    return path


def wait(watcher, clock, seconds):
    """Looks every three seconds for so long."""
    for _ in range(int(seconds // 3) + 1):
        clock.now += 3
        watcher.poll()


def names(watcher, older=None):
    return [o.path.name for o in watcher.offers() if older is None or o.older == older]


def test_a_new_file_is_offered_once_it_stands_still(watcher, clock, zoom):
    watcher.add(zoom)
    path = put(zoom / "call.wav", wav())
    watcher.poll()
    assert names(watcher) == []
    assert watcher.folders()[0].waiting == 1
    for _ in range(4):  # it grows for 12 seconds
        clock.now += 3
        with path.open("ab") as file:
            file.write(b"\0" * 10)
        watcher.poll()
        assert names(watcher) == []
    path.write_bytes(wav())
    wait(watcher, clock, 9)
    assert names(watcher) == ["call.wav"]
    assert watcher.folders()[0].waiting == 0
    assert watcher.offers()[0].older is False


def test_older_files_are_offered_as_such_and_never_taken(watcher, clock, zoom, runner):
    put(zoom / "old.wav", wav(), age=3600)
    watcher.add(zoom, mode="take")
    wait(watcher, clock, 120)
    assert names(watcher, older=True) == ["old.wav"]
    assert runner.jobs() == []
    watcher.dismiss([zoom / "old.wav"])
    wait(watcher, clock, 120)
    assert names(watcher) == []


def test_new_files_are_taken_with_what_the_folder_says(watcher, clock, zoom, runner, library):
    watcher.add(zoom, mode="take", rep_channel="right", call_type="demo", language="de")
    put(zoom / "2026-11-24 Acme" / "audio1234.m4a", MP4)
    put(zoom / "2026-11-24 Acme" / "video1234.mp4", MP4 + box(b"free"))  # the same meeting
    put(zoom / "2026-11-24 Acme" / "audio1234.vtt", VTT)
    put(zoom / "2026-11-24 Acme" / "Audio Record" / "audioAnna1.m4a", MP4)
    wait(watcher, clock, 12)
    (job,) = runner.jobs()
    assert Path(job.path).name == "audio1234.m4a"
    wish = wish_from_json(runner.options(job.id))
    assert (wish.options.rep_channel, wish.options.call_type, wish.options.language) == ("right", "demo", "de")
    assert wish.transcript is not None
    assert wish.transcript.name == "audio1234.vtt"
    wait(watcher, clock, 200)  # also after known files were asked for their size again
    assert len(runner.jobs()) == 1
    assert names(watcher) == []


def test_without_a_model_files_stay_offered(library, runner, clock, zoom):
    def missing(_name):
        raise KnownError("model_missing", "The speech model is not there.", "Get it.")

    watcher = Watcher(library, Importer(library, runner), clock=clock, model_ready=missing)
    watcher.add(zoom, mode="take")
    put(zoom / "call.wav", wav())
    put(zoom / "notes.vtt", VTT)
    wait(watcher, clock, 12)
    assert sorted(names(watcher)) == ["call.wav", "notes.vtt"]
    assert "speech model" in watcher.folders()[0].problem
    with pytest.raises(KnownError, match="speech model"):
        watcher.take([zoom / "call.wav"])
    assert runner.jobs() == []
    watcher.take([zoom / "notes.vtt"])  # words need none
    assert len(runner.jobs()) == 1


def test_ask_takes_only_what_was_said(watcher, clock, zoom, runner):
    watcher.add(zoom, call_type="demo")
    for name in "abc":
        put(zoom / f"{name}.wav", wav())
    wait(watcher, clock, 9)
    watcher.take([zoom / "a.wav"])
    watcher.dismiss([zoom / "b.wav"])
    assert [Path(job.path).name for job in runner.jobs()] == ["a.wav"]
    wait(watcher, clock, 30)
    assert names(watcher) == ["c.wav"]


@pytest.mark.parametrize(
    "name", ["call.wav.part", "call.wav.crdownload", "call.tmp", ".call.wav", "~call.wav", "double.zoom", "notes.txt"]
)
def test_what_is_no_finished_call_is_left_alone(watcher, clock, zoom, name):
    watcher.add(zoom)
    put(zoom / name, wav())
    wait(watcher, clock, 120)
    assert names(watcher) == []
    assert watcher.folders()[0].waiting == 0


def test_a_download_beside_its_name_is_waited_for(watcher, clock, zoom):
    watcher.add(zoom)
    put(zoom / "call.wav", b"")
    part = put(zoom / "call.wav.part", wav())
    wait(watcher, clock, 60)
    assert names(watcher) == []
    part.replace(zoom / "call.wav")
    wait(watcher, clock, 12)
    assert names(watcher) == ["call.wav"]


def test_a_container_without_its_end_waits(watcher, clock, zoom):
    watcher.add(zoom)
    path = put(zoom / "call.mp4", MP4[:-48])
    wait(watcher, clock, 300)
    assert names(watcher) == []
    assert watcher.folders()[0].waiting == 1
    path.write_bytes(MP4)
    wait(watcher, clock, 9)
    assert names(watcher) == ["call.mp4"]


def test_a_transcript_that_is_being_written_is_waited_for(watcher, clock, zoom, runner):
    watcher.add(zoom, mode="take")
    put(zoom / "call.wav", wav())
    transcript = put(zoom / "call.vtt", VTT)
    watcher.poll()
    for number in range(3):
        clock.now += 3
        transcript.write_bytes(VTT + b"x" * number)
        watcher.poll()
    assert runner.jobs() == []
    wait(watcher, clock, 12)
    (job,) = runner.jobs()
    assert wish_from_json(runner.options(job.id)).transcript == transcript


def test_a_folder_goes_and_comes_back(watcher, clock, zoom, tmp_path):
    told = []
    watcher.subscribe(lambda: told.append(watcher.folders()[0].state))
    watcher.add(zoom)
    put(zoom / "a.wav", wav())
    wait(watcher, clock, 9)
    away = tmp_path / "away"
    zoom.rename(away)
    watcher.poll()
    assert told[-1] == "missing"
    assert names(watcher) == []
    away.rename(zoom)
    put(zoom / "b.wav", wav())
    wait(watcher, clock, 9)
    assert told[-1] == "watching"
    assert sorted(names(watcher)) == ["a.wav", "b.wav"]


def test_it_is_remembered_after_a_restart(library, runner, clock, watcher, zoom):
    watcher.add(zoom, mode="take", rep_channel="left")
    put(zoom / "a.wav", wav())
    wait(watcher, clock, 9)
    put(zoom / "b.wav", wav(0.2))
    again = Watcher(library, Importer(library, runner), clock=clock, model_ready=lambda name: None)
    wait(again, clock, 9)
    assert sorted(Path(job.path).name for job in runner.jobs()) == ["a.wav", "b.wav"]
    assert again.folders()[0].folder.rep_channel == "left"


def test_a_file_that_was_written_over_counts_as_new(watcher, clock, zoom):
    watcher.add(zoom)
    put(zoom / "last.wav", wav())
    wait(watcher, clock, 9)
    watcher.dismiss([zoom / "last.wav"])
    put(zoom / "last.wav", wav(0.3))
    wait(watcher, clock, 90)
    assert names(watcher) == ["last.wav"]


def test_a_file_that_went_is_forgotten(watcher, clock, zoom):
    watcher.add(zoom)
    path = put(zoom / "a.wav", wav())
    wait(watcher, clock, 9)
    path.unlink()
    watcher.poll()
    assert watcher.offers() == []


def test_what_was_imported_by_hand_is_not_offered(watcher, clock, zoom, library, runner):
    importer = Importer(library, runner)
    old, new = put(zoom / "old.wav", wav(), age=3600), zoom / "new.wav"
    importer.submit([old])
    watcher.add(zoom, mode="take")
    put(new, wav(0.2))
    importer.submit([new])
    wait(watcher, clock, 12)
    assert names(watcher) == []
    assert len(runner.jobs()) == 2
    put(new, wav(0.4))  # a dialer that writes over its last file
    wait(watcher, clock, 90)
    assert len(runner.jobs()) == 3


def test_off_and_removed(watcher, clock, zoom):
    watcher.add(zoom)
    put(zoom / "a.wav", wav())
    wait(watcher, clock, 9)
    folder = watcher.folders()[0].folder
    watcher.change(type(folder)(folder.path, on=False))
    assert watcher.folders()[0].state == "off"
    assert watcher.offers() == []
    watcher.remove(zoom)
    assert watcher.folders() == []
    with pytest.raises(KnownError, match="not watched"):
        watcher.remove(zoom)
    watcher.add(zoom)
    assert watcher.folders()[0].offered == 0  # so new that a call may just have ended


def test_what_cannot_be_watched_is_told(watcher, zoom, library, tmp_path):
    with pytest.raises(KnownError, match="cannot be opened"):
        watcher.add(tmp_path / "nothing")
    with pytest.raises(KnownError, match="library itself"):
        watcher.add(library.folder / "calls")
    watcher.add(zoom)
    with pytest.raises(KnownError, match="watched already"):
        watcher.add(zoom)


def test_a_library_inside_a_watched_folder_is_not_looked_into(watcher, clock, library, tmp_path):
    watcher.add(tmp_path)
    put(library.folder / "calls" / "2026.wav", wav())
    wait(watcher, clock, 12)
    assert names(watcher) == []


def test_nested_folders_each_keep_theirs(watcher, clock, zoom, runner):
    watcher.add(zoom)
    (zoom / "dialer").mkdir()
    watcher.add(zoom / "dialer", mode="take")
    put(zoom / "a.wav", wav())
    put(zoom / "dialer" / "b.wav", wav(0.2))
    wait(watcher, clock, 9)
    assert names(watcher) == ["a.wav"]
    assert [Path(job.path).name for job in runner.jobs()] == ["b.wav"]
    watcher.remove(zoom / "dialer")
    assert names(watcher) == ["a.wav"]


def test_ten_thousand_files_are_cheap(watcher, clock, zoom):
    for number in range(10_000):
        (zoom / f"{number}.wav").write_bytes(b"x")
    old = time.time() - 3600
    for path in zoom.iterdir():
        os.utime(path, (old, old))
    watcher.add(zoom)
    assert watcher.folders()[0].offered == 10_000
    watcher.dismiss([o.path for o in watcher.offers()])
    clock.now += 3
    began = time.process_time()
    watcher.poll()
    assert time.process_time() - began < 1.0


def test_a_folder_that_stands_still_is_not_listed(watcher, clock, zoom, monkeypatch):
    from callcoach_desktop.services import watching

    listed = []
    real = watching.scan
    monkeypatch.setattr(watching, "scan", lambda *given: listed.append(given[0]) or real(*given))
    (zoom / "meeting").mkdir()
    for folder in (zoom / "meeting", zoom):
        os.utime(folder, (time.time() - 60, time.time() - 60))
    watcher.add(zoom)
    wait(watcher, clock, 30)
    assert len(listed) == 2  # when it was added, and at the first look
    put(zoom / "meeting" / "a.wav", wav())
    wait(watcher, clock, 9)
    assert names(watcher) == ["a.wav"]


def test_the_thread_starts_and_stops(watcher, zoom, library, runner):
    import threading

    watcher.add(zoom)
    shutil.rmtree(zoom)
    seen = threading.Event()
    watcher.subscribe(seen.set)
    watcher.start()
    assert seen.wait(120)  # it told that the folder is gone
    watcher.stop()
    assert watcher.folders()[0].state == "missing"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.mp4", MP4, "yes"),
        ("a.mp4", MP4[:-1], "no"),
        ("a.mp4", box(b"ftyp", b"isom") + box(b"mdat", b"x" * 9, length=0), "no"),
        ("a.m4a", box(b"ftyp", b"isom") + box(b"moov") + box(b"mdat", b"x" * 9, length=0), "yes"),
        ("a.m4a", struct.pack(">I4sQ", 1, b"moov", 16), "yes"),
        ("a.m4a", struct.pack(">I4sQ", 1, b"moov", 2**63), "no"),
        ("a.m4a", b"\0\0\0\0", "no"),
        ("a.wav", wav(), "yes"),
        ("a.wav", b"RIFF\0\0\0\0WAVEfmt " + b"\0" * 100, "odd"),
        ("a.wav", wav()[:100], "odd"),
        ("a.wav", b"RI", "no"),
        ("a.mp3", b"ID3", "unknown"),
        ("a.flac", b"fLaC", "yes"),
        ("a.vtt", VTT, "yes"),
        ("a.wav", b"", "no"),
    ],
)
def test_a_look_at_a_container(tmp_path, name, content, expected):
    path = put(tmp_path / name, content)
    assert verdict(path, len(content)) == expected


def test_usual_places_are_those_that_are_there(tmp_path):
    for name in ("Documents/Zoom", "OneDrive - Acme/Recordings", "Downloads"):
        (tmp_path / name).mkdir(parents=True)
    assert usual_places(tmp_path) == [
        tmp_path / "Documents" / "Zoom", tmp_path / "OneDrive - Acme" / "Recordings", tmp_path / "Downloads"
    ]  # fmt: skip
