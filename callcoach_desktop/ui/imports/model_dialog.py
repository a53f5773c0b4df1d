"""Asks for the speech model, once: gets it, or takes it from a folder or zip that the person has."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLayout, QProgressBar, QVBoxLayout, QWidget

from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label, set_kind
from callcoach_desktop.ui.widgets.words import size, time_left

Progress = Callable[[int, int, str], None]


class GetModel(Protocol):
    """`services.models.get_model`, or the same in a test."""

    def __call__(
        self,
        name: str | None = None,
        *,
        source: Path | None = None,
        progress: Progress = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Path: ...


class ModelDialog(QDialog):
    """Accepted once the model is there and verified."""

    def __init__(
        self, parent: QWidget, get: GetModel, name: str, number_of_bytes: int, problem: str = "", *, heading: str = ""
    ) -> None:
        super().__init__(parent)
        self._get, self._name = get, name
        self._stop = threading.Event()
        self._began = 0.0
        self._busy = False
        self._reject_after = False
        self.setWindowTitle(tr("Speech model"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(heading or tr("One thing before the first call"), "title", bold=True))
        column.addWidget(
            Paragraph(
                tr(
                    "CallCoach turns sound into words on this computer, and needs a speech model for that: "
                    "“{name}”, {size}. Getting it is the only time CallCoach uses the network. "
                    "Your calls never leave this computer.",
                    name=name,
                    size=size(number_of_bytes),
                ),
                theme.px(452),
            )
        )
        self.status = Paragraph(problem, theme.px(452), "small", "warn" if problem else "muted")
        self.status.setVisible(bool(problem))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the speech model"))
        self.bar.hide()
        column.addWidget(self.bar)
        column.addWidget(self.status)
        self.get_button = button(tr("Get the model"), lambda: self.start(None), "primary", "download")
        self.folder_button = button(tr("I have it in a folder…"), self._choose_folder)
        self.cancel_button = button(tr("Not now"), self.reject, "quiet")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.cancel_button)
        row.addStretch()
        row.addWidget(self.folder_button)
        row.addWidget(self.get_button)
        column.addSpacing(4)
        column.addLayout(row)
        self.get_button.setDefault(True)

    def start(self, source: Path | None) -> None:
        """Get the model, from `source` (a folder or zip) when one is given."""
        self._stop.clear()
        self._began = time.monotonic()
        self._set_busy(True)
        self._say(tr("Starting…"))

        def progress(done: int, total: int, note: str) -> None:
            on_ui_thread(self, lambda: self._progress(done, total, note))

        run_task(
            self,
            lambda: self._get(self._name, source=source, progress=progress, cancelled=self._stop.is_set),
            lambda _: self._done(),
            self._failed,
        )

    def _progress(self, done: int, total: int, note: str) -> None:
        if not self._busy or self._stop.is_set():
            return
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(round(1000 * done / total) if total else 0)
        spent = time.monotonic() - self._began
        left = time_left(spent / done * (total - done)) if done and total and spent > 2 else ""
        parts = [note.capitalize()] if note else []
        parts += [tr("{done} of {total}", done=size(done), total=size(total))] if total else []
        self._say(" · ".join([*parts, left] if left else parts))

    def _done(self) -> None:
        self._set_busy(False)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, Cancelled):
            self._say(tr("Stopped. What was fetched is kept; the next try goes on from there."))
            if self._reject_after:
                super().reject()
        elif isinstance(error, KnownError):
            self._say(error.problem.sentence(), "warn")
        else:
            raise error

    def _say(self, text: str, kind: str = "muted") -> None:
        self.status.setText(text)
        set_kind(self.status, kind)
        self.status.show()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        self.get_button.setEnabled(not busy)
        self.folder_button.setEnabled(not busy)
        self.cancel_button.setText(tr("Stop") if busy else tr("Not now"))
        self.cancel_button.setAccessibleName(self.cancel_button.text())

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder with the speech model"))
        if chosen:
            self.start(Path(chosen))

    def reject(self) -> None:
        if self._busy:
            self._stop.set()
            self._say(tr("Stopping…"))
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._busy:
            self._reject_after = True
            self._stop.set()
            event.ignore()
        else:
            super().closeEvent(event)

    def stop(self) -> None:
        """Give up at once; called when the window closes."""
        self._reject_after = True
        self._stop.set()
