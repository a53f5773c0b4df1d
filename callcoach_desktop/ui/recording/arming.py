"""A recording that waits for the time of a call in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from callcoach_desktop.ui.recording.recorder import Plan

LOOK_MS = 1_000
AHEAD_S = 60.0  # seconds before a call in which its recorder is started: on a busy machine that takes half of them
LATE_S = 900.0  # seconds after which a call that was slept through is let go


class Arming(QObject):
    """One call at a time, in memory alone: who closes the window has to arm again. `soon` comes once before it is time,
    `due` carries the plan when it is, `missed` the call when the computer slept past it, `dropped` comes when nothing
    follows what was said to be soon, `changed` when there is another call or none."""

    soon = Signal()
    due = Signal(object, object)
    dropped = Signal()
    missed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject, now: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        super().__init__(parent)
        self._now = now
        self.call: Any = None  # services.agenda.NextCall
        self._plan: Plan | None = None
        self._soon = False
        self._timer = QTimer(self)
        # Looked at each second by the wall clock: a single timer of hours would count no second of a sleep.
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)

    def arm(self, plan: Plan, call: Any) -> None:
        """Wait for this call, instead of any other."""
        self._drop()
        self._plan, self.call = plan, call
        self._timer.start(LOOK_MS)
        self.changed.emit()

    def disarm(self) -> None:
        """Wait no longer."""
        if self.call is not None:
            self._clear()
            self._drop()

    def look(self) -> None:
        """See whether it is time."""
        call, plan = self.call, self._plan
        if call is None or plan is None:
            return
        left = (call.start - self._now()).total_seconds()
        if left > 0:
            self._timer.setInterval(min(LOOK_MS, int(1000 * left) + 1))
            if left <= AHEAD_S and not self._soon:
                self._soon = True
                self.soon.emit()
            return
        self._clear()
        if left < -LATE_S:
            self._drop()
            self.missed.emit(call)
        else:
            self._soon = False
            self.due.emit(plan, call)

    def _clear(self) -> None:
        self._plan = self.call = None
        self._timer.stop()
        self.changed.emit()

    def _drop(self) -> None:
        soon, self._soon = self._soon, False
        if soon:
            self.dropped.emit()
