"""What the Progress page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.coaching import Behaviour, Focus, Progress, Suggestion
from callcoach_desktop.services.looking_back import Example, best_example
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_model import PageModel


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page. `progress` is None before the first focus; `calls` is the number of calls in the library."""

    progress: Progress | None
    behaviours: tuple[Behaviour, ...]
    suggestions: tuple[Suggestion, ...]
    history: tuple[Focus, ...]
    example: Example | None
    calls: int
    trackers: tuple[str, ...] = ()  # names
    types: tuple[tuple[str, int], ...] = ()  # types of calls and how many there are, most first

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
    trackers = tuple(one.name for one in library.vocabulary().trackers)
    facts = coach.facts(())
    types = tuple(Counter(f.call_type for f in facts if f.call_type).most_common())
    return Shown(progress, coach.behaviours(), suggestions, history, example, len(facts), trackers, types)


class ProgressViewModel(PageModel):
    """`loaded` carries a Shown; `did` what was done, to be offered for undoing."""

    did = Signal(str)

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today
        self._focus = ""

    def reading(self) -> Callable[[], Shown]:
        """The page for today."""
        coach, library, today, focus = self.coach, self.library, self._today(), self._focus
        return lambda: read(coach, library, today, focus)

    def look_at(self, focus_id: str) -> None:
        """Show a past focus, "" for the present one."""
        self._focus = focus_id
        self.refresh()

    # Orders

    def start(self, behaviour: str, call_type: str | None = None) -> None:
        """Begin a focus today."""
        self._focus, today = "", self._today()
        words = tr("The focus on “{name}” begins", name=self._name(behaviour))
        self.order(lambda coach: coach.start_focus(behaviour, today, call_type), lambda: self.did.emit(words))

    def pause(self) -> None:
        """Let the focus rest, or go on."""
        shown, today = self.shown, self._today()
        paused = shown is not None and shown.progress is not None and shown.progress.focus.state == "paused"
        words = tr("The focus goes on") if paused else tr("The focus rests; its days are not counted")
        self.order(lambda coach: coach.resume_focus(today) if paused else coach.pause_focus(today),
                   lambda: self.did.emit(words))  # fmt: skip

    def finish(self) -> None:
        """End the focus."""
        today, words = self._today(), tr("The focus is finished")
        self.order(lambda coach: coach.finish_focus(today), lambda: self.did.emit(words))

    def keep_own(self, behaviour: Behaviour, former: str) -> None:
        """Keep a behaviour of the rep's own, in the place of the one with the id `former`."""
        words = tr("“{name}” kept. Your calls are being counted for it.", name=behaviour.name)
        self.order(lambda coach: coach.own.save(behaviour, former), lambda: self.did.emit(words))

    def remove_own(self, behaviour_id: str) -> None:
        """Forget a behaviour of the rep's own."""
        words = tr("“{name}” removed", name=self._name(behaviour_id))
        self.order(lambda coach: coach.own.remove(behaviour_id), lambda: self.did.emit(words))

    def _name(self, behaviour_id: str) -> str:
        return next((b.name for b in self.shown.behaviours if b.id == behaviour_id), "") if self.shown else ""

    def open_at_best(self, call_id: str) -> None:
        """Open a call where the behaviour of the focus is heard."""
        if self.shown is not None and self.shown.progress is not None:
            self.open_at(call_id, self.shown.progress.behaviour)
