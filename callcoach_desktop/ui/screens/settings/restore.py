"""Asks which backup takes the place of the library's database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label
from callcoach_desktop.ui.widgets.words import day_and_time, size

WIDTH = 460


class RestoreDialog(QDialog):
    """`chosen` carries the path of a backup (`services.backups.Backup`)."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, backups: Sequence[Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Restore a backup"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Restore a backup"), "title", bold=True))
        about = tr(
            "The list of calls, their words and all you did to them go back to that day. The library as it is now is "
            "backed up first. Recordings stay; those of calls that the backup does not know are kept for 30 days in "
            "the library's folder."
        )
        column.addWidget(Paragraph(about, theme.px(WIDTH), "body", "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for row, backup in enumerate(backups):
            local = datetime.fromisoformat(backup.made_at).astimezone().isoformat()
            radio = QRadioButton(day_and_time(local))
            radio.setFont(theme.font())
            radio.setAccessibleName(radio.text())
            radio.setCursor(Qt.CursorShape.PointingHandCursor)
            usable = backup.problem is None
            radio.setEnabled(usable)
            radio.setChecked(usable and not any(one.isChecked() for one in self.choices.values()))
            calls = tr("{n} call|{n} calls", backup.calls) if usable else tr("damaged")
            words = label(f"{size(backup.bytes)} · {calls}", "small", "muted")
            words.setToolTip(backup.problem or "")
            radio.setAccessibleDescription(words.text())
            group.addButton(radio)
            self.choices[str(backup.path)] = radio
            grid.addWidget(radio, row, 0)
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        cancel = button(tr("Cancel"), self.reject, "quiet")
        cancel.setDefault(True)  # what changes so much is not done by an Enter that was meant for something else
        buttons.addWidget(cancel)
        self.restore_button = button(tr("Restore"), self._restore, "primary", "rotate-ccw")
        self.restore_button.setEnabled(any(one.isChecked() for one in self.choices.values()))
        buttons.addWidget(self.restore_button)
        column.addSpacing(4)
        column.addLayout(buttons)

    def _restore(self) -> None:
        path = next(path for path, one in self.choices.items() if one.isChecked())
        self.accept()
        self.chosen.emit(path)
