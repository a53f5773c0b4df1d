"""A dialog that has something done: it shows how far that is, lets it be stopped, and does not close before its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.widgets.basics import Paragraph, button, set_kind

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
"""Called with what is done, how much there is (0: not known) and a word about it, on any thread."""


class BusyDialog(QDialog):
    """A subclass fills `column` from above, puts `bar` and `status` where they belong, and ends with `add_foot`."""

    def __init__(self, parent: QWidget, title: str, progress_name: str, width: int, cancel: str = "") -> None:
        """`width` of the texts is in pixels of the normal text size; `cancel` is what the way out is called."""
        super().__init__(parent)
        self._stop = threading.Event()
        self._cancel = cancel or tr("Cancel")
        self.busy = False
        self.setWindowTitle(title)
        self.setModal(True)
        self.column = QVBoxLayout(self)
        self.column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(progress_name)
        self.bar.hide()
        self.status = Paragraph("", theme.px(width), "small", "muted")
        self.status.hide()
        self.cancel_button = button(self._cancel, self.reject, "quiet")

    # For subclasses

    def fields(self) -> Sequence[QWidget]:
        """What cannot be used while something is done."""
        return ()

    def progressed(self, done: int, total: int, note: str) -> None:
        """Show how far it is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def refused(self, error: KnownError) -> None:
        """It could not be done."""
        self.say(error.problem.sentence(), "warn")

    def stopping(self) -> str:
        """What is said after Stop, until it has stopped."""
        return tr("Stopping… Files that are finished stay.")

    def stopped(self) -> None:
        """It was stopped."""
        super().reject()

    def add_progress(self) -> None:
        """Put the bar and the line of words here."""
        self.column.addWidget(self.bar)
        self.column.addWidget(self.status)

    def add_foot(self, *buttons: QPushButton) -> None:
        """Put the buttons here, Cancel left of them; the last one is what Enter presses."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.cancel_button)
        for one in buttons:
            row.addWidget(one)
        buttons[-1].setDefault(True)
        self.column.addLayout(row)

    def begin(self, work: Callable[[Progress, Callable[[], bool]], T], done: Callable[[T], object]) -> None:
        """Have `work` done on a worker thread; it is given where to tell progress and what says that it shall stop."""

        def progress(n: int, total: int, note: str) -> None:
            on_ui_thread(self, lambda: self._progressed(n, total, note))

        def over(answer: T) -> None:
            self.set_busy(busy=False)
            done(answer)

        self._stop.clear()
        self.set_busy(busy=True)
        run_task(self, lambda: work(progress, self._stop.is_set), over, self.failed)

    def say(self, text: str, kind: str = "muted") -> None:
        """Write a line under the bar."""
        self.status.setText(text)
        set_kind(self.status, kind)
        self.status.show()

    def set_busy(self, *, busy: bool) -> None:
        """Something begins or is over."""
        self.busy = busy
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        if busy:
            self.status.hide()
        for one in self.fields():
            one.setEnabled(not busy)
        self.cancel_button.setText(tr("Stop") if busy else self._cancel)
        self.cancel_button.setAccessibleName(self.cancel_button.text())

    def failed(self, error: BaseException) -> None:
        """It was stopped or could not be done; anything else is an error of ours."""
        self.set_busy(busy=False)
        if isinstance(error, Cancelled):
            self.stopped()
        elif isinstance(error, KnownError):
            self.refused(error)
        else:
            raise error

    def stop(self) -> None:
        """Give up what is done, without a word: the window closes."""
        self._stop.set()

    def _progressed(self, done: int, total: int, note: str) -> None:
        if self.busy and not self._stop.is_set():
            self.progressed(done, total, note)

    def reject(self) -> None:
        if self.busy:
            self._stop.set()
            self.say(self.stopping())
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.busy:
            self.stop()
            event.ignore()
        else:
            super().closeEvent(event)
