"""The backups of a library in the settings: shown in the system's file manager, or one of them put back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.settings.restore import RestoreDialog
from callcoach_desktop.ui.screens.settings.view_model import SettingsViewModel
from callcoach_desktop.ui.widgets.basics import button


class BackupButtons(QWidget):
    """`restore_wanted` carries the path of the backup that a person chose."""

    restore_wanted = Signal(str)
    problem = Signal(str)

    def __init__(self, view_model: SettingsViewModel) -> None:
        super().__init__()
        self._view_model = view_model
        self._library = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(button(tr("Show"), self._reveal, describe=tr("Show the folder of the backups")))
        row.addWidget(button(tr("Restore…"), self._ask, describe=tr("Restore a backup")))

    def set_library(self, folder: str) -> None:
        """Which library's backups."""
        self._library = folder

    def _ask(self) -> None:
        self._view_model.find_backups(self._choose)

    def _choose(self, found: Sequence[Any]) -> None:
        if not found:
            self._reveal()
            return
        dialog = RestoreDialog(self.window(), found)
        dialog.chosen.connect(self.restore_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _reveal(self) -> None:
        folder = Path(self._library) / "backups"
        if any(folder.glob("*.db")):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self.problem.emit(tr("There is no backup yet: the format has not changed since the library was made."))
