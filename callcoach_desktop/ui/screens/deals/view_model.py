"""What the Deals page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.coaching import CallFact, Deal, InterventionKind, Return
from callcoach_desktop.domain.deals import DealImport, DealLink
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import on_ui_thread, run_task


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page but the returns. `calls` are by their id."""

    deals: tuple[Deal, ...]
    proposed: tuple[DealLink, ...]
    imports: tuple[DealImport, ...]
    calls: dict[str, CallFact]

    @property
    def undoable(self) -> DealImport | None:
        """The import that Undo takes back."""
        return next((one for one in self.imports if not one.undone), None)


def read(coach: Any, deals: Any) -> Shown:
    """Read the page; runs in the background."""
    links = tuple(link for link in deals.links() if link.state == "proposed")
    calls = {fact.id: fact for fact in coach.facts(())}
    return Shown(tuple(coach.deals()), links, tuple(deals.imports()), calls)


class DealsViewModel(QObject):
    """`loaded` carries a Shown, `returned` the returns. Both are read anew when the library changes, while seen."""

    loaded = Signal(object)
    returned = Signal(object)
    read_file = Signal(object)  # exchange.deals.reading.Reading
    did = Signal(str, object)  # a sentence, and what undoes it (None for nothing)
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today
        self.deals: Any = None  # services.deals.Deals, given before the library
        self.returning: Any = None  # services.returns.Returns
        self._coach: Any = None
        self._end: Callable[[], None] | None = None
        self._number = 0
        self.seen = False
        self.shown: Shown | None = None
        self.returns: tuple[Return, ...] = ()

    def attach(self, coach: Any, library: Any) -> None:
        """Begin with a library."""
        self._coach = coach
        self._end = library.subscribe(self._written)
        if self.seen:
            self.refresh()

    def detach(self) -> None:
        """Let go of the library."""
        if self._end is not None:
            self._end()
        self._end = self._coach = self.deals = self.returning = self.shown = None
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
        coach, deals, returns, today = self._coach, self.deals, self.returning, self._today()
        if coach is None:
            return
        self._number += 1
        number = self._number

        def done(shown: Shown) -> None:
            if number == self._number:
                self.shown = shown
                self.loaded.emit(shown)
                run_task(self, lambda: tuple(returns.found(today)), judged, self._failed)

        def judged(found: tuple[Return, ...]) -> None:
            if number == self._number:
                self.returns = found
                self.returned.emit(found)

        run_task(self, lambda: read(coach, deals), done, self._failed)

    # Orders

    def look_into(self, path: Path, mapping: Any = None) -> None:
        """Read a file; nothing is written. Answers with `read_file`."""
        deals = self.deals
        if deals is not None:
            run_task(self, lambda: deals.read(path, mapping), self.read_file.emit, self._failed)

    def take(self, reading: Any, name: str) -> None:
        """Bring the deals of a reading in."""
        deals = self.deals
        if deals is not None:
            run_task(self, lambda: deals.take(reading, name), self._taken, self._failed)

    def _taken(self, taken: Any) -> None:
        from callcoach_desktop.ui.i18n import tr

        made = taken.made
        text = tr(
            "{added} deals added, {changed} changed, {same} as before; {calls} calls have their deal",
            added=made.added, changed=made.changed, same=made.same, calls=taken.sure,
        )  # fmt: skip
        self.did.emit(text, self.undo)
        self.refresh()

    def undo(self) -> None:
        """Take the newest import back."""
        self._order(lambda deals: deals.undo_import())

    def decide(self, call: str, *, yes: bool) -> None:
        """Accept or refuse the deal that is proposed for a call."""
        self._order(lambda deals: deals.decide(call, "accepted" if yes else "refused"))

    def set_outcome(self, deal: Deal, outcome: str) -> None:
        """Say how a deal ended, today."""
        coach, today = self._coach, self._today()
        closed = None if outcome == "open" else deal.closed_on or today.isoformat()
        if coach is not None:
            run_task(self, lambda: coach.set_deal(deal.id, outcome, closed), lambda _: self.refresh(), self._failed)

    def add_intervention(self, kind: InterventionKind, title: str, on: date, behaviour: str | None) -> None:
        """Write a piece of coaching down."""
        returns = self.returning
        if returns is not None:
            run_task(self, lambda: returns.add(kind, title, on, behaviour), lambda _: self.refresh(), self._failed)

    def behaviours(self) -> list[tuple[str, str]]:
        """Ids and names, for a choice; kept in memory by the service."""
        return [] if self._coach is None else [(one.id, one.name) for one in self._coach.behaviours()]

    def _order(self, work: Callable[[Any], object]) -> None:
        deals = self.deals
        if deals is not None:
            run_task(self, lambda: work(deals), lambda _: self.refresh(), self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))
