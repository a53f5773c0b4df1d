"""The table of calls: all rows in memory, filtered and sorted here, painted by the delegate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QUrl, Signal

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls import filtering
from callcoach_desktop.ui.screens.calls.columns import (
    BY_KEY,
    COLUMNS,
    TITLE,
    Column,
    days_left,
    state_name,
    summary_line,
)
from callcoach_desktop.ui.screens.calls.filtering import Entry, Filter, Reading
from callcoach_desktop.ui.widgets.talk_share import spoken
from callcoach_desktop.ui.widgets.words import day_and_time

if TYPE_CHECKING:  # the start need not make its classes
    from callcoach_desktop.domain.calls import CallRow
    from callcoach_desktop.domain.jobs import Job

RowRole = int(Qt.ItemDataRole.UserRole) + 1
"""The CallRow of an index."""
ProgressRole = int(Qt.ItemDataRole.UserRole) + 2
"""The Job that is at work on the call, or None."""
OWN_DRAG = "application/x-callcoach-calls"
"""Marks what is dragged out of the list, so that our own window does not take it in again."""

Index = QModelIndex | QPersistentModelIndex
_FIXED = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemNeverHasChildren
    | Qt.ItemFlag.ItemIsDragEnabled
)
_EDITABLE = _FIXED | Qt.ItemFlag.ItemIsEditable
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CallsModel(QAbstractTableModel):
    """Rows of the list. `renamed` (id, title) is sent when a person types a new title into a cell."""

    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self.bin_view = False
        self.originals: dict[str, str] = {}
        """Paths of the originals by call id, as far as they are known: what a drag carries."""
        self._sorted: list[Entry] = []
        self._shown: list[Entry] = []
        self._hidden: frozenset[str] = frozenset()
        self._jobs: dict[str, Job] = {}
        self._recorded: dict[str, tuple[str, float | None]] = {}
        self._filter = Filter()
        self._column, self._order = BY_KEY["started_at"], Qt.SortOrder.DescendingOrder

    # what it is told

    def set_rows(self, rows: Iterable[CallRow]) -> None:
        """Replace all rows."""
        self.set_reading(filtering.read(rows, self.reading.entries))

    def set_reading(self, reading: Reading, *, in_order: Sequence[Entry] | None = None) -> None:
        """Replace all rows by a prepared reading; views keep selection and place when only cells changed.

        `in_order` are its entries in the sorting in force, when they were sorted elsewhere.
        """
        self.reading = reading
        self._sorted = list(in_order) if in_order is not None else self._in_order()
        self._show()

    def set_text(self, text: str) -> None:
        """Show only calls that have every word of `text`."""
        self.set_filter(replace(self._filter, text=text))

    def set_filter(self, wanted: Filter) -> None:
        """Show only calls that pass."""
        before, self._filter = self._filter, wanted
        # What passes with more letters passed before: at ten thousand calls a letter more costs next to nothing.
        narrower = wanted.text.startswith(before.text) and wanted.facets() == before.facets()
        self._show(self._shown if narrower else None)

    def set_hidden(self, ids: Iterable[str]) -> None:
        """Leave these calls out (they are on their way into or out of the bin)."""
        hidden = frozenset(ids)
        if hidden != self._hidden:
            self._hidden = hidden
            self._show()

    def patch(self, ids: Iterable[str], **changes: Any) -> None:
        """Show a change that is being written; the next reading brings what was really kept."""
        some = set(ids)
        entries = tuple(
            filtering.entry(replace(one.row, **changes)) if one.row.id in some else one for one in self.reading.entries
        )
        self.set_reading(replace(self.reading, entries=entries))

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """The jobs at work, for the state column."""
        fresh = {job.call: job for job in jobs if job.call and job.state in ("queued", "running", "paused")}
        changed = {key for key in fresh.keys() | self._jobs.keys() if fresh.get(key) != self._jobs.get(key)}
        self._jobs = fresh
        if changed:
            column = BY_KEY["state"]
            for number, one in enumerate(self._shown):
                if one.row.id in changed:
                    index = self.index(number, column)
                    self.dataChanged.emit(index, index)

    def set_recorded(self, recorded: dict[str, tuple[str, float | None]]) -> None:
        """What is known of recordings that are not brought in yet, by call: a word, and the seconds until now."""
        before, self._recorded = self._recorded, recorded
        changed = {key for key in before.keys() | recorded.keys() if before.get(key) != recorded.get(key)}
        for number in self.places(changed) if changed else ():
            # The title, too: its second line says what has no column.
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(COLUMNS) or (column, order) == (self._column, self._order):
            return  # Qt asks twice for each click
        self._column, self._order = column, order
        self._sorted = self._in_order()
        self._show()

    # what it tells

    @property
    def filter(self) -> Filter:
        """The filter in force."""
        return self._filter

    def total(self) -> int:
        """How many calls there are, shown or not, without those about to leave."""
        entries = self.reading.entries
        if not self._hidden:
            return len(entries)
        return len(entries) - sum(1 for one in entries if one.row.id in self._hidden)

    def rows(self) -> list[CallRow]:
        """All calls, shown or not."""
        return [one.row for one in self.reading.entries]

    def shown(self) -> list[CallRow]:
        """The calls that are shown, from top to bottom."""
        return [one.row for one in self._shown]

    def row(self, index: Index | int) -> CallRow:
        """The call of a row."""
        return self._shown[index if isinstance(index, int) else index.row()].row

    def find(self, call_id: str) -> int:
        """The number of the row of a call, -1 when it is not shown."""
        return next((number for number, one in enumerate(self._shown) if one.row.id == call_id), -1)

    def places(self, ids: set[str]) -> list[int]:
        """The rows of those calls that are shown, ascending."""
        return [number for number, one in enumerate(self._shown) if one.row.id in ids]

    def job(self, call_id: str) -> Job | None:
        """The job that is at work on a call."""
        return self._jobs.get(call_id)

    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """Column and order in force."""
        return self._column, self._order

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EDITABLE if index.column() == TITLE and not self.bin_view else _FIXED

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.heading)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(column.explain)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._shown[index.row()].row
        column = COLUMNS[index.column()]
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return column.text(row)
        if role == ProgressRole:
            return self._jobs.get(row.id)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._accessible(row, column)
        return None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        title = str(value).strip()
        row = self._shown[index.row()].row
        if index.column() != TITLE or role != Qt.ItemDataRole.EditRole or not title or title == row.title:
            return False
        self.renamed.emit(row.id, title)
        return True

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list", "text/plain", OWN_DRAG]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The originals of the calls as files (those whose place is known by now) and their lines as text."""
        rows = [self._shown[number].row for number in sorted({index.row() for index in indexes})]
        made = QMimeData()
        made.setUrls([QUrl.fromLocalFile(self.originals[row.id]) for row in rows if row.id in self.originals])
        made.setText("\n".join(summary_line(row) for row in rows))
        made.setData(OWN_DRAG, "\n".join(row.id for row in rows).encode())
        return made

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction  # a move would take the originals away from the library

    # inside

    def text(self, row: CallRow, column: Column) -> str:
        """What a cell says; a call that is being recorded is as long as it is now."""
        if column.key == "state":
            return self.state_text(row)
        if column.key == "duration" and row.recording:
            seconds = self._recorded.get(row.id, ("", None))[1]
            return "" if seconds is None else clock(seconds)
        return column.text(row)

    def state_text(self, row: CallRow) -> str:
        """What the state column says."""
        if self.bin_view and row.binned_at:
            return tr("{n} day left|{n} days left", days_left(row.binned_at))
        job = self._jobs.get(row.id)
        if job is None and row.recording:
            return self._recorded.get(row.id, (tr("Recording"), None))[0]
        if job is None or row.state == "failed":
            return COLUMNS[BY_KEY["state"]].text(row)
        if job.state == "paused":
            return tr("Paused")
        if job.state == "queued":
            return state_name("queued")
        if job.step == "transcribing" and job.total_seconds > 0:
            return f"{min(99, int(100 * job.done_seconds / job.total_seconds))}%"
        return state_name("working")

    def _tooltip(self, row: CallRow, column: Column) -> str | None:
        if row.error and column.key in ("title", "state"):
            return row.error
        if column.key == "talk_ratio":
            return spoken(row.talk_ratio)
        if column.key == "started_at":
            return day_and_time(row.started_at)
        return column.text(row) if column.key in ("title", "customer", "deal", "tags") else None

    def _accessible(self, row: CallRow, column: Column) -> str:
        if column.key == "title":
            return tr("{title}, failed: {error}", title=row.title, error=row.error) if row.error else row.title
        if column.key == "talk_ratio":
            return spoken(row.talk_ratio)
        text = self.text(row, column)
        return f"{tr(column.heading)}: {text}"

    def _in_order(self) -> list[Entry]:
        return filtering.order(
            self.reading.entries, self._column, descending=self._order == Qt.SortOrder.DescendingOrder
        )

    def _show(self, among: Sequence[Entry] | None = None) -> None:
        kept = filtering.keep(self._sorted if among is None else among, self._filter)
        if self._hidden:
            kept = [one for one in kept if one.row.id not in self._hidden]
        old = self._shown
        if len(kept) == len(old) and all(
            new is was or new.row.id == was.row.id for new, was in zip(kept, old, strict=True)
        ):
            self._shown = kept
            last = len(COLUMNS) - 1
            for number, (was, new) in enumerate(zip(old, kept, strict=True)):
                if new is not was and new.row != was.row:
                    self.dataChanged.emit(self.index(number, 0), self.index(number, last))
            return
        self.beginResetModel()
        self._shown = kept
        self.endResetModel()
