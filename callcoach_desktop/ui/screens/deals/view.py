"""Deals: what the CRM says, which calls belong to which deal, and what came after coaching."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from callcoach_desktop.coaching.deal_story import DealStory
from callcoach_desktop.domain.coaching import Deal, Return
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.deals.importing import DealImportDialog
from callcoach_desktop.ui.screens.deals.intervention import InterventionDialog
from callcoach_desktop.ui.screens.deals.one_deal import OneDealPage
from callcoach_desktop.ui.screens.deals.returns_page import ReturnsPage, state_words
from callcoach_desktop.ui.screens.deals.table import DealTable
from callcoach_desktop.ui.screens.deals.view_model import Coaching, DealsViewModel, Shown
from callcoach_desktop.ui.screens.deals.words import measure_words, money, outcome_words, span_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label, line
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import CardBox, Columns, Line, Page, Waiting

_FOLDER = "deals/folder"
_PROPOSED = 5  # in the card
_CALLS = 8
_COACHED = 5


class DealsScreen(PageScreen):
    """Either nothing to show yet, or the deals."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)
    did = Signal(str, object)
    team_wanted = Signal()
    written = Signal(str, object)  # a sentence, and the file that was written

    def __init__(self, model: DealsViewModel) -> None:
        super().__init__(tr("Deals"), model)
        self.dialog: DealImportDialog | None = None
        self._one: object = None  # what stands in the card of one deal
        self.empty = EmptyState(
            "file-down", tr("How your deals ended"),
            tr("Bring in the deals of your CRM as a CSV file: HubSpot, Salesforce, Pipedrive or any other. Calls find "
               "their deal by company, title and dates, and What works can begin to count. It all stays here."),
            (button(tr("Import a CSV…"), self.choose_file, "primary"),),
        )  # fmt: skip
        self.page = self._make_page()
        self.deal_page = self._make_deal_page()
        self.returns_page = self._make_returns_page()
        for one in (Waiting(), self.empty, self.page, self.deal_page, self.returns_page):
            self.addWidget(one)
        model.coaching.connect(self._show_coaching)
        model.written.connect(self.written)
        model.story.connect(self._show_story)
        model.loaded.connect(self.show_all)
        model.returned.connect(self.show_returns)
        model.read_file.connect(self._show_reading)
        model.did.connect(self.did)
        model.problem.connect(self._say_problem)

    def _make_page(self) -> Page:
        page = Page(tr("Deals"))
        self.undo_button = button(tr("Undo the last import"), self.model.undo)
        self.file_button = button(tr("Import a CSV…"), self.choose_file, "primary")
        self.team_button = button(tr("Team…"), self.team_wanted.emit,
                                  describe=tr("The same behaviours across reps, from their packages"))  # fmt: skip
        page.buttons.addWidget(self.team_button, 0, Qt.AlignmentFlag.AlignTop)
        page.buttons.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignTop)
        page.buttons.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignTop)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a deal or a company"))
        self.search.setAccessibleName(tr("Find a deal or a company"))
        self.search.setClearButtonEnabled(True)
        self.table = DealTable()
        self.table.setMinimumHeight(px(230))
        self.search.textChanged.connect(self.table.filter)
        self.table.chosen.connect(self.show_deal)
        self.table.opened.connect(self.open_deal)
        listed = CardBox()
        listed.box.addWidget(self.search)
        listed.box.addWidget(self.table, 1)
        self.one = CardBox(tr("This deal"))
        page.column.addWidget(Columns([listed, self.one], (2, 1), px(760)), 1)
        self.proposals = CardBox(tr("Do these belong together?"))
        self.returns = CardBox(tr("What came after coaching"))
        self.returns.box.addWidget(label(tr("Counting…"), "body", "muted"))
        page.column.addWidget(Columns([self.returns, self.proposals], (5, 3), px(760)))
        return page

    # One deal

    def _make_deal_page(self) -> OneDealPage:
        made = OneDealPage()
        made.open_call.connect(self.open_call)
        made.settled.connect(lambda step, done: self.model.settle(step, done=done))
        made.outcome_chosen.connect(self.model.set_outcome)
        made.back.connect(self.leave)
        made.moved.connect(self._beside)
        return made

    def open_deal(self, deal: Deal | None) -> None:
        """Go to the page of a deal."""
        if deal is not None:
            self.table.show_deal(deal.id)
            self.model.open_deal(deal.id)

    def _show_story(self, story: DealStory) -> None:
        self.deal_page.show_story(story, self.model.today, self.table.place(story.deal.id))
        self.setCurrentWidget(self.deal_page)

    def _beside(self, way: int) -> None:
        other = self.table.beside(self.model.deal, way)
        if other is not None:
            self.open_deal(other)

    def leave(self) -> bool:
        """From a page below back to the list of deals; False when that is what one sees."""
        if self.currentWidget() not in (self.deal_page, self.returns_page):
            return False
        self.model.close_deal()
        self.model.close_return()
        self.setCurrentWidget(self.page if self.model.shown is None or self.model.shown.deals else self.empty)
        self.table.setFocus()
        return True

    # What came after coaching

    def _make_returns_page(self) -> ReturnsPage:
        made = ReturnsPage()
        made.back.connect(self.leave)
        made.chosen.connect(self.model.open_return)
        made.owner.connect(self.model.choose_owner)
        made.write_wanted.connect(self.ask_intervention)
        made.export.connect(lambda kind, path: self.model.export(made.report, kind, path))
        return made

    def open_return(self, item: str = "") -> None:
        """Go to the page of a piece of coaching, the newest without one."""
        self.model.close_deal()
        self.model.open_return(item)

    def _show_coaching(self, shown: Coaching) -> None:
        self.returns_page.show_coaching(shown)
        self.setCurrentWidget(self.returns_page)

    # Content

    def show_all(self, shown: Shown) -> None:
        """Show what was read."""
        if not shown.deals:
            self.model.close_deal()
            self.model.close_return()
            self.setCurrentWidget(self.empty)
            return
        won = sum(deal.outcome == "won" for deal in shown.deals)
        lost = sum(deal.outcome == "lost" for deal in shown.deals)
        with_calls = sum(bool(deal.calls) for deal in shown.deals)
        self.page.line.setText(
            tr("{n} deal|{n} deals", len(shown.deals))
            + tr(": {won} won, {lost} lost, {open} open; {calls} have calls here", won=won, lost=lost,
                 open=len(shown.deals) - won - lost, calls=with_calls)
        )  # fmt: skip
        self.undo_button.setVisible(shown.undoable is not None)
        if shown.undoable is not None:
            self.undo_button.setToolTip(tr("Takes “{name}” back, as a whole", name=shown.undoable.name))
        self.table.set_deals(shown.deals)
        self._show_proposals(shown)
        if not self.model.deal and self.model.item is None:
            self.setCurrentWidget(self.page)

    def show_deal(self, deal: Deal | None) -> None:
        """Show a deal beside the list."""
        known = self.model.shown.calls if self.model.shown is not None else {}
        calls = [known[call] for call in deal.calls if call in known] if deal is not None else []
        if self._one == (deal, calls):  # read anew and unchanged: a button under the pointer stays that button
            return
        self._one = (deal, calls)
        self.one.clear()
        box = self.one.box
        if deal is None:
            words = tr("Choose a deal to see its calls, and how it ended.")
            box.addWidget(label(words, "body", "muted", wrap=True))
            box.addStretch(1)
            return
        box.addWidget(label(deal.name, bold=True, wrap=True))
        facts = [deal.company or "", outcome_words(deal.outcome), money(deal)]
        box.addWidget(label(" · ".join(fact for fact in facts if fact), "small", "muted", wrap=True))
        if span := span_words(deal):
            box.addWidget(label(span, "small", "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(6)
        for outcome in ("won", "lost", "open"):
            made = button(
                outcome_words(outcome).capitalize(),
                lambda o=outcome: self.model.set_outcome(deal, o),
                describe=tr("{deal} is {outcome}", deal=deal.name, outcome=outcome_words(outcome)),
            )
            made.setEnabled(outcome != deal.outcome)
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(button(tr("Open deal"), lambda: self.open_deal(deal), "primary",
                             describe=tr("Open the page of {deal}", deal=deal.name)))  # fmt: skip
        box.addLayout(row)
        box.addWidget(line())
        if not calls:
            box.addWidget(label(tr("No call belongs to it yet."), "body", "muted", wrap=True))
        for fact in calls[:_CALLS]:
            about = " · ".join(part for part in (day_words(fact.date), fact.call_type or "") if part)
            box.addWidget(Line(fact.title, about, tr("Open"), lambda c=fact.id: self.open_call.emit(c, -1.0)))
        if len(calls) > _CALLS:
            words = tr("and {n} more|and {n} more", len(calls) - _CALLS)
            box.addWidget(label(words, "small", "muted"))
        box.addStretch(1)

    def _show_proposals(self, shown: Shown) -> None:
        self.proposals.clear()
        box = self.proposals.box
        if not shown.proposed:
            box.addWidget(label(tr("Every call whose deal can be told has it. Doubtful ones are asked about here."),
                                "body", "muted", wrap=True))  # fmt: skip
        for i, link in enumerate(shown.proposed[:_PROPOSED]):
            if i:
                box.addWidget(line())
            made = Line(f"{link.call_title} → {link.deal_name}", link.why, tr("Yes"),
                        lambda c=link.call: self.model.decide(c, yes=True),
                        describe=tr("{call} belongs to {deal}", call=link.call_title, deal=link.deal_name))  # fmt: skip
            no = button(tr("No"), lambda c=link.call: self.model.decide(c, yes=False),
                        describe=tr("{call} does not belong to {deal}", call=link.call_title,
                                    deal=link.deal_name))  # fmt: skip
            made.row.addWidget(no, 0, Qt.AlignmentFlag.AlignTop)
            box.addWidget(made)
        if len(shown.proposed) > _PROPOSED:
            words = tr("and {n} more after these|and {n} more after these", len(shown.proposed) - _PROPOSED)
            box.addWidget(label(words, "small", "muted"))
        box.addStretch(1)

    def show_returns(self, found: tuple[Return, ...]) -> None:
        """Show what came after each intervention."""
        self.returns.clear()
        box = self.returns.box
        if not found:
            words = tr("Start a focus, or write down a workshop or a 1-on-1: win rate, time to a decision and size of "
                       "deals before and after it will stand here, with what can be claimed.")  # fmt: skip
            box.addWidget(label(words, "body", "muted", wrap=True))
        by_item: dict[str, list[Return]] = {}
        for one in found:
            by_item.setdefault(one.intervention.id, []).append(one)
        for n, some in enumerate(list(by_item.values())[:_COACHED]):
            if n:
                box.addWidget(line())
            item = some[0].intervention
            told = "; ".join(f"{measure_words(one)}: {state_words(one.state)}" for one in some)
            kind = "good" if any(r.state == "improved" for r in some) else "muted"
            box.addWidget(Line(f"{item.title} · {day_words(item.held_on)}", told, tr("Open"),
                               lambda i=item.id: self.open_return(i), kind=kind))  # fmt: skip
        rest = len(by_item) - _COACHED
        if rest > 0:
            box.addWidget(label(tr("and {n} more|and {n} more", rest), "small", "muted"))
        foot = label(tr("Before and after is not cause. These figures are for coaching, not for employment decisions."),
                     "small", "muted", wrap=True)  # fmt: skip
        box.addWidget(foot)
        box.addWidget(button(tr("Write down a piece of coaching…"), self.ask_intervention), 0,
                      Qt.AlignmentFlag.AlignLeft)  # fmt: skip
        box.addStretch(1)

    # Files

    def choose_file(self) -> None:
        """Ask for a CSV."""
        settings = window_settings()
        kinds = f"{tr('Tables')} (*.csv *.tsv *.txt);;{tr('All files')} (*)"
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Import deals"), str(settings.value(_FOLDER, "")), kinds)
        if chosen:
            settings.setValue(_FOLDER, str(Path(chosen).parent))
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        """Look into a file and show what it holds."""
        self._path = path
        self.model.look_into(path)

    def _show_reading(self, reading: Any) -> None:
        if self.dialog is not None:
            self.dialog.show_reading(reading)
            return
        self.dialog = dialog = DealImportDialog(self._path, reading, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.again.connect(lambda mapping: self.model.look_into(dialog.path, mapping))
        dialog.take.connect(self._take)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _take(self, reading: Any) -> None:
        if self.dialog is not None:
            name = self.dialog.path.name
            self.dialog.accept()
            self.model.take(reading, name)

    def _say_problem(self, words: str) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(words)
        else:
            self.problem.emit(words)

    def ask_intervention(self) -> None:
        """Ask what was done, and when."""
        dialog = InterventionDialog(self.model.behaviours(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self.model.add_intervention)
        dialog.open()
