"""The guarded standard output of a child, and its request loop.

File descriptor 1 is duplicated for the protocol and then pointed at stderr, so that no print of a native library
can corrupt a message (DESIGN.md, section 2). Requests are read by a thread of their own: when standard input
ends, the parent is gone and the child leaves at once, whatever native code is doing.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.workers.protocol import REQUESTS, Message, ProtocolError, decode, encode, problem_to_json

PROTOCOL_EXIT = 3  # the exit status that tells the parent "we do not understand each other"


class Channel:
    """A child's side of the talk: `send` answers, `next_request` waits, `cancelled` says whether to stop."""

    def __init__(self, requests: TextIO, answers: TextIO, on_end: Callable[[], None] | None = None) -> None:
        self._end = on_end or _leave
        self._requests = requests
        self._answers = answers
        self._queue: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()
        self.orderly = False  # the parent said that it goes; without it, it was killed or crashed
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def send(self, kind: str, **fields: Any) -> None:
        """Write one message and flush it. A parent that is gone ends this process."""
        line = encode(kind, **fields)
        with self._lock:
            try:
                self._answers.write(line + "\n")
                self._answers.flush()
            except (BrokenPipeError, ValueError):
                self._end()

    def next_request(self) -> Message:
        """The next request other than `cancel`; blocks."""
        return self._queue.get()

    def waiting(self) -> Message | None:
        """A request that has come, None when none has; does not block."""
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None

    def cancelled(self, request_id: str) -> bool:
        """Whether the parent has asked to stop this request."""
        return request_id in self._cancelled

    def check(self, request_id: str) -> None:
        """Raise `Cancelled` when the parent has asked to stop this request."""
        if self.cancelled(request_id):
            raise Cancelled

    def _read(self) -> None:
        for line in self._requests:
            if not line.strip():
                continue
            try:
                message = decode(line, REQUESTS)
            except ProtocolError as error:
                sys.stderr.write(f"callcoach worker: {error}\n")
                os._exit(PROTOCOL_EXIT)
            if message["type"] == "quit":
                self.orderly = True
                self._end()
                self._queue.put(message)
                return
            if message["type"] == "cancel":
                self._cancelled.add(message["id"])
            else:
                self._queue.put(message)
        self._end()
        self._queue.put({"type": "quit"})


def _leave() -> None:
    """End this process at once: the parent is gone, and half-made work is worth nothing without it."""
    os._exit(0)


def guarded_channel(on_end: Callable[[], None] | None = None) -> Channel:
    """Take standard output for the protocol and send everything else that is printed to stderr."""
    protocol_fd = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    answers = os.fdopen(protocol_fd, "w", encoding="utf-8", newline="\n")
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    return Channel(requests, answers, on_end)


def serve(handlers: Mapping[str, Callable[[Message, Channel], None]], on_end: Callable[[], None] | None = None) -> int:
    """Answer requests one after the other until the parent goes; with `on_end` it is told and may end its work first.

    A `KnownError` becomes `failed`, `Cancelled` becomes `cancelled`; anything else is a bug and ends the child with
    its traceback on stderr, which the parent reports as a crash.
    """
    channel = guarded_channel(on_end)
    channel.send("ready")
    while True:
        request = channel.next_request()
        if request["type"] == "quit":
            return 0
        handler = handlers.get(request["type"])
        if handler is None:
            sys.stderr.write(f"callcoach worker: cannot do {request['type']!r}\n")
            return PROTOCOL_EXIT
        try:
            handler(request, channel)
        except KnownError as error:
            channel.send("failed", id=request["id"], problem=problem_to_json(error.problem))
        except Cancelled:
            channel.send("cancelled", id=request["id"])
