"""Reads a folder of packages in the background. No widgets."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.calls import ChangeSet
from callcoach_desktop.domain.errors import Cancelled, KnownError
from callcoach_desktop.ui.page_model import PageModel
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

FOLDER = "team/folder"


class TeamViewModel(PageModel):
    """`loaded` carries a `coaching.team.Team`, `refused` a sentence, `told` how many files are read of how many."""

    refused = Signal(str)
    told = Signal(int, int)
    none = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.teams: Any = None  # services.team.Teams
        self.folder = str(window_settings().value(FOLDER, "") or "")
        self.passphrase: str | None = None  # only as long as the window is open
        self._stop = threading.Event()

    def _written(self, changes: ChangeSet) -> None:
        """What happens in the library changes nothing of a folder outside of it."""

    def detach(self) -> None:
        """Let go of the library."""
        self._stop.set()
        super().detach()

    def choose(self, folder: Path | None) -> None:
        """Show another folder, or none."""
        self.folder, self.passphrase = "" if folder is None else str(folder), None
        window_settings().setValue(FOLDER, self.folder)
        kept = self.folder or None  # what was not coached is compared with what was: see `services.returns`
        self.look_up(self.library, lambda library: library.set_setting("team_folder", kept))
        self.shown = None
        self.refresh()

    def open_with(self, passphrase: str) -> None:
        """Read again, and open what is sealed."""
        self.passphrase = passphrase
        self.refresh()

    def refresh(self) -> None:
        """Read the folder; an older answer that comes late is dropped."""
        if self.coach is None or self.teams is None:
            return
        self._number += 1
        self._stop.set()
        self._stop = threading.Event()
        if not self.folder:
            self.none.emit()
            return
        number, folder, stop = self._number, Path(self.folder), self._stop
        teams, coach, passphrase = self.teams, self.coach, self.passphrase

        def told(done: int, every: int) -> None:
            on_ui_thread(self, lambda: self.told.emit(done, every) if number == self._number else None)

        def done(found: Any) -> None:
            if number == self._number:
                self.shown = found
                self.loaded.emit(found)

        def failed(error: BaseException) -> None:
            if isinstance(error, Cancelled) or number != self._number:
                return
            if not isinstance(error, KnownError):
                raise error
            self.refused.emit(error.problem.sentence())

        run_task(self, lambda: teams.read(folder, coach.behaviours(), passphrase, told, stop.is_set), done, failed)
