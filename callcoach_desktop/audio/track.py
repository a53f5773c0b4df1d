"""One source on its way to the disk, placed by its clock, and replaced when it goes."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcoach_desktop.audio.clock import TrackClock
from callcoach_desktop.audio.devices import Device, Devices
from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.live import LiveTrack
from callcoach_desktop.audio.parts import PartWriter
from callcoach_desktop.audio.pulse import RATE
from callcoach_desktop.domain.errors import KnownError

LOST = 1.0  # seconds without a block after which a source counts as lost
NOTE = 0.5  # seconds between notes of a track's clock
FIRST = 3.0  # seconds that a source may take to give its first block
_QUEUE = 2400  # blocks that wait at most: two minutes of 50 ms and more


class Track:
    """The sound system's thread only puts blocks into a bounded queue; everything else is the recorder's thread's."""

    def __init__(
        self,
        name: str,
        device: Device,
        devices: Devices,
        place: tuple[Path, Journal, float, Callable[[], float]],
        meter: LiveTrack,
    ) -> None:
        folder, self._journal, self._origin, self._clock = place
        self.name = name
        self.device = device
        self.lost = False
        self.clock = TrackClock(RATE)
        self.parts = PartWriter(folder, name, RATE, self._journal)
        self.taken: Callable[[], set[str]] = set  # keys of the sources that other tracks use
        self._devices = devices
        self._meter = meter
        self._blocks: collections.deque[tuple[float, bytes]] = collections.deque()
        self._dropped = 0
        self._stream: Any = None
        self._heard = self._clock() + FIRST - LOST
        self._tried = 0.0
        self._last: tuple[int, float] | None = None  # a frame, and when it was heard
        self._noted = -1.0
        self._paused: float | None = None  # since when (monotonic)
        self._resumed: float | None = None  # the same for the end of a pause whose first block has not come

    def open(self) -> None:
        """Begin to listen. Raises KnownError."""
        self._tried = self._clock()
        self._stream = self._devices.open(self.device.key, self._take)

    def close(self) -> None:
        """Stop listening."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def pause(self, now: float) -> None:
        """Write nothing that is heard from `now` (monotonic) on."""
        self.drain()
        self._paused = now

    def resume(self, now: float) -> None:
        """Write what is heard from `now` on."""
        self.drain()
        self._paused, self._resumed = None, now

    def drain(self) -> bool:
        """Write what has come; returns whether anything had."""
        came = False
        while self._blocks:
            when, data = self._blocks.popleft()
            came = True
            if self._paused is not None and when >= self._paused:
                continue
            if self._resumed is not None and when < self._resumed:
                continue
            self._write(when, np.frombuffer(data, dtype=np.int16))
        if came:
            self._heard = max(self._heard, self._clock())
        return came

    def finish(self) -> None:
        """Write what has come and close the file."""
        self.drain()
        self._note()
        self.parts.sync()
        self.parts.close()

    def watch(self) -> str | None:
        """Look after the source; returns `lost` or `back` when that has just happened."""
        now = self._clock()
        if not self.lost:
            if now - self._heard <= LOST and (self._stream is None or self._stream.alive):
                return None
            self.lost = True
            self.close()
            return "lost"
        if self._stream is None:
            if now - self._tried >= self._devices.patience:
                try:
                    self._tried = now
                    self.device = self._again()
                    self.open()
                    self._heard = now
                except KnownError:
                    return None  # not there yet
            return None
        if now - self._heard > FIRST:  # it opened and gives nothing
            self.close()
        elif self._heard > self._tried and (self._paused is not None or self._came_back()):
            self.lost = False
            return "back"
        return None

    def _came_back(self) -> bool:
        return self._last is not None and self._last[1] + self._origin > self._tried

    def _again(self) -> Device:
        """The same source when it is there, else the next best of its kind."""
        every = self._devices.list()
        for device in every:
            if device.key == self.device.key or device.name == self.device.name:
                return device
        taken = self.taken()
        for device in every:
            if device.kind == self.name and device.key not in taken:
                return device
        raise KnownError("no_device", "No source is left.", "Plug one in.")

    def _take(self, when: float, data: bytes) -> None:
        if len(self._blocks) < _QUEUE:
            self._blocks.append((when, data))
        else:
            self._dropped += 1

    def _write(self, when: float, samples: NDArray[np.int16]) -> None:
        """Write a block; `when` its first sample was heard."""
        begin = self.parts.frames
        first = self._last is None
        out = self.clock.feed(when, len(samples))
        if out:
            self._note()  # where the sound before it ended
            self._journal.write("gap", track=self.name, n=begin, seconds=round(out, 3))
        if first:
            self._meter.skip(when - self._origin)
        elif out and self._resumed is None:  # a pause is no time of the call
            self._meter.skip(out)
        self._resumed = None
        self.parts.write(samples)
        self._meter.push(samples)
        self._last = (self.parts.frames, when + len(samples) / RATE - self._origin)
        if out or self._last[1] - self._noted >= NOTE:
            self._note()

    def _note(self) -> None:
        """Journal where this track and its clock are."""
        if self._last is not None:
            self._noted = self._last[1]
            self._journal.write("clock", track=self.name, n=self._last[0], t=round(self._last[1], 5))
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            self._journal.write("dropped", track=self.name, blocks=dropped)
