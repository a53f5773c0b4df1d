"""What can be done with the whole call and with a selected span of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from callcoach_desktop.domain.calls import CallDetail
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.call.commands import Commands, EditorService, ExporterService
from callcoach_desktop.ui.screens.call.compare import Changed, CompareDialog, read_changes, take_back
from callcoach_desktop.ui.screens.call.header import Header
from callcoach_desktop.ui.screens.call.naming import Naming
from callcoach_desktop.ui.screens.call.playing import Playing
from callcoach_desktop.ui.screens.call.view_model import CallViewModel, Facts
from callcoach_desktop.ui.screens.call.wording import day_and_time, shown_title
from callcoach_desktop.ui.theme import icon

_CLIPS = "export/clips"


class CallMenu(QObject):
    """The menu in the head, and its actions. `told` carries a sentence that says what was done."""

    export = Signal()
    again = Signal()
    score = Signal()  # fill in a scorecard for this call
    told = Signal(str)

    def __init__(
        self,
        screen: QWidget,
        header: Header,
        playing: Playing,
        naming: Naming,
        model: CallViewModel,
        commands: Commands,
        read: Callable[[str], CallDetail],
        editor: EditorService | None,
        exporter: ExporterService | None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._playing, self._naming, self._model = screen, playing, naming, model
        self._commands, self._read, self._editor, self._exporter = commands, read, editor, exporter
        self.facts: Facts | None = None
        self.swappable = False
        self.can_transcribe: Callable[[], bool] = lambda: False
        self.can_score: Callable[[], bool] = lambda: False
        self.dialog: CompareDialog | None = None
        self.menu = QMenu(header)
        self.menu.aboutToShow.connect(self._fill)
        header.menu_button.setMenu(self.menu)
        header.shareable = exporter is not None
        header.share.connect(self.export)

    def _fill(self) -> None:
        self.menu.clear()
        facts, editor = self.facts, self._editor
        if facts is None:
            return
        words = facts.row.state == "ready" and bool(facts.people)
        self._add("file-down", tr("Export…"), self.export.emit, on=self._exporter is not None and words)
        self._add("link", tr("Copy title and time"), self.copy_time)
        if self.can_score():
            self._add("circle-check", tr("Fill in a scorecard…"), self.score.emit, on=words)
        self.menu.addSeparator()
        self._add("file-text", tr("Compare with what was heard…"), self.compare, on=editor is not None and words)
        self._add("arrow-left-right", tr("Swap sides"), self._naming.swap, on=editor is not None and self.swappable)
        if self.can_transcribe():
            self._add("rotate-cw", tr("Transcribe again…"), self.again.emit, on=facts.sound)
        self.menu.addSeparator()
        self._add("folder-open", tr("Show file"), self.show_file, on=facts.file is not None)

    def _add(self, name: str, text: str, act: Callable[[], object], *, on: bool = True) -> None:
        action = QAction(icon(name), text, self.menu)
        action.setEnabled(on)
        action.triggered.connect(lambda _=False: act())
        self.menu.addAction(action)

    def copy_time(self) -> None:
        """Which call and which second, to paste into a mail."""
        if self.facts is not None:
            row = self.facts.row
            text = f"{shown_title(row)}, {day_and_time(row.started_at)}, {clock(self._playing.position())}"
            QGuiApplication.clipboard().setText(text)
            self.told.emit(tr("Copied “{text}”", text=text))

    def show_file(self) -> None:
        """The folder of the original, in the system's file manager."""
        if self.facts is not None and self.facts.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.facts.file).parent)))

    # What was heard

    def compare(self) -> None:
        """Open the list of edits."""
        editor = self._editor
        if editor is None or self.facts is None:
            return
        dialog = CompareDialog(self._screen, shown_title(self.facts.row))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.go.connect(self._playing.go)
        dialog.back.connect(self._take_back)
        dialog.clear.connect(self._take_all_back)
        dialog.destroyed.connect(self._closed)
        self.dialog = dialog
        self.refresh()
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def refresh(self) -> None:
        """The call was read again: so is the open list of edits."""
        editor, call_id, read, dialog = self._editor, self._model.call_id, self._read, self.dialog
        if editor is None or dialog is None:
            return

        def came(changed: list[Changed]) -> None:
            if self.dialog is dialog:
                dialog.set_changes(changed)

        self._commands.ask(lambda: read_changes(editor, call_id, read(call_id).transcript), came)

    def _take_back(self, changed: Changed) -> None:
        editor, call_id, read = self._editor, self._model.call_id, self._read
        if editor is None:
            return

        def work() -> None:
            now = read(call_id).transcript
            if now is not None:
                take_back(editor, call_id, now, changed)

        self._commands.do(work)

    def _take_all_back(self) -> None:
        editor, call_id = self._editor, self._model.call_id
        if editor is not None:
            self._commands.do(lambda: editor.clear_edits(call_id))

    # A span

    def copy_span(self, start: float, end: float) -> None:
        """The words of some seconds with times and names, on the clipboard."""
        exporter, call_id = self._exporter, self._model.call_id
        if exporter is None:
            return

        def copied(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.told.emit(tr("Copied what was said from {start} to {end}", start=clock(start), end=clock(end)))

        self._commands.ask(lambda: exporter.moment(call_id, start, end), copied)

    def clip_span(self, start: float, end: float) -> None:
        """Some seconds of sound as a file; asks where."""
        exporter, call_id, facts = self._exporter, self._model.call_id, self.facts
        if exporter is None or facts is None:
            return
        settings: QSettings = window_settings()
        name = "".join(c if c.isalnum() or c in " -_" else " " for c in shown_title(facts.row))
        at = clock(start).replace(":", ".")
        suggested = Path(str(settings.value(_CLIPS, str(Path.home())))) / f"{' '.join(name.split())} {at}.wav"
        chosen, _ = QFileDialog.getSaveFileName(
            self._screen, tr("Save as sound"), str(suggested), tr("Sound (*.wav *.flac)")
        )
        if not chosen:
            return
        path = Path(chosen)
        settings.setValue(_CLIPS, str(path.parent))

        def written(made: Path) -> None:
            self.told.emit(tr("Saved {name}", name=made.name))

        self._commands.ask(lambda: exporter.clip(call_id, start, end, path, overwrite=True), written)
