"""Which call a form is filled for: a list that is searched by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from callcoach_desktop.domain.coaching import CallFact
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.words import day

_MOST = 200


class CallChooser(QDialog):
    """`wanted` carries the id of a call."""

    wanted = Signal(str)

    def __init__(self, calls: Sequence[CallFact], parent: QWidget) -> None:
        """`calls` newest first."""
        super().__init__(parent)
        self._calls = calls
        self.setWindowTitle(tr("Fill in for a call"))
        self.setMinimumSize(theme.px(480), theme.px(420))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a call by title, customer or type"))
        self.search.setAccessibleName(tr("Find a call"))
        self.search.textChanged.connect(lambda _: self._fill())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Calls"))
        self.list.setFont(theme.font())
        self.list.itemActivated.connect(lambda _: self._choose())
        self.choose_button = button(tr("Choose"), self._choose, "primary")
        self.choose_button.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject, "quiet"))
        foot.addWidget(self.choose_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addWidget(label(tr("Which call?"), "title", bold=True))
        box.addWidget(self.search)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self._fill()

    def _fill(self) -> None:
        words = self.search.text().casefold().split()
        self.list.clear()
        for one in self._calls:
            text = f"{one.title} {one.customer or ''} {one.call_type or ''}".casefold()
            if not all(word in text for word in words):
                continue
            parts = (one.title, day(one.date), one.call_type or "")
            item = QListWidgetItem("  ·  ".join(part for part in parts if part))
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
            if self.list.count() == _MOST:
                break
        self.list.setCurrentRow(0)
        self.choose_button.setEnabled(self.list.count() > 0)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.search.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(0, self.list.currentRow() + step), self.list.count() - 1))
        else:
            super().keyPressEvent(event)
