"""Asks which backup takes the place of the library's database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import button
from callcoach_desktop.ui.widgets.choices import Choice, ChoiceDialog
from callcoach_desktop.ui.widgets.words import day_and_time, size


class RestoreDialog(ChoiceDialog):
    """`chosen` carries the path of a backup (`services.backups.Backup`)."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, backups: Sequence[Any]) -> None:
        about = tr(
            "The list of calls, their words and all you did to them go back to that day. The library as it is now is "
            "backed up first. Recordings stay; those of calls that the backup does not know are kept for 30 days in "
            "the library's folder."
        )
        first = next((backup for backup in backups if backup.problem is None), None)
        rows = [_choice(backup, on=backup is first) for backup in backups]
        super().__init__(parent, tr("Restore a backup"), tr("Restore a backup"), about, rows)
        cancel = button(tr("Cancel"), self.reject, "quiet")
        cancel.setDefault(True)  # what changes so much is not done by an Enter that was meant for something else
        self.restore_button = button(tr("Restore"), self._restore, "primary", "rotate-ccw")
        self.restore_button.setEnabled(first is not None)
        self.finish(cancel, self.restore_button)

    def _restore(self) -> None:
        path = self.chosen_key
        self.accept()
        if path is not None:
            self.chosen.emit(path)


def _choice(backup: Any, *, on: bool) -> Choice:
    usable = backup.problem is None
    calls = tr("{n} call|{n} calls", backup.calls) if usable else tr("damaged")
    made = day_and_time(datetime.fromisoformat(backup.made_at).astimezone().isoformat())
    about = f"{size(backup.bytes)} · {calls}"
    return Choice(str(backup.path), made, about, on=on, enabled=usable, hint=backup.problem or "")
