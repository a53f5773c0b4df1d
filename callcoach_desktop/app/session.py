"""A window and the library that it shows: opened, exchanged for another, restored from a backup, closed.

The window is shown first. The library is opened (and migrated, when it must be) on a worker thread, so neither an
old disk nor ten thousand calls hold up the first picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from callcoach_desktop.app.wiring import close_services, open_services
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.system.slices import SHORT_S, ask_for_turns
from callcoach_desktop.ui.collecting import Collecting
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.main_window import MainWindow
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.single import Single, hand_over
from callcoach_desktop.ui.tasks import after_tasks, finish_tasks, on_ui_thread, run_task

if TYPE_CHECKING:
    from concurrent.futures import Future

    from callcoach_desktop.ui.services import Services

log = logging.getLogger(__name__)


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
        # In a turn of its own: whoever waits for the picture alone has it before the library is begun with.
        self.window.painted.connect(self._open, Qt.ConnectionType.QueuedConnection)
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
        self.collecting.start()
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
            services.library.watch_others()  # the command line writes beside the window
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
