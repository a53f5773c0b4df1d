"""What the list of calls knows and may ask for. No widget here; every read and write runs in the background."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.ui.screens.calls import filtering
from callcoach_desktop.ui.screens.calls.doing import Doing
from callcoach_desktop.ui.screens.calls.filtering import Entry, Filter, Reading
from callcoach_desktop.ui.screens.calls.model import CallsModel
from callcoach_desktop.ui.tasks import on_ui_thread, run_task

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import CallRow, ChangeSet, SearchHit
    from callcoach_desktop.ui.screens.calls.services import CallsService, EditorService

HITS = 50
"""Sentences that one search shows at most, newest first."""
_HITS_ASKED = 500  # when a filter will drop some of them
REREAD_MS = 150
"""Changes that come closer together than this are answered by one reading."""
REST = 4
"""After a reading of t seconds the next one waits for this many times t, so that a long import or a re-analysis of
all calls does not keep the machine busy with reading."""
ORIGINALS = 40
"""How many chosen calls are looked up for a drag; nobody drags hundreds of recordings into an e-mail."""
FEW = 200
"""Up to so many written calls are read by themselves."""
FILTERS = "filters"


@dataclass(frozen=True)
class _Fresh:
    """A reading as it comes from the worker."""

    live: Reading
    binned: Reading
    saved: list[dict[str, Any]]
    counts: dict[str, int]
    in_order: list[Entry]
    sorting: tuple[int, Qt.SortOrder]
    settled: set[str]
    seconds: float


class CallsViewModel(QObject):
    """Holds the rows and the hits; signals say what is new. `problem` carries a sentence for people."""

    loaded = Signal()
    hits_changed = Signal()
    saved_changed = Signal()
    filter_changed = Signal()
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = CallsModel()
        self.doing = Doing(self.model, self)
        self.model.renamed.connect(self.doing.rename)
        self.doing.problem.connect(self.problem)
        self.doing.written.connect(self.reload)
        self.doing.leaving.connect(self.loaded)
        self.hits: list[SearchHit] = []
        self.live = Reading()
        self.binned = Reading()
        self.saved: list[dict[str, Any]] = []
        self.counts: dict[str, int] = {}
        self.is_loaded = False
        self.rename = self.doing.rename
        self.swap_sides = self.doing.swap_sides
        self.delete, self.undo_delete = self.doing.hide, self.doing.unhide
        self.confirm_delete = self.doing.delete_hidden
        self._service: CallsService | None = None
        self._editor: EditorService | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._reread = QTimer(self)
        self._reread.setSingleShot(True)
        self._reread.setInterval(REREAD_MS)
        self._reread.timeout.connect(self.reload)
        self._reading = self._again = False
        self._touched: set[str] | None = None  # calls to be read again; None for all
        self._answered: Filter | None = None

    def attach(self, service: CallsService, editor: EditorService | None = None) -> None:
        """Begin to show a library; the first reading starts at once. Without an editor there is no bin."""
        if self._service is not None:
            self.detach()
        self._service, self._editor = service, editor
        self.doing.attach(service, editor)
        self._unsubscribe = service.subscribe(self._changed)
        self.reload()

    def detach(self) -> None:
        """Let go of the library."""
        self.doing.detach()
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = self._service = self._editor = None
        self._reading = self._again = self.is_loaded = False
        self._touched = None
        self._reread.stop()
        self.hits, self.live, self.binned, self.saved, self.counts = [], Reading(), Reading(), [], {}
        self.model.bin_view = False
        self.model.originals.clear()
        self.model.set_reading(Reading())
        self.model.set_hidden(())
        self.loaded.emit()

    # reading

    def _changed(self, changes: ChangeSet) -> None:
        """Called on the writing thread."""
        if changes.calls or changes.all:
            on_ui_thread(self, lambda: self._touch(changes))

    def _touch(self, changes: ChangeSet) -> None:
        if changes.all:
            self._touched = None
        elif self._touched is not None:
            self._touched |= changes.calls
        self._soon()

    def _soon(self) -> None:
        if not self._reread.isActive():
            self._reread.start()

    def reload(self) -> None:
        """Read rows in the background: those of the calls that were written since the last reading, or all when
        that is not known or they are many. A call while one is under way is answered by one more."""
        service = self._service
        if service is None:
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        has_bin = self._editor is not None
        before, before_binned = self.live.entries, self.binned.entries
        sorting, bin_view, settled = self.model.sorting(), self.model.bin_view, self.doing.settled()
        ids, self._touched = self._touched, set()
        if not self.is_loaded or (ids is not None and (not ids or len(ids) > FEW)):
            ids = None

        def work() -> _Fresh:
            began = time.perf_counter()
            live = filtering.read(_rows(service, ids, before), before)
            in_bin = _rows(service, ids, before_binned, binned=True) if has_bin else []
            binned = filtering.read(in_bin, before_binned)
            saved = _checked(service.setting(FILTERS))
            shown = binned if bin_view else live
            in_order = filtering.order(shown.entries, sorting[0], descending=sorting[1] == Qt.SortOrder.DescendingOrder)
            counts = filtering.counts(live, saved)
            return _Fresh(live, binned, saved, counts, in_order, sorting, settled, time.perf_counter() - began)

        run_task(self, work, lambda fresh: self._take(service, fresh, bin_view), self._failed_reading)

    def _take(self, service: CallsService, fresh: _Fresh, bin_view: bool) -> None:
        if service is not self._service:
            return  # of a library that was closed meanwhile
        self._reading = False
        self.is_loaded = True
        self._reread.setInterval(max(REREAD_MS, int(1000 * REST * fresh.seconds)))
        self.live, self.binned = fresh.live, fresh.binned
        same = bin_view == self.model.bin_view and fresh.sorting == self.model.sorting()
        self.doing.gone -= fresh.settled
        shown = self.binned if self.model.bin_view else self.live
        self.model.set_reading(shown, in_order=fresh.in_order if same else None)
        self.doing.forget(fresh.settled)
        if (fresh.saved, fresh.counts) != (self.saved, self.counts):
            self.saved, self.counts = fresh.saved, fresh.counts
            self.saved_changed.emit()
        self.loaded.emit()
        if self._again:
            self._again = False
            self._soon()
        if self.text:
            self._look_up()

    def _failed_reading(self, error: BaseException) -> None:
        self._reading = False
        self._touched = None
        if self._again:
            self._again = False
            self._soon()
        self.doing.tell(error)

    # what is shown

    def row(self, call_id: str) -> CallRow | None:
        """A call by its id, shown or not, also from the bin."""
        both = (*self.live.entries, *self.binned.entries)
        return next((one.row for one in both if one.row.id == call_id), None)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.model.filter.text

    @property
    def is_looking(self) -> bool:
        """Whether the words are still being looked up in what was said."""
        return len(self.text) >= 2 and not self.model.bin_view and self._answered != self.model.filter

    def filter_text(self, text: str) -> None:
        """Filter the rows at once (for every key); `search` looks the words up in what was said."""
        if text != self.text:
            self.model.set_text(text)
            self.filter_changed.emit()

    def search(self, text: str) -> None:
        """Filter the rows, and look the words up in everything that was said."""
        self.filter_text(text)
        self._look_up()

    def set_filter(self, wanted: Filter) -> None:
        """Show the calls that pass, and the sentences in them."""
        if wanted != self.model.filter:
            self.model.set_filter(wanted)
            self.filter_changed.emit()
            self._look_up()

    def set_facet(self, key: str, value: str | None) -> None:
        """Filter by `type`, `tag`, `customer` or `state`; None for all."""
        self.set_filter(self.model.filter.with_facet(key, value))

    def show_bin(self, on: bool) -> None:
        """The calls of the bin instead of the library's, or the other way round."""
        if on != self.model.bin_view:
            self.model.bin_view = on
            self.model.set_reading(self.binned if on else self.live)
            self.filter_changed.emit()
            self._look_up()
            self.loaded.emit()

    def _look_up(self) -> None:
        service, asked = self._service, self.model.filter
        if service is None or len(asked.text) < 2 or self.model.bin_view:
            self._found(asked, [])
            return
        limit = _HITS_ASKED if asked.facets() else HITS
        run_task(
            self,
            lambda: service.search(asked.text, limit=limit),
            lambda hits: self._found(asked, hits),
            self.doing.tell,
        )

    def _found(self, asked: Filter, hits: list[SearchHit]) -> None:
        if asked != self.model.filter:
            return  # an older question's answer
        self._answered = asked
        if hits and asked.facets():
            among = {one.row.id for one in filtering.keep(self.live.entries, replace(asked, text=""))}
            hits = [hit for hit in hits if hit.call in among]
        hits = [hit for hit in hits if hit.call not in self.doing.gone][:HITS]
        if hits != self.hits or not hits:
            self.hits = hits
            self.hits_changed.emit()

    # saved filters

    def save_filter(self, name: str, wanted: Filter | None = None) -> None:
        """Keep the filter in force under a name; the same name is replaced."""
        kept = (wanted or self.model.filter).as_setting(name)
        names = [one["name"] for one in self.saved]
        rest = list(self.saved)
        if name in names:
            rest[names.index(name)] = kept
        else:
            rest.append(kept)
        self._keep(rest)

    def rename_filter(self, name: str, new: str) -> None:
        """Give a saved filter another name."""
        self._keep([{**one, "name": new} if one["name"] == name else one for one in self.saved if one["name"] != new])

    def delete_filter(self, name: str) -> None:
        """Forget a saved filter."""
        self._keep([one for one in self.saved if one["name"] != name])

    def _keep(self, saved: list[dict[str, Any]]) -> None:
        service = self._service
        if service is None:
            return
        self.saved, live = saved, self.live
        self.saved_changed.emit()

        def work() -> dict[str, int]:
            service.set_setting(FILTERS, saved)
            return filtering.counts(live, saved)

        def done(counts: dict[str, int]) -> None:
            self.counts = counts
            self.saved_changed.emit()

        run_task(self, work, done, self.doing.tell)

    # dragging out

    def find_originals(self, ids: Sequence[str]) -> None:
        """Look up where the originals of these calls are, so that they can be dragged out."""
        service = self._service
        wanted = [one for one in ids if one not in self.model.originals][:ORIGINALS]
        if service is None or not wanted or len(ids) > ORIGINALS:
            return

        def work() -> dict[str, str]:
            found = {}
            for call_id in wanted:
                try:
                    path = service.call(call_id).extra.get("original")
                except KnownError:
                    continue  # deleted meanwhile
                if path:
                    found[call_id] = path
            return found

        run_task(self, work, self.model.originals.update, self.doing.tell)


def _rows(
    service: CallsService, ids: set[str] | None, before: Sequence[Entry], *, binned: bool = False
) -> list[CallRow]:
    """All rows of the library or of its bin: read anew, or `before` with the rows of these calls read anew."""
    if ids is None and not binned:
        return service.calls()
    from callcoach_desktop.services.library import CallQuery  # the window is painted before a library is needed

    if ids is None:
        return service.calls(CallQuery(binned=True))
    fresh = service.calls(CallQuery(binned=binned, ids=tuple(ids)))
    return [*(row for row in fresh if row.id in ids), *(one.row for one in before if one.row.id not in ids)]


def _checked(kept: Any) -> list[dict[str, Any]]:
    """Saved filters as they were kept; what is no filter is left out."""
    return [dict(one) for one in kept if isinstance(one, dict) and one.get("name")] if isinstance(kept, list) else []
