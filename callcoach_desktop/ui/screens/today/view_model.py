"""What the Today page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.coaching import CallOutlier, OutlierReport, Progress, Suggestion
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.playbook import Reminder
from callcoach_desktop.services.looking_back import (
    Example,
    LookBack,
    Result,
    Tried,
    kept_example,
    last_result,
    look_back,
    try_next,
)
from callcoach_desktop.ui.page_model import PageModel

OVER_A_WEEKEND = timedelta(hours=72)
"""How far Today looks: on Friday evening at Monday's calls."""


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
    tried: Tried | None = None  # without a focus: what to try after the last call
    reminder: Reminder | None = None  # the entry of the playbook to read before the next call
    of_one_type: int = 0  # calls of the type of which there are most


def read(coach: Any, library: Any, agenda: Any, now: datetime, book: Any = None) -> Day:
    """Read the page; runs in the background."""
    today = now.date()
    written = today.isoformat()
    facts = coach.facts(())
    progress = coach.progress(today)
    if progress is not None and progress.focus.state == "finished":
        progress = None
    suggestions: Sequence[Suggestion] = coach.suggestions() if progress is None and facts else ()
    coming, problem = _coming(coach, agenda, now)
    return Day(
        now=now,
        calls=len(facts),
        calls_today=sum(f.date[:10] == written for f in facts),
        progress=progress,
        suggestion=next(iter(suggestions), None),
        example=kept_example(coach, library, progress) if progress is not None else None,
        result=last_result(progress, today) if progress is not None else None,
        report=coach.outliers(today),
        look_back=look_back(coach, facts),
        tried=try_next(library, facts) if progress is None else None,
        coming=coming,
        calendar_problem=problem,
        reminder=_reminder(book, coming, now),
        of_one_type=max(Counter(f.call_type for f in facts).values(), default=0),
    )


def _reminder(book: Any, coming: Sequence[Coming], now: datetime) -> Reminder | None:
    if book is None:
        return None
    from callcoach_desktop.coaching.playbook import Next

    def when(call: Coming) -> str:
        at = f"{call.start:%H:%M}"
        return at if call.start.date() == now.date() else f"{call.start:%a} {at}"

    found: Reminder | None = book.reminder([Next(when(c), c.customer) for c in coming if c.customer], now.date())
    return found


def _coming(coach: Any, agenda: Any, now: datetime) -> tuple[tuple[Coming, ...], str]:
    if agenda is None:
        return (), ""
    try:
        calls = agenda.next_calls(now.astimezone(), OVER_A_WEEKEND)
    except KnownError as error:
        return (), str(error)
    made = []
    for call in calls[:3]:
        review = coach.intention_for(call.customer, now.isoformat()) if call.customer else None
        made.append(Coming(call.title, call.start, call.customer, review.intention if review is not None else ""))
    return tuple(made), ""


class TodayViewModel(PageModel):
    """`loaded` carries a Day."""

    did = Signal(str)  # what was done, to be offered for undoing

    def __init__(self, parent: QObject | None = None, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__(parent)
        self._now = now
        self.agenda: Any = None  # gives the coming calls
        self.book: Any = None  # services.playbook.Playbook

    def reading(self) -> Callable[[], Day]:
        """The page for now."""
        coach, library, agenda, now, book = self.coach, self.library, self.agenda, self._now(), self.book
        return lambda: read(coach, library, agenda, now, book)

    # Orders

    def dismiss(self, outlier: CallOutlier, said: str) -> None:
        """It is not worth a listen; `said` tells so, and Undo takes it back."""
        self.order(lambda coach: coach.dismiss(outlier.call, outlier.kind), lambda: self.did.emit(said))

    def heard(self, call_id: str) -> None:
        """A person goes to listen to a call."""
        self.order(lambda coach: coach.heard(call_id))

    def was_read(self, entry: str) -> None:
        """The rep has read an entry of the playbook: another one comes next."""
        self.ask(self.book, lambda book: book.was_read(entry))
