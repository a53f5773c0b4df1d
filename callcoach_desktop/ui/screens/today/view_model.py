"""What the Today page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.coaching import CallOutlier, OutlierReport, Progress, Review, Suggestion
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.practice import Example, LookBack, Result, best_example, last_result, look_back
from callcoach_desktop.ui.tasks import on_ui_thread, run_task


@dataclass(frozen=True, slots=True)
class Coming:
    """A call of the calendar, with what the rep wanted to do in the next call of this customer ("" for nothing)."""

    title: str
    start: datetime
    customer: str | None
    intention: str


@dataclass(frozen=True, slots=True)
class Day:
    """All of the page. `progress` is only that of a focus that is not finished."""

    now: datetime
    calls: int
    calls_today: int
    progress: Progress | None
    suggestion: Suggestion | None
    example: Example | None
    result: Result | None
    report: OutlierReport
    look_back: LookBack | None
    coming: tuple[Coming, ...] = ()
    calendar_problem: str = ""


def read(coach: Any, library: Any, agenda: Any, now: datetime) -> Day:
    """Read the page; runs in the background."""
    today = now.date()
    facts = coach.facts(())
    progress = coach.progress(today) if coach.current() is not None else None
    suggestions: Sequence[Suggestion] = coach.suggestions() if progress is None and facts else ()
    coming, problem = _coming(coach, agenda, now)
    return Day(
        now=now,
        calls=len(facts),
        calls_today=sum(f.date[:10] == today.isoformat() for f in facts),
        progress=progress,
        suggestion=next(iter(suggestions), None),
        example=best_example(coach, library, progress) if progress is not None else None,
        result=last_result(progress, today) if progress is not None else None,
        report=coach.outliers(today),
        look_back=look_back(coach, facts),
        coming=coming,
        calendar_problem=problem,
    )


def _coming(coach: Any, agenda: Any, now: datetime) -> tuple[tuple[Coming, ...], str]:
    if agenda is None:
        return (), ""
    try:
        calls = agenda.next_calls(now.astimezone())
    except KnownError as error:
        return (), str(error)
    made = []
    for call in calls[:3]:
        review = coach.intention_for(call.customer, now.isoformat()) if call.customer else None
        made.append(Coming(call.title, call.start, call.customer, review.intention if review is not None else ""))
    return tuple(made), ""


class TodayViewModel(QObject):
    """`loaded` carries a Day. It is read again when something changed, while the page is seen."""

    loaded = Signal(object)
    problem = Signal(str)
    did = Signal(str, object)  # what was done, and what takes it back

    def __init__(self, parent: QObject | None = None, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__(parent)
        self._now = now
        self._coach: Any = None
        self._library: Any = None
        self._agenda: Any = None
        self._end: Callable[[], None] | None = None
        self._number = 0
        self.seen = False
        self.day: Day | None = None

    def attach(self, coach: Any, library: Any, agenda: Any = None) -> None:
        """Begin with a library; `agenda` gives the coming calls."""
        self._coach, self._library, self._agenda = coach, library, agenda
        self._end = library.subscribe(self._written)
        if self.seen:
            self.refresh()

    def detach(self) -> None:
        """Let go of the library."""
        if self._end is not None:
            self._end()
        self._end = self._coach = self._library = self._agenda = self.day = None
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
        coach, library, agenda, now = self._coach, self._library, self._agenda, self._now()
        if coach is None:
            return
        self._number += 1
        number = self._number

        def done(day: Day) -> None:
            if number == self._number:
                self.day = day
                self.loaded.emit(day)

        run_task(self, lambda: read(coach, library, agenda, now), done, self._failed)

    # Orders

    def dismiss(self, outlier: CallOutlier, said: str) -> None:
        """It is not worth a listen; `said` tells so, and can be taken back."""
        self._dismiss(outlier, on=True, then=lambda: self.did.emit(said, lambda: self._dismiss(outlier, on=False)))

    def _dismiss(self, outlier: CallOutlier, *, on: bool, then: Callable[[], object] = lambda: None) -> None:
        self._order(lambda coach: coach.dismiss(outlier.call, outlier.kind, on=on), then)

    def heard(self, call_id: str) -> None:
        """A person goes to listen to a call."""
        self._order(lambda coach: coach.heard(call_id))

    def review(self, review: Review, then: Callable[[], object] = lambda: None) -> None:
        """Keep the rep's own view of a call."""
        made = replace(review, created_at=review.created_at or self._now().isoformat(timespec="seconds"))
        self._order(lambda coach: coach.put_review(made), then)

    def _order(self, work: Callable[[Any], object], then: Callable[[], object] = lambda: None) -> None:
        coach = self._coach

        def done(_: object) -> None:
            then()
            self.refresh()

        if coach is not None:
            run_task(self, lambda: work(coach), done, self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))
