"""A tracker that is being written, looked for in the newest calls: in the background, and stopped when it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import Tracker
from callcoach_desktop.ui.tasks import on_ui_thread, run_task


class TrackerService(Protocol):
    """What the window asks of `services.trackers.Trackers`."""

    def every(self) -> Sequence[Tracker]: ...

    def save(self, tracker: Tracker, former: str = "") -> Tracker: ...

    def remove(self, name: str) -> None: ...

    def try_on(
        self, tracker: Tracker, found: Callable[[Sequence[Any], int, int], object], stop: Callable[[], bool]
    ) -> None: ...

    def fill(self, stop: Callable[[], bool]) -> int: ...


class Trying(QObject):
    """`began` when another search starts; `found` carries new hits, how many calls were looked through, and how many
    there are; `ended` when it is over; `problem` a sentence."""

    began = Signal()
    found = Signal(object, int, int)
    ended = Signal()
    problem = Signal(str)

    def __init__(self, service: TrackerService, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._stop = Event()
        self.running = False

    def start(self, tracker: Tracker) -> None:
        """Look for a tracker; an earlier search is given up."""
        self._stop.set()
        self._stop = stop = Event()
        service = self._service
        self.running = True
        self.began.emit()

        def hits(some: Sequence[Any], done: int, total: int) -> None:
            on_ui_thread(self, lambda: None if stop.is_set() else self.found.emit(some, done, total))

        run_task(
            self,
            lambda: service.try_on(tracker, hits, stop.is_set),
            lambda _: self._over(stop),
            lambda error: self._failed(stop, error),
        )

    def stop(self) -> None:
        """Give the search up."""
        self._stop.set()
        self.running = False

    def _over(self, stop: Event) -> None:
        if not stop.is_set():
            self.running = False
            self.ended.emit()

    def _failed(self, stop: Event, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        if not stop.is_set():
            self.running = False
            self.problem.emit(error.problem.sentence())
