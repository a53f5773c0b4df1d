"""Asks for the speech model, once: gets it, or takes it from a folder or zip that the person has."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label
from callcoach_desktop.ui.widgets.busy_dialog import BusyDialog, Progress
from callcoach_desktop.ui.widgets.words import size, time_left

WIDTH = 452


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


class ModelDialog(BusyDialog):
    """Accepted once the model is there and verified."""

    def __init__(
        self, parent: QWidget, get: GetModel, name: str, number_of_bytes: int, problem: str = "", *, heading: str = ""
    ) -> None:
        super().__init__(parent, tr("Speech model"), tr("Progress of the speech model"), WIDTH, tr("Not now"))
        self._get, self._name = get, name
        self._began = 0.0
        self._reject_after = False
        column = self.column
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
                theme.px(WIDTH),
            )
        )
        self.add_progress()
        if problem:
            self.say(problem, "warn")
        self.get_button = button(tr("Get the model"), lambda: self.start(None), "primary", "download")
        self.folder_button = button(tr("I have it in a folder…"), self._choose_folder)
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
        self._began = time.monotonic()
        get, name = self._get, self._name

        def work(progress: Progress, cancelled: Callable[[], bool]) -> Path:
            return get(name, source=source, progress=progress, cancelled=cancelled)

        self.begin(work, lambda _: self.accept())
        self.say(tr("Starting…"))

    def progressed(self, done: int, total: int, note: str) -> None:
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(round(1000 * done / total) if total else 0)
        spent = time.monotonic() - self._began
        left = time_left(spent / done * (total - done)) if done and total and spent > 2 else ""
        parts = [note.capitalize()] if note else []
        parts += [tr("{done} of {total}", done=size(done), total=size(total))] if total else []
        self.say(" · ".join([*parts, left] if left else parts))

    def fields(self) -> list[QWidget]:
        return [self.get_button, self.folder_button]

    def stopping(self) -> str:
        return tr("Stopping…")

    def stopped(self) -> None:
        self.say(tr("Stopped. What was fetched is kept; the next try goes on from there."))
        if self._reject_after:
            super().stopped()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder with the speech model"), str(Path.home()))
        if chosen:
            self.start(Path(chosen))

    def stop(self) -> None:
        self._reject_after = True
        super().stop()
