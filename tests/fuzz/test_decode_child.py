"""The decode child as the queue sees it: progress, cancel, a disk that takes no more, a parent that is gone."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import psutil
import pytest

from callcoach_desktop.domain.codec import sound_copy_from_json
from callcoach_desktop.workers.protocol import ANSWERS, decode


@pytest.fixture(scope="module")
def long_call(sounds, tmp_path_factory):
    """A recording of half an hour."""
    path = tmp_path_factory.mktemp("long") / "long.wav"
    path.write_bytes(sounds.wav(np.tile(sounds.babble(60.0, 16000, 2), (30, 1)).tobytes(), channels=2))
    return path


def send(child, **message) -> None:
    child.process.stdin.write(json.dumps({"v": 1, **message}).encode() + b"\n")
    child.process.stdin.flush()


def answers(child):
    while line := child.lines.get(timeout=60):
        yield decode(line.decode(), ANSWERS)


def test_progress_is_told_at_most_five_times_a_second(start_child, long_call, tmp_path):
    child = start_child()
    before = time.monotonic()
    send(child, type="decode", id="a", source=str(long_call), folder=str(tmp_path))
    seen = []
    for message in answers(child):
        if message["type"] != "progress":
            break
        seen.append(message)
    assert message["type"] == "decoded"
    assert 1 <= len(seen) <= 5 * (time.monotonic() - before) + 1
    assert [m["done"] for m in seen] == sorted(m["done"] for m in seen)
    assert {m["total"] for m in seen} == {1800.0}
    copy = sound_copy_from_json(message["copy"])
    assert (copy.frames, copy.channels, message["notes"]) == (1800 * 16000, 2, [])


def test_cancelled_within_a_second_and_ready_for_the_next(start_child, long_call, good, tmp_path):
    child = start_child()
    folder = tmp_path / "call"
    folder.mkdir()
    send(child, type="decode", id="a", source=str(long_call), folder=str(folder))
    stream = answers(child)
    assert next(stream)["type"] == "progress"
    send(child, type="cancel", id="a")
    last = next(message for message in stream if message["type"] != "progress")
    assert (last["type"], last["id"]) == ("cancelled", "a")
    assert list(folder.iterdir()) == []
    small = tmp_path / "next.mp3"
    small.write_bytes(good("mp3"))
    assert child.ask(small, folder)["type"] == "decoded"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process can be set on Linux only")
@pytest.mark.parametrize("limit", [0, 1, 20_000, 190_000])
def test_a_disk_that_takes_no_more_bytes(start_child, good, tmp_path, limit):
    child = start_child()
    psutil.Process(child.process.pid).rlimit(psutil.RLIMIT_FSIZE, (limit, limit))
    folder = tmp_path / "call"
    folder.mkdir()
    path = tmp_path / "call.wav"
    path.write_bytes(good("wav"))
    problem = child.ask(path, folder)["problem"]
    assert problem["code"] in {"cannot_write", "disk_full"}
    assert problem["do"]
    assert list(folder.iterdir()) == []


def test_a_child_whose_parent_is_gone_leaves_at_once(start_child, long_call, tmp_path):
    child = start_child()
    send(child, type="decode", id="a", source=str(long_call), folder=str(tmp_path))
    assert next(answers(child))["type"] == "progress"
    child.process.stdin.close()
    assert child.process.wait(timeout=60) == 0
