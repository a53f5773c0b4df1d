"""Supervision of one child: started on demand, kept warm, stopped when idle; how it ended is a value.

A child is native code working on files of strangers: it may crash, be killed for memory, hang, or talk nonsense.
None of that is an exception here. `Child.ask` sends one request and returns either the child's last answer or the
way in which the child ended, so that every caller has to say what it does about each.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from callcoach_desktop.workers.guard import PROTOCOL_EXIT
from callcoach_desktop.workers.protocol import ANSWERS, FINAL, Message, ProtocolError, decode, encode

log = logging.getLogger(__name__)

STDERR_KEPT = 4096  # bytes of the child's last words that are kept for the log
LINE_LIMIT = 64 * 1024 * 1024  # characters; a 12-hour transcript is under 20 MB
CANCEL_GRACE = 0.7  # seconds from asking a child to stop to killing it: "cancel within a second" includes our polling
SILENCE_LIMIT = 900.0  # seconds without a word before a child counts as hung; the slowest batch seen takes 4 minutes
START_LIMIT = 120.0  # seconds from starting a child to its first word, on a cold disk
IDLE_LIMIT = 60.0  # seconds that an unused child keeps its model loaded
POLL = 0.1  # seconds between looks at `cancelled`
MEMORY_MARKS = ("MemoryError", "bad_alloc", "Cannot allocate memory", "out of memory")


@dataclass(frozen=True, slots=True)
class Answered:
    """The child did what it could: `message` is what the protocol's FINAL says, or `failed`. The child lives on."""

    message: Message


@dataclass(frozen=True, slots=True)
class Ok:
    """The child left because it was told to."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The request was stopped because we asked; the child may live on or was killed."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The child died by `signal` (POSIX), left with `status`, or hung (`hung`). `last_words` is its stderr's end."""

    signal: int | None
    status: int | None
    hung: bool = False
    last_words: str = ""


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The system killed the child (SIGKILL that we did not send), or an allocation failed."""

    last_words: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolBroken:
    """The child said something that is not a message of this version."""

    what: str


Exit = Ok | Cancelled | Crashed | OutOfMemory | ProtocolBroken
Reply = Answered | Cancelled | Crashed | OutOfMemory | ProtocolBroken


def worker_command(name: str) -> list[str]:
    """The argument list that starts our own program as the child `name`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker", name]
    # -P: the working folder is the user's, and a file called av.py there must not become a module of ours.
    return [sys.executable, "-P", "-m", "callcoach_desktop", "--worker", name]


class Child:
    """One child process, at most one request at a time. Not thread-safe, but for `stop` and `kill`."""

    def __init__(
        self,
        name: str,
        command: Sequence[str] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        idle_limit: float = IDLE_LIMIT,
        silence_limit: float = SILENCE_LIMIT,
        cancel_grace: float = CANCEL_GRACE,
    ) -> None:
        self.name = name
        self._command = list(command) if command is not None else worker_command(name)
        self._environment = dict(environment or {})
        self._idle_limit = idle_limit
        self._silence_limit = silence_limit
        self._cancel_grace = cancel_grace
        self._process: _Process | None = None
        self._used_at = time.monotonic()
        self._asked = 0

    @property
    def pid(self) -> int | None:
        """The process id, None while no child runs."""
        process = self._process
        return process.pid if process and process.running() else None

    def ask(
        self,
        kind: str,
        fields: Mapping[str, Any],
        on_answer: Callable[[Message], None],
        cancelled: Callable[[], bool],
    ) -> Reply:
        """Send one request and see it through; starts the child when none is running.

        `fields["id"]` names the request; a number is added, because a warm child remembers what was cancelled and the
        same job may ask again. `on_answer` gets every answer before the last one; `cancelled` is asked
        ten times a second. Exceptions of either callback stop the child and pass through.
        """
        self._asked += 1
        request = f"{fields['id']}.{self._asked}"
        process = self._running()
        last = (FINAL[kind], "failed")
        asked_at: float | None = None
        try:
            process.send(encode(kind, **{**fields, "id": request}))
            heard_at = time.monotonic()
            while True:
                now = time.monotonic()
                if asked_at is None and cancelled():
                    asked_at = now
                    process.send(encode("cancel", id=request))
                if asked_at is not None and now - asked_at > self._cancel_grace:
                    process.kill()
                    self._process = None
                    return Cancelled()
                limit = self._silence_limit if process.ready else START_LIMIT
                if now - heard_at > limit:
                    log.warning("The child %s said nothing for %.0f s and was ended", self.name, limit)
                    return self._hung(process)
                try:
                    heard = process.answers.get(timeout=POLL)
                except queue.Empty:
                    continue
                heard_at = time.monotonic()
                if not isinstance(heard, dict):
                    self._process = None
                    return Cancelled() if asked_at is not None else self._ended(process, heard)
                if heard.get("id") != request:
                    process.ready = True
                elif heard["type"] == "cancelled":
                    return Cancelled()
                elif heard["type"] in last:
                    return Cancelled() if asked_at is not None else Answered(heard)
                else:
                    on_answer(heard)
        except BaseException:
            self.kill()
            raise
        finally:
            self._used_at = time.monotonic()

    def warm(self) -> None:
        """Start the child when none is running, because a request will come soon."""
        self._running()
        self._used_at = time.monotonic()

    def rest(self) -> None:
        """End the child when it has been idle for long enough; call now and then between requests."""
        if self._process and time.monotonic() - self._used_at > self._idle_limit:
            self.stop()

    def stop(self) -> Exit:
        """Ask the child to leave, and kill it when it does not within a second."""
        process, self._process = self._process, None
        return process.quit() if process else Ok()

    def kill(self) -> None:
        """End the child at once."""
        process, self._process = self._process, None
        if process:
            process.kill()

    def _running(self) -> _Process:
        if self._process is None or not self._process.running():
            if self._process is not None:  # it died between two requests: nothing is lost, a new one is started
                self._process.kill()
            self._process = _Process(self.name, self._command, self._environment)
        return self._process

    def _hung(self, process: _Process) -> Crashed:
        process.kill()
        self._process = None
        return Crashed(None, None, hung=True, last_words=process.last_words())

    def _ended(self, process: _Process, broken: ProtocolBroken | None) -> Crashed | OutOfMemory | ProtocolBroken:
        """What the end of the child's answers means. `broken` is set when the reader gave up on it."""
        if broken is not None:
            process.kill()
            log.warning("The child %s broke the protocol: %s", self.name, broken.what)
            return broken
        status = process.wait()
        words = process.last_words()
        log.warning("The child %s ended with status %s; its last words:\n%s", self.name, status, words)
        if status == PROTOCOL_EXIT:
            return ProtocolBroken(words.strip().splitlines()[-1] if words.strip() else "it did not understand us")
        if status == -9 or any(mark in words for mark in MEMORY_MARKS):
            return OutOfMemory(words)
        return Crashed(-status if status < 0 else None, status if status >= 0 else None, last_words=words)


class _Process:
    """A running child with a thread for each of its pipes, so that no full pipe can block us."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        # Its own group: Ctrl-C in a terminal is for us to handle; a child whose parent is gone sees the end of stdin.
        group: dict[str, Any] = (
            {"creationflags": 0x08004200}  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP | BELOW_NORMAL_PRIORITY_CLASS
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONFAULTHANDLER": "1", "PYTHONIOENCODING": "utf-8", **environment},
            **group,
        )
        self.pid = self._popen.pid
        self.ready = False
        self.answers: queue.SimpleQueue[Message | ProtocolBroken | None] = queue.SimpleQueue()
        self._requests: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stderr = b""
        log.info("Started the child %s, process %d", name, self.pid)
        self._threads = [
            threading.Thread(target=work, args=(pipe,), name=f"{name}-{end}", daemon=True)
            for end, work, pipe in (
                ("requests", self._write, self._popen.stdin),
                ("answers", self._read, self._popen.stdout),
                ("stderr", self._listen, self._popen.stderr),
            )
        ]
        for thread in self._threads:
            thread.start()

    def running(self) -> bool:
        """Whether the process is alive."""
        return self._popen.poll() is None

    def send(self, line: str) -> None:
        """Queue one line for the child."""
        self._requests.put(line)

    def wait(self) -> int:
        """The exit status of a child whose answers have ended; one that closed its pipe and stays is killed."""
        try:
            status = self._popen.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
            status = 1
        self._finish()
        return status

    def quit(self) -> Exit:
        """Ask it to leave; kill after a second."""
        self.send(encode("quit"))
        try:
            self._popen.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._finish()
        return Ok()

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        self._popen.kill()
        self._popen.wait()
        self._finish()

    def last_words(self) -> str:
        """The last 4 KB of its standard error."""
        return self._stderr.decode("utf-8", "replace")

    def _finish(self) -> None:
        self._requests.put(None)
        for thread in self._threads:
            thread.join(timeout=2.0)

    def _write(self, pipe: IO[bytes]) -> None:
        # A pipe that breaks is no error here: the reader sees the child's end and says how it came.
        with contextlib.suppress(BrokenPipeError, OSError), pipe:
            while (line := self._requests.get()) is not None:
                pipe.write(line.encode() + b"\n")
                pipe.flush()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            while line := pipe.readline(LINE_LIMIT):
                try:
                    self.answers.put(decode(line.decode("utf-8"), ANSWERS))
                except (ProtocolError, UnicodeDecodeError) as error:
                    self.answers.put(ProtocolBroken(str(error)))
                    return
        self.answers.put(None)

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe:
            while piece := pipe.read1(STDERR_KEPT):  # type: ignore[attr-defined]  # a BufferedReader at run time
                self._stderr = (self._stderr + piece)[-STDERR_KEPT:]
                log.debug("child: %s", piece.decode("utf-8", "replace").rstrip())
