"""Plays a call: a clock for the play head, and a thread that feeds the sound device."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from callcoach_desktop.audio.resample import Resampler
from callcoach_desktop.audio.sound import SoundReader
from callcoach_desktop.audio.stretch import Stretcher
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.call.sound_device import SoundDevice, open_default

SPEEDS = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
NO_DEVICE = "No sound device: showing without sound."
_FRAME_MS = 16
_FEED_MS = 15
_BLOCK_S = 0.05
_DRIFT_S = 0.04  # the clock follows the device when they are further apart than this

OpenDevice = Callable[[int], SoundDevice | None]


class Feeder(QObject):
    """Lives on its own thread: reads, stretches, mixes, writes. Told by slots, answers by signals.

    Every order carries a number; answers to an older order are for nobody any more.
    """

    heard = Signal(int, float)  # order, the second of the call that is being heard
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
        self._from = self._read_at = 0.0
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

    @Slot(int, float, float)
    def play(self, order: int, second: float, speed: float) -> None:
        """Play from a second on at a speed."""
        self._order = order
        self._stop_device()
        if self._reader is None:
            return
        if self._device is None:
            self._device = self._open_device(self._reader.rate)
        if self._device is None:
            self.silent.emit(NO_DEVICE)
            return
        self._from = self._read_at = second
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
            self.silent.emit("The sound device went away: showing without sound.")
            return
        free = device.free_frames()
        while len(self._pending) < free and not self._drained:
            self._more()
        if free and len(self._pending):
            device.write(self._pending[:free])
            self._written_s += min(free, len(self._pending)) / device.rate
            self._pending = self._pending[free:]
        played = device.played_s()
        self.heard.emit(self._order, self._from + played * self._speed)
        if self._drained and not len(self._pending) and played >= self._written_s - 0.02:
            self._stop_device()
            self.ended.emit(self._order)

    def _more(self) -> None:
        try:
            block = self._reader.read(self._read_at, _BLOCK_S)
        except KnownError as error:
            self._drained = True
            self.silent.emit(str(error))
            return
        self._read_at += _BLOCK_S
        if len(block):
            self._stretcher.push(mix(block, self._gains, self._device.channels))
            made = self._stretcher.pull()
        else:
            made = self._stretcher.finish()
            self._drained = True
        self._pending = np.concatenate((self._pending, self._resampler.push(made)))


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


class Player(QObject):
    """What the screen plays with. Position in seconds of the call; `moved` is sent for each frame while playing.

    Without a device, or without sound, the play head runs by the clock and `silent` says why once.
    """

    moved = Signal(float)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    silent = Signal(str)

    _open_order = Signal(str)
    _play_order = Signal(int, float, float)
    _pause_order = Signal()
    _gain_order = Signal(object)

    def __init__(self, parent: QObject | None = None, open_device: OpenDevice = open_default) -> None:
        super().__init__(parent)
        self._open_device = open_device
        self._thread: QThread | None = None
        self._feeder: Feeder | None = None
        self._path = ""
        self._duration = 0.0
        self._anchor = 0.0
        self._anchored_at = 0.0
        self._order = 0
        self.playing = False
        self.speed = 1.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)

    def set_source(self, path: str | None, duration: float) -> None:
        """Another call: stops; the position is its start."""
        self.pause()
        self._duration = duration
        self._anchor = 0.0
        if (path or "") != self._path:
            self._path = path or ""
            if self._feeder is not None:
                self._open_order.emit(self._path)

    def position(self) -> float:
        """The second of the call that is heard now."""
        if not self.playing:
            return self._anchor
        return min(self._duration, self._anchor + (time.perf_counter() - self._anchored_at) * self.speed)

    def play(self) -> None:
        """Play on from the position; from the start when it is at the end."""
        if self.playing or self._duration <= 0:
            return
        if self._anchor >= self._duration - 0.05:
            self._anchor = 0.0
        self.playing = True
        self._go()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop here."""
        if not self.playing:
            return
        self._anchor = self.position()
        self.playing = False
        self._order += 1
        self._timer.stop()
        self._pause_order.emit()
        self.playing_changed.emit(False)
        self.moved.emit(self._anchor)

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def seek(self, second: float) -> None:
        """Go to a second, playing on if it was playing."""
        self._anchor = min(max(0.0, second), self._duration)
        if self.playing:
            self._go()
        self.moved.emit(self._anchor)

    def set_speed(self, speed: float) -> None:
        """Another speed, pitch kept; one of SPEEDS or anything between 0.5 and 2.5."""
        if speed == self.speed:
            return
        self._anchor = self.position()
        self.speed = speed
        if self.playing:
            self._go()
        self.speed_changed.emit(speed)

    def step_speed(self, step: int) -> None:
        """The next faster (1) or slower (-1) of SPEEDS."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.speed))
        self.set_speed(SPEEDS[min(max(0, nearest + step), len(SPEEDS) - 1)])

    def set_gains(self, left: float, right: float) -> None:
        """How loud each channel is, 0..1."""
        self._gain_order.emit((left, right))

    def close(self) -> None:
        """Stop and end the thread; the player can be used again afterwards."""
        self.pause()
        if self._thread is not None:
            self._open_order.emit("")
            _end(self._thread)
            self._thread = self._feeder = None

    def _go(self) -> None:
        self._order += 1
        self._anchored_at = time.perf_counter()
        if self._path:
            self._ensure_thread()
            self._play_order.emit(self._order, self._anchor, self.speed)

    def _ensure_thread(self) -> None:
        if self._thread is not None:
            return
        self._thread = QThread()
        self._thread.setObjectName("sound")
        self._feeder = Feeder(self._open_device)
        self._feeder.moveToThread(self._thread)
        self._open_order.connect(self._feeder.open)
        self._play_order.connect(self._feeder.play)
        self._pause_order.connect(self._feeder.pause)
        self._gain_order.connect(self._feeder.set_gains)
        self._feeder.heard.connect(self._heard)
        self._feeder.silent.connect(self.silent)
        self._feeder.ended.connect(self._ended)
        self._thread.finished.connect(self._feeder.deleteLater)
        # A thread must not outlive its player, also when the window is torn down without a close.
        self.destroyed.connect(partial(_end, self._thread))
        self._thread.start(QThread.Priority.TimeCriticalPriority)
        self._open_order.emit(self._path)

    def _tick(self) -> None:
        at = self.position()
        self.moved.emit(at)
        if at >= self._duration:
            self.pause()

    @Slot(int, float)
    def _heard(self, order: int, second: float) -> None:
        if order == self._order and self.playing and abs(second - self.position()) > _DRIFT_S:
            self._anchor = min(second, self._duration)
            self._anchored_at = time.perf_counter()

    @Slot(int)
    def _ended(self, order: int) -> None:
        if order == self._order and self.playing:
            self.pause()
            self._anchor = self._duration
            self.moved.emit(self._anchor)


def _end(thread: QThread, *_: object) -> None:
    thread.quit()
    thread.wait()
