"""The clips of a list as rows of a model, and the lists as rows of another; clips are dragged by their ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QUrl, Signal

from callcoach_desktop.domain.clips import BEST, ClipList, ShownClip
from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.clips.view_model import ALL, list_name
from callcoach_desktop.ui.widgets.words import day

MIME = "application/x-callcoach-clips"
_Index = QModelIndex | QPersistentModelIndex


def length_words(seconds: float) -> str:
    """A length: `8 s`, `1:12`."""
    return tr("{seconds} s", seconds=round(seconds)) if seconds < 59.5 else clock(seconds + 0.5)


def where_words(shown: ShownClip) -> str:
    """Which call a clip is of, and where in it."""
    customer = shown.customer or ""
    if customer.casefold() in shown.title.casefold():
        customer = ""
    parts = (shown.title, customer, day(shown.date), clock(shown.clip.start))
    return " · ".join(part for part in parts if part)


def said_words(shown: ShownClip) -> str:
    """What is said in a clip, on a line: `Marcus: The price, mostly.  Leonie: How come?`"""
    return "  ".join(f"{said.name}: {said.text}" for said in shown.said)


def ids_of(data: QMimeData) -> list[str]:
    """The clips that are dragged."""
    return bytes(data.data(MIME).data()).decode().split()


def _as_text(shown: ShownClip) -> str:
    lines = (f"{shown.clip.name} ({where_words(shown)})", *(f"{said.name}: {said.text}" for said in shown.said))
    return "\n".join(line for line in lines if line)


class ClipsModel(QAbstractListModel):
    """One row a clip. `moved` carries a clip and the place where it was dropped, `renamed` a clip and its name."""

    moved = Signal(str, int)
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.clips: tuple[ShownClip, ...] = ()
        self.files: Callable[[Sequence[ShownClip]], list[Path]] = lambda _clips: []  # their sound, for other programs
        self.ordered = False  # whether the clips can be put in another order here

    def set_clips(self, clips: Sequence[ShownClip], *, ordered: bool) -> None:
        """Show these; where only what is said of the same clips has changed, the rows stay."""
        clips = tuple(clips)
        same = [one.clip.id for one in clips] == [one.clip.id for one in self.clips]
        self.ordered = ordered
        if same:
            self.clips = clips
            if clips:
                self.dataChanged.emit(self.index(0), self.index(len(clips) - 1))
            return
        self.beginResetModel()
        self.clips = clips
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.clips)

    def row_of(self, clip_id: str) -> int:
        """The row of a clip, -1 where it is not."""
        return next((row for row, one in enumerate(self.clips) if one.clip.id == clip_id), -1)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = self.clips[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return shown.clip.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = tr("“{quote}”", quote=shown.quote) if shown.quote else ""
            parts = (shown.clip.name, length_words(shown.clip.length), where_words(shown), said, shown.clip.note)
            return ". ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown.clip.note or None
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = " ".join(str(value).split())
        shown = self.clips[index.row()]
        if role != Qt.ItemDataRole.EditRole or not name or name == shown.clip.name:
            return False
        self.renamed.emit(shown.clip.id, name)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled if self.ordered else Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
        return base | Qt.ItemFlag.ItemIsDragEnabled

    # Dragging

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids for our own lists; for other programs the sound as files, and what is said as text."""
        data = QMimeData()
        chosen = [self.clips[row] for row in sorted({index.row() for index in indexes})]
        urls = [QUrl.fromLocalFile(str(path)) for path in self.files(chosen)]
        if urls:
            data.setUrls(urls)
        data.setText("\n\n".join(_as_text(shown) for shown in chosen))
        data.setData(MIME, " ".join(shown.clip.id for shown in chosen).encode())
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        ids = ids_of(data)
        if not self.ordered or len(ids) != 1 or self.row_of(ids[0]) < 0:
            return False
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self.clips)
        place -= self.row_of(ids[0]) < place
        self.moved.emit(ids[0], place)
        return False  # the library says what the order is now; the view must not take a row out by itself


class ListsModel(QAbstractListModel):
    """All clips, then the lists. `dropped` carries a list and the ids that were dropped on it."""

    dropped = Signal(str, object)
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[tuple[str, str, int], ...] = ()  # id, name, clips

    def set_lists(self, lists: Sequence[ClipList], total: int) -> None:
        """Show these."""
        rows = ((ALL, tr("All clips"), total), *((one.id, list_name(one), one.count) for one in lists))
        if rows == self.rows:
            return
        same = [row[0] for row in rows] == [row[0] for row in self.rows]
        if same:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def row_of(self, list_id: str) -> int:
        """The row of a list, -1 where it is not."""
        return next((row for row, one in enumerate(self.rows) if one[0] == list_id), -1)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        _, name, count = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return name
        if role == Qt.ItemDataRole.UserRole:
            return count
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, {tr('{n} clip|{n} clips', count)}"
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        list_id, before, _ = self.rows[index.row()]
        name = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not name or name == before:
            return False
        self.renamed.emit(list_id, name)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        list_id = self.rows[index.row()][0]
        if list_id != ALL:
            base |= Qt.ItemFlag.ItemIsDropEnabled
        if list_id not in (ALL, BEST):
            base |= Qt.ItemFlag.ItemIsEditable
        return base

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        if not parent.isValid() or self.rows[parent.row()][0] == ALL:
            return False
        self.dropped.emit(self.rows[parent.row()][0], ids_of(data))
        return False
