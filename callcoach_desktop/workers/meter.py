"""Listening without recording: levels of the chosen sources ten times a second, and the sources as they come and go.

Nothing of what is heard is kept or leaves this process but two figures.
"""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from typing import Any

import numpy as np

from callcoach_desktop.audio.devices import Device, Devices
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.workers.guard import Channel
from callcoach_desktop.workers.protocol import Message

EVERY = 0.1  # seconds between two levels
LOOK = 1.0  # seconds between looks for sources that came or went
SILENT_DB = -96.0  # what digital zero is shown as
LEAST = 320  # samples (20 ms) that a level is taken of
CLIPPED = 32_700  # a sample from here on is at the end of the range


class _Ear:
    """One source that is listened to; its loudest moment since it was last asked."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._named: str | None = None
        self._stream: Any = None
        self._lock = threading.Lock()
        self._peak: float | None = None
        self._clipped = False
        self._rest = b""
        self._tried = -LOOK

    def listen(self, named: str | None) -> None:
        """To this source from now on (its key); None is silence."""
        if named != self._named:
            self.close()
            self._named, self._tried = named, -LOOK

    def tend(self) -> None:
        """Open the source when it is not open, also one that went and came back."""
        if self._stream is not None and not self._stream.alive:
            self.close()
        if self._stream is None and self._named is not None and time.monotonic() - self._tried >= LOOK:
            self._tried = time.monotonic()
            try:
                self._stream = self._devices.open(self._named, self._take)
            except KnownError:
                return  # it is not there (yet); its level stays unknown

    def close(self) -> None:
        """Stop listening."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        with self._lock:
            self._peak, self._clipped = None, False

    def level(self) -> tuple[float | None, bool]:
        """The loudest 100 ms or so since the last time, in dB of full scale (None: nothing came), and if it clipped."""
        with self._lock:
            peak, self._peak = self._peak, None
            clipped, self._clipped = self._clipped, False
        return peak, clipped

    def _take(self, _when: float, data: bytes) -> None:
        self._rest += data
        if len(self._rest) < LEAST * 2:  # so few samples may be the crest of a wave alone
            return
        samples, self._rest = np.frombuffer(self._rest, dtype=np.int16), b""
        power = float(np.mean(np.square(samples.astype(np.float32) / 32768.0)))
        level = round(10 * float(np.log10(max(power, 10 ** (SILENT_DB / 10)))), 1)
        with self._lock:
            self._peak = level if self._peak is None else max(self._peak, level)
            self._clipped = self._clipped or int(np.max(np.abs(samples.astype(np.int32)))) >= CLIPPED


def meter(request: Message, channel: Channel) -> None:
    """Answer with `sources` at once and when they change, and with `heard` all the time, until `stop` or the end.

    `listen` names the sources by their keys, each null for none.
    """
    devices, pause = Devices(), threading.Event()
    ears = {"mic": _Ear(devices), "system": _Ear(devices)}
    known: list[Device] | None = None
    looked = -LOOK
    try:
        while True:
            while (message := channel.waiting()) is not None:
                if message["type"] == "stop":
                    return
                if message["type"] == "quit":  # the parent is gone, and nobody is left to serve
                    raise SystemExit(0)
                if message["type"] == "listen":
                    for name, ear in ears.items():
                        ear.listen(message[name])
            if time.monotonic() - looked >= LOOK:
                looked = time.monotonic()
                found = devices.list()
                if found != known:
                    known = found
                    channel.send("sources", id=request["id"], devices=[asdict(device) for device in found])
            devices.fetch()
            levels = {}
            for name, ear in ears.items():
                ear.tend()
                levels[f"{name}_db"], levels[f"{name}_clips"] = ear.level()
            channel.send("heard", id=request["id"], **levels)
            pause.wait(EVERY)
    finally:
        for ear in ears.values():
            ear.close()
        devices.close()
