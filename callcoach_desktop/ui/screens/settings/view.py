"""Settings: how it looks, where the library is, how calls are turned into words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.settings.view_model import SettingsViewModel, Values
from callcoach_desktop.ui.widgets.basics import ElidedLabel, button, card, label, line
from callcoach_desktop.ui.widgets.segmented import Segmented
from callcoach_desktop.ui.widgets.words import size

LANGUAGES = (
    ("", "Detect in each call"),
    ("en", "English"),
    ("de", "German"),
    ("fr", "French"),
    ("es", "Spanish"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("pt", "Portuguese"),
    ("pl", "Polish"),
    ("sv", "Swedish"),
    ("da", "Danish"),
    ("ja", "Japanese"),
    ("zh", "Chinese"),
)
DEVICES = (
    ("auto", "Choose for me"),
    ("cpu", "Processor (CPU)"),
    ("cuda", "Graphics card (CUDA)"),
)
MODES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class SettingsScreen(QWidget):
    """`mode_chosen` carries a theme mode, `library_wanted` asks for another folder, `closed` goes back."""

    mode_chosen = Signal(str)
    library_wanted = Signal()
    closed = Signal()

    def __init__(self, view_model: SettingsViewModel) -> None:
        super().__init__()
        self.view_model = view_model
        self._folder = ""
        self.mode = Segmented("Theme", MODES, theme.mode())
        self.mode.chosen.connect(self.mode_chosen)
        self.folder = ElidedLabel("", "body", "muted", middle=True)
        self.language = self._combo("Language of the calls", LANGUAGES, "language")
        self.model = self._combo("Speech model", (), "model")
        self.device = self._combo("Transcribe on", DEVICES, "device")
        self.link = QCheckBox("Leave recordings where they are and only link them")
        self.link.setAccessibleName(self.link.text())
        self.link.toggled.connect(lambda on: view_model.put("link", True if on else None))
        self._build()
        view_model.loaded.connect(self._show)

    def _combo(self, name: str, options: Sequence[tuple[str, str]], key: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setFixedWidth(260)
        for value, text in options:
            made.addItem(text, value)
        made.activated.connect(lambda _: self.view_model.put(key, made.currentData() or None))
        return made

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        outer.addWidget(scroll)
        page = QWidget()
        page.setObjectName("plain")
        scroll.setWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(16)
        column.addWidget(label("Settings", "title", bold=True))
        folder_buttons = QWidget()
        row = QHBoxLayout(folder_buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(button("Show", self._reveal, "", "folder-open", describe="Show the library's folder"))
        row.addWidget(button("Change…", self.library_wanted.emit, describe="Change the library's folder"))
        column.addWidget(self._card("Look", [("Theme", "", self.mode)]))
        library = self._card("Library", [("Folder", self.folder, folder_buttons)])
        column.addWidget(library)
        column.addWidget(
            self._card(
                "From sound to words",
                [
                    ("Language", "Detected once for each call, or always the same", self.language),
                    ("Speech model", "Larger models hear better and take longer", self.model),
                    ("Transcribe on", "A graphics card that fails is left for the processor", self.device),
                    ("Recordings", "Otherwise each one is copied into the library", self.link),
                ],
            )
        )
        column.addStretch()

    def _card(self, heading: str, rows: list[tuple[str, str | ElidedLabel, QWidget]]) -> QWidget:
        made = card()
        made.setMaximumWidth(760)
        column = QVBoxLayout(made)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addWidget(label(heading, "small", "muted", bold=True))
        for number, (name, about, control) in enumerate(rows):
            if number:
                column.addWidget(line())
            row = QHBoxLayout()
            row.setSpacing(16)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(label(name))
            if isinstance(about, ElidedLabel):
                words.addWidget(about)
            elif about:
                words.addWidget(label(about, "small", "muted"))
            row.addLayout(words, 1)
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(row)
        return made

    def set_library(self, folder: str) -> None:
        """Which library is open."""
        self._folder = folder
        self.folder.setText(folder)
        self.folder.setToolTip(folder)

    def show_now(self) -> None:
        """Read the values again; called when the screen is opened."""
        self.mode.set_value(theme.mode())
        self.view_model.load()

    def _show(self, read: Values) -> None:
        self.model.clear()
        for one in read.models:
            words = {"ready": "on this computer", "broken": "damaged"}.get(one.state, f"{size(one.bytes)} to get")
            self.model.addItem(f"{one.title or one.name} · {words}", "" if one.default else one.name)
        for combo, key in ((self.model, "model"), (self.language, "language")):
            self._select(combo, read.values.get(key) or "")
        self._select(self.device, read.values.get("device") or "auto")
        blocked = self.link.blockSignals(True)
        self.link.setChecked(bool(read.values.get("link")))
        self.link.blockSignals(blocked)

    @staticmethod
    def _select(combo: QComboBox, value: Any) -> None:
        number = combo.findData(value)
        if number < 0 and value:
            combo.addItem(str(value), value)
            number = combo.count() - 1
        combo.setCurrentIndex(max(0, number))

    def _reveal(self) -> None:
        if self._folder:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._folder))))
