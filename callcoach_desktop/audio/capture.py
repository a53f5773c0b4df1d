"""The recorder: sources into part files, second by second safe on the disk, with a journal beside them.

The sound system's threads only put blocks into a bounded queue (`audio.track`). One writer (the caller's thread, in
`run`) places them by the clock, writes them, pushes them to the disk once a second, and looks after sources that fall
silent or go.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import soundfile

from callcoach_desktop.audio.devices import Device, Devices
from callcoach_desktop.audio.journal import Journal
from callcoach_desktop.audio.live import LiveMeter
from callcoach_desktop.audio.pulse import RATE
from callcoach_desktop.audio.track import Track
from callcoach_desktop.audio.watching import SILENT_FOR, Warnings
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import RESERVE, TRACK_HOUR
from callcoach_desktop.system.disk import free_bytes

TICK = 0.2  # seconds between looks at the queues
_NOTHING = 1 << 20  # free bytes that are as good as none
LOW_HOURS = (2.0, 0.5)  # hours of room at which that is told
QUIET = 120.0  # seconds of silence on both sides after which the call may be over
_DISK, _MUTED = 5, 10  # seconds between looks at the room on the disk, and at the sources' switches
_SLEPT = 5.0  # seconds of sleep that are told

Tell = Callable[[str, dict[str, Any]], None]
"""Gets the kind of an event and what belongs to it: `recording`, `level` once a second, `lost`, `back`, `returned`,
`paused`, `resumed`, `marked`, `low_disk`, `quiet`, `stopping`."""
Figures = Callable[[LiveMeter], dict[str, Any]]
"""What is told of who talks how, from the voices until now (`workers.live`)."""


class Recorder:
    """Records into `folder` until it is told to stop, its disk is full, or the machine is switched off.

    All methods belong to the thread of `run`, which gives its `stop` the chance to call them.
    """

    def __init__(
        self,
        folder: Path,
        sources: Mapping[str, Device],
        facts: Mapping[str, Any],
        devices: Devices,
        tell: Tell,
        figures: Figures = lambda _meter: {},
        reserve: int = RESERVE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self._clock = clock
        self.origin = clock()
        self.journal = Journal(folder)
        self.meter = LiveMeter(list(sources))
        self.paused = False
        self.stop_at: float | None = None  # when (monotonic) a stop that can be taken back becomes one
        self._tell, self._figures, self._reserve = tell, figures, reserve
        self._warnings = Warnings(self.meter)
        self._devices = devices
        self._muted = {track for track, device in sources.items() if device.muted}
        self._out = 0.0  # seconds that were paused
        self._paused_at = 0.0
        self._ahead = _asleep()
        self._told: dict[str, Any] = {}
        self._room = float("inf")  # hours
        self._low = [*LOW_HOURS]
        self._seconds_done = 0
        self._quiet_told = False
        names = {track: device.name for track, device in sources.items()}
        self.journal.write("start", rate=RATE, monotonic=round(self.origin, 4), tracks=names, **facts)
        self.journal.sync()
        place = folder, self.journal, self.origin, clock
        self.tracks = [Track(n, d, devices, place, self.meter.tracks[n]) for n, d in sources.items()]
        for track in self.tracks:
            track.taken = lambda track=track: {t.device.key for t in self.tracks if t is not track}  # type: ignore[misc]

    @property
    def names(self) -> dict[str, str]:
        """What is recorded on each track."""
        return {track.name: track.device.name for track in self.tracks}

    @property
    def seconds(self) -> float:
        """Seconds of the call since it began; pauses are not in it."""
        return self._now() - self._out - (self._now() - self._paused_at if self.paused else 0.0)

    @property
    def quiet_for(self) -> float:
        """Seconds since anybody was heard."""
        return self.meter.quiet_for(self.seconds)

    def mark(self, text: str) -> None:
        """Mark this moment."""
        self._keep("mark", text=text)
        self._tell("marked", {"t": round(self.seconds, 2), "text": text})

    def beeped(self) -> None:
        """The beep of consent is played now: it is nobody's voice."""
        self._keep("beep")
        self.meter.beeped(self.seconds)

    def pause(self) -> None:
        """Write nothing until `resume`; the time is not in the call."""
        if not self.paused:
            self._devices.fetch()
            for track in self.tracks:
                track.pause(self._clock())
            self._paused_at, self.paused = self._now(), True
            self._keep("pause")
            self._tell("paused", {"t": round(self.seconds, 2)})

    def resume(self) -> None:
        """Go on after a pause."""
        if self.paused:
            self._devices.fetch()
            for track in self.tracks:
                track.resume(self._clock())
            self._keep("resume")
            self._out += self._now() - self._paused_at
            self.paused = False
            self._tell("resumed", {"t": round(self.seconds, 2)})

    def stop_after(self, undo: float) -> None:
        """Stop in `undo` seconds unless `go_on` comes; what comes until then is kept only in that case."""
        if self.stop_at is None:
            self.stop_at = self._clock() + undo
            self._keep("stopping")
            self._tell("stopping", {"t": round(self.seconds, 2), "undo_s": undo})

    def go_on(self) -> None:
        """Take a stop back."""
        if self.stop_at is not None:
            self.stop_at = None
            self._keep("going_on")
            kind = "paused" if self.paused else "resumed"
            self._tell(kind, {"t": round(self.seconds, 2)})

    def run(self, stop: Callable[[], str | None]) -> tuple[float, str]:
        """Record until `stop` gives a reason; returns the seconds and the reason (`disk_full` is our own).

        Raises KnownError when a source cannot be opened at all.
        """
        wait = threading.Event()
        why: str | None = None
        try:
            for track in self.tracks:
                track.open()
            self._tell("recording", {"tracks": self.names})
            due = self.origin + 1.0
            while why is None:
                wait.wait(TICK)
                why = stop()  # before the sound that came: a beep is known before it is looked at
                self._devices.fetch()
                for track in self.tracks:
                    track.drain()
                    self._look_after(track)
                if self._clock() >= due:
                    due += max(1.0, float(int(self._clock() - due)))
                    self._secure()
                    if self._seconds_done % _DISK == 1 and free_bytes(self.folder) < self._reserve:
                        why = "disk_full"
                if self.stop_at is not None and self._clock() >= self.stop_at:
                    why = "stopped"
        except (OSError, soundfile.LibsndfileError) as error:  # what is written is safe; no more fits
            why = "disk_full" if free_bytes(self.folder) < max(self._reserve, _NOTHING) else f"disk_error: {error}"
        finally:
            seconds = self._end(why or "failed")
        return seconds, why or "failed"

    def _now(self) -> float:
        return self._clock() - self.origin

    def _keep(self, kind: str, **fields: Any) -> None:
        self.journal.write(kind, t=round(self._now(), 3), **fields)
        self.journal.sync()

    def _look_after(self, track: Track) -> None:
        news = track.watch()
        if news is not None:
            fields = {"track": track.name, "device": track.device.name}
            self._keep(news, **fields)
            self._tell(news, {**fields, "t": round(self.seconds, 2)})

    def _secure(self) -> None:
        """Once a second: everything to the disk, then the figures."""
        for track in self.tracks:
            track.parts.sync()
        self.journal.sync()
        self._seconds_done += 1
        self._look_for_sleep()
        self._look_at_room()
        if self._seconds_done % _MUTED == 0:
            self._look_at_switches()
        self.meter.advance()
        lost = [track.name for track in self.tracks if track.lost]
        warnings = [code for code in self._warnings.look(self._muted) if code.split(":")[0] not in lost]
        mic, system = self.meter.tracks.get("mic"), self.meter.tracks.get("system")
        self._told = {
            "t": round(self.seconds, 1),
            "mic_db": mic.level() if mic else None,
            "system_db": system.level() if system else None,
            "rep_share": None,
            **self._figures(self.meter),
            "hours_left": round(self._room, 2),
            "warnings": warnings,
            "lost": lost,
            "unheard": system is not None and system.zero_for >= SILENT_FOR,
        }
        self._tell("level", self._told)
        quiet = self.quiet_for
        if quiet < QUIET:
            self._quiet_told = False
        elif not self._quiet_told and not self.paused:
            self._quiet_told = True
            self._tell("quiet", {"t": round(self.seconds, 1), "seconds": round(quiet, 1)})

    def _look_for_sleep(self) -> None:
        now = _asleep()
        slept, self._ahead = now - self._ahead, now
        if slept > _SLEPT:
            self._keep("slept", seconds=round(slept, 1))

    def _look_at_room(self) -> None:
        if self._seconds_done % _DISK != 1:
            return
        room = max(0, free_bytes(self.folder) - self._reserve)
        self._room = room / (TRACK_HOUR * len(self.tracks))
        if self._low and self._room < self._low[0]:
            self._low = [hours for hours in self._low if hours <= self._room]
            self._tell("low_disk", {"t": round(self.seconds, 1), "hours_left": round(self._room, 2)})

    def _look_at_switches(self) -> None:
        try:
            muted = {device.key for device in self._devices.list() if device.muted}
        except KnownError:
            return  # the sound server is gone; the tracks tell it
        self._muted = {track.name for track in self.tracks if track.device.key in muted}

    def _end(self, why: str) -> float:
        seconds = self.seconds
        for track in self.tracks:
            track.close()
        try:
            for track in self.tracks:
                track.finish()
            self.journal.write("stop", t=round(self._now(), 3), why=why, figures=self._told)
            self.journal.sync()
        except (OSError, soundfile.LibsndfileError):
            return seconds  # the disk is full: what the journal has is enough to recover by
        finally:
            self.journal.close()
        return seconds


def _asleep() -> float:
    """A number that grows by the seconds for which the machine is asleep: its own clock stands still then."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
    return (time.time() if boot is None else time.clock_gettime(boot)) - time.monotonic()
