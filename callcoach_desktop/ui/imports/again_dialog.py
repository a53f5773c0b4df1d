"""Asks with which of the models on this computer calls are transcribed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
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
from callcoach_desktop.ui.imports.models_dialog import duration_words
from callcoach_desktop.ui.widgets.basics import Paragraph, button, label

WIDTH = 460


@dataclass(frozen=True)
class Usable:
    """A model that is on this computer; `speed` is in seconds of speech a second, None when it was not measured."""

    name: str
    title: str
    speed: float | None
    in_force: bool


def usable(states: Sequence[Any], chosen: str | None, speeds: dict[str, float | None]) -> list[Usable]:
    """The models that calls could be transcribed with now; `chosen` may be a folder of the person's own."""
    found = [
        Usable(s.name, s.title, speeds.get(s.name), s.name == chosen if chosen else s.default)
        for s in states
        if s.state == "ready"
    ]
    if chosen is not None and chosen not in {s.name for s in states}:
        found.insert(0, Usable(chosen, Path(chosen).name, None, in_force=True))
    return found


class AgainDialog(QDialog):
    """`model()` is the name of the model that was chosen."""

    def __init__(self, parent: QWidget, calls: int, models: Sequence[Usable]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Transcribe again"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        heading = tr("Transcribe {n} call again|Transcribe {n} calls again", calls)
        column.addWidget(label(heading, "title", bold=True))
        column.addWidget(
            Paragraph(
                tr(
                    "The words stay as they are until the new ones are there. Your edits, names, sides, tags and "
                    "comments are kept."
                ),
                theme.px(WIDTH),
                "body",
                "muted",
            )
        )
        column.addLayout(self._choices(models))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(button(tr("Cancel"), self.reject, "quiet"))
        self.start_button = button(tr("Transcribe again"), self.accept, "primary", "audio-lines")
        self.start_button.setDefault(True)
        row.addWidget(self.start_button)
        column.addSpacing(4)
        column.addLayout(row)

    def _choices(self, models: Sequence[Usable]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        chosen = next((one for one in models if one.in_force), models[0])
        for row, one in enumerate(models):
            radio = QRadioButton(one.title)
            radio.setFont(theme.font())
            radio.setAccessibleName(one.title)
            radio.setCursor(Qt.CursorShape.PointingHandCursor)
            radio.setChecked(one is chosen)
            group.addButton(radio)
            self.choices[one.name] = radio
            grid.addWidget(radio, row, 0)
            about = duration_words(one.speed)
            radio.setAccessibleDescription(about)
            grid.addWidget(label(about, "small", "muted"), row, 1, Qt.AlignmentFlag.AlignVCenter)
        return grid

    def model(self) -> str:
        """The name of the chosen model."""
        return next(name for name, radio in self.choices.items() if radio.isChecked())
