"""Orders of the call screen to the services, one after the other, away from the UI thread. No widgets."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.editing import Comment, CommentKind, Difference
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Side, Transcript
from callcoach_desktop.ui.screens.call.view_model import CallViewModel
from callcoach_desktop.ui.tasks import run_task


class EditorService(Protocol):
    """What the call screen asks of `services.editing.Editor`; each is one step of Undo."""

    def edit_text(self, call_id: str, utterance_id: str, text: str) -> None: ...

    def edit_texts(self, call_id: str, lines: Sequence[tuple[str, str]]) -> None: ...

    def split(self, call_id: str, utterance_id: str, word: int) -> None: ...

    def join(self, call_id: str, utterance_id: str) -> None: ...

    def give(self, call_id: str, utterance_ids: Sequence[str], speaker_id: str) -> None: ...

    def merge_speakers(self, call_id: str, voice: str, into: str) -> None: ...

    def clear_edits(self, call_id: str) -> None: ...

    def compare(self, call_id: str) -> list[Difference]: ...

    def heard(self, call_id: str) -> Transcript: ...

    def name_speaker(self, call_id: str, speaker_id: str, name: str, *, always: bool = False) -> None: ...

    def add_speaker(self, call_id: str, name: str, side: Side) -> str: ...

    def set_side(self, call_id: str, speaker_id: str, side: Side) -> None: ...

    def swap_sides(self, call_id: str) -> None: ...

    def known_names(self, call_id: str) -> list[str]: ...

    def set_field(self, ids: Sequence[str], field: str, value: str | None) -> None: ...

    def tag(self, ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()) -> None: ...

    def all_tags(self) -> list[tuple[str, int]]: ...

    def all_types(self) -> list[str]: ...

    def all_customers(self) -> list[str]: ...

    def add_comment(
        self, call_id: str, start: float, end: float | None, text: str, kind: CommentKind = "comment"
    ) -> Comment: ...

    def change_comment(self, call_id: str, comment_id: str, text: str) -> None: ...

    def remove_comment(self, call_id: str, comment_id: str) -> None: ...


class ExporterService(Protocol):
    """What the call screen asks of `services.exporting.Exporter`."""

    def clip(self, call_id: str, start: float, end: float, path: Path, *, overwrite: bool = False) -> Path: ...

    def moment(self, call_id: str, start: float, end: float) -> str: ...


class Commands(QObject):
    """Runs orders in the order they were given. While some are waiting the screen is not read again: it shows what was
    typed, and the library's answer when all is done."""

    problem = Signal(str)

    def __init__(self, model: CallViewModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._waiting: deque[tuple[Callable[[], Any], Callable[[Any], None] | None]] = deque()
        self._busy = False
        self._one_at_a_time = Lock()

    @property
    def busy(self) -> bool:
        """Whether an order is being carried out or waits."""
        return self._busy

    def do(self, work: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        """Carry out `work` on a worker after all that was asked before; `done` gets its result on the UI thread."""
        self._waiting.append((work, done))
        if not self._busy:
            self._busy = True
            self._model.hold()
            self._next()

    def flush(self) -> None:
        """Hand over all that waits at once: the screen goes away, what was typed is kept. `done` is not called."""
        waiting = [work for work, _ in self._waiting]
        self._waiting.clear()
        if waiting:
            run_task(self, lambda: [self._alone(work) for work in waiting], lambda _: None, self._failed)

    def _alone(self, work: Callable[[], Any]) -> Any:
        with self._one_at_a_time:
            return work()

    def ask(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """A question that changes nothing; its answer does not wait for orders."""
        run_task(self, work, done, self._failed)

    def _next(self) -> None:
        if not self._waiting:
            self._busy = False
            self._model.release()
            return
        work, done = self._waiting.popleft()

        def finished(result: Any) -> None:
            if done is not None:
                done(result)
            self._next()

        def failed(error: BaseException) -> None:
            # What waits was said about a text that is not there; the screen goes back to the library's.
            self._waiting.clear()
            self._model.stale()
            self._next()
            self._failed(error)

        run_task(self, lambda: self._alone(work), finished, failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.problem.emit(str(error))


def utterance_of(transcript: Transcript, name: str, voice: str, start: float) -> str:
    """The id of the utterance that is meant: by its id, else the voice's utterance that holds a second.

    Raises KnownError when the voice says nothing there any more.
    """
    ours = [u for u in transcript.utterances if u.speaker == voice]
    found = next((u for u in ours if u.id == name), None)
    found = found or next((u for u in reversed(ours) if u.start - 0.02 <= start <= u.end), None)
    if found is None:
        raise KnownError("no_line", "This line has changed in the meantime.", "Look at it again and repeat the edit.")
    return found.id
