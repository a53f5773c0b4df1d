"""The left rail: where one is, what runs, settings at the foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import label

WIDTH, NARROW = 168, 57
Entry = tuple[str, str, str]
"""Key, text, icon."""


class Rail(QFrame):
    """`chosen` carries the key of an entry. Only screens that exist are listed."""

    chosen = Signal(str)
    activity_clicked = Signal()

    def __init__(self, entries: Sequence[Entry], foot: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(theme.px(WIDTH))
        self.setAccessibleName(tr("Screens"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 20, 11, 14)
        column.setSpacing(4)
        self._name = label("CallCoach", "body", bold=True)
        self._name.setContentsMargins(10, 0, 0, 12)
        column.addWidget(self._name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._texts: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._activity = ""
        self._narrow = False
        self._top: QPushButton | None = None
        self._head = QVBoxLayout()
        column.addLayout(self._head)
        for entry in entries:
            column.addWidget(self._button(entry))
        column.addStretch()
        self.activity = QPushButton()
        self.activity.setProperty("kind", "rail")
        self.activity.setFont(theme.font("small"))
        self.activity.clicked.connect(self.activity_clicked)
        self.activity.setAccessibleName(tr("Imports"))
        self.activity.hide()
        column.addWidget(self.activity)
        for entry in foot:
            column.addWidget(self._button(entry))

    def _button(self, entry: Entry) -> QPushButton:
        key, text, icon_name = entry
        made = QPushButton(theme.icon(icon_name, "muted"), f"  {text}")
        made.setIconSize(QSize(theme.px(16), theme.px(16)))
        made.setProperty("kind", "rail")
        made.setCheckable(True)
        made.setAccessibleName(text)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda _=False: self.chosen.emit(key))
        self._group.addButton(made)
        self._buttons[key] = made
        self._texts[key] = text
        return made

    def set_top(self, one: QPushButton) -> None:
        """A button over the entries, always in reach; it has a `set_narrow` of its own."""
        self._top = one
        self._head.addWidget(one)
        self._head.addSpacing(12)

    def set_narrow(self, narrow: bool) -> None:
        """Only icons, with their texts on hover: for small windows and large text."""
        self.setFixedWidth(theme.px(NARROW if narrow else WIDTH))
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._name.setVisible(not narrow)
        if self._top is not None:
            self._top.set_narrow(narrow)
        for key, one in self._buttons.items():
            one.setText("" if narrow else f"  {self._texts[key]}")
            one.setToolTip(self._tip(key))
            self._place(one)
        self._place(self.activity)
        self.set_activity(self._activity)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """The keys that lead to the entries, as people read them: each is told on hover."""
        self._keys = dict(keys)
        for key, one in self._buttons.items():
            one.setToolTip(self._tip(key))

    def _tip(self, key: str) -> str:
        text, by_key = self._texts[key], self._keys.get(key, "")
        if by_key:
            return f"{text} ({by_key})"
        return text if self._narrow else ""

    def _place(self, one: QPushButton) -> None:
        """An icon alone stands in the middle."""
        one.setProperty("place", "narrow" if self._narrow else "")
        if one.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is dressed when it is first shown
            one.style().unpolish(one)
            one.style().polish(one)

    def select(self, key: str) -> None:
        """Mark an entry as the one that is open."""
        self._buttons[key].setChecked(True)

    def set_activity(self, text: str) -> None:
        """What runs in the background, in one or two short lines; empty hides it."""
        self._activity = text
        self.activity.setText("" if self._narrow else text)
        self.activity.setIcon(theme.icon("import", "rep") if self._narrow else QIcon())
        self.activity.setToolTip(text if self._narrow else "")
        self.activity.setAccessibleName(text.replace("\n", ", ") or tr("Imports"))
        self.activity.setVisible(bool(text))
