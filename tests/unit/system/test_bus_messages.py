"""Bytes of D-Bus: what is written is read, also in pieces and in the other byte order; what is broken is refused."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest

from callcoach_desktop.system import bus_messages as bus


def test_a_notification_is_read_back():
    hints = {"desktop-entry": "callcoach"}
    data = bytearray(bus.notify(7, "“Hä?” is ready", "2 more", actions=("default", "Open"), hints=hints, shown_ms=-1))
    message = bus.take(data)
    assert message is not None
    assert (message.kind, message.interface, message.member) == (bus.CALL, bus.NOTES, "Notify")
    assert message.values == ("CallCoach", 0, "", "“Hä?” is ready", "2 more")
    assert not data


def test_each_length_stands_at_its_alignment():
    data = bus.hello(1)
    length, serial, fields = struct.unpack_from("<III", data, 4)
    assert (length, serial) == (0, 1)
    assert len(data) == (16 + fields + 7) // 8 * 8


def test_messages_come_in_pieces():
    whole = bus.listen(2) + bus.hello(3)
    buffer, found = bytearray(), []
    for byte in whole:
        buffer.append(byte)
        while (message := bus.take(buffer)) is not None:
            found.append(message)
    assert [(m.member, m.values[:1]) for m in found] == [
        ("AddMatch", (f"type='signal',interface='{bus.NOTES}',path='{bus.NOTES_PATH}'",)), ("Hello", ()),
    ]  # fmt: skip


def test_a_signal_in_the_other_byte_order():
    fields = b"\x02\x01s\0" + struct.pack(">I", len(bus.NOTES)) + bus.NOTES.encode() + b"\0"
    fields += bytes(-len(fields) % 8) + b"\x03\x01s\0" + struct.pack(">I", 13) + b"ActionInvoked\0"
    fields += bytes(-len(fields) % 8) + b"\x08\x01g\0\x02us\0"
    body = struct.pack(">II", 42, 7) + b"default\0"
    head = b"B\x04\0\x01" + struct.pack(">III", len(body), 9, len(fields)) + fields
    buffer = bytearray(head + bytes(-len(head) % 8) + body)
    assert bus.take(buffer) == bus.Message(bus.SIGNAL, bus.NOTES, "ActionInvoked", 0, (42, "default"))


@pytest.mark.parametrize("at", range(16, 80))
def test_what_is_broken_is_refused_or_read_but_never_anything_else(at: int):
    data = bytearray(bus.listen(2))
    data[at] ^= 0xFF
    message = None
    with suppress(ValueError):
        message = bus.take(data)
    assert message is None or (message.kind == bus.CALL and all(isinstance(v, str | int) for v in message.values))


def test_other_bytes_are_refused():
    with pytest.raises(ValueError, match="no D-Bus"):
        bus.take(bytearray(b"HTTP/1.1 200 OK\r\n\r\n"))
    with pytest.raises(ValueError, match="too long"):
        bus.take(bytearray(b"l\x02\0\x01" + struct.pack("<III", 2**30, 1, 0)))
