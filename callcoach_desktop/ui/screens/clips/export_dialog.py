"""Asks how clips leave: sound, one file or several, subtitles, names; and writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QWidget

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.exports.place_row import PlaceRow
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings, writing_folder
from callcoach_desktop.ui.widgets.basics import ElidedLabel, Paragraph, button, label, line
from callcoach_desktop.ui.widgets.busy_dialog import BusyDialog, Progress
from callcoach_desktop.ui.widgets.segmented import Segmented

WIDTH = 460
_FOLDER = "export/clips"
_HOW = "export/clips_how"


class ClipExportDialog(BusyDialog):
    """`exported` carries a sentence and a path, once all files are written."""

    exported = Signal(str, str)

    def __init__(self, parent: QWidget, exporter: Any, clips: Sequence[ShownClip], name: str) -> None:
        """`exporter` is a `services.clip_export.ClipExporter`; `name` is what a joined file is called."""
        many = len(clips) > 1
        super().__init__(parent, tr("Export clips") if many else tr("Export clip"), tr("Progress of the export"), WIDTH)
        self._exporter, self._clips, self._name = exporter, list(clips), name
        settings = window_settings()
        kept = str(settings.value(_HOW, "wav srt apart")).split()
        self._folder = writing_folder(_FOLDER)
        column = self.column
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
        self.redacted = self._tick(tr("Leave names out of subtitles and file names"))
        about = tr("All that the library knows, and those that simple rules find. Every name is still heard.")
        column.addWidget(self.redacted)
        column.addWidget(Paragraph(about, theme.px(WIDTH), "small", "muted"))
        self.table = self._tick(tr("Add a table (CSV) with what is known of each clip"))
        column.addWidget(self.table)
        column.addWidget(line())
        self._where = PlaceRow(tr("Into the folder"), self._choose)
        self._where.show_place(self._folder)
        self.choose_button = self._where.button
        column.addLayout(self._where)
        self.add_progress()
        self.export_button = button(tr("Export"), self.start, "primary", "file-down")
        self.add_foot(self.export_button)

    def _tick(self, text: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setFont(theme.font())
        made.setAccessibleName(text)
        return made

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the export"), str(self._folder))
        if folder:
            self.set_folder(Path(folder))

    def set_folder(self, folder: Path) -> None:
        """Where the files go."""
        self._folder = folder
        self._where.show_place(folder)

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
        exporter, ids, folder, name = self._exporter, [one.clip.id for one in self._clips], self._folder, self._name

        def work(progress: Progress, cancelled: Callable[[], bool]) -> Any:
            return exporter.export(ids, folder, how, name=name, on_progress=progress, cancelled=cancelled)

        self.begin(work, self._done)

    def _done(self, written: Any) -> None:
        text = tr("Wrote {n} file|Wrote {n} files", len(written.files))
        if written.left_out:
            text += tr("; {n} clip has no sound|; {n} clips have no sound", len(written.left_out))
        self.exported.emit(text, str(written.files[0]))
        self.accept()

    def fields(self) -> list[QWidget]:
        return [self.sound, self.files, self.subtitles, self.redacted, self.table, self.choose_button,
                self.export_button]  # fmt: skip
