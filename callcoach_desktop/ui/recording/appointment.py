"""A call of the calendar that is recorded by itself: its recorder is there before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.arming import Arming
from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:
    from callcoach_desktop.ui.main_window import MainWindow
    from callcoach_desktop.ui.recording.flow import RecordFlow
    from callcoach_desktop.ui.recording.recorder import Plan


class Appointment(QObject):
    """Between `Arming`, which knows the time, and the flow that records."""

    def __init__(self, flow: RecordFlow, window: MainWindow) -> None:
        super().__init__(flow)
        self._flow, self._window = flow, window
        self._title = ""
        """Of the call that was begun by itself and gives no sound yet."""
        self.arming = Arming(self)
        self.arming.soon.connect(self._soon)
        self.arming.due.connect(self._due)
        self.arming.dropped.connect(flow.recorder.let_go)
        self.arming.missed.connect(self._missed)
        flow.recorder.began.connect(self._began)
        flow.recorder.ended.connect(self._ended)

    def arm(self, plan: Plan, call: Any) -> None:
        """Record this call when its time comes."""
        self.arming.arm(plan, call)
        text = tr("The recording begins by itself at {time}, while CallCoach is open", time=f"{call.start:%H:%M}")
        self._window.tell(text, tr("Cancel"), self.arming.disarm)

    def _soon(self) -> None:
        flow = self._flow

        def there(_: object) -> None:
            if self.arming.call is None and not flow.recorder.active:  # called off meanwhile
                flow.recorder.let_go()

        if not flow.recorder.active:
            run_task(self, flow.recorder.prepare, there)

    def _due(self, plan: Plan, call: Any) -> None:
        if self._flow.recorder.active:
            self._flow.recorder.let_go()
            self._window.tell(tr("“{title}” was not recorded: another call is.", title=call.title))
            return
        self._title = call.title
        self._flow.start(plan)

    def _began(self, _call: str) -> None:
        title, self._title = self._title, ""
        if title:
            self._window.tray.notify(tr("Recording has begun"), title, self._flow.open)

    def _ended(self, _done: object) -> None:
        self._title = ""

    def _missed(self, call: Any) -> None:
        self._flow.problem.emit(tr("“{title}” began while this computer slept; it was not recorded.", title=call.title))
