"""Plays clips in place: one, or one after the other. The player and its thread are those of the call screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.clips import ShownClip
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.tasks import run_task

_END_S = 0.06


class ClipPlaying(QObject):
    """`changed` when another clip plays, or none; `moved` carries the part (0..1) of it that was heard."""

    changed = Signal()
    moved = Signal(float)
    silent = Signal(str)

    def __init__(self, player: Any, failed: Callable[[BaseException], object], parent: QObject) -> None:
        super().__init__(parent)
        self.player, self._failed = player, failed
        self.clips: Any = None  # services.clips.Clips
        self.current: ShownClip | None = None
        self._next: list[ShownClip] = []
        self._order = 0
        player.moved.connect(self._moved)
        player.playing_changed.connect(self._playing)
        player.silent.connect(self.silent)

    @property
    def playing(self) -> str:
        """The id of the clip that plays or is about to, "" for none."""
        return self.current.clip.id if self.current is not None else ""

    def toggle(self, shown: ShownClip) -> None:
        """Play a clip, or stop it."""
        if self.playing == shown.clip.id:
            self.stop()
        elif not shown.sound:
            self.silent.emit(tr("This call is a transcript: there is no sound of it to play."))
        else:
            self.play([shown])

    def play(self, clips: Sequence[ShownClip]) -> None:
        """Play these one after the other; those without sound are left out."""
        self.stop()
        self._next = [one for one in clips if one.sound]
        self._go_on()

    def stop(self) -> None:
        """Silence."""
        self._order += 1
        self._next = []
        was, self.current = self.current, None
        self.player.pause()
        if was is not None:
            self.changed.emit()

    def close(self) -> None:
        """Stop, and let go of the sound device."""
        self.stop()
        self.player.close()

    def _go_on(self) -> None:
        self._order += 1
        order, service = self._order, self.clips
        if not self._next or service is None:
            if self.current is not None:
                self.current = None
                self.changed.emit()
            return
        shown = self._next.pop(0)
        self.current = shown
        self.changed.emit()

        def found(sound: tuple[str, float] | None) -> None:
            if order != self._order:
                return
            if sound is None:
                self._go_on()
                return
            self.player.set_source(*sound)
            self.player.play_span(shown.clip.start, shown.clip.end)

        def failed(error: BaseException) -> None:
            if order == self._order:
                self.stop()
            self._failed(error)

        run_task(self, lambda: service.sound(shown.clip.id), found, failed)

    def _moved(self, second: float) -> None:
        shown = self.current
        if shown is not None:
            self.moved.emit(min(1.0, max(0.0, (second - shown.clip.start) / shown.clip.length)))

    def _playing(self, on: bool) -> None:
        shown = self.current
        if on or shown is None:
            return
        if self.player.position() >= shown.clip.end - _END_S:
            self._go_on()
        else:
            self.stop()
