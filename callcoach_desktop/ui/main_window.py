"""The window: rail, screens, menus, drops. Knows no service until `attach`; it is painted before the library opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.call_host import CallHost
from callcoach_desktop.ui.imports.flow import ImporterService, ImportFlow, ModelServices
from callcoach_desktop.ui.imports.panel import JobsPanel
from callcoach_desktop.ui.imports.view_model import JobsViewModel
from callcoach_desktop.ui.menus import Menus, about
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.widgets.drop_overlay import DropOverlay, dropped_paths
from callcoach_desktop.ui.widgets.rail import Rail
from callcoach_desktop.ui.widgets.shortcuts_help import ShortcutsHelp
from callcoach_desktop.ui.widgets.toast import Toast
from callcoach_desktop.ui.widgets.words import counted, time_left

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.settings.view import SettingsScreen

SOUND_FILTER = (
    "Calls (*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.oga *.opus *.webm *.mp4 *.m4v *.mov *.mkv *.amr *.wma *.aiff "
    "*.vtt *.srt *.json)"
)
SMALLEST = (960, 600)
FIRST_SIZE = (1280, 800)


@dataclass(frozen=True)
class Services:
    """All that the window asks of an open library."""

    library: Any  # services.library.Library
    runner: Any  # jobs.runner.JobRunner
    importer: ImporterService
    models: ModelServices


def _call_screen(services: Services) -> QWidget:
    from callcoach_desktop.ui.screens.call.view import CallScreen  # heavy; not needed for the first picture

    return CallScreen(services.library)


class MainWindow(QMainWindow):
    """`painted` is sent once, after the first picture; `closing` when the person closes the window;
    `library_chosen` carries the folder of another library."""

    painted = Signal()
    closing = Signal()
    library_chosen = Signal(str)

    def __init__(self, make_call_screen: Callable[[Services], QWidget] = _call_screen) -> None:
        super().__init__()
        self._make_call_screen = make_call_screen
        self.services: Services | None = None
        self._was_painted = False
        self.setWindowTitle("CallCoach")
        self.setWindowIcon(theme.icon("audio-lines", "rep"))
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.jobs = JobsViewModel(self)
        self.calls = CallsScreen(CallsViewModel(self), JobsPanel(self.jobs))
        self._settings: SettingsScreen | None = None
        self._library_folder = ""
        self.rail = Rail((("calls", "Calls", "phone-call"),), (("settings", "Settings", "settings"),))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.calls)
        self.host = CallHost(self.stack, self.jobs, self._new_call_screen)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.flow = ImportFlow(self)
        self.toast = Toast(middle)
        self.overlay = DropOverlay(middle)
        self.menus = Menus(self)
        self._connect()
        self._remembered()
        self.show_calls()

    def _connect(self) -> None:
        self.rail.chosen.connect(self._go)
        self.rail.activity_clicked.connect(self.show_calls)
        self.calls.open_call.connect(self.open_call)
        self.calls.import_requested.connect(self._import)
        self.calls.folder_requested.connect(self.choose_folder)
        self.calls.deleted.connect(self._deleted)
        self.calls.view_model.loaded.connect(self._retitle)
        self.jobs.changed.connect(self._jobs_changed)
        self.jobs.finished.connect(self._jobs_finished)
        self.stack.currentChanged.connect(self._screen_changed)
        for source in (self.jobs, self.calls.view_model, self.flow):
            source.problem.connect(self.tell)
        self.flow.submitted.connect(self._submitted)

    # the library comes and goes

    def attach(self, services: Services) -> None:
        """Show an open library."""
        self.services = services
        self.set_library_folder(str(services.library.folder))
        self.calls.view_model.attach(services.library)
        self.jobs.attach(services.runner, services.library)
        if self._settings is not None:
            self._settings.view_model.attach(services.library, services.models.states)
        self.host.attach(services.runner)
        self.flow.attach(services.importer, services.library, services.models)

    def detach(self) -> None:
        """Let go of the library: pending deletions are carried out, nothing is asked of it afterwards."""
        if self.services is None:
            return
        self.toast.finish()
        self.show_calls()
        self.host.detach()
        self.flow.detach()
        if self._settings is not None:
            self._settings.view_model.detach()
        self.jobs.detach()
        self.calls.view_model.detach()
        self.services = None

    # screens

    def _go(self, key: str) -> None:
        if key == "settings":
            self.show_settings()
        else:
            self.show_calls()

    def show_calls(self) -> None:
        """The list."""
        self.rail.select("calls")
        self.stack.setCurrentWidget(self.calls)
        self.setWindowTitle("CallCoach")
        self.calls.table.setFocus()

    def show_settings(self) -> None:
        """The settings."""
        self.rail.select("settings")
        screen = self.settings()
        self.stack.setCurrentWidget(screen)
        screen.show_now()

    def settings(self) -> SettingsScreen:
        """The settings screen; made when it is first wanted."""
        if self._settings is None:
            from callcoach_desktop.ui.screens.settings.view import SettingsScreen
            from callcoach_desktop.ui.screens.settings.view_model import SettingsViewModel

            made = SettingsScreen(SettingsViewModel())
            made.mode_chosen.connect(self.set_mode)
            made.library_wanted.connect(self._choose_library)
            made.view_model.problem.connect(self.tell)
            made.set_library(self._library_folder)
            if self.services is not None:
                made.view_model.attach(self.services.library, self.services.models.states)
            self.stack.addWidget(made)
            self._settings = made
        return self._settings

    def set_library_folder(self, folder: str) -> None:
        """Which library is shown, for the settings."""
        self._library_folder = folder
        if self._settings is not None:
            self._settings.set_library(folder)

    def open_call(self, call_id: str, at: float = -1.0) -> None:
        """A call's map, at a second when `at` is not negative."""
        if self.services is None:
            return
        self.rail.select("calls")
        self.host.open(call_id, at, self.show_calls)
        self._retitle()

    def _retitle(self) -> None:
        """The window is named after the open call; the list knows its title once it has been read."""
        number = self.calls.view_model.model.find(self.host.call_id) if self.host.is_open else -1
        if number >= 0:
            self.setWindowTitle(f"{self.calls.view_model.model.row(number).title} – CallCoach")

    def _new_call_screen(self) -> QWidget:
        if self.services is None:
            raise RuntimeError("a call cannot be opened before its library")
        return self._make_call_screen(self.services)

    def _screen_changed(self) -> None:
        # The call screen has its own Ctrl+F; two of them would cancel each other out.
        self.menus.find.setShortcuts([] if self.host.is_open else QKeySequence.StandardKey.Find)

    def go_back(self) -> None:
        """From a call or the settings to the list."""
        if self.host.is_open:
            self.host.screen.leave()
        elif self.stack.currentWidget() is not self.calls:
            self.show_calls()

    def find(self) -> None:
        """Ctrl+F: the search of the screen that is open."""
        if self.host.is_open:
            self.host.screen.open_find()
        else:
            self.show_calls()
            self.calls.focus_search()

    # bringing calls in

    def choose_files(self) -> None:
        """File > Import…"""
        settings = window_settings()
        start = str(settings.value("import/folder", ""))
        chosen, _ = QFileDialog.getOpenFileNames(self, "Import calls", start, f"{SOUND_FILTER};;All files (*)")
        if chosen:
            settings.setValue("import/folder", str(Path(chosen[0]).parent))
            self._import([Path(one) for one in chosen])

    def choose_folder(self) -> None:
        """File > Import folder…"""
        settings = window_settings()
        chosen = QFileDialog.getExistingDirectory(self, "Import a folder", str(settings.value("import/folder", "")))
        if chosen:
            settings.setValue("import/folder", chosen)
            self._import([Path(chosen)])

    def _import(self, paths: list[Path]) -> None:
        if paths:
            self.flow.bring_in(paths)
        else:
            self.choose_files()

    def _submitted(self, number: int) -> None:
        if not number:
            self.tell("There is nothing to import there: no recording and no transcript was found.")
        elif self.stack.currentWidget() is not self.calls:
            self.tell(f"Importing {counted(number, 'file')}", "Show", self.show_calls)

    def _jobs_finished(self, done: list[Job], known: int) -> None:
        job = done[-1]
        call_id = job.call
        if call_id is None:
            return
        if known and len(done) == 1:
            text = f"“{job.title}” was imported before"
        elif known:
            text = f"{counted(len(done), 'file')} done, {known} of them imported before"
        else:
            text = f"“{job.title}” is ready" if len(done) == 1 else f"{counted(len(done), 'call')} are ready"
        if len(done) > 1:
            self.tell(text)
        elif self.host.call_id != call_id or not self.host.is_open:
            self.tell(text, "Open", lambda: self.open_call(call_id))

    def _jobs_changed(self) -> None:
        self.calls.view_model.model.set_jobs(self.jobs.shown)
        working = self.jobs.working()
        left = time_left(self.jobs.seconds_left())
        lines = [f"Importing {working}"] if working else []
        self.rail.set_activity("\n".join([*lines, left] if left and working else lines))

    # notices

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """A short notice at the foot of the window."""
        self.toast.say(text, action, act, seconds=6.0 if len(text) < 90 else 12.0)

    def _deleted(self, ids: list[str]) -> None:
        model = self.calls.view_model
        titles = {row.id: row.title for row in model.model.rows()}
        what = f"“{titles.get(ids[0], 'call')}”" if len(ids) == 1 else counted(len(ids), "call")
        self.toast.say(
            f"Deleted {what}", "Undo", lambda: self._undo_delete(ids), expired=lambda: model.confirm_delete(ids)
        )

    def _undo_delete(self, ids: list[str]) -> None:
        self.calls.view_model.undo_delete(ids)
        self.calls.table.choose(ids[0])

    # menus ask for these

    def set_mode(self, mode: str) -> None:
        """Theme: `system`, `light` or `dark`."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and mode in theme.MODES:
            theme.apply(app, mode)
            window_settings().setValue("theme", mode)
            self.menus.show_mode(mode)
            if self._settings is not None:
                self._settings.mode.set_value(mode)

    def show_shortcuts(self) -> None:
        """Help > Keyboard shortcuts."""
        dialog = ShortcutsHelp(self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_about(self) -> None:
        """Help > About."""
        about(self)

    def _choose_library(self) -> None:
        folder = str(self.services.library.folder) if self.services else ""
        chosen = QFileDialog.getExistingDirectory(self, "Folder of the library", folder)
        if chosen and chosen != folder:
            self.library_chosen.emit(chosen)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only keys that no child wanted come here, so Esc in a field still empties the field.
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)  # by then the children are painted and on the screen

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = dropped_paths(event.mimeData())
        if paths:
            self.overlay.invite(len(paths))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.overlay.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.show_calls()
            self._import(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.overlay.isVisible():
            self.overlay.setGeometry(self.overlay.parentWidget().rect())

    def _remembered(self) -> None:
        settings = window_settings()
        geometry = settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(*FIRST_SIZE)
        self.calls.restore(settings)
        self.menus.show_mode(theme.mode())

    def closeEvent(self, event: QCloseEvent) -> None:
        settings = window_settings()
        settings.setValue("geometry", self.saveGeometry())
        self.calls.save(settings)
        settings.sync()
        self.detach()
        super().closeEvent(event)
        self.closing.emit()
