"""What the settings screen reads and writes, in the background."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.vocabulary import Vocabulary
from callcoach_desktop.ui.recording.preferences import KEYS as RECORDING
from callcoach_desktop.ui.tasks import run_task

KEYS = ("model", "language", "device", "link", "rep_name", "rep_channel", *RECORDING)


class SettingsStore(Protocol):
    """The library's settings."""

    folder: Path

    def setting(self, key: str, default: Any = None) -> Any: ...

    def set_setting(self, key: str, value: Any) -> object: ...

    def vocabulary(self) -> Vocabulary: ...

    def set_vocabulary(self, vocabulary: Vocabulary) -> object: ...

    def count(self) -> int: ...


@dataclass(frozen=True)
class Values:
    """All settings of the library that the screen shows, the models of this machine, the size of the library."""

    values: dict[str, Any]
    models: tuple[Any, ...]
    vocabulary: Vocabulary
    calls: int


class SettingsViewModel(QObject):
    """`loaded` carries `Values`, `measured` the bytes of the library; `problem` a sentence."""

    loaded = Signal(object)
    measured = Signal(float)
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
        if store is None or states is None:
            return
        run_task(
            self,
            lambda: Values(
                {key: store.setting(key) for key in KEYS}, tuple(states()), store.vocabulary(), store.count()
            ),
            self.loaded.emit,
            self._tell,
        )
        run_task(self, lambda: float(folder_size(store.folder)), self.measured.emit, self._tell)

    def put(self, key: str, value: Any) -> None:
        """Keep one value; None is the default."""
        store = self._store
        if store is not None:
            run_task(self, lambda: store.set_setting(key, value), lambda _: None, self._tell)

    def put_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Keep the names of the vocabulary; its trackers, which are edited elsewhere, stay."""
        store = self._store
        if store is not None:

            def work() -> object:
                return store.set_vocabulary(replace(vocabulary, trackers=store.vocabulary().trackers))

            run_task(self, work, lambda _: None, self._tell)

    def find_backups(self, done: Callable[[Sequence[Any]], object]) -> None:
        """Hand on the library's backups, newest first."""
        store = self._store
        if store is not None:

            def work() -> Sequence[Any]:
                from callcoach_desktop.services.backups import list_backups

                return list_backups(store.folder)

            run_task(self, work, done, self._tell)

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.problem.emit(error.problem.sentence())
        else:
            raise error


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; files that go meanwhile are left out."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(root, name).stat().st_size
            except OSError:
                continue
    return total
