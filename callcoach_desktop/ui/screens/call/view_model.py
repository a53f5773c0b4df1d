"""What stands between the call screen and the services: reading in the background, changes, orders. No widgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from callcoach_desktop.domain.calls import CallDetail, CallRow, ChangeSet
from callcoach_desktop.domain.editing import Comment, Difference
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Speaker, Transcript
from callcoach_desktop.system.garbage import without_gc
from callcoach_desktop.ui.screens.call.blocks import begun, build_blocks
from callcoach_desktop.ui.screens.call.partial import PartialWord, partial_scene
from callcoach_desktop.ui.screens.call.scene import CallScene, build_scene
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

PORTION, REST_S = 20, 0.004
"""Paragraphs that are put together at once in the background, and the rest before the next."""
AFTER_PAINT_MS = 1
"""From `open` to the reading. A timer comes after the events that wait: the turned page is painted by then, which takes
the interpreter hundreds of times, and beside a busy reader each of them waits for it."""


class CallServices(Protocol):
    """What the call screen asks of the library."""

    def call(self, call_id: str) -> CallDetail:
        """All of a call; KnownError when there is none."""

    def swap_sides(self, call_id: str) -> Any:
        """Take the other channel as the rep's, as a person's word."""

    def expect_analysis(self) -> None:
        """Get ready for an analysis."""

    def subscribe(self, fn: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Be told what a write touched; the answer ends it."""


class Corrected(Protocol):
    """What reading a call asks of the editor."""

    def compare(self, call_id: str) -> list[Difference]:
        """Where the text differs from what the machine heard."""

    def heard(self, call_id: str) -> Transcript:
        """What the machine heard."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person can change of a call besides its text."""

    row: CallRow
    people: tuple[Speaker, ...] = ()
    comments: tuple[Comment, ...] = ()
    edited: bool = False
    sound: bool = False
    file: str | None = None  # where the original is


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scene and the picture of its sound; `sound_problem` says why there is no picture when there should be."""

    detail: CallDetail | None
    scene: CallScene
    sound: SoundPicture | None
    facts: Facts
    sound_problem: str = ""


class CallViewModel(QObject):
    """Reads a call away from the UI thread and reads it again when a write touched it."""

    loaded = Signal(object, bool)  # Loaded, whether it is a fresh call (False: the same, read again)
    problem = Signal(str)
    swapping = Signal(bool)

    def __init__(
        self, services: CallServices, parent: QObject | None = None, *, editor: Corrected | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._editor = editor
        self._held = False
        self._stale = False
        self._words = False  # whether to show how something is said
        self._call = ""
        self._reading = 0
        self._read_last = 0
        self._detail: CallDetail | None = None  # only of a call without analysis, to show its text so far
        self._scene: CallScene | None = None
        self._sound: tuple[str, SoundPicture] | None = None
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def call_id(self) -> str:
        """The call that is open, "" for none."""
        return self._call

    @property
    def settled(self) -> bool:
        """Whether what was read last is on the screen and nothing is known to be newer."""
        return self._read_last == self._reading and not self._stale and not self._held

    def open(self, call_id: str) -> None:
        """Read a call; `loaded` or `problem` follows."""
        if self._unsubscribe is None:
            self._unsubscribe = self._services.subscribe(self._written)
        self._call = call_id
        self._read(fresh=True)

    def close(self) -> None:
        """Forget the call; what is still being read is dropped."""
        self._call = ""
        self._reading += 1
        self._sound = self._detail = self._scene = None
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def expect_change(self) -> None:
        """Somebody begins to edit: what makes the figures anew gets ready meanwhile."""
        run_task(self, self._services.expect_analysis, lambda _: None)

    def hold(self) -> None:
        """Do not read again before `release`: the screen shows what is being written."""
        self._held = True

    def stale(self) -> None:
        """What the screen shows is not what is written: read again when there is no hold."""
        self._stale = True

    def release(self) -> None:
        """Read again when something was written since `hold`."""
        self._held = False
        if self._stale:
            self._stale = False
            self._read(fresh=False)

    def set_words(self, on: bool) -> None:
        """Show, or do not show, how something is said."""
        if on != self._words:
            self._words = on
            self._reread()

    def warm(self) -> None:
        """Put the text of all paragraphs together in the background, before somebody searches in them.

        In small portions with rests: 20,000 words take 60 ms, and somebody scrolls or plays meanwhile."""
        scene = self._scene
        if scene is None or not self._call:
            return

        def work() -> None:
            for number, block in enumerate(scene.blocks):
                if number % PORTION == 0:
                    time.sleep(REST_S)
                if self._scene is not scene:
                    return
                _ = block.text

        run_task(self, work, lambda _: None)

    def set_partial(self, words: Sequence[PartialWord]) -> None:
        """Show the words there are of a call that is still being transcribed."""
        if self._detail is None or self._detail.analysis is not None:
            return
        number, detail, kept = self._reading, self._detail, self._sound

        def done(scene: CallScene) -> None:
            if number == self._reading and self._call == scene.call_id:
                self.loaded.emit(Loaded(detail, scene, kept[1] if kept else None, facts_of(detail)), False)

        run_task(self, lambda: partial_scene(detail, words), done)

    def swap_sides(self) -> None:
        """Swap rep and customer; the change comes back as any other does."""
        call_id = self._call
        self.swapping.emit(True)
        run_task(self, lambda: self._services.swap_sides(call_id), lambda _: self._swapped(), self._failed)

    def _swapped(self) -> None:
        self.swapping.emit(False)
        self._read(fresh=False)

    def _written(self, changes: ChangeSet) -> None:
        """Comes on the writing thread."""
        if self._call in changes.calls:
            on_ui_thread(self, self._reread)

    def _reread(self) -> None:
        if self._held:
            self._stale = True
        else:
            self._read(fresh=False)

    def _read(self, *, fresh: bool) -> None:
        if not self._call:
            return
        self._reading += 1
        number, call_id, kept = self._reading, self._call, self._sound

        def done(loaded: Loaded) -> None:
            if number != self._reading:
                return
            if self._held and not fresh:
                self._stale = True
                return
            if loaded.sound is not None and loaded.scene.peaks is not None:
                self._sound = (loaded.scene.peaks, loaded.sound)
            self._detail, self._scene = loaded.detail, loaded.scene
            self._read_last = number
            self.loaded.emit(loaded, fresh)

        def failed(error: BaseException) -> None:
            if number == self._reading:
                self._failed(error)

        editor, words = self._editor, self._words

        def begin() -> None:
            if number == self._reading:
                run_task(self, lambda: load(self._services, call_id, kept, editor, words=words), done, failed)

        if fresh:
            QTimer.singleShot(AFTER_PAINT_MS, self, begin)
        else:
            begin()

    def _failed(self, error: BaseException) -> None:
        self.swapping.emit(False)
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))


def facts_of(detail: CallDetail) -> Facts:
    """What a person can change of a call."""
    people = detail.transcript.speakers if detail.transcript is not None else ()
    return Facts(
        detail.row, people, detail.comments, detail.edited, detail.sound is not None, detail.extra.get("original")
    )


def load(
    services: CallServices,
    call_id: str,
    kept: tuple[str, SoundPicture] | None,
    editor: Corrected | None = None,
    *,
    words: bool = False,
) -> Loaded:
    """Read a call and compute its scene, with how it is said when `words` ask for that; runs in the background."""
    with without_gc():
        detail = services.call(call_id)
        scene = build_scene(detail)
        transcript = detail.transcript
        differences: Sequence[Difference] = ()
        breaks: frozenset[str] = frozenset()
        if detail.edited and editor is not None and transcript is not None:
            differences = editor.compare(call_id)
            there = {u.id for u in editor.heard(call_id).utterances}
            breaks = begun(transcript, detail.splits) | ({u.id for u in transcript.utterances} - there)
        if transcript is not None and (breaks or differences):
            scene = replace(scene, blocks=build_blocks(transcript, scene.marks, breaks, differences))
    if words and transcript is not None and scene.wordable:
        from callcoach_desktop.ui.screens.call.said_how import with_words

        scene = with_words(scene, transcript, detail.sound)
    facts = facts_of(detail)
    # A finished call's words live on in its paragraphs only: what is not kept need not be walked by the collector.
    detail = detail if detail.analysis is None else None
    if scene.peaks is None:
        return Loaded(detail, scene, None, facts)
    if kept is not None and kept[0] == scene.peaks:
        return Loaded(detail, scene, kept[1], facts)
    try:
        return Loaded(detail, scene, SoundPicture.load(Path(scene.peaks)), facts)
    except KnownError as error:
        return Loaded(detail, scene, None, facts, str(error))
