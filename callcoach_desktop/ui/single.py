"""One window a library: a second start hands its files to the first and brings that to the front.

The lock is the operating system's (freed when its holder dies); the word goes over a local socket of the user's own,
never over the network.
"""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QObject, Signal

from callcoach_desktop.system.locks import FileLock
from callcoach_desktop.system.paths import home
from callcoach_desktop.ui.tasks import run_task

ANSWER_MS = 3_000
"""How long a second start waits for the first to answer: that one may still be starting."""
_LONGEST = 1_000_000  # bytes of one message


def _key(folder: Path) -> str:
    # By Qt, which is there already: Python's own way loads a library of OpenSSL's, for which the first picture waits.
    path = str(folder.resolve()).encode()
    made = QCryptographicHash.hash(path, QCryptographicHash.Algorithm.Sha256)
    return bytes(made.toHex().data()).decode()[:20]


class Single(QObject):
    """`wanted` carries the paths that another start named (maybe none)."""

    wanted = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._lock = FileLock(home() / "windows" / f"{_key(folder)}.lock")
        self._server = None
        self._heard: dict[object, bytes] = {}

    def take(self) -> bool:
        """Be the window of this library; False when another is. Raises OSError where nothing can be locked."""
        return self._lock.acquire(blocking=False)

    def listen(self) -> None:
        """Hear of other starts from now on (the module for it is loaded on a worker thread)."""
        run_task(self, lambda: importlib.import_module("PySide6.QtNetwork"), self._listen)

    def _listen(self, network: object) -> None:
        if not self._lock.held or self._server is not None:
            return
        name = f"callcoach-{_key(self.folder)}"
        network.QLocalServer.removeServer(name)  # ours by the lock: what is there was left by a crash
        self._server = network.QLocalServer(self)
        self._server.setSocketOptions(network.QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        self._server.listen(name)

    def _connected(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(lambda one=socket: self._read(one))
            socket.disconnected.connect(lambda one=socket: self._left(one))
            if socket.bytesAvailable():
                self._read(socket)

    def _read(self, socket: object) -> None:
        said = self._heard.get(socket, b"") + bytes(socket.readAll().data())
        self._heard[socket] = said
        if len(said) > _LONGEST:
            socket.abort()
        elif said.endswith(b"\n"):
            try:
                paths = [Path(str(one)) for one in json.loads(said)]
            except ValueError:
                socket.abort()
                return
            socket.write(b"ok\n")
            self._heard[socket] = b""
            self.wanted.emit(paths)

    def _left(self, socket: object) -> None:
        self._heard.pop(socket, None)
        socket.deleteLater()

    def release(self) -> None:
        """No longer the window of this library."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._lock.release()


def hand_over(folder: Path, paths: Sequence[Path], patience_ms: int = ANSWER_MS) -> bool:
    """Ask the window of this library to come to the front and to import `paths`; False when it does not answer."""
    from PySide6.QtNetwork import QLocalSocket

    message = json.dumps([str(path.expanduser().absolute()) for path in paths]).encode() + b"\n"
    end = time.monotonic() + patience_ms / 1000
    while (left := round((end - time.monotonic()) * 1000)) > 0:
        socket = QLocalSocket()
        socket.connectToServer(f"callcoach-{_key(folder)}")
        if socket.waitForConnected(min(left, 500)):
            socket.write(message)
            if socket.waitForBytesWritten(left) and socket.waitForReadyRead(left):
                return bytes(socket.readAll().data()).startswith(b"ok")
        time.sleep(0.05)  # it holds the lock but does not listen yet
    return False
