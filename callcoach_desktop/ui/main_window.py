"""The window: rail, screens, menus, drops. Knows no service until `attach`; it is painted before the library opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.call_host import CallHost
from callcoach_desktop.ui.choosing import Choosing
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.imports.arrivals import Arrivals
from callcoach_desktop.ui.imports.flow import ImportFlow
from callcoach_desktop.ui.imports.panel import JobsPanel
from callcoach_desktop.ui.imports.view_model import JobsViewModel
from callcoach_desktop.ui.look import Look
from callcoach_desktop.ui.menus import Menus
from callcoach_desktop.ui.notices import Notices
from callcoach_desktop.ui.pages import Pages, entries
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.recent import RecentCalls
from callcoach_desktop.ui.recording.flow import RecordFlow
from callcoach_desktop.ui.screens.calls.view import CallsScreen
from callcoach_desktop.ui.screens.calls.view_model import CallsViewModel
from callcoach_desktop.ui.settings_host import SettingsHost
from callcoach_desktop.ui.trail import Place, Trail
from callcoach_desktop.ui.tray import Tray
from callcoach_desktop.ui.undoing import Undoing
from callcoach_desktop.ui.warming import Warming
from callcoach_desktop.ui.watching.offers import OffersBanner
from callcoach_desktop.ui.widgets.drop_overlay import DropOverlay, TakesDrops
from callcoach_desktop.ui.widgets.rail import Rail
from callcoach_desktop.ui.widgets.toast import Toast
from callcoach_desktop.ui.widgets.words import time_left

if TYPE_CHECKING:
    from callcoach_desktop.ui.desktop_notes import DesktopNotes
    from callcoach_desktop.ui.screens.call.parts import Parts
    from callcoach_desktop.ui.screens.settings.view import SettingsScreen
    from callcoach_desktop.ui.services import Services

SMALLEST = (960, 600)
FIRST_SIZE = (1280, 800)
FRAME = (8, 40)
"""Room for the frame and the title of a window, which are not known before it is shown."""
ROOMY = 1000
"""From this width at 100 % on the rail has its texts."""


def _call_screen(services: Services, parts: Parts | None = None) -> QWidget:
    from callcoach_desktop.ui.screens.call.view import CallScreen  # heavy; not needed for the first picture

    made, home = services, None if parts is None else parts.home
    return CallScreen(made.library, home, editor=made.editor, exporter=made.exporter, parts=parts, judge=made.judge,
                      coach=made.coach, clips=made.clips)  # fmt: skip


class MainWindow(TakesDrops, QMainWindow):
    """`painted` is sent once, after the first picture; `closing` when the person closes the window;
    `library_chosen` carries the folder of another library, `restore_chosen` the file of a backup."""

    painted = Signal()
    closing = Signal()
    library_chosen = Signal(str)
    restore_chosen = Signal(str)

    def __init__(self, make_call_screen: Callable[[Services, Parts | None], QWidget] = _call_screen) -> None:
        super().__init__()
        self._make_call_screen = make_call_screen
        self.services: Services | None = None
        self._was_painted = False
        self.setWindowTitle("CallCoach")
        self.setWindowIcon(theme.icon("audio-lines", "rep"))
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.jobs = JobsViewModel(self)
        self.undoing = Undoing(self)
        self.recent = RecentCalls(self)
        self.choosing = Choosing(self, self._import)
        self.look = Look(self)
        # From the window inwards: what gets another parent is dressed once more, with all that is in it.
        middle = QWidget()
        self.setCentralWidget(middle)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail(entries(), (("settings", tr("Settings"), "settings"),), middle)
        row.addWidget(self.rail)
        self.stack = QStackedWidget()
        row.addWidget(self.stack, 1)
        self.offers, self.jobs_panel = OffersBanner(), JobsPanel(self.jobs)
        self.calls = CallsScreen(CallsViewModel(self), Arrivals(self.offers, self.jobs_panel), self.stack)
        self.stack.addWidget(self.calls)
        self.host = CallHost(self.stack, self.jobs, self._new_call_screen)
        self.settings_host = SettingsHost(self)
        self.warming = Warming(self.stack, self.host.prepare, self.host.place)
        self.flow = ImportFlow(self)
        self.toast = Toast(middle)
        self.tray = Tray(self, notes=self._desktop_notes)
        self.notices = Notices(self, self.toast, self.jobs, self.tray, self.calls, self.undoing)
        self.overlay = DropOverlay(middle)
        self.recording = RecordFlow(self)
        self.pages = Pages(self)
        self.trail = Trail(self)
        self.menus = Menus(self)
        self._connect()
        self._remembered()
        self.show_calls()

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go_to)
        self.rail.activity_clicked.connect(self.show_calls)
        self.calls.open_call.connect(self.open_call)
        self.calls.import_requested.connect(self._import)
        self.calls.folder_requested.connect(self.choosing.folder)
        self.calls.sample_requested.connect(self.flow.bring_in_sample)
        self.calls.export_requested.connect(self.export_calls)
        self.calls.again_requested.connect(self.flow.transcribe_again)
        self.calls.view_model.loaded.connect(self.retitle)
        self.jobs.changed.connect(self._jobs_changed)
        self.stack.currentChanged.connect(self._screen_changed)
        speakers = (self.jobs, self.calls.view_model, self.flow, self.undoing, self.recent, self.offers, self.host)
        for source in (*speakers, self.recording):
            source.problem.connect(self.tell)
        self.offers.models_wanted.connect(self.flow.show_models)
        self.undoing.said.connect(self.tell)
        self.look.mode_changed.connect(self.menus.show_mode)
        self.look.text_size_changed.connect(lambda _: self._fit_rail())
        self.flow.submitted.connect(self._submitted)
        self.flow.queued_again.connect(self.notices.queued_again)
        self.notices.open_wanted.connect(self.open_call)
        self.host.closed.connect(self.trail.back)
        self.host.export_requested.connect(self.export_calls)
        self.host.again_requested.connect(self.flow.transcribe_again)
        self.host.said.connect(self.tell)
        self.host.did.connect(lambda text: self.tell(text, tr("Undo"), self.undoing.undo_step))
        self.tray.open_wanted.connect(self.come_to_front)
        self.tray.import_wanted.connect(self.choosing.files)
        self.tray.quit_wanted.connect(self.close)

    # the library comes and goes

    def attach(self, services: Services) -> None:
        """Show an open library."""
        self.services = services
        self.set_library_folder(str(services.library.folder))
        self.calls.view_model.attach(services.library, services.editor)
        self.jobs.attach(services.runner, services.library)
        if services.watcher is not None:
            self.offers.attach(services.watcher)
        self.undoing.attach(services.editor, services.library)
        self.recent.attach(services.library)
        self.pages.attach(services)
        self.settings_host.attach(services)
        self.host.attach(services.runner)
        self.flow.attach(services.importer, services.library, services.models, services.unsealer)
        self.recording.attach(services)
        self._name_actions()

    def detach(self) -> None:
        """Let go of the library: pending deletions are carried out, nothing is asked of it afterwards."""
        if self.services is None:
            return
        self.toast.finish()
        self.recording.detach()
        self.show_calls()
        self.host.detach()
        self.flow.detach()
        self.settings_host.detach()
        self.offers.detach()
        self.undoing.detach()
        self.recent.detach()
        self.pages.detach()
        self.jobs.detach()
        self.calls.view_model.detach()
        self.services = None
        self._name_actions()

    def _name_actions(self) -> None:
        """What needs an exporter is only offered where there is one."""
        self.menus.export.setEnabled(self.services is not None and self.services.exporter is not None)

    # screens

    def show_calls(self) -> None:
        """The list; Back begins anew there."""
        self.trail.forget()
        self.rail.select("calls")
        self.stack.setCurrentWidget(self.calls)
        self.setWindowTitle("CallCoach")
        self.calls.take_focus()

    def go_to(self, key: str) -> None:
        """A page of the rail as one chooses it: Back begins anew there."""
        self.pages.show(key)
        self.trail.forget()

    def show_settings(self, section: str = "") -> None:
        """The settings, at a section when one is named."""
        self.trail.step(Place("settings"))
        self.rail.select("settings")
        screen = self.settings()
        self.stack.setCurrentWidget(screen)
        self.setWindowTitle("CallCoach")
        screen.show_now(section)

    def settings(self) -> SettingsScreen:
        """The settings screen; made when it is first wanted."""
        return self.settings_host.screen()

    def settings_shown(self) -> bool:
        """Whether the settings are what one sees."""
        return self.settings_host.is_open

    def set_library_folder(self, folder: str) -> None:
        """Which library is shown, for the settings."""
        self.settings_host.set_folder(folder)

    def open_call(self, call_id: str, at: float = -1.0) -> None:
        """A call's map, at a second when `at` is not negative."""
        if self.services is None:
            return
        self.trail.step(Place("call", call_id))
        self.rail.select("calls")
        self.host.open(call_id, at)
        self.recent.add(call_id)
        self.retitle()

    def title_of(self, call_id: str) -> str:
        """The title of a call that was read, "" for any other."""
        return next((row.title for row in self.calls.view_model.model.rows() if row.id == call_id), "")

    def recent_calls(self) -> list[tuple[str, str]]:
        """Ids and titles of the calls that were opened last, newest first."""
        titles = {row.id: row.title for row in self.calls.view_model.model.rows()}
        return [(call_id, titles[call_id]) for call_id in self.recent.ids if call_id in titles]

    def retitle(self) -> None:
        """The window is named after the open call; the list knows its title once it has been read."""
        title = self.title_of(self.host.call_id) if self.host.is_open else ""
        if title:
            self.setWindowTitle(f"{title} – CallCoach")

    def _new_call_screen(self, parts: Parts | None) -> QWidget:
        if self.services is None:
            raise RuntimeError("a call cannot be opened before its library")
        made = self._make_call_screen(self.services, parts)
        self.recording.note_consent(made)
        self.pages.offer_scorecards(made)
        self.pages.note_entries(made)
        return made

    def _screen_changed(self) -> None:
        # The call screen has its own Ctrl+F; two of them would cancel each other out.
        self.menus.find.setShortcuts([] if self.host.is_open else QKeySequence.StandardKey.Find)
        self.menus.close.setEnabled(self.stack.currentWidget() is not self.calls)
        self.notices.looking_at(self.host.call_id if self.host.is_open else "")

    def go_back(self) -> None:
        """To where the screen was reached from, else the list; a page that has one open goes back to itself first."""
        leave = getattr(self.stack.currentWidget(), "leave", None)
        if leave is not None and not self.host.is_open and leave():
            return
        if self.host.is_open:
            self.host.screen.leave()
        elif self.stack.currentWidget() is not self.calls:
            self.trail.back()

    def find(self) -> None:
        """Ctrl+F: the search of the screen that is open."""
        if self.host.is_open:
            self.host.screen.open_find()
        elif self.settings_shown():
            self.settings().focus_search()
        elif (search := getattr(self.stack.currentWidget(), "focus_search", None)) is not None:
            search()
        else:
            self.show_calls()
            self.calls.focus_search()

    def come_to_front(self) -> None:
        """Show the window, also when it was minimized or behind others."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    # bringing calls in, taking them out

    def _import(self, paths: list[Path]) -> None:
        if calls := self.pages.take_playbooks(paths):
            self.flow.bring_in(calls)
        elif not paths:
            self.choosing.files()

    def import_paths(self, paths: list[Path]) -> None:
        """Files that were dropped, or named from outside (a second start, a drop on the icon)."""
        self.show_calls()
        self._import(paths)

    def _submitted(self, number: int) -> None:
        self.notices.submitted(number, None if self.stack.currentWidget() is self.calls else self.show_calls)

    def _jobs_changed(self) -> None:
        self.calls.view_model.model.set_jobs(self.jobs.shown)
        working = self.jobs.working()
        left = time_left(self.jobs.seconds_left())
        lines = [tr("Importing {count}", count=working)] if working else []
        lines += [left] if left and working else []
        self.rail.set_activity("\n".join(lines))
        self.tray.show_progress(self.jobs.share() if working else None, ", ".join(lines))

    def export(self) -> None:
        """File > Export…: the open call, or the calls that are selected in the list."""
        ids = [self.host.call_id] if self.host.is_open else self.calls.table.chosen()
        if ids:
            self.export_calls(ids)
        else:
            self.tell(tr("Select the calls to export first."))

    def export_calls(self, ids: list[str]) -> None:
        """Ask for a format and a place, and write."""
        from callcoach_desktop.ui.exports.dialog import open_export

        if self.services is not None and self.services.exporter is not None:
            open_export(self, self.services.exporter, ids, [self.title_of(call_id) for call_id in ids])

    # notices

    def _desktop_notes(self) -> DesktopNotes | None:
        from callcoach_desktop.ui.desktop_notes import DesktopNotes, bus_path  # not needed for the first picture

        bus = bus_path()
        return DesktopNotes(self, bus) if bus else None

    def tell(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """A short notice at the foot of the window."""
        self.notices.tell(text, action, act)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()
        if self.overlay.isVisible():
            self.overlay.setGeometry(self.overlay.parentWidget().rect())

    def _fit_rail(self) -> None:
        self.rail.set_narrow(self.width() < theme.px(ROOMY))

    def _remembered(self) -> None:
        settings = window_settings()
        geometry = settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            # With the frame that the system puts around it, it stays on the screen.
            room, first = self.screen().availableSize() - QSize(*FRAME), QSize(*FIRST_SIZE)
            fits = room.width() >= SMALLEST[0] and room.height() >= SMALLEST[1]
            self.resize(first.boundedTo(room) if fits else first)
        self._fit_rail()
        self.calls.restore(settings)
        self.menus.show_mode(theme.mode())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.recording.may_close():
            event.ignore()
            return
        settings = window_settings()
        settings.setValue("geometry", self.saveGeometry())
        self.calls.save(settings)
        settings.sync()
        self.hide()  # at once: what is under way (a step of an import, a write) may take a moment to come to its end
        self.detach()
        super().closeEvent(event)
        self.closing.emit()
