"""The table of calls: all rows in memory, filtered and sorted here, painted by the delegate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from callcoach_desktop.domain.calls import CallRow
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.ui.widgets.talk_share import spoken
from callcoach_desktop.ui.widgets.words import clock, day, day_and_time

RowRole = int(Qt.ItemDataRole.UserRole) + 1
"""The CallRow of an index."""
ProgressRole = int(Qt.ItemDataRole.UserRole) + 2
"""The Job that is at work on the call, or None."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it is sorted by, its text, and what its heading says on hover."""

    key: str
    heading: str
    sort_key: Callable[[CallRow], Any]
    text: Callable[[CallRow], str]
    explain: str
    right: bool = False


def _maybe(number: float | None) -> tuple[bool, float]:
    return (number is not None, number or 0.0)


_STATES = {"ready": "", "queued": "Waiting", "working": "Working", "failed": "Failed"}
_STATE_ORDER = {"failed": 0, "working": 1, "queued": 2, "ready": 3}

COLUMNS: tuple[Column, ...] = (
    Column("title", "Call", lambda r: r.title.casefold(), lambda r: r.title, "The call's title"),
    Column(
        "customer", "Customer", lambda r: (r.customer or "").casefold(), lambda r: r.customer or "", "Who it was with"
    ),
    Column("started_at", "Date", lambda r: r.started_at, lambda r: day(r.started_at), "When the call began"),
    Column(
        "duration", "Length", lambda r: r.duration, lambda r: clock(r.duration) if r.duration else "", "Length", True
    ),
    Column(
        "talk_ratio",
        "Talk share",
        lambda r: _maybe(r.talk_ratio),
        lambda r: "" if r.talk_ratio is None else f"{round(r.talk_ratio * 100)}%",
        "Your talk time / (your + the customer's talk time). Overlapping talk counts for both.",
    ),
    Column(
        "questions",
        "Questions",
        lambda r: _maybe(r.questions),
        lambda r: "" if r.questions is None else str(r.questions),
        "Questions that you asked; rhetorical ones are not counted",
        True,
    ),
    Column(
        "call_type", "Type", lambda r: r.call_type or "", lambda r: (r.call_type or "").capitalize(), "Type of call"
    ),
    Column("state", "State", lambda r: _STATE_ORDER[r.state], lambda r: _STATES[r.state], "What is being done with it"),
)
TITLE = 0
_FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _FIXED | Qt.ItemFlag.ItemIsEditable
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
BY_KEY = {column.key: number for number, column in enumerate(COLUMNS)}


class CallsModel(QAbstractTableModel):
    """Rows of the list. `renamed` (id, title) is sent when a person types a new title into a cell."""

    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._all: list[CallRow] = []
        self._haystack: dict[str, str] = {}
        self._shown: list[CallRow] = []
        self._hidden: set[str] = set()
        self._jobs: dict[str, Job] = {}
        self._text = ""
        self._column, self._order = BY_KEY["started_at"], Qt.SortOrder.DescendingOrder

    # what it is told

    def set_rows(self, rows: Sequence[CallRow]) -> None:
        """Replace all rows; views keep selection and place when only cells changed."""
        self._all = list(rows)
        self._haystack = {row.id: f"{row.title}\n{row.customer or ''}\n{row.deal or ''}".casefold() for row in rows}
        self._show()

    def set_text(self, text: str) -> None:
        """Show only calls whose title, customer or deal has every word of `text`."""
        self._text = text.casefold()
        self._show()

    def set_hidden(self, ids: set[str]) -> None:
        """Leave these calls out (they are about to be deleted)."""
        self._hidden = set(ids)
        self._show()

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """The jobs at work, for the state column."""
        fresh = {job.call: job for job in jobs if job.call and job.state in ("queued", "running", "paused")}
        changed = {key for key in fresh.keys() | self._jobs.keys() if fresh.get(key) != self._jobs.get(key)}
        self._jobs = fresh
        if changed:
            column = BY_KEY["state"]
            for number, row in enumerate(self._shown):
                if row.id in changed:
                    index = self.index(number, column)
                    self.dataChanged.emit(index, index)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = column, order
        self._show()

    # what it tells

    def total(self) -> int:
        """How many calls there are, shown or not, without those about to be deleted."""
        return (
            len(self._all) - sum(1 for row in self._all if row.id in self._hidden) if self._hidden else len(self._all)
        )

    def rows(self) -> list[CallRow]:
        """All calls, shown or not."""
        return list(self._all)

    def shown(self) -> list[CallRow]:
        """The calls that are shown, from top to bottom."""
        return list(self._shown)

    def row(self, index: Index | int) -> CallRow:
        """The call of a row."""
        return self._shown[index if isinstance(index, int) else index.row()]

    def find(self, call_id: str) -> int:
        """The number of the row of a call, -1 when it is not shown."""
        return next((number for number, row in enumerate(self._shown) if row.id == call_id), -1)

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
        return _EDITABLE if index.column() == TITLE else _FIXED

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.explain
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._state_text(row) if column.key == "state" else column.text(row)
        if role == Qt.ItemDataRole.EditRole:
            return column.text(row)
        if role == RowRole:
            return row
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
        row = self._shown[index.row()]
        if index.column() != TITLE or role != Qt.ItemDataRole.EditRole or not title or title == row.title:
            return False
        self.renamed.emit(row.id, title)
        return True

    # inside

    def _state_text(self, row: CallRow) -> str:
        job = self._jobs.get(row.id)
        if job is None or row.state == "failed":
            return _STATES[row.state]
        if job.state == "paused":
            return "Paused"
        if job.state == "queued":
            return "Waiting"
        if job.step == "transcribing" and job.total_seconds > 0:
            return f"{min(99, int(100 * job.done_seconds / job.total_seconds))}%"
        return "Working"

    def _tooltip(self, row: CallRow, column: Column) -> str | None:
        if row.error and column.key in ("title", "state"):
            return row.error
        if column.key == "talk_ratio":
            return spoken(row.talk_ratio)
        if column.key == "started_at":
            return day_and_time(row.started_at)
        return row.title if column.key == "title" else None

    def _accessible(self, row: CallRow, column: Column) -> str:
        if column.key == "title":
            return f"{row.title}, failed: {row.error}" if row.error else row.title
        if column.key == "talk_ratio":
            return spoken(row.talk_ratio)
        return f"{column.heading}: {column.text(row)}"

    def _wanted(self) -> list[CallRow]:
        rows = self._all
        if self._hidden:
            rows = [row for row in rows if row.id not in self._hidden]
        words = self._text.split()
        if words:
            hay = self._haystack
            rows = [row for row in rows if all(word in hay[row.id] for word in words)]
        column = COLUMNS[self._column]
        # Two stable sorts: equal keys stay newest first, whatever the order.
        rows = sorted(rows, key=lambda row: row.started_at, reverse=True)
        rows.sort(key=column.sort_key, reverse=self._order == Qt.SortOrder.DescendingOrder)
        return rows

    def _show(self) -> None:
        rows = self._wanted()
        if [row.id for row in rows] == [row.id for row in self._shown]:
            old, self._shown = self._shown, rows
            for number, (before, after) in enumerate(zip(old, rows, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._shown = rows
        self.endResetModel()
