"""Notifications of the desktop on Linux, with a click that is heard; also where the desktop has no tray.

All of it goes through the event loop: nothing waits, and nothing is opened before there is something to say.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject

from callcoach_desktop.system import bus_messages as bus
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import run_task

_SHOWN_MS = 8_000
_MOST = 50  # notifications whose click is still waited for


@dataclass(frozen=True, slots=True)
class _Note:
    text: str
    more: str
    clicked: Callable[[], object]
    otherwise: Callable[[], object]


def bus_path(environment: Mapping[str, str] = os.environ) -> str | None:
    """The socket of the user's session bus; None where there is none that is a file."""
    if not sys.platform.startswith("linux"):
        return None
    for address in environment.get("DBUS_SESSION_BUS_ADDRESS", "").split(";"):
        kind, _, rest = address.partition(":")
        parts = dict(pair.split("=", 1) for pair in rest.split(",") if "=" in pair)
        if kind == "unix" and "path" in parts:
            return parts["path"]
    return None


class DesktopNotes(QObject):
    """Says a word on the desktop. Where that cannot be done, `otherwise` is called instead."""

    def __init__(self, parent: QObject, path: str) -> None:
        super().__init__(parent)
        self._path = path
        self._socket: Any = None
        self._open = False
        self._buffer = bytearray()
        self._serial = 0
        self._waiting: list[_Note] = []
        self._asked: dict[int, _Note] = {}
        self._shown: dict[int, _Note] = {}

    def notify(self, text: str, more: str, clicked: Callable[[], object], otherwise: Callable[[], object]) -> None:
        """Show a text and a smaller one; `clicked` when a person clicks it."""
        self._waiting.append(_Note(text, more, clicked, otherwise))
        if self._open:
            self._send()
        elif self._socket is None and len(self._waiting) == 1:
            run_task(self, lambda: importlib.import_module("PySide6.QtNetwork"), self._connect)

    def stop(self) -> None:
        """Hang up; what waits is not said any more."""
        self._waiting.clear()
        self._asked.clear()
        self._hang_up()

    def _connect(self, network: ModuleType) -> None:
        if not self._waiting:
            return
        self._socket = network.QLocalSocket(self)
        self._socket.connected.connect(self._greet)
        self._socket.readyRead.connect(self._read)
        self._socket.errorOccurred.connect(self._lost)
        self._socket.connectToServer(self._path)

    def _greet(self) -> None:
        who = str(os.getuid()).encode().hex().encode()
        self._socket.write(b"\0AUTH EXTERNAL " + who + b"\r\n")

    def _read(self) -> None:
        self._buffer += self._socket.readAll().data()
        if not self._open:
            line, end, rest = bytes(self._buffer).partition(b"\r\n")
            if not end:
                return
            self._buffer = bytearray(rest)
            if not line.startswith(b"OK "):
                self._lost()
                return
            self._open = True
            self._socket.write(b"BEGIN\r\n" + bus.hello(self._next()) + bus.listen(self._next()))
            self._send()
        while self._socket is not None and (message := self._message()) is not None:
            self._take(message)

    def _message(self) -> bus.Message | None:
        """The next whole message; what is none ends the connection. What a click leads to is not our business here."""
        try:
            return bus.take(self._buffer)
        except ValueError:
            self._lost()
            return None

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _send(self) -> None:
        while self._waiting:
            note = self._waiting.pop(0)
            serial = self._next()
            self._asked[serial] = note
            self._socket.write(
                bus.notify(serial, note.text, note.more, actions=("default", tr("Open")),
                           hints={"desktop-entry": "callcoach"}, shown_ms=_SHOWN_MS)
            )  # fmt: skip

    def _take(self, message: bus.Message) -> None:
        note = self._asked.pop(message.reply_to, None) if message.reply_to else None
        if note is not None:
            if message.kind == bus.RETURN and message.values:
                self._shown[int(message.values[0])] = note
                while len(self._shown) > _MOST:
                    self._shown.pop(next(iter(self._shown)))
            else:  # nobody shows notifications here
                note.otherwise()
        elif message.kind == bus.SIGNAL and message.interface == bus.NOTES and message.values:
            # That one was closed is not heeded: some desktops say so before they say that it was clicked.
            shown = self._shown.pop(int(message.values[0]), None) if message.member == "ActionInvoked" else None
            if shown is not None:
                shown.clicked()

    def _lost(self, *_error: object) -> None:
        """No bus, or it went away: the next word tries again."""
        unsaid = [*self._asked.values(), *self._waiting]
        self._asked.clear()
        self._waiting.clear()
        self._hang_up()
        for note in unsaid:
            note.otherwise()

    def _hang_up(self) -> None:
        socket, self._socket, self._open = self._socket, None, False
        self._buffer.clear()
        self._shown.clear()
        if socket is not None:
            socket.blockSignals(True)
            socket.abort()
            socket.deleteLater()
