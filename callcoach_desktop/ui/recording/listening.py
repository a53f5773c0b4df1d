"""Levels and devices for the start dialog: a thread waits for the child that listens, the dialog gets signals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.tasks import on_ui_thread

LEAVE_S = 5.0  # seconds that the end of the window waits for the child


class MeterService(Protocol):
    """`services.metering.Meter`."""

    def listen(self, mic: str | None, system: str | None) -> None: ...

    def events(self, stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]: ...


class Listening(QObject):
    """`sources` carries the devices (dictionaries) at first and whenever one comes or goes, `heard` levels ten times a
    second, `problem` a sentence."""

    sources = Signal(list)
    heard = Signal(object)
    problem = Signal(str)

    def __init__(self, parent: QObject, meter: MeterService) -> None:
        super().__init__(parent)
        self._meter = meter
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)

    def start(self) -> None:
        """Begin, once; `stop` ends it."""
        if self._thread.ident is None:
            self._thread.start()

    def listen(self, mic: str | None, system: str | None) -> None:
        """To these sources from now on."""
        self._meter.listen(mic, system)

    def stop(self, *, wait: bool = False) -> None:
        """End the child; with `wait` it has ended when this returns."""
        self._over.set()
        if wait and self._thread.is_alive():
            self._thread.join(LEAVE_S)

    def _run(self) -> None:
        try:
            for event in self._meter.events(self._over.is_set):
                if event["type"] == "sources":
                    on_ui_thread(self, lambda found=event["devices"]: self.sources.emit(found))
                elif event["type"] == "heard":
                    on_ui_thread(self, lambda levels=event: self.heard.emit(levels))
        except KnownError as error:
            sentence = error.problem.sentence()
            on_ui_thread(self, lambda: self.problem.emit(sentence))
