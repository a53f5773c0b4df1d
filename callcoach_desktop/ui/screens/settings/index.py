"""The list of sections beside the settings: where one is on the page, and the way to the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr

LEAST_WIDTH = 212


class SectionIndex(QWidget):
    """`wanted` carries the key of the section that was clicked."""

    wanted = Signal(str)

    def __init__(self, sections: Sequence[tuple[str, str]]) -> None:
        """`sections` are keys and headings in the order of the page."""
        super().__init__()
        self.setAccessibleName(tr("Sections of the settings"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 4, 0, 24)
        column.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for key, heading in sections:
            one = QPushButton(heading)
            one.setProperty("kind", "rail")
            one.setCheckable(True)
            one.setAccessibleName(heading)
            one.setCursor(Qt.CursorShape.PointingHandCursor)
            one.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
            self._group.addButton(one)
            self.buttons[key] = one
            column.addWidget(one)
        column.addStretch()

    def sizeHint(self) -> QSize:
        """As wide as the longest heading in the language that is on."""
        hint = super().sizeHint()
        return QSize(max(theme.px(LEAST_WIDTH), hint.width()), hint.height())

    def mark(self, key: str) -> None:
        """Say which section is being looked at."""
        self.buttons[key].setChecked(True)

    def show_only(self, keys: Sequence[str]) -> None:
        """Leave out the sections that a search has left out."""
        for key, one in self.buttons.items():
            one.setVisible(key in keys)
