"""Opens the look back from anywhere, and brings its intention to the next recording with that customer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import run_task

if TYPE_CHECKING:
    from callcoach_desktop.domain.coaching import Review  # the start need not make its classes
    from callcoach_desktop.ui.main_window import MainWindow


class LookingBack(QObject):
    """One dialog at a time. Without a library it does nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._coach: Any = None
        self._library: Any = None
        self.dialog: Any = None
        self._intention = ""
        window.recording.recorder.began.connect(lambda _: self._read_intention())
        window.recording.recorder.changed.connect(self._give)

    def attach(self, coach: Any, library: Any) -> None:
        """Begin with a library."""
        self._coach, self._library = coach, library

    def detach(self) -> None:
        """Let go of the library."""
        if self.dialog is not None:
            self.dialog.close()
        self._coach = self._library = None

    def open(self, call_id: str) -> None:
        """Look back at a call."""
        from callcoach_desktop.ui.look_back.dialog import LookBackDialog

        if self._coach is None:
            return
        made = LookBackDialog(self._window, self._coach, self._library, call_id)
        made.go.connect(self._window.open_call)
        made.problem.connect(self._window.tell)
        made.kept.connect(self._kept)
        self._show(made)

    def open_newest(self) -> None:
        """Look back at the newest call; at the open one where a call is open."""
        coach, host = self._coach, self._window.host
        if coach is None:
            return
        if host.is_open:
            self.open(host.call_id)
            return

        def found(facts: list[Any]) -> None:
            newest = max(facts, key=lambda fact: fact.date, default=None)
            if newest is None:
                self._window.tell(tr("There is no call to look back at yet."))
            else:
                self.open(newest.id)

        run_task(self, lambda: coach.facts(()), found, self._failed)

    def open_all(self) -> None:
        """All reviews, to search in."""
        from callcoach_desktop.ui.look_back.reviews import ReviewsDialog

        if self._coach is None:
            return
        made = ReviewsDialog(self._window, self._coach)
        made.chosen.connect(self.open)
        made.problem.connect(self._window.tell)
        self._show(made)

    def _show(self, dialog: Any) -> None:
        self.dialog = dialog

        def gone(_: int) -> None:
            if self.dialog is dialog:
                self.dialog = None
            dialog.deleteLater()

        dialog.finished.connect(gone)
        dialog.open()

    def _kept(self, review: Review, before: Review | None) -> None:
        coach = self._coach

        def back() -> None:
            def work() -> None:
                if before is None:
                    coach.remove_review(review.call)
                else:
                    coach.put_review(before)

            run_task(self, work, lambda _: None, self._failed)

        self._window.tell(tr("Review kept"), tr("Undo"), back)

    # The next recording

    def _read_intention(self) -> None:
        coach, recorder = self._coach, self._window.recording.recorder
        customer, now = recorder.plan.said.customer, datetime.now().isoformat()  # noqa: DTZ005 - calls have local times
        self._intention = ""
        if coach is not None and customer:
            run_task(self, lambda: coach.intention_for(customer, now), self._take, self._failed)

    def _take(self, review: Review | None) -> None:
        self._intention = review.intention if review is not None else ""
        self._give()

    def _give(self) -> None:
        bar = self._window.recording.bar
        if bar is not None:
            bar.show_intention(self._intention)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self._window.tell(error.problem.sentence())
