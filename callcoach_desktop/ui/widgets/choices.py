"""One of several, each with a few words about it: the rows of a dialog that asks which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.widgets.basics import Paragraph, label

WIDTH = 460


@dataclass(frozen=True)
class Choice:
    """`key` is what was chosen; `about` stands beside the title, `hint` is its tool tip."""

    key: str
    title: str
    about: str
    on: bool = False
    enabled: bool = True
    hint: str = ""


class ChoiceDialog(QDialog):
    """A heading, a paragraph, the choices; `finish` puts the buttons under them. `chosen_key` is what was chosen."""

    def __init__(self, parent: QWidget, title: str, heading: str, about: str, choices: Sequence[Choice]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._column = column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(heading, "title", bold=True))
        column.addWidget(Paragraph(about, theme.px(WIDTH), "body", "muted"))
        self.choices: dict[str, QRadioButton] = {}
        column.addLayout(self._rows(choices))

    def _rows(self, choices: Sequence[Choice]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        group = QButtonGroup(self)
        for row, one in enumerate(choices):
            radio = QRadioButton(one.title)
            radio.setFont(theme.font())
            radio.setAccessibleName(one.title)
            radio.setAccessibleDescription(one.about)
            radio.setCursor(Qt.CursorShape.PointingHandCursor)
            radio.setEnabled(one.enabled)
            radio.setChecked(one.on)
            words = label(one.about, "small", "muted")
            words.setToolTip(one.hint)
            group.addButton(radio)
            self.choices[one.key] = radio
            grid.addWidget(radio, row, 0)
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
        return grid

    def finish(self, *buttons: QPushButton) -> None:
        """Put the buttons at the end, the way out first."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for one in buttons:
            row.addWidget(one)
        self._column.addSpacing(4)
        self._column.addLayout(row)

    @property
    def chosen_key(self) -> str | None:
        """The key of what is chosen, None for nothing."""
        return next((key for key, radio in self.choices.items() if radio.isChecked()), None)
