"""Words during the call: a thread writes along, the bar shows the last of them, questions are counted from them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.ui.tasks import on_ui_thread

SHOWN = 3  # utterances that are kept for the bar
LEAVE_S = 2.0  # seconds that the end of a recording waits for the thread


class WordsService(Protocol):
    """`services.live_words.LiveWords`."""

    @property
    def wanted(self) -> bool: ...

    def why_not(self) -> str: ...

    def follow(
        self, call: str, language: str | None, on_said: Callable[[Any], object], stopped: Callable[[], bool]
    ) -> str: ...


class Writing(QObject):
    """`changed` after each utterance. `said` are the last ones; `asked` is the second at which the rep's last question
    ended, 0 before the first; None while nobody writes along. `heard` is the second up to which words are known:
    they come late, on a busy computer by a minute."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.said: tuple[Any, ...] = ()
        self.asked: float | None = None
        self.heard = 0.0
        self._stop: threading.Event | None = None
        self._thread: threading.Thread | None = None

    def begin(self, words: WordsService, call: str, language: str | None) -> None:
        """Write along with a recording, when it is wanted and can be done."""
        self.end()
        self.said, self.asked, self.heard = (), None, 0.0
        self._stop = stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(words, call, language, stop), name="live-words", daemon=True
        )
        self._thread.start()

    def end(self) -> None:
        """Write no longer."""
        stop, self._stop = self._stop, None
        if stop is not None:
            stop.set()
        self.said, self.asked = (), None

    def wait(self) -> None:
        """Wait for the thread to be gone, at the end of the window."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(LEAVE_S)

    # the thread

    def _run(self, words: WordsService, call: str, language: str | None, stop: threading.Event) -> None:
        if not words.wanted:
            return
        why = words.why_not()
        if not why:
            on_ui_thread(self, lambda: self._begun(stop))
            why = words.follow(
                call, language, lambda one: on_ui_thread(self, lambda: self._take(stop, one)), stop.is_set
            )
        on_ui_thread(self, lambda: self._over(stop, why))

    # the UI thread

    def _begun(self, stop: threading.Event) -> None:
        if self._stop is stop:
            self.asked = 0.0

    def _take(self, stop: threading.Event, one: Any) -> None:
        if self._stop is not stop:
            return
        self.said = (*self.said, one)[-SHOWN:]
        self.heard = max(self.heard, one.end)
        if one.side == "rep" and one.asked is not None and self.asked is not None:
            self.asked = max(self.asked, one.asked)
        self.changed.emit()

    def _over(self, stop: threading.Event, why: str) -> None:
        if self._stop is stop:
            self._stop = None
            self.said, self.asked = (), None
            self.changed.emit()
            if why:
                self.problem.emit(why)
