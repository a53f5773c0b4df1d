"""What the settings screen reads and writes, in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import run_task

KEYS = ("model", "language", "device", "link")


class SettingsStore(Protocol):
    """The library's settings."""

    def setting(self, key: str, default: Any = None) -> Any: ...

    def set_setting(self, key: str, value: Any) -> object: ...


@dataclass(frozen=True)
class Values:
    """All settings of the library that the screen shows, and the models of this machine."""

    values: dict[str, Any]
    models: tuple[Any, ...]


class SettingsViewModel(QObject):
    """`loaded` carries `Values`; `problem` a sentence."""

    loaded = Signal(object)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._store: SettingsStore | None = None
        self._states: Callable[[], Sequence[Any]] | None = None

    def attach(self, store: SettingsStore, states: Callable[[], Sequence[Any]]) -> None:
        """Begin with a library."""
        self._store, self._states = store, states

    def detach(self) -> None:
        """The library is being closed."""
        self._store = self._states = None

    def load(self) -> None:
        """Read everything."""
        store, states = self._store, self._states
        if store is not None and states is not None:
            run_task(
                self,
                lambda: Values({key: store.setting(key) for key in KEYS}, tuple(states())),
                self.loaded.emit,
                self._tell,
            )

    def put(self, key: str, value: Any) -> None:
        """Keep one value; None is the default."""
        store = self._store
        if store is not None:
            run_task(self, lambda: store.set_setting(key, value), lambda _: None, self._tell)

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.problem.emit(error.problem.sentence())
        else:
            raise error
