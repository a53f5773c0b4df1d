"""The composition root: the only place that builds the window and what stands behind it.

The window is shown first. The library is opened (and migrated, when it must be) on a worker thread, so neither an
old disk nor ten thousand calls hold up the first picture.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.system.late import Late
from callcoach_desktop.system.paths import default_library, logs_folder
from callcoach_desktop.system.slices import SHORT_S, ask_for_turns
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.collecting import Collecting
from callcoach_desktop.ui.errors import ErrorDialog, Excepthook
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.services import Services
from callcoach_desktop.ui.single import Single, hand_over
from callcoach_desktop.ui.tasks import after_tasks, finish_tasks, on_ui_thread, run_task

if TYPE_CHECKING:
    from concurrent.futures import Future

    from callcoach_desktop.services.library import Library

log = logging.getLogger(__name__)

PAINTED_AT = "CALLCOACH_MEASURE"
"""When this variable is set, `painted` and `filled` are printed, each with the epoch and this process's processor
seconds, and the program ends."""


def open_services(folder: Path, upgrading: Callable[[], object] = lambda: None) -> Services:
    """Open the library in `folder` with its queue and importer. Runs on a worker thread. Raises KnownError.

    `upgrading` is called first when the library has to be brought to this version.
    """
    # Imported here, off the UI thread and after the first picture.
    from callcoach_desktop.services import models
    from callcoach_desktop.services.agenda import Agenda
    from callcoach_desktop.services.consent import Consents
    from callcoach_desktop.services.editing import Editor
    from callcoach_desktop.services.exporting import Exporter
    from callcoach_desktop.services.importing import Importer, make_runner
    from callcoach_desktop.services.judging import Judge
    from callcoach_desktop.services.library import Library
    from callcoach_desktop.services.live_words import LiveWords
    from callcoach_desktop.services.recording import Recordings
    from callcoach_desktop.services.unsealing import Unsealer
    from callcoach_desktop.services.voices import OwnVoice
    from callcoach_desktop.services.watching import Watcher
    from callcoach_desktop.ui.imports.flow import ModelServices

    if Library.is_outdated(folder):
        upgrading()
    library = Library.open(folder)
    library.analyse_apart()
    runner = make_runner(library)
    importer = Importer(library, runner)
    coach = Late(lambda: _coach(library))
    playbook = Late(lambda: _playbook(library, coach))
    return Services(
        library,
        runner,
        importer,
        ModelServices(models.ensure_model, models.get_model, models.list_models, models.remove_model, models.calibrate),
        editor=Editor(library),
        exporter=Exporter(library),
        watcher=Watcher(library, importer),
        recordings=Recordings(library),
        live_words=LiveWords(library),
        agenda=Agenda(library),
        consents=Consents(library),
        judge=Judge(library),
        voice=OwnVoice(library),
        trackers=Late(lambda: _trackers(library)),
        coach=coach,
        deals=Late(lambda: _deals(library)),
        unsealer=Unsealer(library, importer),
        teams=Late(_teams),
        deal_pages=Late(lambda: _deal_pages(library, coach)),
        returns=Late(lambda: _returns(library, coach)),
        playbook=playbook,
        playbook_files=Late(lambda: _playbook_files(playbook)),
        one_on_ones=Late(lambda: _one_on_ones(library, coach)),
        clips=Late(lambda: _clips(library)),
        clip_files=Late(lambda: _clip_files(library)),
        scorecards=Late(lambda: _scorecards(library, coach)),
    )


def _coach(library: Library) -> object:
    from callcoach_desktop.services.coaching import Coach

    return Coach(library)


def _trackers(library: Library) -> object:
    from callcoach_desktop.services.trackers import Trackers

    return Trackers(library)


def _deals(library: Library) -> object:
    from callcoach_desktop.services.deals import Deals

    return Deals(library)


def _one_on_ones(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.one_on_ones import OneOnOnes

    return OneOnOnes(library, coach)


def _teams() -> object:
    from callcoach_desktop.services.team import Teams

    return Teams()


def _deal_pages(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.deal_page import DealPages

    return DealPages(library, coach)


def _playbook(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.playbook import Playbook

    return Playbook(library, coach)


def _playbook_files(playbook: Any) -> object:
    from callcoach_desktop.services.playbook_files import PlaybookFiles

    return PlaybookFiles(playbook)


def _returns(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.returns import Returns

    return Returns(library, coach)


def _clips(library: Library) -> object:
    from callcoach_desktop.services.clips import Clips

    return Clips(library)


def _clip_files(library: Library) -> object:
    from callcoach_desktop.services.clip_export import ClipExporter
    from callcoach_desktop.services.clips import Clips

    return ClipExporter(library, Clips(library))


def _scorecards(library: Library, coach: Any) -> object:
    from callcoach_desktop.services.scorecards import Scorecards

    return Scorecards(library, coach)


def close_services(services: Services) -> None:
    """Stop the queue (the running job goes on at the next start) and close the library."""
    services.watcher.stop()
    services.unsealer.close()
    services.runner.stop()
    services.library.close()


class Session(QObject):
    """A window and the library that it shows. `opened` is sent when the services are attached."""

    opened = Signal()

    def __init__(
        self,
        folder: Path,
        *,
        jobs: bool = True,
        call: str = "",
        paths: Sequence[Path] = (),
        single: Single | None = None,
    ) -> None:
        """`call` is the id, or its unique beginning, of a call to open once the library is there; `paths` are
        imported then. `single` is held by this session until it closes."""
        super().__init__()
        self.folder = folder
        self._single = single
        self._first_call = call
        self._run_jobs = jobs
        self._closed = False
        self._turn = 0  # which letting go of a library is the last
        self._ending: Future[None] | None = None
        self.services: Services | None = None
        self.window = MainWindow()
        self.collecting = Collecting(self)
        self.window.painted.connect(self._open)
        self.window.calls.view_model.loaded.connect(self._filled)
        self.window.closing.connect(self.close)
        self.window.library_chosen.connect(self.switch)
        self.window.restore_chosen.connect(self.restore)
        self.window.set_library_folder(str(folder))
        if paths:
            self.window.import_paths(list(paths))
        if single is not None:
            single.wanted.connect(self._wanted)

    def _wanted(self, paths: list[Path]) -> None:
        """Another start of the program was meant for this window."""
        self.window.come_to_front()
        if paths:
            self.window.import_paths(paths)

    def _open(self) -> None:
        ask_for_turns(SHORT_S)  # of this thread and of those that it may wait for
        folder, calls = self.folder, self.window.calls

        def upgrading() -> None:
            on_ui_thread(self, calls.is_upgrading)

        run_task(self, lambda: open_services(folder, upgrading), self._attach, self._failed)

    def _attach(self, services: Services) -> None:
        if self._closed:
            close_services(services)
            return
        self.services = services
        self.window.attach(services)
        self.window.tray.start()
        if self._single is not None:
            self._single.listen()
        if self._run_jobs:
            services.runner.start()
            # What failed imports left and older analyses wait until the list has been read.
            QTimer.singleShot(1500, self, self._start_upkeep)
        name, self._first_call = self._first_call, ""
        if name:
            run_task(self, lambda: services.library.resolve(name), self.window.open_call, self._refused)
        self.collecting.start()
        self.opened.emit()

    def _filled(self) -> None:
        """The list is there: what the next click needs is made ready meanwhile."""
        if self.services is not None and self.window.calls.view_model.is_loaded:
            self.window.warming.start()

    def _start_upkeep(self) -> None:
        services = self.services
        if services is None:
            return

        def work() -> None:  # a thread that is started may first be waited for
            services.library.start_upkeep()
            services.unsealer.sweep()
            services.watcher.start()

        run_task(self, work, lambda _: None)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        log.warning("The library could not be opened: %s", error.problem.code)
        self.window.calls.cannot_open(error.problem.what, error.problem.do)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.window.tell(error.problem.sentence())

    def switch(self, folder: str) -> None:
        """Show another library from now on, unless another window has it already: then that comes to the front."""
        if self._single is not None:
            other = Single(Path(folder), self)
            if not other.take():
                run_task(self, lambda: hand_over(Path(folder), ()), lambda _: None)  # it may take seconds to answer
                self.window.tell(tr("That library is open in another window."))
                return
            self._single.release()
            self._single = other
            other.wanted.connect(self._wanted)
        self.folder = Path(folder)
        window_settings().setValue("library", folder)
        self.window.set_library_folder(folder)
        self._end_then(self._open)

    def restore(self, backup: str) -> None:
        """Close the library, put a backup in the place of its database, and show it again."""
        folder = self.folder

        def work() -> Path | None:
            from callcoach_desktop.services.backups import restore

            return restore(folder, Path(backup))

        def restored(_kept: Path | None) -> None:
            self._open()
            self.window.tell(tr("The backup is restored. What was there before is the newest backup now."))

        def failed(error: BaseException) -> None:
            self._open()
            self._refused(error)

        self._end_then(lambda: run_task(self, work, restored, failed))
        self.window.show_calls()
        self.window.calls.is_restoring()

    def _end_then(self, go_on: Callable[[], object]) -> None:
        """Let go of the library, away from the UI's thread, then go on; only the last of several goes on."""
        self.window.detach()
        services, self.services = self.services, None
        self._turn += 1
        turn = self._turn

        def ended() -> None:
            if turn == self._turn and not self._closed:
                go_on()

        def work() -> None:
            # What was asked of the library (a rename, a deletion) is done by now.
            if services is not None:
                close_services(services)

        self._ending = after_tasks(self, work, ended)

    def close(self) -> None:
        """The window was closed: everything ends in order."""
        self._closed = True
        self.collecting.stop()
        self.window.detach()
        finish_tasks()  # what was asked of the library (a rename, a deletion) is done before it is closed
        services, self.services = self.services, None
        if services is not None:
            close_services(services)
        if self._ending is not None:
            self._ending.result()  # a library that was let go of before
        if self._single is not None:
            self._single.release()


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callcoach-gui", description="Opens the window of CallCoach.")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library to show")
    parser.add_argument("--open", default="", metavar="CALL", help="a call to open: its id or the beginning of it")
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE", help="recordings or transcripts to import")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    return parser.parse_args(list(argv))


def _library_folder(named: Path | None) -> Path:
    if named is not None:
        return named.expanduser().absolute()
    kept = window_settings().value("library")
    return Path(str(kept)) if kept else default_library()


def make_application() -> QApplication:
    """The application, dressed in the theme that was chosen last."""
    QCoreApplication.setApplicationName("CallCoach")
    QCoreApplication.setOrganizationName("CallCoach")
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, on=False)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["CallCoach"])
    app.setDesktopFileName("callcoach")
    with contextlib.suppress(ValueError):  # somebody wrote into the file by hand
        theme.set_scale(app, float(str(window_settings().value("text_size", 1.0))))
    mode = str(window_settings().value("theme", "system"))
    theme.apply(app, mode if mode in theme.MODES else "system")
    return app


def run(argv: Sequence[str] = ()) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    arguments = _parse(argv)
    app = make_application()
    if arguments.screenshots is not None:
        from callcoach_desktop.ui.screenshots import take_all

        session = Session(_library_folder(arguments.library), jobs=False)
        return take_all(session, arguments.screenshots, arguments.open)
    folder = _library_folder(arguments.library)
    single = Single(folder)
    if not single.take():
        if hand_over(folder, arguments.paths):
            return 0
        print("callcoach-gui: this library is open in another window, which does not answer", file=sys.stderr)
        return 1
    hook = Excepthook()
    session = Session(folder, call=arguments.open, paths=arguments.paths, single=single)
    window = session.window
    if os.environ.get(PAINTED_AT):
        _measure(session, app.quit)
    window.show()
    logs: list[object] = []
    crash = _start_logs(logs)
    if crash is not None:
        window.tell("CallCoach stopped unexpectedly last time", "Details", lambda: _show_crash(window, crash))
    status = app.exec()
    session.close()
    finish_tasks()
    hook.remove()
    for one in logs:
        one.close()
    return status


def _start_logs(logs: list[object]) -> str | None:
    """Begin to log; gives what a crash of an earlier run left behind."""
    from callcoach_desktop.system.logging import Logs, take_crash_report

    try:
        crash = take_crash_report(logs_folder())
        logs.append(Logs(logs_folder()))
    except OSError as error:
        print(f"callcoach: no log is written: {error}", file=sys.stderr)
        return None
    return crash


def _show_crash(window: MainWindow, crash: str) -> None:
    dialog = ErrorDialog(crash, window, earlier=True)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _measure(session: Session, leave: Callable[[], None]) -> None:
    """For tests/benchmarks/first_paint.py."""

    def say(what: str) -> None:
        print(f"{what} {time.time():.4f} {time.process_time():.4f}", flush=True)

    def filled() -> None:
        if not session.window.calls.view_model.is_loaded:
            return
        # One turn of the event loop later the rows are painted.
        QTimer.singleShot(0, lambda: (say("filled"), leave()))

    session.window.painted.connect(lambda: say("painted"))
    session.window.calls.view_model.loaded.connect(filled)
