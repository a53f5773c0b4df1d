"""The child that records, seen from its parent: one process a recording, which is never restarted behind our back.

It outlives a parent that is killed; `RecordLink` is how another process finds it again.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import IO, Any, Self

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.jobs.child import worker_command
from callcoach_desktop.workers.control import NAME as CONTROL
from callcoach_desktop.workers.protocol import ANSWERS, Message, ProtocolError, decode, encode, problem_from_json

START_LIMIT = 30.0  # seconds from starting the child to its first word
STOP_LIMIT = 20.0  # seconds that a child may take to close its files
_ID = "r"  # one request at a time


class RecordChild:
    """A `record` child. `stderr` takes its last words. Use it as a context; leaving it ends the child."""

    def __init__(self, stderr: Path | None = None) -> None:
        # Its own group: Ctrl-C in a terminal is for us, the child is told to stop.
        group: dict[str, Any] = (
            {"creationflags": 0x08000200} if sys.platform == "win32" else {"start_new_session": True}
        )
        with contextlib.ExitStack() as stack:
            words = subprocess.DEVNULL if stderr is None else stack.enter_context(stderr.open("ab"))
            self._process = subprocess.Popen(
                worker_command("record"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                env={**os.environ, "PYTHONFAULTHANDLER": "1", "PYTHONIOENCODING": "utf-8"},
                **group,
            )
        self._answers: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), name="record-answers")
        self._reader.daemon = True
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def discard(self) -> None:
        """End a child that does nothing yet, at once."""
        self._process.kill()
        self.close()

    def send(self, kind: str, **fields: Any) -> None:
        """Send one request; a child that is gone is seen by `answer`."""
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(encode(kind, id=_ID, **fields).encode() + b"\n")
            self._process.stdin.flush()

    def answer(self, timeout: float) -> Message | None:
        """The next answer, None when none came in time. Raises KnownError: what it told, or `recorder_died`."""
        try:
            message = self._answers.get(timeout=timeout)
        except queue.Empty:
            return None
        return _checked(message)

    def ask(self, kind: str, final: str, fields: Mapping[str, Any], limit: float) -> Message:
        """Send a request and wait for its `final` answer, passing over others. Raises KnownError."""
        self.send(kind, **fields)
        heard = time.monotonic()
        while True:
            message = self.answer(0.5)
            if message is not None:
                heard = time.monotonic()
                if message["type"] == final:
                    return message
            elif time.monotonic() - heard > limit:
                self._process.kill()
                raise KnownError("recorder_hangs", "The recorder does not answer.", "Try again.")

    def close(self) -> None:
        """Ask the child to leave, wait until its files are closed, end it when it hangs."""
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError, ValueError):  # without this word it takes the end of the pipe for a crash
            self._process.stdin.write(encode("quit").encode() + b"\n")
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(2.0)

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                try:
                    self._answers.put(decode(line.decode("utf-8"), ANSWERS))
                except (ProtocolError, UnicodeDecodeError):
                    self._process.kill()
                    break
        self._answers.put(None)


class RecordLink:
    """A recorder that another process started, by its control socket. Use it as a context; leaving it lets the
    recorder go on. Raises KnownError `not_recording` when there is none."""

    def __init__(self, folder: Path) -> None:
        try:
            told = json.loads((folder / CONTROL).read_bytes())
            self.pid = int(told["pid"])
            self._connection = Client(str(told["address"]), authkey=bytes.fromhex(told["key"]))
        except (OSError, ValueError, KeyError, TypeError, EOFError, AuthenticationError) as error:
            raise KnownError(
                "not_recording", "This recording does not run any more.", "What it has is brought in."
            ) from error
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, kind: str, **fields: Any) -> None:
        """Send one request; a recorder that is gone is seen by `answer`."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._connection.send_bytes(encode(kind, id=_ID, **fields).encode())

    def answer(self, timeout: float) -> Message | None:
        """As `RecordChild.answer`."""
        try:
            if not self._connection.poll(timeout):
                return None
            return _checked(decode(self._connection.recv_bytes(1 << 20).decode("utf-8"), ANSWERS))
        except (EOFError, OSError, ProtocolError, UnicodeDecodeError):
            return _checked(None)

    def close(self) -> None:
        """Listen no longer."""
        self._connection.close()


def _checked(message: Message | None) -> Message:
    """The message. Raises KnownError for one that tells a problem, and `recorder_died` for none."""
    if message is None:
        raise KnownError(
            "recorder_died",
            "The recorder ended unexpectedly.",
            "What was recorded until then is safe.",
        )
    if message["type"] == "failed":
        problem = problem_from_json(message["problem"])
        raise KnownError(problem.code, problem.what, problem.do)
    return message


def control_pid(folder: Path) -> int:
    """The process that records into a folder; 0 when it is not known (yet)."""
    try:
        return int(json.loads((folder / CONTROL).read_bytes())["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
