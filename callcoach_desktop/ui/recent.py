"""Which calls were opened last, kept with their library."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import run_task

KEPT = 20
_KEY = "recent"


class MemoryService(Protocol):
    """What the library remembers for a window."""

    def setting(self, key: str, default: Any = None) -> Any: ...

    def remember(self, key: str, value: Any) -> object: ...


class RecentCalls(QObject):
    """`ids`, newest first; ids of calls that are gone stay until others push them out."""

    problem = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.ids: list[str] = []
        self._memory: MemoryService | None = None

    def attach(self, memory: MemoryService) -> None:
        """Begin with a library."""
        self._memory = memory
        run_task(self, lambda: memory.setting(_KEY, []), self._read, self._tell)

    def detach(self) -> None:
        """The library is being closed."""
        self._memory = None
        self.ids = []

    def _read(self, ids: list[str]) -> None:
        self.ids = list(dict.fromkeys([*self.ids, *ids]))[:KEPT]

    def add(self, call_id: str) -> None:
        """A call was opened."""
        memory = self._memory
        if memory is None or self.ids[:1] == [call_id]:
            return
        ids = self.ids = list(dict.fromkeys([call_id, *self.ids]))[:KEPT]
        run_task(self, lambda: memory.remember(_KEY, ids), lambda _: None, self._tell)

    def _tell(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())
