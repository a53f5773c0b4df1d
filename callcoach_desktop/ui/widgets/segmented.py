"""A choice of a few, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from callcoach_desktop.ui import theme


class Segmented(QWidget):
    """One of several values is chosen; `chosen` carries the value when a person changes it."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for number, (key, text) in enumerate(options):
            one = QPushButton(text)
            one.setCheckable(True)
            one.setChecked(key == value)
            one.setProperty("kind", "segment")
            one.setProperty("place", "first" if number == 0 else "last" if number == len(options) - 1 else "")
            one.setAccessibleName(f"{name}: {text}")
            one.setCursor(Qt.CursorShape.PointingHandCursor)
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
            bold = one.font()
            bold.setBold(True)  # as the chosen one is written: it needs more room than the style has asked for
            one.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(text) + theme.px(32))
            one.clicked.connect(lambda _=False, picked=key: self.chosen.emit(picked))
            self._group.addButton(one)
            self._buttons[key] = one
            row.addWidget(one)
        row.addStretch()

    def set_value(self, value: str) -> None:
        """Choose without a signal."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def first(self) -> QPushButton:
        """The button that takes the focus first: the one that is chosen, else the first."""
        return next((one for one in self._buttons.values() if one.isChecked()), next(iter(self._buttons.values())))

    def clear(self) -> None:
        """Choose none, without a signal."""
        self._group.setExclusive(False)
        for one in self._buttons.values():
            one.setChecked(False)
        self._group.setExclusive(True)

    def value(self) -> str:
        """The key of the value that is chosen."""
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")
