"""A question before something that cannot be taken back: what would happen, the way on, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.widgets.basics import Paragraph, button

WIDTH = 420


class Question(QDialog):
    """Enter and Escape both take the way out, `no`: only who presses `yes` meant it. Deletes itself when it closes."""

    def __init__(self, parent: QWidget, title: str, question: str, about: str, *, yes: str, no: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        self.question = Paragraph(question, theme.px(WIDTH), "title", bold=True)
        column.addWidget(self.question)
        column.addWidget(Paragraph(about, theme.px(WIDTH), kind="muted"))
        self.yes = button(yes, self.accept, "danger")
        self.yes.setAutoDefault(False)
        self.no = button(no, self.reject, "primary")
        self.no.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.yes)
        row.addWidget(self.no)
        column.addSpacing(4)
        column.addLayout(row)
        self.no.setFocus()


def ask(
    parent: QWidget, title: str, question: str, about: str, *, yes: str, no: str, agreed: Callable[[], object]
) -> Question:
    """Open the question over the window of `parent`; `agreed` is called when the answer is yes."""
    made = Question(parent, title, question, about, yes=yes, no=no)
    made.accepted.connect(agreed)
    made.open()
    return made
