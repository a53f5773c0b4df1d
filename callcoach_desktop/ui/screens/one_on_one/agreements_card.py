"""What the two agree on: one behaviour, one action, a day; and what it turns into."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import Behaviour
from callcoach_desktop.domain.one_on_ones import Agreement, Becomes, OneOnOne
from callcoach_desktop.services.one_on_ones import new_id
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.words import becomes_name, state_name
from callcoach_desktop.ui.widgets.basics import button, label, line, tool
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import CardBox, Line, drop

AHEAD_DAYS = 14


class AgreementForm(QWidget):
    """`made` carries an Agreement."""

    made = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.action = QLineEdit()
        self.action.setAccessibleName(tr("One action"))
        self.action.setPlaceholderText(tr("One action: what will be done otherwise?"))
        self.behaviour = QComboBox()
        self.behaviour.setAccessibleName(tr("Behaviour"))
        self.behaviour.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.behaviour.setMinimumContentsLength(12)
        self.due = QDateEdit()
        self.due.setAccessibleName(tr("Until"))
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("d MMM yyyy")
        self.becomes = QComboBox()
        self.becomes.setAccessibleName(tr("What it turns into"))
        self.becomes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.becomes.setMinimumContentsLength(12)
        self.add = button(tr("Agree"), self._make, describe=tr("Keep this agreement"))
        self.add.setEnabled(False)
        self.action.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        self.action.returnPressed.connect(self._make)
        self.behaviour.currentIndexChanged.connect(lambda _: self._offer())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.action)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.behaviour, 1)
        first.addWidget(self.due)
        second.addWidget(self.becomes, 1)
        second.addWidget(self.add)
        box.addLayout(first)
        box.addLayout(second)
        self._names: tuple[tuple[str, str], ...] = ()

    def set_behaviours(self, behaviours: tuple[Behaviour, ...]) -> None:
        """What can be practised."""
        names = tuple((b.id, b.name) for b in behaviours)
        if names == self._names:
            return
        self._names = names
        chosen = self.behaviour.currentData()
        self.behaviour.clear()
        self.behaviour.addItem(tr("no one behaviour"), None)
        for key, name in names:
            self.behaviour.addItem(name, key)
        self.behaviour.setCurrentIndex(max(0, self.behaviour.findData(chosen)))
        self._offer()

    def start(self, on: date) -> None:
        """An empty form, two weeks from a day on."""
        then = on + timedelta(days=AHEAD_DAYS)
        self.due.setDate(QDate(then.year, then.month, then.day))
        self.action.clear()
        self.behaviour.setCurrentIndex(0)

    def _offer(self) -> None:
        """A focus needs a behaviour; with one it is what is meant most often."""
        with_one = self.behaviour.currentData() is not None
        self.becomes.clear()
        for key in ("focus", "intervention", "nothing") if with_one else ("nothing", "intervention"):
            self.becomes.addItem(becomes_name(key), key)

    def _make(self) -> None:
        action = " ".join(self.action.text().split())
        if not action:
            return
        due = self.due.date()
        becomes = cast("Becomes", str(self.becomes.currentData()))
        day = date(due.year(), due.month(), due.day()).isoformat()
        self.made.emit(Agreement(new_id(), action, self.behaviour.currentData(), day, becomes))
        self.action.clear()


class AgreementsCard(CardBox):
    """Those of this session; a form for another. `ended` asks for the end of the 1-on-1."""

    agreed = Signal(object)
    removed = Signal(object)
    settled = Signal(str, str)
    end_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Agreements"))
        self._shown: Any = None
        self.list = QVBoxLayout()
        self.list.setSpacing(0)
        self.box.addLayout(self.list)
        self.form = AgreementForm()
        self.form.made.connect(self.agreed)
        self.box.addWidget(self.form)
        self.end = button(tr("End the 1-on-1…"), self.end_wanted.emit, "primary")
        self.box.addWidget(self.end, 0, Qt.AlignmentFlag.AlignLeft)

    def show_session(self, session: OneOnOne, behaviours: tuple[Behaviour, ...]) -> None:
        """Show what was agreed."""
        self.form.set_behaviours(behaviours)
        if self._shown is None or self._shown[0] != session.id:
            self.form.start(date.fromisoformat(session.held_on))
        now = (session.id, session.state, session.agreements)
        if now == self._shown:
            return
        self._shown = now
        names = {b.id: b.name for b in behaviours}
        held = session.state == "held"
        self.form.setVisible(not held)
        self.end.setVisible(not held)
        while self.list.count():
            drop(self.list.takeAt(0))
        for i, one in enumerate(session.agreements):
            if i:
                self.list.addWidget(line())
            self.list.addWidget(self._row(one, names, held=held))
        if not session.agreements:
            words = tr("Nothing was agreed.") if held else tr("One behaviour, one action, a day: what will you two "
                                                              "look at next time?")  # fmt: skip
            self.list.addWidget(label(words, "body", "muted", wrap=True))

    def _row(self, one: Agreement, names: dict[str, str], *, held: bool) -> Line:
        parts = [names.get(one.behaviour or "", ""), tr("until {day}", day=day_words(one.due)) if one.due else ""]
        parts.append(state_name(one.state).lower() if held else becomes_name(one.becomes).lower())
        made = Line(one.action, " · ".join(part for part in parts if part))
        if held and one.state == "open":
            kept = button(tr("Kept"), lambda: self.settled.emit(one.id, "kept"), "quiet",
                          describe=tr("Kept: {title}", title=one.action))  # fmt: skip
            made.row.addWidget(kept, 0, Qt.AlignmentFlag.AlignTop)
        elif not held:
            away = tool("x", tr("Remove the agreement: {title}", title=one.action), lambda: self.removed.emit(one))
            made.row.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        return made
