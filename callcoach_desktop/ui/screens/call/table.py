"""The plots of a call as tables: for those who would rather read or hear them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.domain.editing import Comment
from callcoach_desktop.services.usual import Usual
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.table_rows import Table, all_tables, table_rows
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.reading_table import dress_table

__all__ = ["MapTable", "table_rows"]
_WIDTHS = {"map": (70, 84, 130, 160), "share": (90, 120), "tone": (90, 120), "figures": (160, 90, 120, 290)}


class _Model(QAbstractTableModel):
    def __init__(self, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = table

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(self.table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.table.columns[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.table.rows[index.row()][index.column()]
        return None


class MapTable(QDialog):
    """One table a plot; Enter or a double click goes to that second, Ctrl+C copies the chosen rows."""

    go = Signal(float)

    def __init__(
        self,
        scene: CallScene,
        parent: QWidget | None = None,
        *,
        comments: tuple[Comment, ...] = (),
        usual: Mapping[str, Usual] | None = None,
        first: str = "map",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("This call as tables"))
        self.resize(px(960), px(560))
        self.tables = all_tables(scene, comments, usual)
        self.view = QTableView()
        dress_table(self.view, row_height=28)
        self.view.activated.connect(self._activated)
        self.hint = QLabel()
        self.hint.setProperty("kind", "muted")
        box = QVBoxLayout(self)
        box.addLayout(self._tabs())
        box.addWidget(self.view)
        box.addWidget(self.hint)
        QShortcut(QKeySequence.StandardKey.Copy, self, self.copy)
        self.show_table(first if any(t.key == first for t in self.tables) else "map")

    def _tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for i, table in enumerate(self.tables):
            tab = QPushButton(table.title)
            tab.setCheckable(True)
            tab.setProperty("kind", "segment")
            tab.setProperty("place", "first" if i == 0 else "last" if i == len(self.tables) - 1 else "")
            tab.clicked.connect(lambda _=False, key=table.key: self.show_table(key))
            group.addButton(tab)
            self.tabs[table.key] = tab
            row.addWidget(tab)
        row.addStretch(1)
        return row

    def show_table(self, key: str) -> None:
        """Turn to the table of a plot: `map`, `share` or `figures`."""
        self.table = next(t for t in self.tables if t.key == key)
        self.tabs[key].setChecked(True)
        self.view.setModel(_Model(self.table, self))
        self.view.setAccessibleName(self.table.title)
        header = self.view.horizontalHeader()
        for column, width in enumerate(_WIDTHS[key]):
            self.view.setColumnWidth(column, px(width))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(len(self.table.columns) - 1, QHeaderView.ResizeMode.Stretch)
        rows = tr("{n} row.|{n} rows.", len(self.table.rows))
        self.hint.setText(rows + " " + tr("Enter goes to that second of the call, Ctrl+C copies."))

    def _activated(self, index: QModelIndex) -> None:
        second = self.table.seconds[index.row()]
        if second is not None:
            self.go.emit(second)

    def copy(self) -> None:
        """The chosen rows as tab-separated text, ready for a sheet; all rows when none is chosen."""
        chosen = sorted({i.row() for i in self.view.selectionModel().selectedRows()}) or range(len(self.table.rows))
        lines = ["\t".join(self.table.columns)]
        lines += ["\t".join(cell.replace("\t", " ") for cell in self.table.rows[i]) for i in chosen]
        QGuiApplication.clipboard().setText("\n".join(lines))
