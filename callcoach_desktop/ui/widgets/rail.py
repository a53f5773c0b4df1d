"""The left rail: where one is, what runs, settings at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.widgets.basics import label

WIDTH = 168
Entry = tuple[str, str, str]
"""Key, text, icon."""


class Rail(QFrame):
    """`chosen` carries the key of an entry. Only screens that exist are listed."""

    chosen = Signal(str)
    activity_clicked = Signal()

    def __init__(self, entries: Sequence[Entry], foot: Sequence[Entry]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Screens")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 20, 11, 14)
        column.setSpacing(4)
        name = label("CallCoach", "body", bold=True)
        name.setContentsMargins(10, 0, 0, 0)
        column.addWidget(name)
        column.addSpacing(16)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for entry in entries:
            column.addWidget(self._button(entry))
        column.addStretch()
        self.activity = QPushButton()
        self.activity.setProperty("kind", "rail")
        self.activity.setFont(theme.font("small"))
        self.activity.clicked.connect(self.activity_clicked)
        self.activity.setAccessibleName("Imports")
        self.activity.hide()
        column.addWidget(self.activity)
        for entry in foot:
            column.addWidget(self._button(entry))

    def _button(self, entry: Entry) -> QPushButton:
        key, text, icon_name = entry
        made = QPushButton(theme.icon(icon_name, "muted"), f"  {text}")
        made.setIconSize(QSize(16, 16))
        made.setProperty("kind", "rail")
        made.setCheckable(True)
        made.setAccessibleName(text)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda _=False: self.chosen.emit(key))
        self._group.addButton(made)
        self._buttons[key] = made
        return made

    def select(self, key: str) -> None:
        """Mark an entry as the one that is open."""
        self._buttons[key].setChecked(True)

    def set_activity(self, text: str) -> None:
        """What runs in the background, in one or two short lines; empty hides it."""
        self.activity.setText(text)
        self.activity.setAccessibleName(text.replace("\n", ", "))
        self.activity.setVisible(bool(text))
