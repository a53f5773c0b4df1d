"""The keys, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading and its (keys, what they do) rows."""


def everywhere() -> Section:
    """The keys of the frame."""
    return (
        tr("Everywhere"),
        (
            ("Ctrl+K", tr("Go to anything: an action, a call, a setting")),
            ("Ctrl+R", tr("Record a call")),
            ("Ctrl+M", tr("Mark this moment of the recording")),
            ("Ctrl+Shift+P", tr("Pause the recording, or go on")),
            ("Ctrl+Shift+R", tr("Stop the recording (can be undone)")),
            ("Ctrl+Shift+B", tr("Glance at the playbook in a call")),
            ("Ctrl+Shift+L", tr("Look back at a call")),
            ("Ctrl+O", tr("Import files")),
            ("Ctrl+Shift+O", tr("Import a folder")),
            ("Ctrl+E", tr("Export")),
            ("Ctrl+Z", tr("Undo")),
            ("Ctrl+Shift+Z", tr("Redo")),
            ("Ctrl+F", tr("Search")),
            ("Ctrl+=", tr("Larger text (Ctrl+- smaller, Ctrl+0 normal)")),
            ("F11", tr("Full screen")),
            ("Esc", tr("Back")),
            ("?", tr("This page")),
        ),
    )


def going() -> Section:
    """The keys that lead to the pages."""
    return (
        tr("Go to"),
        (
            ("Ctrl+1", tr("Today")),
            ("Ctrl+2", tr("Calls")),
            ("Ctrl+3", tr("Progress")),
            ("Ctrl+4", tr("What works")),
            ("Ctrl+5", tr("Playbook")),
            ("Ctrl+6", tr("1-on-1 (F5 its shared view)")),
            ("Ctrl+7", tr("Deals")),
            ("Ctrl+8", tr("Clips")),
            ("Ctrl+9", tr("Scorecards")),
            ("Ctrl+,", tr("Settings")),
        ),
    )


def in_calls() -> Section:
    """The keys of the list."""
    return (
        tr("Calls"),
        (
            ("Return", tr("Open the call, or the sentence found")),
            ("F2", tr("Rename")),
            ("Ctrl+A", tr("Select all")),
            ("Del", tr("Delete (can be undone)")),
        ),
    )


class ShortcutsHelp(QDialog):
    """A dialog with the given sections, in two columns."""

    def __init__(self, parent: QWidget, sections: Sequence[Section]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(label(tr("Keyboard shortcuts"), "title", bold=True))
        page = QWidget()
        page.setObjectName("plain")
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(32)
        for part in _halves(sections):
            column = QVBoxLayout()
            column.setSpacing(8)
            for heading, rows in part:
                column.addWidget(label(heading, "small", "muted", bold=True))
                column.addLayout(_grid(rows))
                column.addSpacing(12)
            column.addStretch()
            columns.addLayout(column)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(tr("Keyboard shortcuts"))
        outer.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(tr("Close"), self.accept))
        outer.addLayout(foot)
        hint, room = page.sizeHint(), parent.size()
        self.resize(
            min(hint.width() + theme.px(80), room.width() - 40), min(hint.height() + theme.px(140), room.height() - 40)
        )


def _halves(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """Cut where both columns come out about as long."""
    total, so_far, left = sum(len(rows) + 2 for _, rows in sections), 0, 0
    while left < len(sections) - 1 and so_far < total / 2:
        so_far += len(sections[left][1]) + 2
        left += 1
    return list(sections[:left]), list(sections[left:])


def _grid(rows: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, theme.px(104))
    grid.setColumnStretch(1, 1)
    for number, (keys, does) in enumerate(rows):
        grid.addWidget(_caps(keys), number, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(does), number, 1)
    return grid


def _caps(keys: str) -> QWidget:
    """A cap for each of several keys; they are written with two spaces between them."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for one in keys.split("  "):
        row.addWidget(label(QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) or one, "small", "key"))
    return made
