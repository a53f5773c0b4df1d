"""The team: what each rep shared, the same behaviours beside one another. No order but that of the names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.coaching.behaviours import bounds, spell
from callcoach_desktop.coaching.team import Team, TeamRow
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.page_screen import PageScreen
from callcoach_desktop.ui.screens.team.strip import StripChart, range_words
from callcoach_desktop.ui.screens.team.view_model import TeamViewModel
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label
from callcoach_desktop.ui.widgets.empty_state import EmptyState
from callcoach_desktop.ui.widgets.page import CardBox, Page, Waiting
from callcoach_desktop.ui.widgets.passphrase import PassphraseField

_LEFT = 12  # files named that could not be read


def notice() -> str:
    """What every page of figures of people says."""
    return tr("Only what each rep chose to share is here. The figures are for coaching, not for employment decisions.")


class TeamScreen(PageScreen):
    """Either nothing chosen yet, or the reps of a folder."""

    open_call = Signal(str, float)
    import_wanted = Signal()
    problem = Signal(str)
    back = Signal()  # to the deals, which this page belongs to

    def __init__(self, model: TeamViewModel) -> None:
        super().__init__(tr("Team"), model)
        self.dialog: QDialog | None = None
        self.empty = EmptyState(
            "users", tr("Your team, by what they share"),
            tr("Choose a folder with CallCoach packages of your reps (Export, CallCoach package; the sound may stay "
               "with them). The packages are read where they lie and nothing is imported. A folder in it that holds "
               "one rep's packages may carry the rep's name."),
            (button(tr("Choose a folder…"), self.choose, "primary"),),
        )  # fmt: skip
        self.nothing = QWidget()
        column = QVBoxLayout(self.nothing)
        column.setContentsMargins(24, 18, 24, 18)
        column.addWidget(self._back_button(), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.empty, 1)
        self.page = Page(tr("Team"))
        self.page.column.insertWidget(0, self._back_button(), 0, Qt.AlignmentFlag.AlignLeft)
        self.again_button = button(tr("Read again"), model.refresh)
        self.choose_button = button(tr("Choose a folder…"), self.choose)
        for one in (self.again_button, self.choose_button):
            self.page.buttons.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(12)
        self.left = CardBox(tr("Not shown"))
        self.page.column.addLayout(self.rows)
        self.page.column.addWidget(self.left)
        self.page.column.addStretch(1)
        self.waiting = Waiting()
        for one in (self.waiting, self.nothing, self.page):
            self.addWidget(one)
        model.loaded.connect(self.show_team)
        model.none.connect(lambda: self.setCurrentWidget(self.nothing))
        model.refused.connect(self._refused)
        model.told.connect(self._told)

    def _back_button(self) -> QPushButton:
        return button(tr("Deals"), self.back.emit, "quiet", "arrow-left", describe=tr("Back to all deals"))

    def choose(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, tr("The folder with your team's packages"), self.model.folder)
        if chosen:
            self.model.choose(Path(chosen))

    def _refused(self, words: str) -> None:
        self.setCurrentWidget(self.nothing)
        self.problem.emit(words)

    def _told(self, done: int, every: int) -> None:
        if self.currentWidget() is self.page:
            self.page.line.setText(tr("Reading {done} of {every} packages…", done=done, every=every))

    def show_team(self, team: Team) -> None:
        """Show what was read."""
        calls = sum(n for _, n in team.reps)
        self.page.line.setText(
            " · ".join((
                Path(team.folder).name,
                tr("{n} rep|{n} reps", len(team.reps)),
                tr("{n} call|{n} calls", calls),
                notice(),
            ))
        )  # fmt: skip
        self.page.rebuild(team, lambda: self._fill(team))
        self.setCurrentWidget(self.page)

    def _fill(self, team: Team) -> None:
        while self.rows.count():
            gone = self.rows.takeAt(0).widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for row in team.rows:
            self.rows.addWidget(self._row(row))
        if not team.rows:
            card = CardBox()
            words = tr("No figure could be told from these calls: they are too short, or nobody said who the rep is.")
            card.box.addWidget(label(words, "body", "muted", wrap=True))
            self.rows.addWidget(card)
        self._fill_left(team)

    def _row(self, row: TeamRow) -> CardBox:
        behaviour = row.behaviour
        card = CardBox(behaviour.name)
        if card.heading is not None:
            card.heading.setToolTip(behaviour.definition)
        values = [v for strip in row.strips for v in strip.values]
        values += [v for strip in row.strips for v in (strip.range.low, strip.range.high) if v is not None]
        least, most = bounds(behaviour)
        low, high = min(values), max(values)
        room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
        low = low - room if least is None else max(least, low - room)
        high = high + room if most is None else min(most, high + room)
        high = high if high > low else low + 1.0

        def told(value: float) -> str:
            return spell(value, behaviour)

        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, px(150))
        grid.setColumnStretch(2, 1)
        for n, strip in enumerate(row.strips):
            name = ElidedLabel(strip.rep)
            name.setFixedWidth(px(150))
            words = label(range_words(strip, told), "small", "muted")
            grid.addWidget(name, n, 0)
            grid.addWidget(label(tr("{n} call|{n} calls", len(strip.values)), "small", "muted"), n, 1)
            grid.addWidget(StripChart(strip, low, high, told, behaviour.name), n, 2)
            grid.addWidget(words, n, 3)
        grid.setColumnMinimumWidth(3, px(320))  # the longest range fits, so that the strips of all cards line up
        card.box.addLayout(grid)
        return card

    def _fill_left(self, team: Team) -> None:
        self.left.clear()
        self.left.setVisible(bool(team.left))
        for one in team.left[:_LEFT]:
            self.left.box.addWidget(label(f"{one.file}: {one.reason}", "small", "warn", wrap=True))
        if len(team.left) > _LEFT:
            self.left.box.addWidget(label(tr("and {n} more|and {n} more", len(team.left) - _LEFT), "small", "muted"))
        sealed = sum("passphrase" in one.reason for one in team.left)
        if sealed:
            made = button(tr("Open the sealed ones…"), self.ask_passphrase)
            self.left.box.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def ask_passphrase(self) -> None:
        """Ask for what opens the sealed packages; it is forgotten with the window."""
        self.dialog = dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Sealed packages"))
        field = PassphraseField(tr("Passphrase"))
        go = button(tr("Open"), lambda: self._open_with(field.text()), "primary")
        go.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(tr("Cancel"), dialog.reject, "quiet"))
        foot.addWidget(go)
        column = QVBoxLayout(dialog)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        words = tr("One passphrase is tried on all of them. Those that it does not open are named.")
        column.addWidget(label(words, "body", "muted", wrap=True))
        column.addWidget(field)
        column.addLayout(foot)
        dialog.finished.connect(self._dialog_closed)
        dialog.open()
        field.field.setFocus()

    def _dialog_closed(self) -> None:
        self.dialog = None

    def _open_with(self, passphrase: str) -> None:
        if passphrase and self.dialog is not None:
            self.dialog.accept()
            self.model.open_with(passphrase)
