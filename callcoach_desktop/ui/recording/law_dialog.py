"""Before the first recording: what the law of many places wants, in plain words."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording import words
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label

WIDTH = 520


class LawDialog(QDialog):
    """Accepted when it was read. `first`: before the very first recording, which does not begin without it."""

    def __init__(self, parent: QWidget, *, first: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Recording and the law"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(6)
        column.addWidget(label(tr("Before you record anybody"), "title", bold=True))
        column.addSpacing(6)
        for heading, text in words.law():
            head = Paragraph(heading, theme.px(WIDTH))
            font = head.font()
            font.setBold(True)
            head.setFont(font)
            column.addWidget(head)
            column.addWidget(Paragraph(text, theme.px(WIDTH), "body", "muted"))
            column.addSpacing(8)
        column.addWidget(Paragraph(words.not_advice(), theme.px(WIDTH), "small", "muted"))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        if first:
            row.addWidget(button(tr("Not now"), self.reject, "quiet"))
        self.go_on = button(tr("I have read this") if first else tr("Close"), self.accept, "primary" if first else "")
        self.go_on.setDefault(True)
        row.addWidget(self.go_on)
        column.addLayout(row)
