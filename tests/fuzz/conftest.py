"""The real decode child, and good recordings to spoil."""

from __future__ import annotations

import importlib.util
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ANSWER_SECONDS = 30


def _load_sounds():
    if "callcoach_test_sounds" not in sys.modules:
        spec = importlib.util.spec_from_file_location("callcoach_test_sounds", Path(__file__).parent / "sounds.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return sys.modules["callcoach_test_sounds"]


class DecodeChild:
    """A decode child as the queue starts it. `ask` waits for the answer to one file."""

    def __init__(self, **options) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "callcoach_desktop", "--worker", "decode"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self.errors: list[bytes] = []
        self._readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]
        for reader in self._readers:
            reader.start()
        self.asked = 0
        assert json.loads(self.lines.get(timeout=ANSWER_SECONDS))["type"] == "ready"

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def _read_errors(self) -> None:
        self.errors.extend(self.process.stderr)

    def ask(self, source: Path, folder: Path) -> dict:
        """The `decoded` or `failed` message for a file; fails the test when the child dies or says nothing."""
        if self.process.poll() is not None:
            pytest.fail("the child died over an earlier file")
        self.asked += 1
        request = {"v": 1, "type": "decode", "id": f"r{self.asked}", "source": str(source), "folder": str(folder)}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        while True:
            try:
                line = self.lines.get(timeout=ANSWER_SECONDS)
            except queue.Empty:
                self.process.kill()
                pytest.fail(f"no answer in {ANSWER_SECONDS} s for {source.name}")
            if line is None:
                pytest.fail(f"the child died ({self.process.wait()}): {b''.join(self.errors[-20:]).decode()}")
            message = json.loads(line)
            assert message["id"] == request["id"]
            if message["type"] != "progress":
                return message

    def close(self) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(timeout=60)
        finally:
            self.process.kill()
            for reader in self._readers:
                reader.join()
            self.process.stdout.close()
            self.process.stderr.close()


@pytest.fixture(scope="session")
def sounds():
    """The module that encodes recordings."""
    return _load_sounds()


@pytest.fixture(scope="module")
def child() -> Iterator[DecodeChild]:
    """One child for all files of a module: a file that kills it fails the test of that file."""
    decode_child = DecodeChild()
    yield decode_child
    decode_child.close()


@pytest.fixture(scope="session")
def good(sounds, tmp_path_factory) -> Callable[[str], bytes]:
    """The bytes of a good recording of a kind, 6 s long."""
    folder = tmp_path_factory.mktemp("good")

    def inner(kind: str) -> bytes:
        path = folder / f"good.{kind}"
        return path.read_bytes() if path.exists() else sounds.make(folder, kind).read_bytes()

    return inner


@pytest.fixture
def start_child() -> Iterator[Callable[..., DecodeChild]]:
    """Starts children with own options of Popen; they end with the test."""
    started: list[DecodeChild] = []

    def inner(**options) -> DecodeChild:
        started.append(DecodeChild(**options))
        return started[-1]

    yield inner
    for decode_child in started:
        decode_child.close()
