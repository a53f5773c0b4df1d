"""The table widget of the list: hover by row, keys, columns and their widths, what is chosen."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QRect, QSettings, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.columns import BY_KEY, COLUMNS, TITLE, fit, usual
from callcoach_desktop.ui.screens.calls.delegate import EDGE, PAD, CallsDelegate, row_height
from callcoach_desktop.ui.screens.calls.model import CallsModel
from callcoach_desktop.ui.widgets.selecting import ChosenAlone

_ROWS_MEASURED = 60  # around what is seen, when a double click fits a column to its text


class CallsTable(ChosenAlone, QTableView):
    """Signals carry call ids. `menu_of` and `run_key` are set by the screen: the menu of the chosen calls, and
    whether a key was an action's."""

    opened = Signal(str)
    delete_wanted = Signal(list)
    chosen_changed = Signal()
    above = Signal()  # Up on the first row
    beneath = Signal()  # Down on the last row

    def __init__(self, model: CallsModel) -> None:
        super().__init__()
        # Asked for one that it did not make, the binding first makes all classes of widgets that there are (15 ms).
        self.setViewport(QWidget())
        self._model = model
        self.menu_of: Callable[[], QMenu] = lambda: QMenu(self)
        self.run_key: Callable[[QKeyEvent], bool] = lambda _: False
        self.own: dict[str, int] = {}
        """Widths that a person chose, at 100 % text."""
        self.chose_columns = False
        """Whether a person chose which columns are shown, or in which order."""
        self._fitting = self._moving = False
        self._hovered = -1
        self._kept: tuple[set[str], str, str] = (set(), "", "")
        self.setModel(model)
        self.delegate = CallsDelegate(self, model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(tr("Calls"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsMovable(True)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.customContextMenuRequested.connect(lambda at: self.build_columns_menu().popup(columns.mapToGlobal(at)))
        columns.sectionResized.connect(self._resized)
        columns.sectionMoved.connect(self._moved)
        columns.setAccessibleName(tr("Columns"))
        columns.setSortIndicator(*model.sorting())
        self.setSortingEnabled(True)
        self._arrange_columns(usual(10_000))
        self._dress()
        self.doubleClicked.connect(lambda index: self.opened.emit(model.row(index).id))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        model.modelAboutToBeReset.connect(self._keep_chosen)
        model.modelReset.connect(self._choose_again)
        theme.theme_signals().changed.connect(self._dress)

    def _dress(self) -> None:
        self.delegate.dress()
        self._fitting = True  # a new smallest width is nobody's choice
        self.verticalHeader().setDefaultSectionSize(row_height())
        columns = self.horizontalHeader()
        columns.setFont(theme.font("small"))
        columns.setMinimumSectionSize(theme.px(56))
        columns.setFixedHeight(theme.px(36))
        self._fitting = False
        self.fit()
        self.viewport().update()

    # what is chosen

    def _ranges(self) -> list[tuple[int, int]]:
        return sorted((one.top(), one.bottom()) for one in self.selectionModel().selection())

    def chosen(self) -> list[str]:
        """The ids of the selected calls, from top to bottom."""
        numbers = sorted({n for top, bottom in self._ranges() for n in range(top, bottom + 1)})
        return [self._model.row(number).id for number in numbers]

    def chosen_count(self) -> int:
        """How many calls are selected."""
        return len({n for top, bottom in self._ranges() for n in range(top, bottom + 1)})

    def first_chosen(self) -> int:
        """The number of the first row that is selected; -1 for none."""
        return min((top for top, _ in self._ranges()), default=-1)

    def choose(self, call_id: str) -> None:
        """Select a call and bring it into view, when it is shown."""
        number = self._model.find(call_id)
        if number >= 0:
            index = self._model.index(number, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _keep_chosen(self) -> None:
        current, top = self.currentIndex(), self.rowAt(0)
        self._kept = (
            set(self.chosen()),
            self._model.row(current).id if current.isValid() else "",
            self._model.row(top).id if top >= 0 and self.verticalScrollBar().value() > 0 else "",
        )

    def _choose_again(self) -> None:
        """A reset forgets selection and place; what is still there gets them back."""
        ids, current, top = self._kept
        model, selecting = self._model, self.selectionModel()
        if ids:
            selection, last = QItemSelection(), len(COLUMNS) - 1
            places = model.places(ids)
            start = 0
            for number, place in enumerate(places):
                if number + 1 == len(places) or places[number + 1] != place + 1:
                    selection.select(model.index(places[start], 0), model.index(place, last))
                    start = number + 1
            selecting.select(selection, QItemSelectionModel.SelectionFlag.Select)
        place = model.find(current) if current else -1
        if place >= 0:
            selecting.setCurrentIndex(model.index(place, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        seen = model.find(top) if top else -1
        if seen >= 0:
            self.scrollTo(model.index(seen, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        self._kept = (set(), "", "")
        self.chosen_changed.emit()

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() != QAbstractItemView.State.EditingState:
            if self.run_key(event):
                event.accept()
                return
            row, plain = self.currentIndex().row(), event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == Qt.Key.Key_Up and row <= 0 and plain:
                self.above.emit()
                return
            if event.key() == Qt.Key.Key_Down and row == self._model.rowCount() - 1 and plain:
                self.beneath.emit()
                return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are actions here; the search field finds."""

    def rename(self) -> None:
        """Edit the current call's title where it stands."""
        if self.isColumnHidden(TITLE) or self._model.bin_view:
            return
        self.edit(self._model.index(self.currentIndex().row(), TITLE))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_of().popup(event.globalPos() if by_mouse else place)

    def _hover(self, row: int) -> None:
        if row == self._hovered:
            return
        for number in (self._hovered, row):
            if number >= 0:
                top = self.rowViewportPosition(number)
                self.viewport().update(0, top, self.viewport().width(), row_height())
        self._hovered = row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._hovered >= 0:  # another row is under the mouse now
            self._hover(self.rowAt(self.viewport().mapFromGlobal(QCursor.pos()).y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    # columns

    def columns(self) -> list[str]:
        """The keys of the columns that are shown, from left to right."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(len(COLUMNS))]
        return [COLUMNS[number].key for number in order if not self.isColumnHidden(number)]

    def set_columns(self, keys: list[str]) -> None:
        """Show these columns in this order, whatever the room; the title is always there."""
        self.chose_columns = True
        self._arrange_columns(keys)
        self.fit()

    def _arrange_columns(self, keys: list[str]) -> None:
        wanted = [key for key in dict.fromkeys(keys) if key in BY_KEY]
        if "title" not in wanted:
            wanted.insert(0, "title")
        header = self.horizontalHeader()
        fitting, self._fitting, self._moving = self._fitting, True, True
        rest = [column.key for column in COLUMNS if column.key not in wanted]
        for place, key in enumerate([*wanted, *rest]):
            header.moveSection(header.visualIndex(BY_KEY[key]), place)
        for column in COLUMNS:
            self.setColumnHidden(BY_KEY[column.key], column.key not in wanted)
        self._fitting, self._moving = fitting, False
        self.delegate.forget_places()

    def _moved(self) -> None:
        if not self._moving:
            self.chose_columns = True
            self.delegate.forget_places()
            self.viewport().update()  # the first and the last column have wider edges

    def show_column(self, key: str, on: bool) -> None:
        """Show or hide one column; a column that comes stands where it is in the usual order."""
        shown = self.columns()
        if on and key not in shown:
            number = BY_KEY[key]
            before = [place for place, one in enumerate(shown) if BY_KEY[one] < number]
            shown.insert(before[-1] + 1 if before else 0, key)
        elif not on and key != "title" and key in shown:
            shown.remove(key)
        self.set_columns(shown)

    def reset_columns(self) -> None:
        """As they were at first."""
        self.own.clear()
        self.chose_columns = False
        self._arrange_columns(usual(self.viewport().width(), theme.px))
        self.fit()

    def build_columns_menu(self) -> QMenu:
        """Which columns are shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = set(self.columns())
        for column in COLUMNS:
            action = menu.addAction(tr(column.heading))
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled(column.key != "title")
            action.triggered.connect(lambda on, key=column.key: self.show_column(key, on))
        menu.addSeparator()
        menu.addMenu(self._sort_menu(menu))
        menu.addAction(tr("Usual columns and widths"), self.reset_columns)
        return menu

    def _sort_menu(self, parent: QMenu) -> QMenu:
        """Sorting without the mouse, and by columns that are not shown; the same one again turns it round."""
        menu = QMenu(tr("Sort by"), parent)
        now, order = self._model.sorting()
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        for number, column in enumerate(COLUMNS):
            up = (order == descending) if number == now else column.key in ("title", "customer", "call_type", "deal")
            sign = "" if number != now else " ↓" if order == descending else " ↑"
            action = menu.addAction(f"{tr(column.heading)}{sign}")
            action.triggered.connect(
                lambda _=False, number=number, up=up: self.sortByColumn(number, ascending if up else descending)
            )
        return menu

    def fit(self) -> None:
        """Give the columns their widths."""
        if self._fitting:
            return  # a scroll bar came or went while the columns were being moved
        self._fitting = True
        for _ in range(2):  # what is done may itself make a scroll bar come or go
            room = self.viewport().width()
            if not self.chose_columns and self.columns() != (wanted := usual(room, theme.px)):
                self._arrange_columns(wanted)
            own = {key: theme.px(width) for key, width in self.own.items()}
            for key, width in fit(room, self.columns(), own, theme.px).items():
                self.setColumnWidth(BY_KEY[key], width)
            if self.viewport().width() == room:
                break
        self._fitting = False

    def sizeHintForColumn(self, column: int) -> int:
        """The width of the widest text around what is seen; used by a double click between headings."""
        first = max(0, self.rowAt(0))
        rows = range(first, min(self._model.rowCount(), first + _ROWS_MEASURED))
        return max((self.delegate.wanted_width(self._model.index(n, column)) for n in rows), default=80) + theme.px(
            EDGE - PAD
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        # Every pixel is painted here, which Qt was told: so scrolling moves what is there, and only the rows that come
        # in are painted.
        painter = QPainter(self.viewport())
        area, model, selecting = event.rect(), self._model, self.selectionModel()
        painter.fillRect(area, theme.current().surface)
        header, height = self.horizontalHeader(), row_height()
        columns = [
            (number, header.sectionViewportPosition(number), header.sectionSize(number))
            for number in (header.logicalIndex(place) for place in range(len(COLUMNS)))
            if not header.isSectionHidden(number)
        ]
        columns = [one for one in columns if one[1] <= area.right() and one[1] + one[2] > area.left()]
        first = self.rowAt(max(0, area.top()))
        for row in range(first, model.rowCount()) if first >= 0 else ():
            top = self.rowViewportPosition(row)
            if top > area.bottom():
                break
            cells = [(number, QRect(left, top, width, height)) for number, left, width in columns]
            selected = selecting.isSelected(model.index(row, 0))
            self.delegate.paint_row(painter, model.row(row), cells, selected=selected, hovered=row == self._hovered)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _resized(self, column: int, before: int, after: int) -> None:
        if self._fitting or not after:
            return
        self.own[COLUMNS[column].key] = round(after / theme.scale())
        self.fit()

    def save(self, settings: QSettings) -> None:
        """Remember the sorting, the columns, and the widths that a person chose."""
        header = self.horizontalHeader()
        settings.setValue("calls/sort", [header.sortIndicatorSection(), header.sortIndicatorOrder().value])
        shown = self.columns() if self.chose_columns else None
        settings.setValue("calls/columns", json.dumps({"shown": shown, "widths": self.own}))

    def restore(self, settings: QSettings) -> None:
        """Bring back what `save` remembered."""
        kept = settings.value("calls/columns")
        if isinstance(kept, str):
            try:
                known = json.loads(kept)
                shown = known["shown"] and [str(key) for key in known["shown"]]
                self.own = {key: int(width) for key, width in known["widths"].items() if key in BY_KEY}
            except (ValueError, KeyError, TypeError, AttributeError):
                shown = None  # written by another version, or by hand
            if shown:
                self.set_columns(shown)
            else:
                self.fit()
        sort = settings.value("calls/sort")
        if isinstance(sort, list) and len(sort) == 2 and all(str(one).isdigit() for one in sort):
            column, order = int(sort[0]), int(sort[1])
            if column < len(COLUMNS) and order in (0, 1):
                self.sortByColumn(column, Qt.SortOrder(order))
