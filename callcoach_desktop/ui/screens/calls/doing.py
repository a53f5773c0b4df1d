"""What may be done to calls: every write runs in the background, and the list shows it before it is written."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.calls.model import CallsModel
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.ui.screens.calls.services import CallsService, EditorService

log = logging.getLogger(__name__)


class Doing(QObject):
    """`problem` carries a sentence, `written` says that the rows have to be read again, `leaving` that calls were
    taken out of sight, `progress` (done, of) tells of a long work; (0, 0) at its end."""

    problem = Signal(str)
    written = Signal()
    leaving = Signal()
    progress = Signal(int, int)

    def __init__(self, model: CallsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._service: CallsService | None = None
        self._editor: EditorService | None = None
        self._stop = threading.Event()
        self.gone: set[str] = set()
        """Not shown any more, though the last reading may still have them."""
        self._settled: set[str] = set()  # those of them that are written: the next reading tells the truth
        self._waiting: set[str] = set()  # without a bin: deleted when the time for Undo is over

    def attach(self, service: CallsService, editor: EditorService | None) -> None:
        """Begin with a library."""
        self._service, self._editor = service, editor
        self._stop = threading.Event()

    def detach(self) -> None:
        """The library is being closed: stop what is long; without a bin, what waits is deleted here and now."""
        self._stop.set()
        service, self._service, self._editor = self._service, None, None
        if service is not None:
            for call_id in sorted(self._waiting):
                try:
                    service.delete_call(call_id)
                except KnownError as error:
                    log.warning("A call could not be deleted at the end: %s", error.problem.code)
        self._waiting.clear()
        self._settled.clear()
        self.gone.clear()

    @property
    def has_bin(self) -> bool:
        """Whether a deleted call goes to a bin."""
        return self._editor is not None

    # facts

    def rename(self, call_id: str, title: str) -> None:
        """Give the call a title of a person's own."""
        self.set_field([call_id], "title", title)

    def set_field(self, ids: Sequence[str], field: str, value: str | None) -> None:
        """Set title, customer, deal or call_type of calls; None takes a person's value back."""
        value = (value or "").strip() or None
        if value is not None:
            self._model.patch(ids, **{field: value})
        editor = self._editor
        if editor is not None:
            self._run(lambda: editor.set_field(ids, field, value))
        else:
            self._each(ids, lambda service, one: service.edit(one, field, value))

    def tag(self, ids: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> None:
        """Give tags to calls and take others away."""
        editor = self._editor
        if editor is not None and (add or remove):
            self._run(lambda: editor.tag(ids, add, remove))

    def swap_sides(self, call_id: str) -> None:
        """Rep and customer change places; the figures are computed again."""
        editor, service = self._editor, self._service
        if editor is not None:
            self._run(lambda: editor.swap_sides(call_id))
        elif service is not None:
            self._run(lambda: service.swap_sides(call_id))

    # the bin

    def bin(self, ids: Sequence[str]) -> None:
        """Put calls into the bin."""
        self._leave(ids, lambda editor: editor.bin(ids))

    def restore(self, ids: Sequence[str]) -> None:
        """Take calls out of the bin."""
        self._leave(ids, lambda editor: editor.restore(ids))

    def purge(self, ids: Sequence[str]) -> None:
        """Delete calls for good, from the disk too."""
        self._leave(ids, lambda editor: editor.purge(ids))

    def _leave(self, ids: Sequence[str], work: Callable[[EditorService], object]) -> None:
        editor = self._editor
        if editor is None:
            return
        self.gone.update(ids)
        self._model.set_hidden(self.gone)
        self.leaving.emit()
        self._run(lambda: work(editor), then=lambda: self._settled.update(ids))

    def settled(self) -> set[str]:
        """Those calls that are written by now: a reading that begins after this call tells the truth of them."""
        return set(self._settled)

    def forget(self, ids: set[str]) -> None:
        """A reading has come that knows of these."""
        self._settled -= ids
        self.gone -= ids
        self._model.set_hidden(self.gone)

    # without a bin: deleted when nobody undid it in time

    def hide(self, ids: Sequence[str]) -> None:
        """Take calls out of the list; nothing is lost until `delete_hidden`."""
        self.gone.update(ids)
        self._waiting.update(ids)
        self._model.set_hidden(self.gone)
        self.leaving.emit()

    def unhide(self, ids: Sequence[str]) -> None:
        """Put calls back that `hide` took out."""
        self.gone.difference_update(ids)
        self._waiting.difference_update(ids)
        self._model.set_hidden(self.gone)
        self.leaving.emit()

    def delete_hidden(self, ids: Sequence[str]) -> None:
        """Delete for good, from the disk too."""
        waiting = [call_id for call_id in ids if call_id in self._waiting]
        self._waiting.difference_update(waiting)
        service = self._service
        if waiting and service is not None:
            self._run(
                lambda: [service.delete_call(call_id) for call_id in waiting],
                then=lambda: self._settled.update(waiting),
            )

    # long work

    def reanalyse(self, ids: Sequence[str]) -> None:
        """Analyse calls anew, one after the other; `stop` ends it after the call that is being analysed."""
        service, stop, total = self._service, self._stop, len(ids)
        if service is None:
            return

        def work() -> None:
            for number, call_id in enumerate(ids):
                if stop.is_set():
                    return
                on_ui_thread(self, lambda number=number: self.progress.emit(number, total))
                service.reanalyse(call_id)

        self._run(work, then=lambda: self.progress.emit(0, 0))

    def stop(self) -> None:
        """End the long work."""
        self._stop.set()
        self._stop = threading.Event()

    # inside

    def _each(self, ids: Sequence[str], work: Callable[[CallsService, str], object]) -> None:
        service = self._service
        if service is not None:
            self._run(lambda: [work(service, one) for one in ids])

    def _run(self, work: Callable[[], Any], then: Callable[[], object] | None = None) -> None:
        def done(_: object) -> None:
            if then is not None:
                then()
            self.written.emit()

        def failed(error: BaseException) -> None:
            done(None)
            self.tell(error)

        run_task(self, work, done, failed)

    def tell(self, error: BaseException) -> None:
        """A known error becomes a sentence, any other is raised."""
        if isinstance(error, KnownError):
            self.problem.emit(error.problem.sentence())
        else:
            raise error
