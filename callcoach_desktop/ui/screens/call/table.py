"""The map as a table: turns and moments in words, for those who would rather read or hear it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.wording import clock, span_words
from callcoach_desktop.ui.theme import font

_COLUMNS = ("Start", "Length", "Who", "What", "Words")
Row = tuple[float, float, str, str, str]


def table_rows(scene: CallScene) -> list[Row]:
    """Turns and moments in order of time: start, length, who, what, words."""
    rows: list[Row] = []
    for lane in scene.lanes:
        turns = lane.turn_starts, lane.turn_ends
        starts, ends = turns if len(turns[0]) else (lane.talk_starts, lane.talk_ends)
        rows += [(a, b - a, lane.name, "turn", "") for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    rows += [(m.start, m.end - m.start, m.speaker, m.label, m.quote) for m in scene.marks]
    rows += [(a, b - a, "both", "overlap", "") for a, b in scene.overlaps.tolist()]
    return sorted(rows, key=lambda r: (r[0], -r[1]))


class _Model(QAbstractTableModel):
    def __init__(self, rows: list[Row], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            start, length, who, what, words = self.rows[index.row()]
            return (clock(start), span_words(length), who, what, words)[index.column()]
        return None


class MapTable(QDialog):
    """Turns, moments and overlaps in order; Enter or a double click goes there, Ctrl+C copies the chosen rows."""

    go = Signal(float)

    def __init__(self, scene: CallScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("The map as a table")
        self.resize(760, 560)
        self._rows = table_rows(scene)
        self.view = QTableView()
        self.view.setAccessibleName("Turns and moments of the call")
        self.view.setModel(_Model(self._rows, self))
        self.view.setFont(font("body"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(28)
        header = self.view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((70, 84, 130, 160)):
            self.view.setColumnWidth(column, width)
        header.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self.view.activated.connect(lambda index: self.go.emit(self._rows[index.row()][0]))
        hint = QLabel(f"{len(self._rows)} rows. Enter goes to that second of the call, Ctrl+C copies.")
        hint.setProperty("kind", "muted")
        box = QVBoxLayout(self)
        box.addWidget(self.view)
        box.addWidget(hint)
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)

    def copy(self) -> None:
        """The chosen rows as tab-separated text, ready for a sheet."""
        chosen = sorted({i.row() for i in self.view.selectionModel().selectedRows()}) or range(len(self._rows))
        lines = ["\t".join(_COLUMNS)]
        for i in chosen:
            start, length, who, what, words = self._rows[i]
            lines.append("\t".join((clock(start), f"{length:.1f}", who, what, words.replace("\t", " "))))
        QGuiApplication.clipboard().setText("\n".join(lines))
