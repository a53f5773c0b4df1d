"""The keys, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callcoach_desktop.ui.widgets.basics import button, label, line

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading and its (keys, what they do) rows."""

SECTIONS: tuple[Section, ...] = (
    (
        "Everywhere",
        (
            ("Ctrl+O", "Import files"),
            ("Ctrl+Shift+O", "Import a folder"),
            ("Ctrl+F", "Search"),
            ("Ctrl+,", "Settings"),
            ("Esc", "Back"),
            ("?", "This page"),
        ),
    ),
    (
        "Calls",
        (
            ("Enter", "Open the call, or the sentence found"),
            ("F2", "Rename"),
            ("Del", "Delete (can be undone)"),
        ),
    ),
    (
        "In a call",
        (
            ("Space", "Play, pause"),
            ("Left", "5 seconds back; with Shift 15 (Right: on)"),
            ("Q", "Next question (Shift+Q: the one before)"),
            ("]", "Faster ([: slower), pitch kept"),
            ("F", "Follow the voice in the transcript"),
            ("+", "Zoom in (-: out, 0: the whole call)"),
        ),
    ),
)


class ShortcutsHelp(QDialog):
    """A dialog with the keys of the window and of its screens."""

    def __init__(self, parent: QWidget, more: Sequence[Section] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("Keyboard shortcuts", "title", bold=True))
        for heading, rows in (*SECTIONS, *more):
            column.addWidget(line())
            column.addWidget(label(heading, "small", "muted", bold=True))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(8)
            grid.setColumnMinimumWidth(0, 112)
            grid.setColumnStretch(1, 1)
            for number, (keys, does) in enumerate(rows):
                native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
                grid.addWidget(label(native or keys, "small", "key"), number, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(does), number, 1)
            column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button("Close", self.accept))
        column.addSpacing(4)
        column.addLayout(foot)
