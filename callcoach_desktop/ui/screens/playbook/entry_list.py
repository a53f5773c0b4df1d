"""The list of entries: rows of a model, painted by a delegate, so that hundreds cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callcoach_desktop.domain.playbook import Entry
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.playbook.words import situation_words
from callcoach_desktop.ui.theme import current, font, px

ENTRY_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROW = 54  # pixels at 100 %


class EntryModel(QAbstractListModel):
    """One row an entry."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.content.title
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.content.title, about(entry)) if part)
        return None


def about(entry: Entry) -> str:
    """The line under a title: when it is wanted, from whom it is, and whether it waits for a choice."""
    parts = [situation_words(entry.content.situation)]
    if entry.version.origin.kind == "file" and entry.version.origin.who:
        parts.append(entry.version.origin.who)
    if entry.offered:
        parts.append(tr("two versions: choose"))
    return " · ".join(parts)


class EntryDelegate(QStyledItemDelegate):
    """Title over a quiet line; a choice that waits is written as a warning."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(px(160), px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: Entry = index.data(ENTRY_ROLE)
        theme = current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(px(4), 1, -px(4), -1)
        state = option.state
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(theme.selection if selected else theme.hover)
            focused = selected and bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(theme.accent if focused else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, 7, 7)
        inside = box.adjusted(px(10), px(7), -px(10), -px(7))
        half = inside.height() / 2
        rows = (
            (entry.content.title, font("body", weight=QFont.Weight.DemiBold), theme.text),
            (about(entry), font("small"), theme.warn if entry.offered else theme.muted),
        )
        for number, (text, face, color) in enumerate(rows):
            painter.setFont(face)
            painter.setPen(color)
            line = QRectF(inside.left(), inside.top() + number * half, inside.width(), half)
            cut = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
        painter.restore()


class EntryList(QListView):
    """`chosen` carries the entry that is current, None for none; `deleted` and `edited` what a key asks for."""

    chosen = Signal(object)
    deleted = Signal(object)
    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Entries of the playbook"))
        self.entries = EntryModel()
        self.setModel(self.entries)
        self.setItemDelegate(EntryDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._quiet = False
        self.selectionModel().currentChanged.connect(lambda now, _: self._tell(now))

    def set_entries(self, entries: Sequence[Entry], keep: str = "") -> None:
        """Show these; the one with the id `keep`, else the one that was current, else the first, is current."""
        before = self.current()
        wanted = keep or (before.id if before is not None else "")
        self._quiet = True  # a row that comes and goes while the list is filled is chosen by nobody
        self.entries.set_entries(entries)
        row = next((n for n, e in enumerate(self.entries.entries) if e.id == wanted), 0)
        if self.entries.entries:
            index = self.entries.index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self._quiet = False
        self.chosen.emit(self.current())

    def current(self) -> Entry | None:
        """The entry that is current."""
        index = self.currentIndex()
        return self.entries.entries[index.row()] if index.isValid() else None

    def show_entry(self, entry_id: str) -> bool:
        """Make an entry the current one; False when it is not listed."""
        row = next((n for n, e in enumerate(self.entries.entries) if e.id == entry_id), -1)
        if row < 0:
            return False
        self.setCurrentIndex(self.entries.index(row))
        self.scrollTo(self.currentIndex())
        return True

    def _tell(self, index: _Index) -> None:
        if not self._quiet:
            self.chosen.emit(self.entries.entries[index.row()] if index.isValid() else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.current()
        if entry is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit(entry)
        elif entry is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edited.emit(entry)
        else:
            super().keyPressEvent(event)
