"""Asks how clips leave: sound, one file or several, subtitles, names; and writes them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.tasks import on_ui_thread, run_task
from callcoach_desktop.ui.widgets.basics import ElidedLabel, Paragraph, button, label, line, set_kind
from callcoach_desktop.ui.widgets.segmented import Segmented

WIDTH = 460
_FOLDER = "export/clips"
_HOW = "export/clips_how"


class ClipExportDialog(QDialog):
    """`exported` carries a sentence and a path, once all files are written."""

    exported = Signal(str, str)

    def __init__(self, parent: QWidget, exporter: Any, clips: Sequence[ShownClip], name: str) -> None:
        """`exporter` is a `services.clip_export.ClipExporter`; `name` is what a joined file is called."""
        super().__init__(parent)
        self._exporter, self._clips, self._name = exporter, list(clips), name
        self._stop = threading.Event()
        self._busy = False
        settings = window_settings()
        kept = str(settings.value(_HOW, "wav srt apart")).split()
        self._folder = Path(str(settings.value(_FOLDER, "") or Path.home()))
        many = len(self._clips) > 1
        self.setWindowTitle(tr("Export clips") if many else tr("Export clip"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        words = tr("Export {n} clip|Export {n} clips", len(self._clips)) if many else tr(
            "Export “{title}”", title=self._clips[0].clip.name)  # fmt: skip
        heading = ElidedLabel(words, "title", bold=True)
        heading.setFixedWidth(theme.px(WIDTH))
        column.addWidget(heading)
        self.sound = Segmented(tr("Sound"), (("wav", "WAV"), ("flac", "FLAC")), kept[0])
        self.files = Segmented(
            tr("Files"), (("apart", tr("One a clip")), ("joined", tr("One for all"))), kept[2] if many else "apart"
        )
        self.subtitles = Segmented(tr("Subtitles"), (("srt", "SRT"), ("vtt", "WebVTT"), ("none", tr("None"))), kept[1])
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = [(tr("Sound"), self.sound), (tr("Subtitles"), self.subtitles)]
        if many:
            rows.insert(1, (tr("Files"), self.files))
        for row, (text, widget) in enumerate(rows):
            grid.addWidget(label(text), row, 0)
            grid.addWidget(widget, row, 1)
        column.addLayout(grid)
        self.redacted = self._tick(tr("Leave known names out of subtitles and file names"))
        about = tr("Speakers, customer and deal. People who are only mentioned stay, and every name is still heard.")
        column.addWidget(self.redacted)
        column.addWidget(Paragraph(about, theme.px(WIDTH), "small", "muted"))
        self.table = self._tick(tr("Add a table (CSV) with what is known of each clip"))
        column.addWidget(self.table)
        column.addWidget(line())
        column.addLayout(self._where())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the export"))
        self.bar.hide()
        self.status = Paragraph("", theme.px(WIDTH), "small", "muted")
        self.status.hide()
        column.addWidget(self.bar)
        column.addWidget(self.status)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.cancel_button = button(tr("Cancel"), self.reject, "quiet")
        self.export_button = button(tr("Export"), self.start, "primary", "file-down")
        self.export_button.setDefault(True)
        foot.addStretch()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.export_button)
        column.addLayout(foot)

    def _tick(self, text: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setFont(theme.font())
        made.setAccessibleName(text)
        return made

    def _where(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr("Into the folder")))
        self.place = ElidedLabel(str(self._folder), "small", "muted", middle=True)
        self.place.setAccessibleName(str(self._folder))
        words.addWidget(self.place)
        row.addLayout(words, 1)
        self.choose_button = button(
            tr("Choose…"), self._choose, "", "folder-open", describe=tr("Choose where the export goes")
        )
        row.addWidget(self.choose_button)
        return row

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the export"), str(self._folder))
        if folder:
            self.set_folder(Path(folder))

    def set_folder(self, folder: Path) -> None:
        """Where the files go."""
        self._folder = folder
        self.place.setText(str(folder))
        self.place.setAccessibleName(str(folder))

    def start(self) -> None:
        """Write the files."""
        from callcoach_desktop.services.clip_export import ClipFiles  # the page is shown before it is needed

        subtitles, joined = self.subtitles.value(), self.files.value() == "joined" and len(self._clips) > 1
        how = ClipFiles(
            sound=self.sound.value(),
            subtitles="" if subtitles == "none" else subtitles,
            joined=joined,
            redacted=self.redacted.isChecked(),
            table=self.table.isChecked(),
        )
        settings = window_settings()
        settings.setValue(_FOLDER, str(self._folder))
        settings.setValue(_HOW, f"{how.sound} {subtitles} {self.files.value()}")
        self._stop.clear()
        self._set_busy(True)
        exporter, ids, folder, name = self._exporter, [one.clip.id for one in self._clips], self._folder, self._name

        def progress(done: int, total: int, _title: str) -> None:
            on_ui_thread(self, lambda: self._progress(done, total))

        run_task(
            self,
            lambda: exporter.export(ids, folder, how, name=name, on_progress=progress, cancelled=self._stop.is_set),
            self._done,
            self._failed,
        )

    def _progress(self, done: int, total: int) -> None:
        if self._busy:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _done(self, written: Any) -> None:
        self._set_busy(False)
        text = tr("Wrote {n} file|Wrote {n} files", len(written.files))
        if written.left_out:
            text += tr("; {n} clip has no sound|; {n} clips have no sound", len(written.left_out))
        self.exported.emit(text, str(written.files[0]))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, Cancelled):
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
        if busy:
            self.status.hide()
        for one in (self.sound, self.files, self.subtitles, self.redacted, self.table, self.choose_button,
                    self.export_button):  # fmt: skip
            one.setEnabled(not busy)
        self.cancel_button.setText(tr("Stop") if busy else tr("Cancel"))
        self.cancel_button.setAccessibleName(self.cancel_button.text())

    def reject(self) -> None:
        if self._busy:
            self._stop.set()
            self._say(tr("Stopping… Files that are finished stay."))
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._busy:
            self._stop.set()
            event.ignore()
        else:
            super().closeEvent(event)
