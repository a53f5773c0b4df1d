"""What the window says by itself: short notices at its foot, and in the tray while it is not looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.view_model import JobsViewModel
from callcoach_desktop.ui.tray import Tray
from callcoach_desktop.ui.widgets.toast import Toast

_LONG = 90  # characters; what is longer stays twice as long


class Notices(QObject):
    """`open_wanted` carries the call of an import that ended, when a person asks for it."""

    open_wanted = Signal(str)

    def __init__(self, window: QWidget, toast: Toast, jobs: JobsViewModel, tray: Tray) -> None:
        super().__init__(window)
        self._window, self._toast, self._jobs, self._tray = window, toast, jobs, tray
        self._shown_call = ""
        jobs.finished.connect(self._finished)

    def looking_at(self, call_id: str) -> None:
        """The call that is open: its own end needs no notice."""
        self._shown_call = call_id

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """A short notice at the foot of the window."""
        self._toast.say(text, action, act, seconds=6.0 if len(text) < _LONG else 12.0)

    def _finished(self, done: list[Job], known: int) -> None:
        job = done[-1]
        call_id = job.call
        if call_id is None:
            return
        text = self._says(done, known)
        if not self._window.isActiveWindow():
            left = self._jobs.working()
            more = tr("{n} more is being imported|{n} more are being imported", left) if left else ""
            self._tray.notify(text, more, lambda: self.open_wanted.emit(call_id))
        if len(done) > 1:
            self.tell(text)
        elif self._shown_call != call_id:
            self.tell(text, tr("Open"), lambda: self.open_wanted.emit(call_id))

    @staticmethod
    def _says(done: list[Job], known: int) -> str:
        title = done[-1].title
        if known and len(done) == 1:
            return tr("“{title}” was imported before", title=title)
        if known:
            return tr("{n} file done|{n} files done", len(done)) + tr(", {count} of them imported before", count=known)
        if len(done) == 1:
            return tr("“{title}” is ready", title=title)
        return tr("{n} call is ready|{n} calls are ready", len(done))
