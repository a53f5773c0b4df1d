"""Holds the call screen: makes it when it is first wanted, feeds it the words of a call that is being transcribed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.imports.view_model import JobsService, JobsViewModel
from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:
    from callcoach_desktop.domain.jobs import Job
    from callcoach_desktop.ui.screens.call.parts import Parts

PARTIAL_MS = 400
"""New words are shown at most this often."""


class CallHost(QObject):
    """`screen` is None until a call was opened. The signals are those of the screen that is open."""

    closed = Signal()
    export_requested = Signal(list)
    again_requested = Signal(list)
    problem = Signal(str)
    said = Signal(str)
    did = Signal(str)  # what was done, in a sentence; Undo takes it back

    def __init__(self, stack: QStackedWidget, jobs: JobsViewModel, make: Callable[[Parts | None], QWidget]) -> None:
        super().__init__(stack)
        self._stack, self._jobs, self._make = stack, jobs, make
        self.screen: Any = None
        self.call_id = ""
        self._runner: JobsService | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PARTIAL_MS)
        self._timer.timeout.connect(self._read_words)
        jobs.partial.connect(self._words_came)

    def attach(self, runner: JobsService) -> None:
        """The queue whose words are shown."""
        self._runner = runner

    def detach(self) -> None:
        """Let go of the library."""
        self._timer.stop()
        self._runner = None
        self.call_id = ""
        if self.screen is not None:
            self.screen.close_call()
            self._stack.removeWidget(self.screen)
            self.screen.deleteLater()
            self.screen = None

    @property
    def is_open(self) -> bool:
        """Whether the call screen is what one sees."""
        return self.screen is not None and self._stack.currentWidget() is self.screen

    @property
    def position(self) -> float:
        """The second at which the call stands, -1 without a screen."""
        return -1.0 if self.screen is None else float(self.screen.position())

    def come_back(self) -> None:
        """Show the call that is open as it was left."""
        self._stack.setCurrentWidget(self.screen)
        self.screen.setFocus()

    def prepare(self, parts: Parts | None = None) -> QWidget | None:
        """The screen, made (of these parts) when there is none yet; it has no place. None while there is no library."""
        if self.screen is not None or self._runner is None:
            return self.screen
        self.screen = self._make(parts)
        self.screen.closed.connect(self.closed)
        self.screen.retry.connect(self._retry)
        self.screen.export_requested.connect(self.export_requested)
        self.screen.again_requested.connect(self.again_requested)
        self.screen.problem.connect(self.problem)
        self.screen.said.connect(self.said)
        self.screen.did.connect(self.did)
        self.screen.resize(self._stack.size())
        return self.screen

    def place(self) -> None:
        """Give the screen its place in the window. One that was made elsewhere is dressed anew, which takes as long as
        making it: who has the time does it in an event of its own."""
        if self.screen is not None and self._stack.indexOf(self.screen) < 0:
            self._stack.addWidget(self.screen)

    def open(self, call_id: str, at: float) -> None:
        """Show a call, at a second when `at` is not negative."""
        self.prepare()
        self.place()
        self.call_id = call_id
        self._stack.setCurrentWidget(self.screen)
        self.screen.open(call_id, None if at < 0 else at)
        self.screen.setFocus()
        if self._job() is not None:
            self._timer.start()

    def _job(self) -> Job | None:
        return next((job for job in self._jobs.shown if job.call == self.call_id and job.state != "failed"), None)

    def _retry(self, call_id: str) -> None:
        self._jobs.retry_call(call_id)

    def _words_came(self, job_id: str) -> None:
        job = self._job()
        if self.is_open and job is not None and job.id == job_id and not self._timer.isActive():
            self._timer.start()

    def _read_words(self) -> None:
        job, runner, call_id = self._job(), self._runner, self.call_id
        if job is None or runner is None or not self.is_open:
            return

        def show(words: list[Any]) -> None:
            if self.is_open and self.call_id == call_id and words:
                self.screen.set_partial(words)

        def failed(error: BaseException) -> None:
            if not isinstance(error, KnownError):
                raise error

        run_task(self, lambda: runner.words_so_far(job.id), show, failed)
