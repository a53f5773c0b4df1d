"""Who talks to a recorder: its parent by the pipe, and every later window of the same person by a local socket.

The socket's place is told in `control.json` in the recording's folder, which only its owner may enter. On POSIX it is a
socket of the file system, on Windows a named pipe; both want the key that the file holds. What goes over it are the
lines of `workers.protocol`. Whoever listens has a thread and a queue of its own: nobody can make the recorder wait.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from callcoach_desktop.system.files import make_private, write_atomic
from callcoach_desktop.workers.guard import Channel
from callcoach_desktop.workers.protocol import REQUESTS, Message, ProtocolError, decode, encode

NAME = "control.json"
_SOCKET = "control.sock"
_LONGEST = 100  # bytes of a socket's path; systems allow 104 to 108
_BEHIND = 600  # messages after which a slow listener gets no levels until it has caught up
_LAST_WORDS = 5.0  # seconds that the end waits for listeners to take what is left


class _Listener:
    """One that listens, in a thread of its own."""

    def __init__(self, write: Callable[[str, dict[str, Any]], None]) -> None:
        self._write = write
        self._queue: queue.SimpleQueue[tuple[str, dict[str, Any]] | None] = queue.SimpleQueue()
        self.alive = True
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def tell(self, kind: str, fields: dict[str, Any]) -> None:
        if self.alive and (kind != "level" or self._queue.qsize() < _BEHIND):
            self._queue.put((kind, fields))

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join(_LAST_WORDS)

    def _run(self) -> None:
        while (message := self._queue.get()) is not None:
            try:
                self._write(*message)
            except (OSError, ValueError):
                self.alive = False
                return


class Hub:
    """Tells everybody, and takes what anybody asks."""

    def __init__(self, channel: Channel, request_id: str, folder: Path) -> None:
        self._channel = channel
        self._id = request_id
        self._asked: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._greeting: dict[str, dict[str, Any]] = {}
        self._listeners = [_Listener(self._to_parent)]
        self._away: Path | None = None
        self._file = folder / NAME
        self._server = self._serve(folder)

    @property
    def joined(self) -> int:
        """How many listen besides the parent."""
        with self._lock:
            return sum(one.alive for one in self._listeners[1:])

    def tell(self, kind: str, fields: dict[str, Any]) -> None:
        """Tell everybody; what a newcomer must know is kept for it."""
        with self._lock:
            if kind in {"recording", "level"}:
                self._greeting[kind] = fields
            elif kind in {"paused", "stopping"}:
                self._greeting["state"] = {"kind": kind, **fields}
            elif kind == "resumed":
                self._greeting.pop("state", None)
            for one in self._listeners:
                one.tell(kind, fields)

    def next(self) -> Message | None:
        """What somebody asked, None when nobody did; does not block."""
        message = self._channel.waiting()
        if message is not None:
            return message
        with contextlib.suppress(queue.Empty):
            return self._asked.get_nowait()
        return None

    def close(self) -> None:
        """Let everybody hear the last words, and take the socket away."""
        self._file.unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()
        if self._away is not None:
            shutil.rmtree(self._away, ignore_errors=True)
        with self._lock:
            listeners = list(self._listeners)
        for one in listeners:
            one.close()

    def _to_parent(self, kind: str, fields: dict[str, Any]) -> None:
        self._channel.send(kind, id=self._id, **fields)

    def _serve(self, folder: Path) -> Listener | None:
        """Open the socket; None where that is not possible: the recording goes on without."""
        key = secrets.token_bytes(32)
        try:
            if sys.platform == "win32":
                server = Listener(rf"\\.\pipe\callcoach-{secrets.token_hex(16)}", "AF_PIPE", authkey=key)
            else:
                path = folder / _SOCKET
                if len(os.fsencode(path)) > _LONGEST:
                    self._away = Path(tempfile.mkdtemp(prefix="callcoach-"))
                    path = self._away / _SOCKET
                path.unlink(missing_ok=True)
                server = Listener(str(path), "AF_UNIX", authkey=key)
                make_private(path)
            told = {"address": str(server.address), "key": key.hex(), "pid": os.getpid()}
            write_atomic(self._file, json.dumps(told).encode())
        except OSError as error:
            sys.stderr.write(f"callcoach recorder: no control socket ({error})\n")
            return None
        threading.Thread(target=self._accept, args=(server,), name="control", daemon=True).start()
        return server

    def _accept(self, server: Listener) -> None:
        while True:
            try:
                one = server.accept()
            except (AuthenticationError, EOFError, ConnectionError):
                continue
            except OSError:
                return  # closed
            threading.Thread(target=self._hear, args=(one,), name="joined", daemon=True).start()

    def _hear(self, one: Connection) -> None:
        def write(kind: str, fields: dict[str, Any]) -> None:
            one.send_bytes(encode(kind, id=self._id, **fields).encode())

        with self._lock:
            listener = _Listener(write)
            for kind in ("recording", "level"):
                if kind in self._greeting:
                    listener.tell(kind, self._greeting[kind])
            if (state := self._greeting.get("state")) is not None:
                listener.tell(state["kind"], {key: value for key, value in state.items() if key != "kind"})
            self._listeners.append(listener)
        try:
            while True:
                self._asked.put(decode(one.recv_bytes(1 << 16).decode("utf-8"), REQUESTS))
        except (EOFError, OSError, ProtocolError, UnicodeDecodeError):
            listener.alive = False
