"""What the Progress page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.coaching import Behaviour, Focus, Progress, Suggestion
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.practice import Example, best_example
from callcoach_desktop.ui.tasks import on_ui_thread, run_task


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page. `progress` is None before the first focus; `calls` is the number of calls in the library."""

    progress: Progress | None
    behaviours: tuple[Behaviour, ...]
    suggestions: tuple[Suggestion, ...]
    history: tuple[Focus, ...]
    example: Example | None
    calls: int

    @property
    def running(self) -> bool:
        """Whether a focus is active or paused."""
        return self.progress is not None and self.progress.focus.state != "finished"


def read(coach: Any, library: Any, today: date, focus_id: str = "") -> Shown:
    """Read the page; runs in the background. `focus_id` is a past focus that is looked at again."""
    history = tuple(coach.history())
    chosen = next((f for f in history if f.id == focus_id), None)
    progress = coach.progress_of(chosen, today) if chosen is not None else coach.progress(today)
    suggestions = () if progress is not None and progress.focus.state != "finished" else coach.suggestions()
    example = best_example(coach, library, progress) if progress is not None else None
    return Shown(progress, coach.behaviours(), suggestions, history, example, len(coach.facts(())))


class ProgressViewModel(QObject):
    """`loaded` carries a Shown. It is read again when a call or the focus changed, while the page is seen."""

    loaded = Signal(object)
    problem = Signal(str)
    open_call = Signal(str, float)  # a call and the second to go to, -1 for none

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today
        self._coach: Any = None
        self._library: Any = None
        self._end: Callable[[], None] | None = None
        self._number = 0
        self._focus = ""
        self.seen = False
        self.shown: Shown | None = None

    def attach(self, coach: Any, library: Any) -> None:
        """Begin with a library."""
        self._coach, self._library = coach, library
        self._end = library.subscribe(self._written)
        if self.seen:
            self.refresh()

    def detach(self) -> None:
        """Let go of the library."""
        if self._end is not None:
            self._end()
        self._end = self._coach = self._library = self.shown = None
        self._number += 1

    def see(self, *, seen: bool) -> None:
        """The page is shown or hidden."""
        self.seen = seen
        if seen:
            self.refresh()

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread."""
        if changes.calls or changes.all or changes.settings:
            on_ui_thread(self, lambda: self.refresh() if self.seen else None)

    def refresh(self) -> None:
        """Read again."""
        coach, library = self._coach, self._library
        if coach is None:
            return
        self._number += 1
        number, today, focus = self._number, self._today(), self._focus

        def done(shown: Shown) -> None:
            if number == self._number:
                self.shown = shown
                self.loaded.emit(shown)

        run_task(self, lambda: read(coach, library, today, focus), done, self._failed)

    def look_at(self, focus_id: str) -> None:
        """Show a past focus, "" for the present one."""
        self._focus = focus_id
        self.refresh()

    # Orders

    def start(self, behaviour: str, call_type: str | None = None) -> None:
        """Begin a focus today."""
        self._focus = ""
        self._order(lambda coach, today: coach.start_focus(behaviour, today, call_type))

    def pause(self) -> None:
        """Let the focus rest, or go on."""
        shown = self.shown
        paused = shown is not None and shown.progress is not None and shown.progress.focus.state == "paused"
        self._order(lambda coach, today: coach.resume_focus(today) if paused else coach.pause_focus(today))

    def finish(self) -> None:
        """End the focus."""
        self._order(lambda coach, today: coach.finish_focus(today))

    def _order(self, work: Callable[[Any, date], object]) -> None:
        coach, today = self._coach, self._today()
        if coach is not None:
            run_task(self, lambda: work(coach, today), lambda _: self.refresh(), self._failed)

    def open_at_best(self, call_id: str) -> None:
        """Open a call where the behaviour is heard."""
        coach, shown = self._coach, self.shown
        if coach is None or shown is None or shown.progress is None:
            return
        behaviour = shown.progress.behaviour

        def work() -> float:
            start = coach.reading(call_id, behaviour).start
            return -1.0 if start is None else float(start)

        run_task(self, work, lambda at: self.open_call.emit(call_id, at), self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))
