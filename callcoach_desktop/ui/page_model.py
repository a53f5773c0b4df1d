"""What the view-models of the coaching pages share: they read in the background, and only while they are seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import on_ui_thread, run_task


class PageModel(QObject):
    """`loaded` carries what `reading` read. A subclass gives `reading`, which must not touch the object later."""

    loaded = Signal(object)
    problem = Signal(str)
    open_call = Signal(str, float)  # a call and the second to go to, -1 for none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.coach: Any = None
        self.library: Any = None
        self._end: Callable[[], None] | None = None
        self._number = 0
        self._asking: dict[int, bool] = {}  # threads that do what was asked for here, and whether they have written
        self.seen = False
        self.shown: Any = None

    def reading(self) -> Callable[[], Any]:
        """What reads the page on a worker thread, with all it needs bound now."""
        raise NotImplementedError

    def attach(self, coach: Any, library: Any) -> None:
        """Begin with a library."""
        self.coach, self.library = coach, library
        self._end = library.subscribe(self._written)
        if self.seen:
            self.refresh()

    def detach(self) -> None:
        """Let go of the library."""
        if self._end is not None:
            self._end()
        self._end = self.coach = self.library = self.shown = None
        self._number += 1

    def see(self, *, seen: bool) -> None:
        """The page is shown or hidden."""
        self.seen = seen
        if seen:
            self.refresh()

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread. What was asked for here is read when it is done: the page then never shows it
        before it is said, and reads once."""
        here = threading.get_ident()
        if here in self._asking:
            self._asking[here] = True
        elif changes.calls or changes.all or changes.settings or changes.kept:
            on_ui_thread(self, lambda: self.refresh() if self.seen else None)

    def refresh(self) -> None:
        """Read again; an older answer that comes late is dropped."""
        if self.coach is None:
            return
        self._number += 1
        number = self._number

        def done(shown: Any) -> None:
            if number == self._number:
                self.shown = shown
                self.loaded.emit(shown)

        run_task(self, self.reading(), done, self.failed)

    def order(self, work: Callable[[Any], object], then: Callable[[], object] = lambda: None) -> None:
        """Have the coach do something, away from the UI's thread; `then`, and a new reading, follow."""
        self.ask(self.coach, work, lambda _: then())

    def ask(
        self,
        service: Any,
        work: Callable[[Any], Any],
        then: Callable[[Any], object] = lambda _: None,
        over: Callable[[], object] = lambda: None,
        *,
        restore: bool = False,
    ) -> None:
        """Have a service (None: do nothing) do something, away from the UI's thread.

        `over` is called first, whether it was done or not; `then` gets the answer, and a new reading follows. With
        `restore` one follows a failure, too: the page shows already what a person asked for.
        """
        wrote = False

        def marked() -> Any:
            nonlocal wrote
            here = threading.get_ident()
            self._asking[here] = False
            try:
                return work(service)
            finally:
                wrote = self._asking.pop(here)

        def done(answer: Any) -> None:
            over()
            then(answer)
            self.refresh()

        def failed(error: BaseException) -> None:
            over()
            if restore or wrote:
                self.refresh()
            self.failed(error)

        if service is not None:
            run_task(self, marked, done, failed)

    def look_up(
        self,
        service: Any,
        work: Callable[[Any], Any],
        then: Callable[[Any], object] = lambda _: None,
        over: Callable[[], object] = lambda: None,
    ) -> None:
        """As `ask`, for what changes nothing on the page: it is not read again."""

        def done(answer: Any) -> None:
            over()
            then(answer)

        def failed(error: BaseException) -> None:
            over()
            self.failed(error)

        if service is not None:
            run_task(self, lambda: work(service), done, failed)

    def open_at(self, call_id: str, behaviour: Any) -> None:
        """Open a call where a behaviour is heard."""

        def work(coach: Any) -> float:
            start = coach.reading(call_id, behaviour).start
            return -1.0 if start is None else float(start)

        self.look_up(self.coach, work, lambda at: self.open_call.emit(call_id, at))

    def failed(self, error: BaseException) -> None:
        """Say what is known; anything else is an error of ours."""
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))


class UndoablePage(PageModel):
    """A page whose orders stand in the library's journal: `did` carries what was done, which Undo takes back."""

    did = Signal(str)

    def do(
        self,
        service: Any,
        work: Callable[[Any], Any],
        said: str = "",
        then: Callable[[Any], object] = lambda _: None,
        over: Callable[[], object] = lambda: None,
        *,
        restore: bool = True,
    ) -> None:
        """As `ask`; `said` (if anything) is told when it is done."""

        def done(answer: Any) -> None:
            if said:
                self.did.emit(said)
            then(answer)

        self.ask(service, work, done, over, restore=restore)
