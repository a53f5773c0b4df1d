"""Plays a stretch of any call outside of the call screen: what a clip, an agenda or a presentation has a button for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import run_task

MakePlayer = Callable[[QObject], Any]


def _player(parent: QObject) -> Any:
    from callcoach_desktop.ui.sound.player import Player  # heavy; not needed before something is heard

    return Player(parent)


def _seconds_of(path: str) -> float:
    from callcoach_desktop.audio.sound import SoundReader

    with SoundReader(Path(path)) as reader:
        return reader.duration


class Excerpts(QObject):
    """One player for a page: what begins ends what was heard before. Things are told apart by keys of the page's own.

    `playing` carries the key of what is heard, "" when it falls silent; `moved` the second of the call meanwhile.
    """

    playing = Signal(str)
    moved = Signal(float)
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None, make_player: MakePlayer = _player) -> None:
        super().__init__(parent)
        self._make = make_player
        self._player: Any = None
        self._library: Any = None
        self._number = 0
        self.key = ""
        self.call = ""

    def attach(self, library: Any) -> None:
        """The library whose calls are heard."""
        self._library = library

    def detach(self) -> None:
        """Fall silent and let go of the library."""
        self.stop()
        self._library = None
        self.call = ""
        if self._player is not None:
            self._player.close()
            self._player.set_source(None, 0.0)

    def toggle(self, key: str, call_id: str, start: float, end: float) -> None:
        """Play these seconds of a call; fall silent where they are what is heard."""
        if self.key == key:
            self.stop()
        else:
            self.play(key, call_id, start, end)

    def play(self, key: str, call_id: str, start: float, end: float) -> None:
        """Play these seconds of a call from their start."""
        library = self._library
        if library is None:
            return
        self.stop()
        self._number += 1
        number = self._number

        def found(detail: Any) -> None:
            if number != self._number:  # something else was asked for meanwhile
                return
            if detail.sound is None:
                self.problem.emit(tr("“{title}” came as a transcript: there is no sound.", title=detail.row.title))
                return
            player = self._ready()
            self.key, self.call = key, call_id
            player.set_source(detail.sound, detail.row.duration)
            player.play_span(start, end)
            self.playing.emit(key)

        run_task(self, lambda: library.call(call_id), found, self._failed)

    def play_file(self, key: str, path: str) -> None:
        """Play a sound that belongs to no call, such as one that came with a playbook."""
        self.stop()
        self._number += 1
        number = self._number

        def found(seconds: float) -> None:
            if number != self._number:
                return
            player = self._ready()
            self.key, self.call = key, ""
            player.set_source(path, seconds)
            player.play_span(0.0, seconds)
            self.playing.emit(key)

        run_task(self, lambda: _seconds_of(path), found, self._failed)

    def stop(self) -> None:
        """Fall silent."""
        self._number += 1
        if self._player is not None:
            self._player.pause()

    def position(self) -> float:
        """The second of the call that was heard last."""
        return 0.0 if self._player is None else float(self._player.position())

    def _ready(self) -> Any:
        if self._player is None:
            self._player = self._make(self)
            self._player.moved.connect(self.moved)
            self._player.silent.connect(self.problem)
            self._player.playing_changed.connect(self._changed)
        return self._player

    def _changed(self, playing: bool) -> None:
        if not playing and self.key:
            self.key = ""
            self.playing.emit("")

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(error.problem.sentence())
