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
from callcoach_desktop.audio.pulse import RATE, OnBlock
from callcoach_desktop.audio.returning import FIRST, Blocks, Returning, candidates, same
from callcoach_desktop.domain.errors import KnownError

LOST = 1.0  # seconds without a block after which a source counts as lost
NOTE = 0.5  # seconds between notes of a track's clock
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
        self.chosen = device
        self.device = device  # the one that is recorded: another while the chosen one is gone
        self.lost = False
        self.clock = TrackClock(RATE)
        self.parts = PartWriter(folder, name, RATE, self._journal)
        self.taken: Callable[[], set[str]] = set  # keys of the sources that other tracks use
        self._devices = devices
        self._meter = meter
        self._blocks: Blocks = collections.deque()
        self._returning = Returning(device, devices, self._into)
        self._dropped = 0
        self._stream: Any = None
        self._heard = self._clock() + FIRST - LOST
        self._tried = 0.0
        self._last: tuple[int, float] | None = None  # a frame, and when it was heard
        self._noted = -1.0
        self._paused: float | None = None  # since when (monotonic)
        self._resumed: float | None = None  # the same for the end of a pause whose first block has not come
        self._since: float | None = None  # when (monotonic) a source ended whose successor's first block has not come
        self._dumb: set[str] = set()  # keys of sources that opened and gave nothing since this one was lost

    def open(self) -> None:
        """Begin to listen. Raises KnownError."""
        self._tried = self._clock()
        self._stream = self._devices.open(self.device.key, self._into(self._blocks))

    def close(self) -> None:
        """Stop listening."""
        self._returning.close()
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
            self._write(*self._outside_pauses(when, np.frombuffer(data, dtype=np.int16)))
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
        """Look after the source; returns what has just happened: `lost`, `back` (it, or one in its place), `returned`
        (the chosen source is recorded instead of the one in its place)."""
        now = self._clock()
        if not self.lost:
            if now - self._heard <= LOST and (self._stream is None or self._stream.alive):
                return self._return(now)
            self.lost = True
            self.close()
            self.drain()
            self._ended()
            return "lost"
        if self._stream is None:
            if now - self._tried >= self._devices.patience:
                self._tried = now
                if self._again():
                    self._heard = now
            return None
        if now - self._heard > FIRST:  # it opened and gives nothing
            self.close()
            self._dumb.add(self.device.key)
        elif self._heard > self._tried and (self._paused is not None or self._came_back()):
            self.lost = False
            self._dumb.clear()
            return "back"
        return None

    def _return(self, now: float) -> str | None:
        source = None if same(self.device, self.chosen) else self._returning.look(now)
        if source is None:
            return None
        self.close()
        self.drain()  # all of the one before it
        self._ended()
        self.device, self._stream, self._blocks, self._heard = source.device, source.stream, source.blocks, now
        return "returned"

    def _ended(self) -> None:
        """The source has ended: the next one has a clock of its own, and begins where this one was heard last."""
        if self._last is not None:
            self._note()
            self._since = self._last[1] + self._origin

    def _came_back(self) -> bool:
        return self._last is not None and self._last[1] + self._origin > self._tried

    def _again(self) -> bool:
        """Open the chosen source when it is there, else the next best of its kind; whether one could be opened."""
        try:
            found = candidates(self._devices.list(), self.chosen, self.device, self.name, self.taken())
        except KnownError:
            return False  # the sound server is gone; it may come back
        if all(device.key in self._dumb for device in found):
            self._dumb.clear()
        for device in found:
            if device.key not in self._dumb:
                before, self.device = self.device, device
                try:
                    self.open()
                except KnownError:  # it is listed, and gone
                    self.device = before
                else:
                    return True
        return False

    def _into(self, blocks: Blocks) -> OnBlock:
        def take(when: float, data: bytes) -> None:
            if len(blocks) < _QUEUE:
                blocks.append((when, data))
            else:
                self._dropped += 1

        return take

    def _outside_pauses(self, when: float, samples: NDArray[np.int16]) -> tuple[float, NDArray[np.int16]]:
        """What of a block was not heard in a pause: when its first sample was, and the samples, none perhaps."""
        first = 0 if self._resumed is None else max(0, round((self._resumed - when) * RATE))
        end = len(samples) if self._paused is None else max(first, round((self._paused - when) * RATE))
        return when + first / RATE, samples[first:end]

    def _write(self, when: float, samples: NDArray[np.int16]) -> None:
        """Write a block, which may be empty; `when` its first sample was heard."""
        if not len(samples):
            return
        since = self._since
        if since is not None and when < since:  # both sources heard it
            samples = samples[round((since - when) * RATE) :]
            if not len(samples):
                return
            when = since
        begin = self.parts.frames
        first = self._last is None
        out = self.clock.feed(when, len(samples), anew=since is not None)
        if out or since is not None:
            self._note()  # where the sound before it ended
            edge = {} if since is None else {"edge": True}
            self._journal.write("gap", track=self.name, n=begin, seconds=round(out, 3), **edge)
            self._since = None
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
