"""What the window says by itself: short notices at its foot, and in the tray while it is not looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.view_model import JobsViewModel
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.tray import Tray
from callcoach_desktop.ui.undoing import Undoing
from callcoach_desktop.ui.widgets.toast import Toast

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.jobs import Job

_LONG = 90  # characters; what is longer stays twice as long


class Notices(QObject):
    """`open_wanted` carries the call of an import that ended, when a person asks for it."""

    open_wanted = Signal(str)

    def __init__(
        self, window: QWidget, toast: Toast, jobs: JobsViewModel, tray: Tray, calls: CallsScreen, undoing: Undoing
    ) -> None:
        super().__init__(window)
        self._window, self._toast, self._jobs, self._tray = window, toast, jobs, tray
        self._calls, self._undoing = calls, undoing
        self._shown_call = ""
        self._offered = ("", "")  # the call that the last notice of an import offers to open, and what it says
        jobs.finished.connect(self._finished)
        jobs.came_back.connect(self._came_back)
        calls.binned.connect(self._binned)
        calls.deleted.connect(self._deleted)

    def looking_at(self, call_id: str) -> None:
        """The call that is open: its own end needs no notice, and one that stands there has said enough."""
        self._shown_call = call_id
        told, text = self._offered
        if call_id and told == call_id and self._toast.text() == text:
            self._toast.finish()

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """A short notice at the foot of the window."""
        self._toast.say(text, action, act, seconds=6.0 if len(text) < _LONG else 12.0)

    def submitted(self, number: int, show: Callable[[], object] | None) -> None:
        """Files came in; `show` goes to where they are seen, None where they are seen already."""
        if not number:
            self.tell(tr("There is nothing to import there: no recording and no transcript was found."))
        elif show is not None:
            self.tell(tr("Importing {n} file|Importing {n} files", number), tr("Show"), show)

    def queued_again(self, number: int) -> None:
        """Calls will be transcribed anew."""
        self.tell(tr("Transcribing {n} call again|Transcribing {n} calls again", number))

    def _named(self, ids: list[str]) -> str:
        rows = self._calls.view_model.model.rows()
        title = next((row.title for row in rows if row.id == ids[0]), "") if len(ids) == 1 else ""
        return f"“{title}”" if title else tr("{n} call|{n} calls", len(ids))

    def _binned(self, ids: list[str]) -> None:
        self.tell(tr("Moved {what} to the bin", what=self._named(ids)), tr("Undo"), self._undoing.undo_step)

    def _deleted(self, ids: list[str]) -> None:
        self._toast.say(
            tr("Deleted {what}", what=self._named(ids)),
            tr("Undo"),
            lambda: self._undo_delete(ids),
            expired=lambda: self._calls.view_model.confirm_delete(ids),
        )

    def _undo_delete(self, ids: list[str]) -> None:
        self._calls.view_model.undo_delete(ids)
        self._calls.table.choose(ids[0])

    def _finished(self, done: list[Job], known: int, back: int) -> None:
        job = done[-1]
        call_id = job.call
        if call_id is None:
            return
        text = self._says(done, known, back)
        if not self._window.isActiveWindow():
            left = self._jobs.working()
            more = tr("{n} more is being imported|{n} more are being imported", left) if left else ""
            self._tray.notify(text, more, lambda: self.open_wanted.emit(call_id))
        if len(done) > 1:
            self.tell(text)
        elif self._shown_call != call_id:
            self._offered = (call_id, text)
            self.tell(text, tr("Open"), lambda: self.open_wanted.emit(call_id))

    def _came_back(self, job: Job, comments: int, answers: int) -> None:
        call_id = job.call or ""
        parts = [tr("{n} comment|{n} comments", comments)] if comments else []
        parts += [tr("{n} filled scorecard|{n} filled scorecards", answers)] if answers else []
        text = tr("{what} came with “{title}”", what=tr(" and ").join(parts), title=job.title)
        if not self._window.isActiveWindow():
            self._tray.notify(text, "", lambda: self.open_wanted.emit(call_id))
        self.tell(text, tr("Open"), lambda: self.open_wanted.emit(call_id))

    @staticmethod
    def _says(done: list[Job], known: int, back: int) -> str:
        title = done[-1].title
        if len(done) == 1 and back:
            return tr("“{title}” was in the bin and is back", title=title)
        if len(done) == 1 and known:
            return tr("“{title}” was imported before", title=title)
        if known or back:
            parts = [tr("{n} file done|{n} files done", len(done))]
            parts += [tr("{n} was imported before|{n} were imported before", known)] if known else []
            parts += [tr("{n} was in the bin and is back|{n} were in the bin and are back", back)] if back else []
            return ", ".join(parts)
        if len(done) == 1:
            return tr("“{title}” is ready", title=title)
        return tr("{n} call is ready|{n} calls are ready", len(done))
