"""What the list of calls knows and may ask for. No widget here; every read and write runs in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from callcoach_desktop.domain.calls import CallRow, ChangeSet, SearchHit
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.calls.model import CallsModel
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

log = logging.getLogger(__name__)

HITS = 50
"""Sentences that one search shows at most, newest first."""
REREAD_MS = 150
"""Changes that come closer together than this are answered by one reading."""


class CallsService(Protocol):
    """What the list needs of the library; `services.library.Library` satisfies it."""

    def calls(self) -> list[CallRow]: ...

    def search(self, text: str, limit: int = ...) -> list[SearchHit]: ...

    def edit(self, call_id: str, field: str, value: Any) -> object: ...

    def swap_sides(self, call_id: str) -> object: ...

    def delete_call(self, call_id: str) -> object: ...

    def subscribe(self, fn: Callable[[ChangeSet], None]) -> Callable[[], None]: ...


class CallsViewModel(QObject):
    """Holds the rows and the hits; signals say what is new. `problem` carries a sentence for people."""

    loaded = Signal()
    hits_changed = Signal()
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = CallsModel()
        self.model.renamed.connect(self.rename)
        self.hits: list[SearchHit] = []
        self.text = ""
        self.is_loaded = False
        self._service: CallsService | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._deleting: set[str] = set()  # not shown any more
        self._undoable: set[str] = set()  # those of them that may still come back
        self._reread = QTimer(self)
        self._reread.setSingleShot(True)
        self._reread.setInterval(REREAD_MS)
        self._reread.timeout.connect(self.reload)
        self._reading = False
        self._again = False

    def attach(self, service: CallsService) -> None:
        """Begin to show a library; the first reading starts at once."""
        if self._service is not None:
            self.detach()
        self._service = service
        self._unsubscribe = service.subscribe(self._changed)
        self.reload()

    def detach(self) -> None:
        """Let go of the library; deletions that wait for their undo are carried out first, here and now."""
        if self._service is not None:
            for call_id in sorted(self._undoable):
                try:
                    self._service.delete_call(call_id)
                except KnownError as error:
                    log.warning("A call could not be deleted at the end: %s", error.problem.code)
        self._undoable.clear()
        self._deleting.clear()
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = self._service = None
        self._reading = self._again = self.is_loaded = False
        self.hits = []
        self.model.set_rows([])
        self.model.set_hidden(set())
        self.loaded.emit()

    def _changed(self, changes: ChangeSet) -> None:
        """Called on the writing thread."""
        if changes.calls:
            on_ui_thread(self, self._soon)

    def _soon(self) -> None:
        if not self._reread.isActive():
            self._reread.start()

    def reload(self) -> None:
        """Read all rows in the background; a call while one is under way is answered by one more."""
        if self._service is None:
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        service = self._service
        run_task(self, service.calls, lambda rows: self._loaded(service, rows), self._failed_reading)

    def _loaded(self, service: CallsService, rows: Sequence[CallRow]) -> None:
        if service is not self._service:
            return  # of a library that was closed meanwhile
        self._reading = False
        self.is_loaded = True
        self.model.set_rows(rows)
        self.loaded.emit()
        if self._again:
            self._again = False
            self.reload()
        if self.text:
            self._look_up(self.text)

    def _failed_reading(self, error: BaseException) -> None:
        self._reading = False
        self._tell(error)

    def search(self, text: str) -> None:
        """Filter the rows by title, customer and deal, and look the words up in everything that was said."""
        self.text = text
        self.model.set_text(text)
        if len(text) < 2:
            self._found(text, [])
            return
        self._look_up(text)

    def _look_up(self, text: str) -> None:
        service = self._service
        if service is not None and len(text) >= 2:
            run_task(self, lambda: service.search(text, limit=HITS), lambda hits: self._found(text, hits), self._tell)

    def _found(self, text: str, hits: list[SearchHit]) -> None:
        if text != self.text:
            return  # an older question's answer
        hits = [hit for hit in hits if hit.call not in self._deleting]
        if hits != self.hits:
            self.hits = hits
            self.hits_changed.emit()
        elif not hits:
            self.hits_changed.emit()

    def rename(self, call_id: str, title: str) -> None:
        """Give the call a title of a person's own."""
        self._do(lambda service: service.edit(call_id, "title", title))

    def swap_sides(self, call_id: str) -> None:
        """Rep and customer change places; the figures are computed again."""
        self._do(lambda service: service.swap_sides(call_id))

    def delete(self, ids: Sequence[str]) -> None:
        """Take calls out of the list; nothing is lost until `confirm_delete`."""
        self._deleting.update(ids)
        self._undoable.update(ids)
        self.model.set_hidden(self._deleting)
        self.loaded.emit()

    def undo_delete(self, ids: Sequence[str]) -> None:
        """Put calls back that `delete` took out."""
        self._deleting.difference_update(ids)
        self._undoable.difference_update(ids)
        self.model.set_hidden(self._deleting)
        self.loaded.emit()

    def confirm_delete(self, ids: Sequence[str]) -> None:
        """Delete for good, from the disk too."""
        waiting = [call_id for call_id in ids if call_id in self._undoable]
        self._undoable.difference_update(waiting)

        def work(service: CallsService) -> None:
            for call_id in waiting:
                service.delete_call(call_id)

        if waiting:
            self._do(work, finally_=lambda: self._deleted(waiting))

    def _deleted(self, ids: Sequence[str]) -> None:
        self._deleting.difference_update(ids)
        self.model.set_rows([row for row in self.model.rows() if row.id not in ids])
        self.model.set_hidden(self._deleting)
        self.reload()

    def _do(self, work: Callable[[CallsService], object], finally_: Callable[[], None] | None = None) -> None:
        service = self._service
        if service is None:
            return

        def done(_: object) -> None:
            if finally_ is not None:
                finally_()

        def failed(error: BaseException) -> None:
            if finally_ is not None:
                finally_()
            self.reload()
            self._tell(error)

        run_task(self, lambda: work(service), done, failed)

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self.problem.emit(error.problem.sentence())
        else:
            raise error
