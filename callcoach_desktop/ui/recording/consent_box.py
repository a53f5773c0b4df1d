"""How the others agreed: a tick, how it was, and the sentence that a person can say or send."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.domain.consent import Consent
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.recording.preferences import Preferences
from callcoach_desktop.ui.widgets.basics import button

COPIED_MS = 2_000


class Sentence(QLabel):
    """Wrapped text that is never lower than its lines need: in a card in a page that scrolls, layouts forget it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


class ConsentBox(QWidget):
    """`changed` when something is ticked or chosen; `law_wanted` asks for the page about the law."""

    changed = Signal()
    law_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.required = False
        self.tick = QCheckBox(tr("I may record this call:"))
        self.tick.setAccessibleName(tr("I may record this call"))
        self.tick.setFont(theme.font())
        self.tick.toggled.connect(self._fit)
        self.how = QComboBox()
        self.how.setAccessibleName(tr("How the others agreed"))
        for key, text in words.how_texts():
            self.how.addItem(text, key)
        self.how.activated.connect(self._picked)
        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note about the consent"))
        self.note.setPlaceholderText(tr("In what way? It is kept with the call."))
        self.sentence = Sentence()
        self.copy = button(tr("Copy"), self._copy, "link", describe=tr("Copy the sentence"))
        self.beep = QCheckBox(tr("Beep every 15 seconds through my loudspeaker"))
        self.beep.setAccessibleName(self.beep.text())
        self.beep.setFont(theme.font())
        self.beep.setToolTip(
            tr("Everybody in the room hears it; people on the call only when your microphone hears the loudspeaker.")
        )
        self.law = button(tr("What does the law say?"), self.law_wanted.emit, "link")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.tick)
        first.addWidget(self.how, 1)
        self.card = QFrame()
        self.card.setProperty("card", True)
        row = QHBoxLayout(self.card)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        last = QHBoxLayout()
        last.addWidget(self.beep)
        last.addStretch(1)
        last.addWidget(self.law)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.note)
        column.addWidget(self.card)
        column.addLayout(last)
        self._fit()

    def start(self, chosen: Preferences) -> None:
        """As it was the last time; the tick is given anew for each call."""
        self.required = chosen.required
        self.how.setCurrentIndex(max(0, self.how.findData(chosen.how)))
        self.beep.setChecked(chosen.beep)
        self._fit()

    @property
    def ready(self) -> bool:
        """Whether the library lets a recording begin like this."""
        return self.tick.isChecked() or not self.required

    def consent(self) -> Consent:
        """What is kept with the call."""
        beep = self.beep.isChecked()
        if not self.tick.isChecked():
            return Consent("none", beep=beep)
        how = self.how.currentData()
        return Consent(how, " ".join(self.note.text().split()) if how == "other" else "", beep=beep)

    def _picked(self) -> None:
        self.tick.setChecked(True)  # who says how, says that
        self._fit()

    def _fit(self) -> None:
        how = self.how.currentData()
        self.note.setVisible(how == "other")
        text = words.sentence(how)
        self.card.setVisible(bool(text))
        self.sentence.setText(text)
        self.changed.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.sentence.text().strip("“”"))
        self.copy.setText(tr("Copied"))
        QTimer.singleShot(COPIED_MS, self.copy, lambda: self.copy.setText(tr("Copy")))
