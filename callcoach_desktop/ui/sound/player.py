"""Plays a call: the clock of the play head, and orders for the thread that feeds the sound device."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from callcoach_desktop.ui.sound.device import open_default
from callcoach_desktop.ui.sound.feeder import Feeder, OpenDevice, mix
from callcoach_desktop.ui.sound.route import Gap, Route, silences

__all__ = ["NO_DEVICE", "SPEEDS", "Feeder", "OpenDevice", "Player", "mix"]

SPEEDS = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
NO_DEVICE = "No sound device: showing without sound."
_FRAME_MS = 16
_LATE_S = 3.0  # the sound may come to its end as much after the clock; a device that says nothing more is left then
_DRIFT_S = 0.04  # the clock follows the device when they are further apart than this
_PREPARE_MS = 700  # after a call is shown the device is opened in the background
_SAY_OPENING_MS = 150
_NOTHING: NDArray[np.float64] = np.zeros((0, 2))


class Player(QObject):
    """What the screen plays with. Position in seconds of the call; `moved` is sent for each frame while playing.

    The play head waits until the sound starts, so that the two are together from the first word. Without a device,
    or without sound, it runs by the clock and `silent` says why once.
    """

    moved = Signal(float)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    silent = Signal(str)
    opening = Signal(bool)  # the sound device takes its time
    loop_changed = Signal(object)  # (start, end) or None
    skip_changed = Signal(bool)
    muted_changed = Signal(str, bool)  # side, whether it is muted

    _open_order = Signal(str)
    _play_order = Signal(int, object, float)
    _pause_order = Signal()
    _gain_order = Signal(object)
    _warm_order = Signal()

    def __init__(self, parent: QObject | None = None, open_device: OpenDevice = open_default) -> None:
        super().__init__(parent)
        self._open_device = open_device
        self._thread: QThread | None = None
        self._feeder: Feeder | None = None
        self._path = ""
        self._duration = 0.0
        self._anchor = 0.0  # the second of the call where play began, or where it is paused
        self._route: Route | None = None
        self._heard_s = 0.0  # seconds of the route at `_clock`
        self._clock: float | None = None  # None while the sound has not begun
        self._sounding = False  # whether a device says what was heard
        self._order = 0
        self._until: float | None = None
        self._speech = _NOTHING
        self._gaps: tuple[Gap, ...] = ()
        self._channels: dict[str, int] = {}
        self._muted: set[str] = set()
        self.playing = False
        self.speed = 1.0
        self.loop: Gap | None = None
        self.skipping = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._preparing = self._single(_PREPARE_MS, self._prepare)
        self._say_opening = self._single(_SAY_OPENING_MS, lambda: self.opening.emit(True))

    def _single(self, milliseconds: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    # What is played

    def set_source(self, path: str | None, duration: float) -> None:
        """Another call: stops; the position is its start. Loop and mutes are let go, skipping silence stays on."""
        self.pause()
        self._duration = duration
        self._anchor = 0.0
        self._speech, self._gaps, self._channels = _NOTHING, (), {}
        self.set_loop(None, None)
        for side in tuple(self._muted):
            self.set_muted(side, False)
        if (path or "") != self._path:
            self._path = path or ""
            if self._feeder is not None:
                self._open_order.emit(self._path)
        if self._path:
            self._preparing.start()
        else:
            self._preparing.stop()

    def set_talk(self, speech: NDArray[np.float64], channels: Mapping[str, int]) -> None:
        """Who talks: the stretches in which anybody does, (n, 2) seconds, merged and sorted; and the channel of
        each side whose voice is on a channel of its own (nobody's for one channel)."""
        self._speech = speech
        self._channels = dict(channels)
        self._gaps = silences(speech, self._duration) if self.skipping else ()
        self._send_gains()

    @property
    def mutable(self) -> tuple[str, ...]:
        """The sides that can be muted: those with a channel of their own."""
        return tuple(self._channels) if len(set(self._channels.values())) > 1 else ()

    @property
    def muted(self) -> frozenset[str]:
        """The sides that are not heard."""
        return frozenset(self._muted)

    # Playing

    def position(self) -> float:
        """The second of the call that is heard now."""
        if not self.playing or self._route is None:
            return self._anchor
        return min(self._duration, self._route.at(self._played()))

    def _played(self) -> float:
        """Seconds of the route that were heard."""
        if self._clock is None:
            return self._heard_s
        return self._heard_s + (time.perf_counter() - self._clock) * self.speed

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

    def play_span(self, start: float, end: float) -> None:
        """Play these seconds and stop at their end."""
        self.seek(start)
        self._until = end
        if self.playing:
            self._go()
        else:
            self.play()

    def pause(self) -> None:
        """Stop here."""
        if not self.playing:
            return
        self._anchor = self.position()
        self._stop()
        self._pause_order.emit()
        self.playing_changed.emit(False)
        self.moved.emit(self._anchor)

    def _stop(self) -> None:
        self.playing = False
        self._until = None
        self._order += 1
        self._timer.stop()
        self._end_opening()

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def seek(self, second: float) -> None:
        """Go to a second, playing on if it was playing."""
        self._anchor = min(max(0.0, second), self._duration)
        self._until = None
        if self.playing:
            self._go()
        self.moved.emit(self._anchor)

    def set_speed(self, speed: float) -> None:
        """Another speed, pitch kept; one of SPEEDS or anything between 0.5 and 2.5."""
        if speed == self.speed:
            return
        self._anchor = self.position()
        self.speed = speed
        self._replay()
        self.speed_changed.emit(speed)

    def step_speed(self, step: int) -> None:
        """The next faster (1) or slower (-1) of SPEEDS."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.speed))
        self.set_speed(SPEEDS[min(max(0, nearest + step), len(SPEEDS) - 1)])

    def set_skip_silence(self, skip: bool) -> None:
        """Jump over silences of more than a second, of all voices, or play them."""
        if skip == self.skipping:
            return
        self._anchor = self.position()
        self.skipping = skip
        self._gaps = silences(self._speech, self._duration) if skip else ()
        self._replay()
        self.skip_changed.emit(skip)

    def set_loop(self, start: float | None, end: float | None) -> None:
        """Play these seconds again and again; None ends it. From outside, play goes on from the loop's start."""
        loop = (start, end) if start is not None and end is not None and end - start > 0.05 else None
        if loop == self.loop:
            return
        self._anchor = self.position()
        self.loop = loop
        if loop is not None and not loop[0] <= self._anchor < loop[1]:
            self.seek(loop[0])
        else:
            self._replay()
        self.loop_changed.emit(loop)

    def set_muted(self, side: str, muted: bool) -> None:
        """Silence one side; only where each has a channel of its own (`mutable`)."""
        if muted == (side in self._muted) or (muted and side not in self.mutable):
            return
        (self._muted.add if muted else self._muted.discard)(side)
        self._send_gains()
        self.muted_changed.emit(side, muted)

    def close(self) -> None:
        """Stop and end the thread; the player can be used again afterwards."""
        self.pause()
        self._preparing.stop()
        if self._thread is not None:
            self._open_order.emit("")
            _end(self._thread)
            self._thread = self._feeder = None

    # Orders to the thread

    def _replay(self) -> None:
        if self.playing:
            self._go()

    def _go(self) -> None:
        self._order += 1
        end = self._duration if self._until is None else min(self._until, self._duration)
        self._route = Route(self._anchor, end, self._gaps, self.loop)
        self._heard_s = 0.0
        self._sounding = False
        if self._path:
            self._clock = None
            self._say_opening.start()
            self._ensure_thread()
            self._play_order.emit(self._order, self._route, self.speed)
        else:
            self._clock = time.perf_counter()

    def _send_gains(self) -> None:
        silent = {self._channels[side] for side in self._muted if side in self._channels}
        self._gain_order.emit(tuple(0.0 if channel in silent else 1.0 for channel in range(2)))

    def _prepare(self) -> None:
        if self._path:
            self._ensure_thread()
            self._warm_order.emit()

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
        self._warm_order.connect(self._feeder.warm)
        self._feeder.began.connect(self._began)
        self._feeder.heard.connect(self._heard)
        self._feeder.silent.connect(self._fell_silent)
        self._feeder.ended.connect(self._ended)
        self._thread.finished.connect(self._feeder.deleteLater)
        # A thread must not outlive its player, also when the window is torn down without a close.
        self.destroyed.connect(partial(_end, self._thread))
        self._thread.start(QThread.Priority.TimeCriticalPriority)
        self._open_order.emit(self._path)
        self._send_gains()

    # Answers of the thread, and the clock

    def _tick(self) -> None:
        self.moved.emit(self.position())
        # Where a device is fed the sound ends it: on a laden machine it comes after the clock, and is not cut off.
        late = _LATE_S * self.speed if self._sounding else 0.0
        if self._route is not None and self._played() >= self._route.length + late:
            self._finish()

    def _finish(self) -> None:
        """The route was played to its end."""
        end = min(self._duration, self._route.at(self._route.length))
        self._stop()
        self._anchor = end
        self._pause_order.emit()
        self.playing_changed.emit(False)
        self.moved.emit(end)

    def _end_opening(self) -> None:
        waiting = self._say_opening.isActive()
        self._say_opening.stop()
        if not waiting:
            self.opening.emit(False)

    @Slot(int)
    def _began(self, order: int) -> None:
        if order == self._order and self.playing:
            self._clock = time.perf_counter()
            self._end_opening()

    @Slot(int, float)
    def _heard(self, order: int, played: float) -> None:
        if order != self._order or not self.playing:
            return
        self._sounding = True
        if abs(played - self._played()) > _DRIFT_S:
            self._heard_s, self._clock = played, time.perf_counter()

    @Slot(str)
    def _fell_silent(self, sentence: str) -> None:
        self._sounding = False
        self.silent.emit(sentence)

    @Slot(int)
    def _ended(self, order: int) -> None:
        if order == self._order and self.playing:
            self._finish()


def _end(thread: QThread, *_: object) -> None:
    if shiboken6.isValid(thread):  # at the end of the process Qt may have taken it already
        thread.quit()
        thread.wait()
