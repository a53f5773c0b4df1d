"""A recording that waits for the time of a call in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from callcoach_desktop.ui.recording.recorder import Plan

LOOK_MS = 1_000
LATE_S = 900.0  # seconds after which a call that was slept through is let go


class Arming(QObject):
    """One call at a time, in memory alone: who closes the window has to arm again. `due` carries the plan when it is
    time, `missed` the call when the computer slept past it, `changed` when there is another or none."""

    due = Signal(object, object)
    missed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject, now: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        super().__init__(parent)
        self._now = now
        self.call: Any = None  # services.agenda.NextCall
        self._plan: Plan | None = None
        self._timer = QTimer(self)
        # Looked at each second by the wall clock: a single timer of hours would count no second of a sleep.
        self._timer.setInterval(LOOK_MS)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)

    def arm(self, plan: Plan, call: Any) -> None:
        """Wait for this call, instead of any other."""
        self._plan, self.call = plan, call
        self._timer.start()
        self.changed.emit()

    def disarm(self) -> None:
        """Wait no longer."""
        if self.call is not None:
            self._plan = self.call = None
            self._timer.stop()
            self.changed.emit()

    def look(self) -> None:
        """See whether it is time."""
        call, plan = self.call, self._plan
        if call is None or plan is None or self._now() < call.start:
            return
        late = (self._now() - call.start).total_seconds() > LATE_S
        self.disarm()
        if late:
            self.missed.emit(call)
        else:
            self.due.emit(plan, call)
