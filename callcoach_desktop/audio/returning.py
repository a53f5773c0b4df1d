"""Which source is recorded when the chosen one goes, and the way back to it when it is there again."""

from __future__ import annotations

import collections
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from callcoach_desktop.audio.devices import Device, Devices
from callcoach_desktop.audio.pulse import OnBlock
from callcoach_desktop.domain.errors import KnownError

FIRST = 3.0  # seconds that a source may take to give its first block
_LOOK, _REST = 1.0, 10.0  # seconds between looks for the chosen source, and after one that opened and gave nothing
Blocks = collections.deque[tuple[float, bytes]]
"""Blocks that wait: when (monotonic) their first sample was heard, and their samples."""


def same(one: Device, other: Device) -> bool:
    """Whether both are one source; its key may be another number after it was plugged in again."""
    return (one.name, one.kind) == (other.name, other.kind)


def candidates(every: list[Device], chosen: Device, last: Device, kind: str, taken: Collection[str]) -> list[Device]:
    """What to record now, the best first: the chosen source, the one that was recorded last, others of this kind that
    no other track records."""
    own = [device for wanted in (chosen, last) for device in every if same(device, wanted)]
    own.sort(key=lambda device: (not same(device, chosen), device.key != chosen.key))
    others = [device for device in every if device.kind == kind and device.key not in taken]
    return list({device.key: device for device in (*own, *others)}.values())


@dataclass(frozen=True)
class Source:
    """A source that is open, and what came of it."""

    device: Device
    stream: Any  # has `alive` and `close()`
    blocks: Blocks


class Returning:
    """Call `look` while another source stands in: the chosen one is opened beside it, and taken once it gives sound, so
    that the change costs nothing. All methods belong to the recorder's thread."""

    def __init__(self, chosen: Device, devices: Devices, into: Callable[[Blocks], OnBlock]) -> None:
        self._chosen, self._devices, self._into = chosen, devices, into
        self._source: Source | None = None
        self._opened = 0.0
        self._next = 0.0

    def look(self, now: float) -> Source | None:
        """The chosen source when it gives sound; it is the caller's then."""
        source = self._source
        if source is None:
            if now >= self._next:
                self._next = now + _LOOK
                self._open(now)
            return None
        if source.blocks:
            self._source = None
            return source
        if now - self._opened > FIRST or not source.stream.alive:
            self.close()
            self._next = now + _REST
        return None

    def close(self) -> None:
        """Let go of what was opened."""
        source, self._source = self._source, None
        if source is not None:
            source.stream.close()

    def _open(self, now: float) -> None:
        try:
            device = next((one for one in self._devices.list() if same(one, self._chosen)), None)
            if device is not None:
                blocks: Blocks = collections.deque()
                self._source = Source(device, self._devices.open(device.key, self._into(blocks)), blocks)
                self._opened = now
        except KnownError:
            return  # not there yet
