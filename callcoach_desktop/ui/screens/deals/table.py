"""The list of deals: rows of a model, so that thousands cost nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from callcoach_desktop.domain.coaching import Deal
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.deals.words import money, outcome_words
from callcoach_desktop.ui.theme import px
from callcoach_desktop.ui.widgets.reading_table import dress_table

SORT_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class DealModel(QAbstractTableModel):
    """One row a deal."""

    def __init__(self) -> None:
        super().__init__()
        self.deals: tuple[Deal, ...] = ()
        self._columns = (tr("Deal"), tr("Company"), tr("Outcome"), tr("Closed"), tr("Amount"), tr("Calls"))

    def set_deals(self, deals: tuple[Deal, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.deals = deals
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.deals)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section >= 4:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        deal, column = self.deals[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):  # a name may be cut short
            calls = str(len(deal.calls)) if deal.calls else ""
            words = (deal.name, deal.company, outcome_words(deal.outcome), deal.closed_on, money(deal), calls)
            return words[column] or ""
        if role == SORT_ROLE:
            keys = (deal.name.casefold(), (deal.company or "").casefold(), deal.outcome, deal.closed_on or "")
            return keys[column] if column < 4 else (deal.amount or 0.0, len(deal.calls))[column - 4]
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= 4:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class DealTable(QTableView):
    """Sorted by a click on a heading; `chosen` carries the deal that is current, None for none.

    Enter and a double click open it: `opened` carries it then.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Deals"))
        self.deals = DealModel()
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.deals)
        self.proxy.setSortRole(SORT_ROLE)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setFilterKeyColumn(-1)
        self.setModel(self.proxy)
        header = dress_table(self, row_height=30)
        self.setSortingEnabled(True)
        self.sortByColumn(3, Qt.SortOrder.DescendingOrder)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 112), (2, 82), (3, 108), (4, 124), (5, 58)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, px(width))
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(self._deal(now)))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._deal(index)))

    def set_deals(self, deals: tuple[Deal, ...]) -> None:
        """Show these; the one that was current stays it, and the list stands where it stood."""
        now, bar = self._deal(self.currentIndex()), self.verticalScrollBar()
        if deals == self.deals.deals:
            self.chosen.emit(now)  # what is known of its calls may be new
            return
        at = bar.value()
        self.deals.set_deals(deals)
        self.setColumnHidden(1, not any(deal.company for deal in deals))  # deals by hand have none: room for the names
        if now is not None:
            self.show_deal(now.id)
            bar.setValue(at)
        else:
            self.chosen.emit(None)

    def show_deal(self, deal_id: str) -> None:
        """Make a deal the current one."""
        row = next((n for n, deal in enumerate(self.deals.deals) if deal.id == deal_id), None)
        if row is None:
            self.chosen.emit(None)
            return
        index = self.proxy.mapFromSource(self.deals.index(row, 0))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def filter(self, text: str) -> None:
        """Show the deals that contain the text."""
        self.proxy.setFilterFixedString(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deal = self._deal(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and deal is not None:
            self.opened.emit(deal)
        else:
            super().keyPressEvent(event)

    def current(self) -> Deal | None:
        """The deal that is chosen."""
        return self._deal(self.currentIndex())

    def place(self, deal_id: str) -> tuple[int, int]:
        """The number of a deal among those that are listed, and how many these are; -1 when it is not among them."""
        count = self.proxy.rowCount()
        shown = (self._deal(self.proxy.index(row, 0)) for row in range(count))
        return next((n for n, deal in enumerate(shown) if deal is not None and deal.id == deal_id), -1), count

    def beside(self, deal_id: str, way: int) -> Deal | None:
        """The deal that stands one above (-1) or below (1) in the list."""
        at, count = self.place(deal_id)
        return self._deal(self.proxy.index(at + way, 0)) if at >= 0 and 0 <= at + way < count else None

    def _deal(self, index: _Index) -> Deal | None:
        return self.deals.deals[self.proxy.mapToSource(index).row()] if index.isValid() else None
