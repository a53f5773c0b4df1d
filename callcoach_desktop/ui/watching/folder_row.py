"""One watched folder: where it is, how it goes, and what is known of the calls in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.languages import LANGUAGES, language_name
from callcoach_desktop.ui.watching.words import said
from callcoach_desktop.ui.widgets.basics import ElidedLabel, label, set_kind, tool
from callcoach_desktop.ui.widgets.segmented import Segmented


class FolderRow(QWidget):
    """`changed` carries the folder as a person wants it from now on; `removed` its path."""

    changed = Signal(object)
    removed = Signal(str)

    def __init__(self, state: Any) -> None:
        super().__init__()
        self.folder = state.folder
        name = Path(self.folder.path).name or self.folder.path
        self.setAccessibleName(tr("Watched folder {name}", name=name))
        self.on = QCheckBox()
        self.on.setToolTip(tr("Watch this folder"))
        self.on.setAccessibleName(tr("Watch {name}", name=name))
        self.on.toggled.connect(lambda on: self._say(on=on))
        self.path = ElidedLabel(self.folder.path, "small", "muted", middle=True)
        self.status = label("", "small", "muted")
        self.problem = label("", "small", "warn", wrap=True)
        self.remove = tool("trash-2", tr("Watch “{name}” no more", name=name), self._remove)
        self.mode = Segmented(
            tr("New recordings in {name}", name=name), (("ask", tr("Offer")), ("take", tr("Import"))), self.folder.mode
        )
        self.mode.chosen.connect(lambda mode: self._say(mode=mode))
        self.channel = self._combo(
            tr("Your channel in {name}", name=name),
            (("", tr("Not known")), ("left", tr("Left")), ("right", tr("Right"))),
        )
        self.channel.activated.connect(lambda _: self._say(rep_channel=self.channel.currentData() or None))
        self.language = self._combo(
            tr("Language in {name}", name=name),
            (("", tr("As in the settings")), *((code, language_name(code)) for code in LANGUAGES)),
        )
        self.language.activated.connect(lambda _: self._say(language=self.language.currentData() or None))
        self.kind = QLineEdit()
        self.kind.setPlaceholderText(tr("None"))
        self.kind.setMaxLength(80)
        self.kind.setAccessibleName(tr("Type of the calls in {name}", name=name))
        self.kind.editingFinished.connect(self._typed)
        self._build(name)
        self.show_state(state)

    def _combo(self, name: str, options: tuple[tuple[str, str], ...]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        for value, text in options:
            made.addItem(text, value)
        return made

    def _build(self, name: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(label(name, bold=True))
        first.addWidget(self.status)
        first.addStretch()
        words.addLayout(first)
        words.addWidget(self.path)
        head.addWidget(self.on, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        inset = QVBoxLayout()
        inset.setContentsMargins(theme.px(34), 0, 0, 4)
        inset.setSpacing(8)
        inset.addWidget(self.problem)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        cells = (
            (tr("New recordings"), self.mode), (tr("Type of call"), self.kind),
            (tr("Your channel"), self.channel), (tr("Language"), self.language),
        )  # fmt: skip
        for number, (text, control) in enumerate(cells):
            row, side = divmod(number, 2)
            grid.addWidget(label(text, "small", "muted"), row, side * 2)
            grid.addWidget(control, row, side * 2 + 1)
        inset.addLayout(grid)
        column.addLayout(inset)

    def show_state(self, state: Any) -> None:
        """Show how it goes with the folder now; a field that is being typed in is left alone."""
        self.folder = state.folder
        words = {"off": tr("Off"), "missing": tr("Not there now; it is looked for again")}.get(state.state)
        if words is None:
            parts = [tr("{n} still being written", state.waiting)] if state.waiting else []
            parts += [tr("{n} to look at", state.offered)] if state.offered else []
            words = " · ".join(parts) or tr("Watching")
        self.status.setText(words)
        set_kind(self.status, "warn" if state.state == "missing" else "muted")
        self.problem.setText(said(state.code, state.problem))
        self.problem.setVisible(bool(state.problem))
        blocked = self.on.blockSignals(True)
        self.on.setChecked(state.folder.on)
        self.on.blockSignals(blocked)
        self.mode.set_value(state.folder.mode)
        self.channel.setCurrentIndex(max(0, self.channel.findData(state.folder.rep_channel or "")))
        language = state.folder.language or ""
        if self.language.findData(language) < 0:
            self.language.addItem(language_name(language), language)
        self.language.setCurrentIndex(self.language.findData(language))
        if not self.kind.hasFocus():
            self.kind.setText(state.folder.call_type or "")

    def _typed(self) -> None:
        text = " ".join(self.kind.text().split()) or None
        if text != self.folder.call_type:
            self._say(call_type=text)

    def _say(self, **values: Any) -> None:
        self.folder = replace(self.folder, **values)
        self.changed.emit(self.folder)

    def _remove(self) -> None:
        self.removed.emit(self.folder.path)
