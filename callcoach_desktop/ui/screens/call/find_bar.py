"""Find in the transcript."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.theme import icon, px


class FindBar(QWidget):
    """A field with the number of hits and steps between them. Enter goes on, Shift+Enter back, Esc closes."""

    text_changed = Signal(str)
    step = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in this call"))
        self.field.setAccessibleName(tr("Find in this call"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.text_changed)
        self.count = QLabel()
        self.count.setProperty("kind", "muted")
        self.count.setMinimumWidth(px(64))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 4)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for name, text, act in (
            ("chevron-up", tr("Previous hit"), lambda: self.step.emit(-1)),
            ("chevron-down", tr("Next hit"), lambda: self.step.emit(1)),
            ("x", tr("Close find"), self.close_bar),
        ):
            button = QToolButton()
            button.setIcon(icon(name))
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(act)
            row.addWidget(button)
        self.hide()

    def open_bar(self) -> None:
        """Show and take the keyboard."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Hide and forget the text."""
        self.hide()
        self.field.clear()
        self.closed.emit()

    def set_found(self, hit: int, count: int) -> None:
        """Show which of how many hits."""
        self.count.setText(
            tr("{hit} of {count}", hit=hit, count=count)
            if count
            else tr("No hits")
            if self.field.text().strip()
            else ""
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
