"""Writing down a dated piece of coaching."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.basics import button, label


class InterventionDialog(QDialog):
    """`made` carries kind, title, day, and the behaviour's id or None."""

    made = Signal(str, str, object, object)

    def __init__(self, behaviours: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("A piece of coaching"))
        self.setMinimumWidth(px(460))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind"))
        for key, words in (("one_on_one", tr("1-on-1")), ("workshop", tr("Workshop")),
                           ("playbook", tr("Playbook entry")), ("other", tr("Something else"))):  # fmt: skip
            self.kind.addItem(words, key)
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("What was done"))
        self.title.setPlaceholderText(tr("Such as: workshop on discovery questions"))
        self.day = QDateEdit(QDate.currentDate())
        self.day.setAccessibleName(tr("Day"))
        self.day.setCalendarPopup(True)
        self.day.setMaximumDate(QDate.currentDate())
        self.behaviour = QComboBox()
        self.behaviour.setAccessibleName(tr("Behaviour"))
        self.behaviour.addItem(tr("no one behaviour"), None)
        for key, words in behaviours:
            self.behaviour.addItem(words, key)
        form = QFormLayout()
        for name, widget in ((tr("What was done"), self.title), (tr("Kind"), self.kind), (tr("Day"), self.day),
                             (tr("About"), self.behaviour)):  # fmt: skip
            form.addRow(name, widget)
        self.keep = button(tr("Write down"), self._keep, "primary")
        self.keep.setDefault(True)
        self.keep.setEnabled(False)
        self.title.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(12)
        about = tr(
            "What deals and calls were like before this day and after it is compared. A focus is counted by itself."
        )
        box.addWidget(label(about, "small", "muted", wrap=True))
        box.addLayout(form)
        box.addLayout(foot)

    def _keep(self) -> None:
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        self.accept()
        self.made.emit(str(self.kind.currentData()), self.title.text().strip(), day, self.behaviour.currentData())
