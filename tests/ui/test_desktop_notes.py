"""Notifications through a bus that the test plays: shown, clicked, refused, gone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from callcoach_desktop.system import bus_messages as bus
from callcoach_desktop.ui.desktop_notes import DesktopNotes, bus_path
from callcoach_desktop.ui.tray import Tray

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is Linux's")


def message(kind: int, fields: list[tuple[int, str, object]], signature: str = "", values: tuple = ()) -> bytes:
    body, out = bus.Writer(), bus.Writer()
    for value in values:
        (body.number if isinstance(value, int) else body.text)(value)
    if signature:
        fields = [*fields, (8, "g", signature)]
    out.data += bytes([ord("l"), kind, 0, 1])
    out.number(len(body.data))
    out.number(99)
    begun = out.begin_array(8)
    for code, of, value in fields:
        out.align(8)
        out.data.append(code)
        out.signature(of)
        {"g": out.signature, "s": out.text, "u": out.number}[of](value)
    out.end_array(begun)
    out.align(8)
    return bytes(out.data + body.data)


class Bus(QObject):
    """Takes the greeting and notes what is called; answers `Notify` with 41, or with an error."""

    def __init__(self, path: Path, *, refuses: bool = False) -> None:
        super().__init__()
        self.refuses, self.calls, self.buffer = refuses, [], bytearray()
        self.socket: QLocalSocket | None = None
        self.server = QLocalServer(self)
        self.server.newConnection.connect(self._came)
        assert self.server.listen(str(path))

    def _came(self) -> None:
        self.socket = self.server.nextPendingConnection()
        self.socket.readyRead.connect(self._read)

    def _read(self) -> None:
        self.buffer += self.socket.readAll().data()
        if self.buffer.startswith(b"\0AUTH EXTERNAL ") and self.buffer.endswith(b"\r\n"):
            self.buffer.clear()
            self.socket.write(b"OK 0123456789abcdef\r\n")
        if self.buffer.startswith(b"BEGIN\r\n"):
            del self.buffer[:7]
        while self.buffer[:1] == b"l":
            serial = int.from_bytes(self.buffer[8:12], "little")
            call = bus.take(self.buffer)
            if call is None:
                return
            self.calls.append(call)
            if call.member == "Notify" and self.refuses:
                self.socket.write(message(bus.ERROR, [(5, "u", serial)], "s", ("nobody",)))
            elif call.member == "Notify":
                self.socket.write(message(bus.RETURN, [(5, "u", serial)], "u", (41,)))

    def say(self, member: str, signature: str, *values: object) -> None:
        self.socket.write(message(bus.SIGNAL, [(2, "s", bus.NOTES), (3, "s", member)], signature, values))

    def stop(self) -> None:
        self.server.close()
        if self.socket is not None:
            self.socket.abort()


class Place:
    """Where the bus is, and what has to be closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.made: list[Bus | DesktopNotes] = []

    def bus(self, *, refuses: bool = False) -> Bus:
        self.made.append(Bus(self.path, refuses=refuses))
        return self.made[-1]

    def notes(self, parent: QObject) -> DesktopNotes:
        self.made.append(DesktopNotes(parent, str(self.path)))
        return self.made[-1]


@pytest.fixture
def place(tmp_path, qapp):
    made = Place(tmp_path / "bus")
    yield made
    for one in reversed(made.made):
        one.stop()
        one.deleteLater()


def test_a_click_is_heard(place, qapp, qtbot):
    desktop, notes, said = place.bus(), place.notes(qapp), []
    tray = Tray(qapp, available=lambda: False, notes=lambda: notes)
    tray.notify("“Pricing call” is ready", "", lambda: said.append("clicked"))
    qtbot.waitUntil(lambda: [c.member for c in desktop.calls] == ["Hello", "AddMatch", "Notify"], timeout=10_000)
    assert desktop.calls[-1].values[3] == "“Pricing call” is ready"
    desktop.say("ActionInvoked", "us", 40, "default")  # another program's
    desktop.say("NotificationClosed", "uu", 41, 2)
    with qtbot.waitSignal(tray.open_wanted, timeout=10_000):
        desktop.say("ActionInvoked", "us", 41, "default")
    assert said == ["clicked"]
    tray.notify("second", "1 more", lambda: None)  # over the same connection
    qtbot.waitUntil(lambda: desktop.calls[-1].values[3:] == ("second", "1 more"), timeout=10_000)
    tray.stop()
    tray.deleteLater()


def test_where_nobody_shows_notifications_the_icon_does(place, qapp, qtbot):
    place.bus(refuses=True)
    notes, said = place.notes(qapp), []
    notes.notify("ready", "", lambda: said.append("clicked"), lambda: said.append("otherwise"))
    qtbot.waitUntil(lambda: said == ["otherwise"], timeout=10_000)


def test_without_a_bus_the_icon_does_and_the_next_word_tries_again(place, qapp, qtbot):
    notes, said = place.notes(qapp), []
    notes.notify("ready", "", lambda: None, lambda: said.append("otherwise"))
    qtbot.waitUntil(lambda: said == ["otherwise"], timeout=10_000)
    desktop = place.bus()
    notes.notify("ready", "", lambda: None, lambda: said.append("otherwise"))
    qtbot.waitUntil(lambda: bool(desktop.calls) and desktop.calls[-1].member == "Notify", timeout=10_000)
    assert said == ["otherwise"]


def test_where_the_bus_is():
    assert bus_path({}) is None
    assert bus_path({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1/bus,guid=ab"}) == "/run/user/1/bus"
    two = "tcp:host=localhost,port=1;unix:path=/tmp/second"
    assert bus_path({"DBUS_SESSION_BUS_ADDRESS": two}) == "/tmp/second"
    assert bus_path({"DBUS_SESSION_BUS_ADDRESS": "unix:abstract=/tmp/dbus-x"}) is None
