"""The table widget of the list: hover by row, keys, menu, widths."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.calls.delegate import ROW_HEIGHT, CallsDelegate
from callcoach_desktop.ui.screens.calls.model import BY_KEY, COLUMNS, TITLE, CallsModel

WIDTHS = {
    "customer": 140,
    "started_at": 108,
    "duration": 68,
    "talk_ratio": 164,
    "questions": 88,
    "call_type": 104,
    "state": 100,
}
"""Widths in pixels at the start; the title takes the rest."""
_TITLE_WIDTH = 320
_SPARE = {"customer": 0.16, "started_at": 0.06, "talk_ratio": 0.22, "call_type": 0.06, "state": 0.04}
"""Shares of the room that is left over when the title has its 320 pixels; the title gets the rest."""
_NARROW = 900  # below this width type and customer step back


class CallsTable(QTableView):
    """Signals carry call ids."""

    opened = Signal(str)
    delete_wanted = Signal(list)
    swap_wanted = Signal(str)

    def __init__(self, model: CallsModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self._delegate = CallsDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Calls")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setFont(theme.font("small"))
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(56)
        columns.setFixedHeight(36)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self._fitting = False
        self.own_widths = False
        columns.sectionResized.connect(self._resized)
        columns.setSortIndicator(*model.sorting())
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.row(index).id))
        theme.theme_signals().changed.connect(self.viewport().update)

    def chosen(self) -> list[str]:
        """The ids of the selected calls, from top to bottom."""
        return [self._model.row(index).id for index in sorted(self.selectionModel().selectedRows())]

    def choose(self, call_id: str) -> None:
        """Select a call and bring it into view, when it is shown."""
        number = self._model.find(call_id)
        if number >= 0:
            index = self._model.index(number, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() != QAbstractItemView.State.EditingState:
            chosen = self.chosen()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
                self.opened.emit(self._model.row(self.currentIndex()).id)
                return
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and chosen:
                self.delete_wanted.emit(chosen)
                return
            if event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid():
                self.rename()
                return
        super().keyPressEvent(event)

    def rename(self) -> None:
        """Edit the current call's title where it stands."""
        self.edit(self._model.index(self.currentIndex().row(), TITLE))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentIndex()
        if not index.isValid():
            return
        if index.row() not in {one.row() for one in self.selectionModel().selectedRows()}:
            self.setCurrentIndex(index)
        menu = self.build_menu()
        menu.popup(event.globalPos() if event.reason() == QContextMenuEvent.Reason.Mouse else self._menu_place())

    def _menu_place(self) -> QPoint:
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())

    def build_menu(self) -> QMenu:
        """The menu of the selected calls."""
        chosen = self.chosen()
        one = len(chosen) == 1
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opens = menu.addAction(theme.icon("phone-call", "muted"), "Open", lambda: self.opened.emit(chosen[0]))
        renames = menu.addAction(theme.icon("pencil", "muted"), "Rename", self.rename)
        row = self._model.row(self.currentIndex()) if one else None
        swaps = menu.addAction(
            theme.icon("arrow-left-right", "muted"), "Swap rep and customer", lambda: self.swap_wanted.emit(chosen[0])
        )
        for action in (opens, renames):
            action.setEnabled(one)
        swaps.setEnabled(row is not None and row.state == "ready" and row.talk_ratio is not None)
        menu.addSeparator()
        text = "Delete" if one else f"Delete {len(chosen)} calls"
        menu.addAction(theme.icon("trash-2", "warn"), text, lambda: self.delete_wanted.emit(chosen))
        return menu

    def _hover(self, row: int) -> None:
        if row == self._delegate.hovered:
            return
        for number in (self._delegate.hovered, row):
            if number >= 0:
                top = self.rowViewportPosition(number)
                self.viewport().update(0, top, self.viewport().width(), ROW_HEIGHT)
        self._delegate.hovered = row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting = True
        room = self.viewport().width()
        narrow = room < _NARROW
        for key in ("call_type", "customer"):
            if self.isColumnHidden(BY_KEY[key]) != narrow:
                self.setColumnHidden(BY_KEY[key], narrow)
        if not self.own_widths:
            spare = max(0, room - sum(WIDTHS.values()) - _TITLE_WIDTH)
            for key, width in WIDTHS.items():
                self.setColumnWidth(BY_KEY[key], width + int(spare * _SPARE.get(key, 0.0)))
        self._fitting = False

    def _resized(self, column: int, before: int, after: int) -> None:
        # The title takes what is left by itself; any other change outside of ours was made by a person.
        if not self._fitting and column != TITLE:
            self.own_widths = True

    def save(self, settings: QSettings) -> None:
        """Remember the sorting, and the widths where a person chose them."""
        header = self.horizontalHeader()
        settings.setValue("calls/sort", [header.sortIndicatorSection(), header.sortIndicatorOrder().value])
        settings.setValue("calls/columns", header.saveState() if self.own_widths else None)

    def restore(self, settings: QSettings) -> None:
        """Bring back what `save` remembered."""
        kept = settings.value("calls/columns")
        if isinstance(kept, QByteArray) and self.horizontalHeader().restoreState(kept):
            self.own_widths = True
        sort = settings.value("calls/sort")
        if isinstance(sort, list) and len(sort) == 2 and all(str(one).isdigit() for one in sort):
            column, order = int(sort[0]), int(sort[1])
            if column < len(COLUMNS) and order in (0, 1):
                self.sortByColumn(column, Qt.SortOrder(order))
