"""What the Deals page shows, read in the background; its orders. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.coaching.deal_story import OpenStep
from callcoach_desktop.domain.coaching import CallFact, Deal, Intervention, InterventionKind, Return
from callcoach_desktop.domain.deals import DealImport, DealLink
from callcoach_desktop.domain.returns import ReturnReport
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_model import PageModel
from callcoach_desktop.ui.tasks import run_task


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


@dataclass(frozen=True, slots=True)
class Coaching:
    """The page of one return: its report, all coaching that has begun, and whose deals may be counted."""

    report: ReturnReport
    items: tuple[Intervention, ...]
    owners: tuple[tuple[str, int], ...]
    owner: str


def read(coach: Any, deals: Any) -> Shown:
    """Read the page; runs in the background."""
    links = tuple(link for link in deals.links() if link.state == "proposed")
    calls = {fact.id: fact for fact in coach.facts(())}
    return Shown(tuple(coach.deals()), links, tuple(deals.imports()), calls)


class DealsViewModel(PageModel):
    """`loaded` carries a Shown, `returned` the returns, which are counted after it."""

    returned = Signal(object)
    read_file = Signal(object)  # exchange.deals.reading.Reading
    did = Signal(str, object)  # a sentence, and what undoes it (None for nothing)
    coaching = Signal(object)  # Coaching
    written = Signal(str, object)  # a sentence, and the file
    story = Signal(object)  # coaching.deal_story.DealStory of the deal that is open

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today
        self.deals: Any = None  # services.deals.Deals, given before the library
        self.returning: Any = None  # services.returns.Returns
        self.returns: tuple[Return, ...] = ()
        self.pages: Any = None  # services.deal_page.DealPages
        self.deal: str = ""  # the deal whose page is open
        self.item: str | None = None  # the intervention whose return is open, None for no page of one
        self.loaded.connect(lambda _: self._loaded())

    def reading(self) -> Callable[[], Shown]:
        """The page."""
        coach, deals = self.coach, self.deals
        return lambda: read(coach, deals)

    def detach(self) -> None:
        """Let go of the library."""
        super().detach()
        self.deals = self.returning = self.pages = None
        self.deal, self.item = "", None

    @property
    def today(self) -> date:
        """The day that the page goes by."""
        return self._today()

    def _loaded(self) -> None:
        self._count_returns()
        if self.deal:
            self.open_deal(self.deal)
        elif self.item is not None:
            self.open_return(self.item)

    # One deal

    def open_deal(self, deal_id: str) -> None:
        """Read all of a deal; answers with `story`, and again whenever something changes until it is closed."""
        self.deal = deal_id
        pages, today = self.pages, self._today()

        def read(story: Any) -> None:
            if self.deal == deal_id:
                self.story.emit(story)

        def failed(error: BaseException) -> None:
            self.deal = ""
            self.failed(error)

        if pages is not None:
            run_task(self, lambda: pages.story(deal_id, today), read, failed)

    def close_deal(self) -> None:
        """The page of the deal is left."""
        self.deal = ""

    def settle(self, step: OpenStep, *, done: bool) -> None:
        """Tick a next step off; Undo brings it back."""

        def told(_: object) -> None:
            if done:
                self.did.emit(tr("Ticked off: {step}", step=step.what), lambda: self.settle(step, done=False))

        self.ask(self.pages, lambda pages: pages.settle(step, done=done), told)

    def _count_returns(self) -> None:
        returns, today, number = self.returning, self._today(), self._number

        def counted(found: tuple[Return, ...]) -> None:
            if number == self._number:
                self.returns = found
                self.returned.emit(found)

        run_task(self, lambda: tuple(returns.found(today)), counted, self.failed)

    # One return

    def open_return(self, item: str) -> None:
        """Read the return of an intervention ("": the newest); answers with `coaching` until it is closed."""
        self.item = item
        returns, today = self.returning, self._today()

        def work() -> Coaching:
            report = returns.report(today, item or None)
            begun = tuple(i for i in returns.named() if i.held_on <= today.isoformat())
            return Coaching(report, begun, tuple(returns.owners()), returns.coached())

        def read(shown: Coaching) -> None:
            if self.item == item:
                self.coaching.emit(shown)

        def failed(error: BaseException) -> None:
            self.item = None
            self.failed(error)

        if returns is not None:
            run_task(self, work, read, failed)

    def close_return(self) -> None:
        """The page of the return is left."""
        self.item = None

    def choose_owner(self, owner: str) -> None:
        """Say whose deals were coached."""
        self.ask(self.returning, lambda returns: returns.choose_owner(owner))

    def export(self, report: ReturnReport, kind: str, path: Path) -> None:
        """Write a report as `pdf`, `html` or `csv`; a file that is there was agreed to by whoever named it."""

        def work(returns: Any) -> Path:
            from callcoach_desktop.ui.return_pdf import write_pdf

            return Path(returns.write(report, kind, path, write_pdf, overwrite=True))

        def done(final: Path) -> None:
            self.written.emit(tr("Exported “{name}”", name=final.name), final)

        self.look_up(self.returning, work, done)

    # Orders

    def look_into(self, path: Path, mapping: Any = None) -> None:
        """Read a file; nothing is written. Answers with `read_file`."""
        self.look_up(self.deals, lambda deals: deals.read(path, mapping), self.read_file.emit)

    def take(self, reading: Any, name: str) -> None:
        """Bring the deals of a reading in."""
        self.ask(self.deals, lambda deals: deals.take(reading, name), self._taken)

    def _taken(self, taken: Any) -> None:
        made = taken.made
        text = tr(
            "{added} deals added, {changed} changed, {same} as before; {calls} calls have their deal",
            added=made.added, changed=made.changed, same=made.same, calls=taken.sure,
        )  # fmt: skip
        self.did.emit(text, self.undo)

    def undo(self) -> None:
        """Take the newest import back."""
        self.ask(self.deals, lambda deals: deals.undo_import())

    def decide(self, call: str, *, yes: bool) -> None:
        """Accept or refuse the deal that is proposed for a call."""
        self.ask(self.deals, lambda deals: deals.decide(call, "accepted" if yes else "refused"))

    def set_outcome(self, deal: Deal, outcome: str) -> None:
        """Say how a deal ended, today."""
        closed = None if outcome == "open" else deal.closed_on or self._today().isoformat()
        self.order(lambda coach: coach.set_deal(deal.id, outcome, closed))

    def add_intervention(self, kind: InterventionKind, title: str, on: date, behaviour: str | None) -> None:
        """Write a piece of coaching down."""
        self.ask(self.returning, lambda returns: returns.add(kind, title, on, behaviour))

    def behaviours(self) -> list[tuple[str, str]]:
        """Ids and names, for a choice; kept in memory by the service."""
        return [] if self.coach is None else [(one.id, one.name) for one in self.coach.behaviours()]
