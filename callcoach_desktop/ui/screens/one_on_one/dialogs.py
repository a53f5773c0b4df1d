"""Small questions of the 1-on-1 page: when the next one is, and whether a focus may end."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.one_on_ones import OneOnOne
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.one_on_one.words import becomes_name
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.focus_words import day_words
from callcoach_desktop.ui.widgets.page import Line

WIDTH = 460


class PrepareDialog(QDialog):
    """`made` carries the day and the title ("" for one by the day)."""

    made = Signal(object, str)

    def __init__(self, today: date, parent: QWidget | None = None, session: OneOnOne | None = None) -> None:
        """With a session its day and title are asked for anew."""
        super().__init__(parent)
        self.setWindowTitle(tr("Day and title") if session is not None else tr("Prepare a 1-on-1"))
        self.setMinimumWidth(px(WIDTH))
        day = today if session is None else date.fromisoformat(session.held_on)
        self.day = QDateEdit(QDate(day.year, day.month, day.day))
        self.day.setAccessibleName(tr("Day"))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("Title"))
        self.title.setPlaceholderText(tr("1-on-1 and its day"))
        self.title.setText("" if session is None else session.title)
        form = QFormLayout()
        form.addRow(tr("Day"), self.day)
        form.addRow(tr("Title"), self.title)
        about = tr("The agenda comes from the calls since the last one: what was agreed, the focus, two good moments, "
                   "a hard one, what stands out. You change it as you like.")  # fmt: skip
        if session is not None:
            about = tr("The agenda stays as it is.")
        box = _column(self)
        box.addWidget(label(about, "small", "muted", wrap=True))
        box.addLayout(form)
        self.go = button(tr("Prepare") if session is None else tr("Save"), self._make, "primary")
        self.go.setDefault(True)
        box.addLayout(_foot(self, self.go))

    def _make(self) -> None:
        chosen = self.day.date()
        self.accept()
        self.made.emit(date(chosen.year(), chosen.month(), chosen.day()), self.title.text())


class EndDialog(QDialog):
    """Says what will come of the agreements; `agreed` carries whether a running focus ends."""

    agreed = Signal(bool)

    def __init__(self, session: OneOnOne, running: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("End the 1-on-1"))
        self.setMinimumWidth(px(WIDTH))
        box = _column(self)
        box.addWidget(label(tr("This is what you agreed on"), "title", bold=True, wrap=True))
        for one in session.agreements:
            parts = [tr("until {day}", day=day_words(one.due)) if one.due else "", becomes_name(one.becomes).lower()]
            box.addWidget(Line(one.action, " · ".join(part for part in parts if part)))
        if not session.agreements:
            words = tr("Nothing yet. You can end without an agreement; open ones come back next time.")
            box.addWidget(label(words, "body", "muted", wrap=True))
        if running:
            words = tr("The focus on {name} ends today, with what can be said of it now. One thing at a time.",
                       name=running)  # fmt: skip
            box.addWidget(label(words, "body", "warn", wrap=True))
        words = tr("Ends and begins as one step: Undo takes all of it back.")
        box.addWidget(label(words, "small", "muted", wrap=True))
        self.go = button(tr("End the 1-on-1"), self._end, "primary")
        self.go.setDefault(True)
        self._running = bool(running)
        box.addLayout(_foot(self, self.go))

    def _end(self) -> None:
        self.accept()
        self.agreed.emit(self._running)


def _column(dialog: QDialog) -> QVBoxLayout:
    box = QVBoxLayout(dialog)
    box.setContentsMargins(20, 16, 20, 16)
    box.setSpacing(10)
    return box


def _foot(dialog: QDialog, go: QWidget) -> QHBoxLayout:
    foot = QHBoxLayout()
    foot.addStretch(1)
    foot.addWidget(button(tr("Cancel"), dialog.reject))
    foot.addWidget(go)
    return foot
