"""Which calls were opened last, kept with their library."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.imports.flow import SettingsService
from callcoach_desktop.ui.tasks import run_task

KEPT = 20
_KEY = "recent"


class RecentCalls(QObject):
    """`ids`, newest first; ids of calls that are gone stay until others push them out."""

    problem = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.ids: list[str] = []
        self._settings: SettingsService | None = None

    def attach(self, settings: SettingsService) -> None:
        """Begin with a library."""
        self._settings = settings
        run_task(self, lambda: settings.setting(_KEY, []), self._read, self._tell)

    def detach(self) -> None:
        """The library is being closed."""
        self._settings = None
        self.ids = []

    def _read(self, ids: list[str]) -> None:
        self.ids = list(dict.fromkeys([*self.ids, *ids]))[:KEPT]

    def add(self, call_id: str) -> None:
        """A call was opened."""
        settings = self._settings
        if settings is None or self.ids[:1] == [call_id]:
            return
        ids = self.ids = list(dict.fromkeys([call_id, *self.ids]))[:KEPT]
        run_task(self, lambda: settings.set_setting(_KEY, ids), lambda _: None, self._tell)

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())
