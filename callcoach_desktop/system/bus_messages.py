"""The few messages of the D-Bus protocol that a notification needs, as bytes: no connection, no Qt.

Qt's own binding cannot write the unsigned number that `Notify` asks for, and its tray icon names no action, so that
a desktop has nothing to tell us when a person clicks. Written after the D-Bus Specification 0.43 and the Desktop
Notifications Specification 1.2; little endian out, both in.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BUS = "org.freedesktop.DBus"
NOTES = "org.freedesktop.Notifications"
NOTES_PATH = "/org/freedesktop/Notifications"
CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
_FIXED = 16  # bytes before the header's fields
_LONGEST = 2**27  # what the specification allows
_PATH, _INTERFACE, _MEMBER, _REPLY_TO, _DESTINATION, _SIGNATURE = 1, 2, 3, 5, 6, 8


@dataclass(frozen=True, slots=True)
class Message:
    """A message that came: what it is, which call it answers (0: none), its values where they are texts and numbers."""

    kind: int
    interface: str
    member: str
    reply_to: int
    values: tuple[str | int, ...]


class Writer:
    """Puts values together, each at its own alignment."""

    def __init__(self) -> None:
        self.data = bytearray()

    def align(self, to: int) -> None:
        """Fill up to a multiple of `to` bytes."""
        self.data += bytes(-len(self.data) % to)

    def number(self, value: int, *, signed: bool = False) -> None:
        """32 bits."""
        self.align(4)
        self.data += struct.pack("<i" if signed else "<I", value)

    def text(self, value: str) -> None:
        """A string (or an object's path)."""
        encoded = value.replace("\0", "").encode()
        self.number(len(encoded))
        self.data += encoded + b"\0"

    def signature(self, value: str) -> None:
        """The types of values."""
        self.data += bytes([len(value)]) + value.encode() + b"\0"

    def begin_array(self, alignment: int) -> tuple[int, int]:
        """Where its length stands and where its items begin; for `end_array`."""
        self.number(0)
        at = len(self.data) - 4
        self.align(alignment)
        return at, len(self.data)

    def end_array(self, begun: tuple[int, int]) -> None:
        """Write its length."""
        struct.pack_into("<I", self.data, begun[0], len(self.data) - begun[1])


def call(serial: int, destination: str, path: str, member: str, signature: str = "", body: bytes = b"") -> bytes:
    """A call of a method of the interface that is named as its destination."""
    fields: list[tuple[int, str, str]] = [
        (_PATH, "o", path), (_INTERFACE, "s", destination), (_MEMBER, "s", member), (_DESTINATION, "s", destination),
    ]  # fmt: skip
    if signature:
        fields.append((_SIGNATURE, "g", signature))
    out = Writer()
    out.data += bytes([ord("l"), CALL, 0, 1])
    out.number(len(body))
    out.number(serial)
    begun = out.begin_array(8)
    for code, kind, value in fields:
        out.align(8)
        out.data.append(code)
        out.signature(kind)
        (out.signature if kind == "g" else out.text)(value)
    out.end_array(begun)
    out.align(8)
    return bytes(out.data) + body


def hello(serial: int) -> bytes:
    """The first call on every connection."""
    return call(serial, BUS, "/org/freedesktop/DBus", "Hello")


def listen(serial: int) -> bytes:
    """Ask for the signals of the notification service."""
    body = Writer()
    body.text(f"type='signal',interface='{NOTES}',path='{NOTES_PATH}'")
    return call(serial, BUS, "/org/freedesktop/DBus", "AddMatch", "s", bytes(body.data))


def notify(
    serial: int, summary: str, more: str, *, actions: Sequence[str], hints: Mapping[str, str], shown_ms: int
) -> bytes:
    """Show a notification of low urgency; `actions` are pairs of key and words, `hints` texts by name."""
    body = Writer()
    body.text("CallCoach")
    body.number(0)  # replaces none
    body.text("")
    body.text(summary)
    body.text(more)
    begun = body.begin_array(4)
    for one in actions:
        body.text(one)
    body.end_array(begun)
    begun = body.begin_array(8)
    body.align(8)
    body.text("urgency")
    body.signature("y")
    body.data.append(0)
    for name, value in hints.items():
        body.align(8)
        body.text(name)
        body.signature("s")
        body.text(value)
    body.end_array(begun)
    body.number(shown_ms, signed=True)
    return call(serial, NOTES, NOTES_PATH, "Notify", "susssasa{sv}i", bytes(body.data))


def take(buffer: bytearray) -> Message | None:
    """Take the first message off a buffer; None while it is not whole. Raises ValueError for what is no message."""
    if len(buffer) < _FIXED:
        return None
    order = {ord("l"): "<", ord("B"): ">"}.get(buffer[0])
    if order is None:
        raise ValueError("no D-Bus message")
    body_length, _serial, fields_length = struct.unpack_from(order + "III", buffer, 4)
    start = (_FIXED + fields_length + 7) // 8 * 8
    if start + body_length > _LONGEST:
        raise ValueError("a D-Bus message is too long")
    if len(buffer) < start + body_length:
        return None
    data = bytes(buffer[: start + body_length])
    del buffer[: start + body_length]
    try:
        fields = _fields(data[: _FIXED + fields_length], order)
        values = _values(data[start:], str(fields.get(_SIGNATURE, "")), order)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise ValueError("a broken D-Bus message") from error
    reply_to = fields.get(_REPLY_TO, 0)
    if isinstance(reply_to, str):
        raise ValueError("a broken D-Bus message")
    return Message(data[1], str(fields.get(_INTERFACE, "")), str(fields.get(_MEMBER, "")), reply_to, values)


def _fields(data: bytes, order: str) -> dict[int, str | int]:
    found: dict[int, str | int] = {}
    at = _FIXED
    while at < len(data):
        at = (at + 7) // 8 * 8
        code = data[at]
        kind, at = _signature(data, at + 1)
        found[code], at = _value(data, at, kind, order)
    return found


def _values(data: bytes, signature: str, order: str) -> tuple[str | int, ...]:
    found: list[str | int] = []
    at = 0
    for kind in signature:
        if kind not in "sogu":
            break  # nothing that we ask for
        value, at = _value(data, at, kind, order)
        found.append(value)
    return tuple(found)


def _value(data: bytes, at: int, kind: str, order: str) -> tuple[str | int, int]:
    if kind == "g":
        return _signature(data, at)
    at = (at + 3) // 4 * 4
    (number,) = struct.unpack_from(order + "I", data, at)
    if kind == "u":
        return int(number), at + 4
    if kind not in "so":
        raise struct.error(f"a field of the type {kind}")
    if at + 4 + number >= len(data):
        raise IndexError("a text beyond the end")
    return data[at + 4 : at + 4 + number].decode(), at + 5 + number


def _signature(data: bytes, at: int) -> tuple[str, int]:
    length = data[at]
    return data[at + 1 : at + 1 + length].decode(), at + 2 + length
