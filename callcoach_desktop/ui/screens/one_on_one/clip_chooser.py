"""Which clip is talked about: all of them or one list, searched by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.clips import BEST, ClipList, ShownClip
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label
from callcoach_desktop.ui.widgets.words import day


class ClipChooser(QDialog):
    """`wanted` carries a ShownClip."""

    wanted = Signal(object)

    def __init__(self, clips: Sequence[ShownClip], lists: Sequence[ClipList], parent: QWidget) -> None:
        super().__init__(parent)
        self._clips = {one.clip.id: one for one in clips}
        self.setWindowTitle(tr("Add a clip"))
        self.setMinimumSize(theme.px(520), theme.px(420))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a clip by its name, its words or its call"))
        self.search.setAccessibleName(tr("Find a clip"))
        self.search.textChanged.connect(lambda _: self._fill())
        self.lists = QComboBox()
        self.lists.setAccessibleName(tr("List"))
        self.lists.addItem(tr("All clips"), "")
        for one in lists:
            self.lists.addItem(tr("My best moments") if one.id == BEST else one.name, one.id)
        self.lists.currentIndexChanged.connect(lambda _: self._fill())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Clips"))
        self.list.setFont(theme.font())
        self.list.itemActivated.connect(lambda _: self._choose())
        self.none = label("", "body", "muted", wrap=True)
        self.add = button(tr("Add"), self._choose, "primary")
        self.add.setDefault(True)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.lists)
        foot.addStretch(1)
        foot.addWidget(button(tr("Cancel"), self.reject))
        foot.addWidget(self.add)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.none)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self._fill()

    def _fill(self) -> None:
        words = self.search.text().casefold().split()
        chosen = str(self.lists.currentData())
        self.list.clear()
        for one in self._clips.values():
            said = f"{one.clip.name} {one.quote} {one.title} {one.customer or ''}".casefold()
            if (chosen and chosen not in one.lists) or not all(word in said for word in words):
                continue
            parts = (one.clip.name, f"{one.title}, {day(one.date)}", clock(one.clip.length))
            item = QListWidgetItem("  ·  ".join(parts))
            item.setData(Qt.ItemDataRole.UserRole, one.clip.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        some = self.list.count() > 0
        self.add.setEnabled(some)
        self.none.setVisible(not some)
        self.none.setText(
            tr("No clip is like that.") if self._clips else
            tr("There is no clip yet. Select a stretch in a call, in the text or on the map, and cut it.")
        )  # fmt: skip

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.wanted.emit(self._clips[str(item.data(Qt.ItemDataRole.UserRole))])
