"""Counts in the background what coaching needs of new and changed calls, so that no page has to wait for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import ChangeSet

REST_MS = 1_500
"""After the last change; an import or somebody typing makes many."""
BETWEEN_S = 0.4
"""From one batch of calls to the next, about as long as a batch takes."""
AFTER_START_MS = 4_000
"""The first pictures come first."""


Then = Callable[[Any, Callable[[], bool]], object]
"""What is done after a count, on its thread, with what was counted by and a question whether to stop."""


class Counting(QObject):
    """One count at a time; it ends within a batch of calls when the library is let go of."""

    def __init__(self, parent: QObject, then: Then | None = None) -> None:
        super().__init__(parent)
        self._then = then
        self._coach: Any = None
        self._stop = Event()
        self._busy = self._again = False
        self._end: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)

    def attach(self, coach: Any, library: Any) -> None:
        """Begin with a library."""
        self._coach, self._stop = coach, Event()
        self._end = library.subscribe(self._written)
        self._timer.start(AFTER_START_MS)

    def detach(self) -> None:
        """Let go of the library."""
        self._timer.stop()
        self._stop.set()
        if self._end is not None:
            self._end()
        self._end = self._coach = None
        self._again = False

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread."""
        if changes.calls or changes.all or changes.settings:
            on_ui_thread(self, self._soon)

    def _soon(self) -> None:
        if self._coach is not None:
            self._timer.start(REST_MS)

    def _count(self) -> None:
        coach, stop, then = self._coach, self._stop, self._then
        if coach is None:
            return
        if self._busy:
            self._again = True
            return
        self._busy = True

        def work() -> None:
            # After each batch it rests: Python runs one thread at a time, and the window comes first.
            coach.fill(lambda: stop.wait(BETWEEN_S))
            if then is not None and not stop.is_set():
                then(coach, lambda: stop.wait(BETWEEN_S))

        run_task(self, work, lambda _: self._done(), self._failed)

    def _done(self) -> None:
        self._busy = False
        if self._again:
            self._again = False
            self._soon()

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        if not isinstance(error, KnownError) and not self._stop.is_set():
            raise error
