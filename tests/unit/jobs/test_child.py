"""A child that crashes, hangs, talks nonsense or is cancelled ends as a value, and the next request gets a new one."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from callcoach_desktop.jobs.child import (
    CANCEL_GRACE,
    Answered,
    Cancelled,
    Child,
    Crashed,
    Ok,
    OutOfMemory,
    ProtocolBroken,
)

WORKER = Path(__file__).parents[2] / "data" / "fake_worker.py"
LADEN_S = 2.0  # what a machine adds that does much else at the same time


@pytest.fixture
def faults(tmp_path):
    def write(**places):
        (tmp_path / "faults.json").write_text(json.dumps({k.replace("_", ":"): v for k, v in places.items()}))

    return write


@pytest.fixture
def child(tmp_path):
    made = Child("fake", [sys.executable, str(WORKER)], environment={"CALLCOACH_FAKE": str(tmp_path)})
    yield made
    made.stop()


def ask(child, *, cancelled=lambda: False, heard=None, done=None):
    heard = [] if heard is None else heard
    fields = {
        "id": "j1", "sound": "s", "model": "m", "language": None, "hotwords": [], "device": "auto", "plan": None,
        "done": done or {},
    }  # fmt: skip
    return child.ask("transcribe", fields, heard.append, cancelled)


def test_answers_and_stays_warm(child):
    heard = []
    reply = ask(child, heard=heard)
    assert isinstance(reply, Answered)
    assert reply.message["type"] == "transcribed"
    assert [m["type"] for m in heard] == ["loading", "planned", "batch", "batch", "batch", "batch"]
    pid = child.pid
    assert pid is not None
    assert isinstance(ask(child), Answered)
    assert child.pid == pid
    assert child.stop() == Ok()
    assert child.pid is None


def test_idle_child_leaves(child):
    ask(child)
    child.rest()
    assert child.pid is not None
    child._idle_limit = 0.0
    child.rest()
    assert child.pid is None


@pytest.mark.allow_log("The child fake ended")
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("abort", Crashed), ("segv", Crashed), ("kill", OutOfMemory), ("memory", OutOfMemory), ("exit", Crashed)],
)
def test_ends_are_values(child, faults, kind, expected):
    faults(batch_2=[kind])
    heard = []
    reply = ask(child, heard=heard)
    assert isinstance(reply, expected)
    assert [m["index"] for m in heard if m["type"] == "batch"] == [0, 1]
    if kind == "abort":
        assert reply.signal == signal.SIGABRT
        assert "Fatal Python error" in reply.last_words
    if kind == "exit":
        assert reply.status == 7
    assert isinstance(ask(child), Answered)


@pytest.mark.allow_log("The child fake ended")
def test_crash_at_start(child, faults):
    faults(start=["abort"])
    assert isinstance(ask(child), Crashed)


@pytest.mark.allow_log("broke the protocol")
def test_garbage_is_a_broken_protocol(child, faults):
    faults(batch_1=["garbage"])
    reply = ask(child)
    assert isinstance(reply, ProtocolBroken)
    assert "this is no message" in reply.what
    assert child.pid is None


def test_native_prints_do_not_reach_the_protocol(child, faults):
    faults(batch_1=["print"])
    assert isinstance(ask(child), Answered)


def test_problem_is_an_answer(child, faults):
    faults(load=["problem"])
    reply = ask(child)
    assert isinstance(reply, Answered)
    assert reply.message["problem"]["code"] == "not_audio"


def cancel_after_batch(heard, started):
    def cancelled():
        if any(m["type"] == "batch" for m in heard):
            started.append(time.monotonic())
            return True
        return False

    return cancelled


@pytest.mark.parametrize(("kind", "stays"), [("wait", True), ("hang", False)])
def test_cancel_within_a_second(child, faults, kind, stays):
    faults(batch_1=[kind])
    heard, started = [], []
    reply = ask(child, cancelled=cancel_after_batch(heard, started), heard=heard)
    assert reply == Cancelled()
    assert CANCEL_GRACE < 0.8  # a second, with what asking and killing take
    assert time.monotonic() - started[0] < 1.0 + LADEN_S
    assert (child.pid is not None) == stays


@pytest.mark.allow_log("said nothing")
def test_hung_child_is_ended(child, faults):
    faults(batch_1=["hang"])
    child._silence_limit = 0.5
    reply = ask(child)
    assert isinstance(reply, Crashed)
    assert reply.hung


def test_killed_between_requests(child):
    ask(child)
    process = psutil.Process(child.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
    assert isinstance(ask(child), Answered)


def test_a_failing_callback_stops_the_child(child):
    def boom(_message):
        raise OSError("disk full")

    fields = {"id": "j", "source": "x", "folder": "y"}
    with pytest.raises(OSError, match="disk full"):
        child.ask("transcribe", {**fields, "sound": "s", "model": "m", "language": None, "hotwords": [],
                                 "device": "auto", "plan": None, "done": {}}, boom, lambda: False)  # fmt: skip
    assert child.pid is None


def test_parent_death_ends_the_child(tmp_path):
    """The child of a parent that is killed sees the end of its input and leaves."""
    import subprocess

    script = (
        "import sys, time\n"
        "from callcoach_desktop.jobs.child import Child\n"
        f"c = Child('fake', [sys.executable, {str(WORKER)!r}])\n"
        "f = {'id': 'j', 'sound': 's', 'model': 'm', 'language': None, 'hotwords': [], 'device': 'auto', 'plan': None,"
        " 'done': {}}\n"
        "c.ask('transcribe', f, lambda m: None, lambda: False)\n"
        "print(c.pid, flush=True)\n"
        "time.sleep(1000)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env={**os.environ, "CALLCOACH_FAKE": str(tmp_path)}
    ) as parent:
        pid = int(parent.stdout.readline())
        grandchild = psutil.Process(pid)
        parent.kill()
        parent.wait()
        assert psutil.wait_procs([grandchild], timeout=60)[1] == []
