"""Feeds the sound device, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from callcoach_desktop.audio.resample import Resampler
from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.audio.stretch import Stretcher
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.sound.device import SoundDevice
from callcoach_desktop.ui.sound.route import Route

_FEED_MS = 15
_BLOCK_S = 0.05
_FADE_S = 0.004  # at a jump, so that it is not heard as a click


def no_device() -> str:
    """What is said on a machine without sound."""
    return tr("No sound device: showing without sound.")


OpenDevice = Callable[[int], SoundDevice | None]


class Feeder(QObject):
    """Lives on its own thread: reads, stretches, mixes, writes. Told by slots, answers by signals.

    Every order carries a number; answers to an older order are for nobody any more.
    """

    began = Signal(int)  # the order whose sound starts now; also when there is none to be had
    heard = Signal(int, float)  # order, seconds of its route that were heard
    silent = Signal(str)  # a sentence: the play head goes on without sound
    ended = Signal(int)

    def __init__(self, open_device: OpenDevice) -> None:
        super().__init__()
        self._open_device = open_device
        self._device: SoundDevice | None = None
        self._reader: SoundReader | None = None
        self._stretcher: Stretcher | None = None
        self._resampler: Resampler | None = None
        self._timer: QTimer | None = None
        self._order = 0
        self._route = Route(0.0, 0.0)
        self._read = 0.0  # seconds of the route that were read
        self._speed = 1.0
        self._gains: tuple[float, ...] = (1.0, 1.0)
        self._pending = np.zeros((0, 2), dtype=np.float32)
        self._drained = False
        self._written_s = 0.0

    @Slot(str)
    def open(self, path: str) -> None:
        """Take another working copy; an empty path closes the one in hand."""
        self.pause()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if not path:
            return
        try:
            self._reader = SoundReader(Path(path))
        except KnownError as error:
            self.silent.emit(str(error))

    @Slot()
    def warm(self) -> None:
        """Open the device before it is needed: that takes up to seconds on some machines."""
        if self._reader is not None and self._device is None:
            self._device = self._open_device(self._reader.rate)

    @Slot(int, object, float)
    def play(self, order: int, route: Route, speed: float) -> None:
        """Play along a route at a speed."""
        self._order = order
        self._stop_device()
        if self._reader is None:
            self.began.emit(order)
            return
        if self._device is None:
            self._device = self._open_device(self._reader.rate)
        if self._device is None:
            self.silent.emit(no_device())
            self.began.emit(order)
            return
        self._route, self._read = route, 0.0
        self._speed = speed
        self._stretcher = Stretcher(self._reader.rate, self._device.channels)
        self._stretcher.speed = speed
        self._resampler = Resampler(self._reader.rate, self._device.rate, self._device.channels)
        self._pending = np.zeros((0, self._device.channels), dtype=np.float32)
        self._drained = False
        self._written_s = 0.0
        self._device.start()
        if self._timer is None:
            self._timer = QTimer(self)
            self._timer.setTimerType(Qt.TimerType.PreciseTimer)
            self._timer.setInterval(_FEED_MS)
            self._timer.timeout.connect(self._feed)
        self._timer.start()
        self.began.emit(order)
        self._feed()

    @Slot()
    def pause(self) -> None:
        """Fall silent at once."""
        self._stop_device()

    @Slot(object)
    def set_gains(self, gains: tuple[float, ...]) -> None:
        """How loud each channel of the sound is, 0..1."""
        self._gains = gains

    def _stop_device(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._device is not None:
            self._device.stop()

    def _feed(self) -> None:
        device = self._device
        if device is None or self._stretcher is None:
            return
        if device.broken():
            self._stop_device()
            self._device = None
            self.silent.emit(tr("The sound device went away: showing without sound."))
            return
        free = device.free_frames()
        while len(self._pending) < free and not self._drained:
            self._more()
        if free and len(self._pending):
            device.write(self._pending[:free])
            self._written_s += min(free, len(self._pending)) / device.rate
            self._pending = self._pending[free:]
        played = device.played_s()
        self.heard.emit(self._order, played * self._speed)
        if self._drained and not len(self._pending) and played >= self._written_s - 0.02:
            self._stop_device()
            self.ended.emit(self._order)

    def _more(self) -> None:
        try:
            block = self._next_block()
        except KnownError as error:
            self._drained = True
            self.silent.emit(str(error))
            return
        if len(block):
            self._stretcher.push(mix(block, self._gains, self._device.channels))
            made = self._stretcher.pull()
        else:
            made = self._stretcher.finish()
            self._drained = True
        self._pending = np.concatenate((self._pending, self._resampler.push(made)))

    def _next_block(self) -> np.ndarray:
        """The next stretch of the route; where it jumps, both ends are faded."""
        pieces = self._route.pieces(self._read, _BLOCK_S)
        self._read += _BLOCK_S
        blocks = [self._reader.read(second, length) for second, length in pieces]
        n = round(_FADE_S * self._reader.rate)
        ramp = np.linspace(0.0, 1.0, n, dtype=np.float32)[:, np.newaxis]
        for before, after in pairwise(blocks):
            if len(before) >= n:
                before[-n:] *= ramp[::-1]
            if len(after) >= n:
                after[:n] *= ramp
        return np.concatenate(blocks) if blocks else np.zeros((0, self._reader.channels), dtype=np.float32)


def mix(block: np.ndarray, gains: tuple[float, ...], channels: int) -> np.ndarray:
    """The sound for a device: each side of a two-channel call leans to its ear but is heard in both.

    A voice in one ear only is tiring; 80:45 still tells the two apart.
    """
    if block.shape[1] == 1:
        return np.repeat(block * gains[0], channels, axis=1)
    left, right = block[:, 0] * gains[0], block[:, 1] * gains[1 % len(gains)]
    if channels == 1:
        return ((left + right) * 0.7)[:, np.newaxis]
    return np.stack((left * 0.8 + right * 0.45, left * 0.45 + right * 0.8), axis=1).astype(np.float32)
