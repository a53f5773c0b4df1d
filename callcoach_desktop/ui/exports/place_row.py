"""Where an export goes, and the button that asks for another place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, label


class PlaceRow(QHBoxLayout):
    """`words` say what the place is: a folder, or a file."""

    def __init__(self, words: str, choose: Callable[[], object]) -> None:
        super().__init__()
        self.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(words))
        self.place = ElidedLabel("", "small", "muted", middle=True)
        column.addWidget(self.place)
        self.addLayout(column, 1)
        self.button = button(tr("Choose…"), choose, "", "folder-open", describe=tr("Choose where the export goes"))
        self.addWidget(self.button)

    def show_place(self, path: Path) -> None:
        """Show another place."""
        self.place.setText(str(path))
        self.place.setAccessibleName(str(path))
