"""The recorder: sources into part files, second by second safe on the disk, with a journal beside them.

The sound system's threads only put blocks into a bounded queue. One writer (the caller's thread, in `run`) places them
by the clock, writes them, pushes them to the disk once a second, and looks after sources that fall silent or go.
"""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from callcoach_desktop.audio.clock import TrackClock
from callcoach_desktop.audio.devices import Device, Devices
from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.live import LiveMeter
from callcoach_desktop.audio.parts import PartWriter
from callcoach_desktop.audio.pulse import RATE
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.system.disk import free_bytes

TICK = 0.1  # seconds between looks at the queues
LOST = 1.0  # seconds without a block after which a source counts as lost
NOTE = 0.25  # seconds between notes of a track's clock
RETRY = 1.0  # seconds between attempts to open a lost source again
FIRST = 3.0  # seconds that a source may take to give its first block
UNHEARD = 10.0  # seconds of digital silence on the customer's track that are told
RESERVE = 200 * 1024 * 1024  # free bytes at which the recording is closed cleanly
_MOST = 60.0  # seconds of a gap that the live figures are told of
_QUEUE = 2400  # blocks that wait at most: two minutes of 50 ms and more

Tell = Callable[[str, dict[str, Any]], None]
"""Gets `recording`, `level`, `lost`, `back` or `unheard` and what belongs to it."""


class Track:
    """One source on its way to the disk."""

    def __init__(self, name: str, device: Device, devices: Devices, recorder: Recorder) -> None:
        self.name = name
        self.device = device
        self.lost = False
        self.clock = TrackClock(RATE)
        self.parts = PartWriter(recorder.folder, name, RATE, recorder.journal)
        self._devices = devices
        self._recorder = recorder
        self._blocks: collections.deque[tuple[float, bytes]] = collections.deque()
        self._dropped = 0
        self._stream: Any = None
        self._heard = time.monotonic() + FIRST - LOST
        self._tried = 0.0
        self._last: tuple[int, float] | None = None  # a frame, and when it was heard
        self._noted = -1.0

    def open(self) -> None:
        """Begin to listen. Raises KnownError."""
        self._tried = time.monotonic()
        self._stream = self._devices.open(self.device.key, self._take)

    def close(self) -> None:
        """Stop listening."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def drain(self) -> bool:
        """Write what has come; returns whether anything had."""
        came = False
        while self._blocks:
            when, data = self._blocks.popleft()
            came = True
            self._write(when, np.frombuffer(data, dtype=np.int16))
        if came:
            self._heard = max(self._heard, time.monotonic())
        return came

    def finish(self) -> None:
        """Write what has come and close the file."""
        self.drain()
        self._note()
        self.parts.sync()
        self.parts.close()

    def _note(self) -> None:
        """Journal where this track and its clock are."""
        if self._last is not None:
            self._noted = self._last[1]
            self._recorder.journal.write("clock", track=self.name, n=self._last[0], t=round(self._last[1], 5))
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            self._recorder.journal.write("dropped", track=self.name, blocks=dropped)

    def watch(self) -> str | None:
        """Look after the source; returns `lost` or `back` when that has just happened."""
        now = time.monotonic()
        if not self.lost:
            if now - self._heard <= LOST and (self._stream is None or self._stream.alive):
                return None
            self.lost = True
            self.close()
            return "lost"
        if self._stream is None:
            if now - self._tried >= RETRY:
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
        elif self._last is not None and self._heard > self._tried and self._came_back():
            self.lost = False
            return "back"
        return None

    def _came_back(self) -> bool:
        return self._last is not None and self._last[1] + self._recorder.origin > self._tried

    def _again(self) -> Device:
        """The same source when it is there, else the next best of its kind."""
        every = self._devices.list()
        for device in every:
            if device.key == self.device.key or device.name == self.device.name:
                return device
        taken = {track.device.key for track in self._recorder.tracks if track is not self}
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
        meter = self._recorder.meter.tracks[self.name]
        begin = self.parts.frames
        out = self.clock.feed(when, len(samples))
        if out:
            self._note()  # where the sound before it ended
            self._recorder.journal.write("gap", track=self.name, n=begin, seconds=round(out, 3))
            if out > 0:
                meter.push(np.zeros(round(min(out, _MOST) * RATE), dtype=np.int16))
        self.parts.write(samples)
        meter.push(samples)
        self._last = (self.parts.frames, when + len(samples) / RATE - self._recorder.origin)
        if out or self._last[1] - self._noted >= NOTE:
            self._note()


class Recorder:
    """Records into `folder` until it is told to stop, its disk is full, or the machine is switched off."""

    def __init__(
        self, folder: Path, mic: Device, system: Device | None, facts: Mapping[str, Any], devices: Devices
    ) -> None:
        self.folder = folder
        self.origin = time.monotonic()
        self.journal = Journal(folder)
        sources = {"mic": mic} | ({} if system is None else {"system": system})
        self.meter = LiveMeter(list(sources))
        names = {track: device.name for track, device in sources.items()}
        self.journal.write("start", rate=RATE, monotonic=round(self.origin, 4), tracks=names, **facts)
        self.journal.sync()
        self.tracks: list[Track] = []
        for name, device in sources.items():
            self.tracks.append(Track(name, device, devices, self))

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.origin

    def mark(self, text: str) -> None:
        """Mark this moment."""
        self.journal.write("mark", t=round(self.seconds, 2), text=text)
        self.journal.sync()

    def run(self, stop: Callable[[], str | None], tell: Tell, reserve: int = RESERVE) -> tuple[float, str]:
        """Record until `stop` gives a reason; returns the seconds and the reason (`disk_full` is our own).

        Raises KnownError when the microphone cannot be opened at all.
        """
        pause = threading.Event()
        why: str | None = None
        try:
            for track in self.tracks:
                track.open()
            tell("recording", {"tracks": {track.name: track.device.name for track in self.tracks}})
            due = self.origin + 1.0
            while why is None:
                pause.wait(TICK)
                for track in self.tracks:
                    track.drain()
                    self._look_after(track, tell)
                if time.monotonic() >= due:
                    due += max(1.0, float(int(time.monotonic() - due)))
                    self._secure(tell)
                    if free_bytes(self.folder) < reserve:
                        why = "disk_full"
                why = why or stop()
        except (OSError, soundfile.LibsndfileError) as error:  # what is written is safe; no more fits
            why = "disk_full" if free_bytes(self.folder) < reserve else f"disk_error: {error}"
        finally:
            seconds = self._end(why or "failed")
        return seconds, why or "failed"

    def _look_after(self, track: Track, tell: Tell) -> None:
        news = track.watch()
        if news is not None:
            fields = {"track": track.name, "t": round(self.seconds, 2), "device": track.device.name}
            self.journal.write(news, **fields)
            tell(news, fields)

    def _secure(self, tell: Tell) -> None:
        """Once a second: everything to the disk, then the figures."""
        for track in self.tracks:
            track.parts.sync()
        self.journal.sync()
        figures = self.meter.figures()
        unheard = "system" in self.meter.tracks and self.meter.tracks["system"].zero_for >= UNHEARD
        lost = [track.name for track in self.tracks if track.lost]
        tell("level", {"t": round(self.seconds, 1), **figures, "lost": lost, "unheard": unheard})

    def _end(self, why: str) -> float:
        seconds = self.seconds
        for track in self.tracks:
            track.close()
        try:
            for track in self.tracks:
                track.finish()
            self.journal.write("stop", t=round(seconds, 3), why=why)
            self.journal.sync()
        except (OSError, soundfile.LibsndfileError):
            return seconds  # the disk is full: what the journal has is enough to recover by
        finally:
            self.journal.close()
        return seconds
