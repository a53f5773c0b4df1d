"""The recorder's control socket: found by its file, refused without its key, never waited for."""

import json
import os
import queue
import stat
import sys
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.recording import RecordLink, control_pid
from callcoach_desktop.workers import record
from callcoach_desktop.workers.control import NAME, Hub

LEVEL = {"t": 1.0, "mic_db": -20.0, "system_db": None, "rep_share": None}


class Parent:
    """A parent's end of the pipe; `stuck` keeps it from reading."""

    def __init__(self):
        self.told, self.asked = queue.SimpleQueue(), queue.SimpleQueue()
        self.reads = threading.Event()
        self.reads.set()

    def send(self, kind, **fields):
        assert self.reads.wait(120)
        self.told.put((kind, fields))

    def waiting(self):
        try:
            return self.asked.get_nowait()
        except queue.Empty:
            return None


@pytest.fixture
def parent():
    return Parent()


@pytest.fixture
def hub(tmp_path, parent):
    made = Hub(parent, "r", tmp_path)
    yield made
    parent.reads.set()
    made.close()


def until(condition):
    """Waits for what must come, however laden the machine is."""
    pause, end = threading.Event(), time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "it did not come"
        pause.wait(0.01)


def asked(hub):
    """The next request, waited for."""
    found = []
    until(lambda: (message := hub.next()) is not None and (found.append(message) or True))
    return found[0]


def hear(link, *kinds):
    return [link.answer(120)["type"] for _ in kinds]


def test_a_newcomer_hears_what_is_in_force_and_is_heard(tmp_path, hub, parent):
    hub.tell("recording", {"tracks": {"mic": "Headset"}})
    hub.tell("level", LEVEL)
    hub.tell("paused", {"t": 1.0})
    with RecordLink(tmp_path) as link:
        assert link.pid == control_pid(tmp_path) == os.getpid()
        assert hear(link, 1, 2, 3) == ["recording", "level", "paused"]
        link.send("mark", text="Zürich")
        assert asked(hub)["text"] == "Zürich"
        assert hub.joined == 1
        hub.tell("resumed", {"t": 2.0})
        assert hear(link, 1) == ["resumed"]
    assert [parent.told.get(timeout=60)[0] for _ in range(4)] == ["recording", "level", "paused", "resumed"]


def test_the_socket_is_its_owners_alone_and_wants_its_key(tmp_path, hub):
    told = json.loads((tmp_path / NAME).read_bytes())
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    if sys.platform != "win32":
        assert stat.S_IMODE(Path(told["address"]).stat().st_mode) == 0o600
    with pytest.raises(AuthenticationError):
        Client(told["address"], authkey=b"guessed")
    with RecordLink(tmp_path) as link:  # and that did no harm
        link.send("pause")
        assert asked(hub)["type"] == "pause"


def test_nonsense_ends_that_talk_alone(tmp_path, hub):
    told = json.loads((tmp_path / NAME).read_bytes())
    stranger = Client(told["address"], authkey=bytes.fromhex(told["key"]))
    stranger.send_bytes(b"\xff not a message")
    with RecordLink(tmp_path) as link:
        link.send("resume")
        assert asked(hub)["type"] == "resume"
    stranger.close()


def test_nobody_makes_the_recorder_wait(hub, parent):
    parent.reads.clear()
    for second in range(2000):
        hub.tell("level", {**LEVEL, "t": float(second)})
    hub.tell("lost", {"track": "mic", "t": 1.0, "device": "Headset"})
    parent.reads.set()
    kinds = []
    while "lost" not in kinds:
        kinds.append(parent.told.get(timeout=60)[0])
    assert kinds.count("level") < 700


def test_a_folder_too_deep_for_a_socket_has_it_elsewhere(tmp_path, parent):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    hub = Hub(parent, "r", deep)
    address = json.loads((deep / NAME).read_bytes())["address"]
    with RecordLink(deep) as link:
        link.send("go_on")
        assert asked(hub)["type"] == "go_on"
    hub.close()
    assert not Path(address).exists()
    with pytest.raises(KnownError, match="does not run any more"):
        RecordLink(deep)
    assert control_pid(deep) == 0


def test_who_is_cut_off_learns_that_the_recorder_died(tmp_path, parent):
    hub = Hub(parent, "r", tmp_path)
    link = RecordLink(tmp_path)
    link.send("pause")
    asked(hub)
    link.close()
    with pytest.raises(KnownError) as caught:
        link.answer(0.1)
    assert caught.value.problem.code == "recorder_died"
    hub.close()


class Alone:
    """A recorder that nobody follows."""

    seconds, quiet_for = 5000.0, 0.0


def test_a_recording_that_nobody_follows_ends_when_nobody_has_spoken_for_long(hub, parent, tmp_path, monkeypatch):
    recorder, gone = Alone(), threading.Event()
    parent.orderly = False
    monkeypatch.setattr(record, "_gone", gone)
    recorder.quiet_for = record.ALONE
    assert record._reason(recorder, hub, parent, None) is None  # its window is there
    gone.set()
    assert record._reason(recorder, hub, parent, None) == "nobody"
    recorder.quiet_for = record.ALONE - 1
    assert record._reason(recorder, hub, parent, None) is None
    recorder.quiet_for = record.ALONE
    with RecordLink(tmp_path) as link:
        link.send("pause")
        recorder.pause = lambda: None
        until(lambda: hub.joined)
        assert record._reason(recorder, hub, parent, None) is None  # somebody found it
    parent.orderly = True
    assert record._reason(recorder, hub, parent, None) == "parent_gone"
