"""Asks for one name: of a saved filter, a list, a form, a thing that was said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button, label


class NameDialog(QDialog):
    """`named` carries what was typed, without white space around it; never nothing. Deletes itself when it closes."""

    named = Signal(str)

    def __init__(self, parent: QWidget, title: str, question: str, *, text: str = "", accept: str = "") -> None:
        """`title` heads it, `question` says what the name is for, `text` stands there at first, selected."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self.field = QLineEdit(text)
        self.field.setFont(theme.font())
        self.field.setAccessibleName(question)
        self.field.setMinimumWidth(theme.px(320))
        self.field.selectAll()
        self.save_button = button(accept or tr("Save"), self.accept, "primary")
        self.save_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, "title", bold=True))
        column.addWidget(label(question, kind="muted", wrap=True))
        column.addWidget(self.field)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(button(tr("Cancel"), self.reject, "quiet"))
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.field.textChanged.connect(self._typed)
        self._typed()
        self.field.setFocus()

    def accept(self) -> None:
        name = self.field.text().strip()
        if name:
            self.named.emit(name)
            super().accept()

    def _typed(self) -> None:
        self.save_button.setEnabled(bool(self.field.text().strip()))


def ask_name(
    parent: QWidget, title: str, question: str, named: Callable[[str], object], *, text: str = "", accept: str = ""
) -> NameDialog:
    """Open the dialog over the window of `parent`; `named` is called with the name unless a person thinks better."""
    dialog = NameDialog(parent, title, question, text=text, accept=accept)
    dialog.named.connect(named)
    dialog.open()
    return dialog
