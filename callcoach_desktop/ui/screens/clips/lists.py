"""The two lists of the page: the clips, and the lists that they are in. Keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from callcoach_desktop.domain.clips import BEST, ShownClip
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.clips.delegates import ClipDelegate, ListDelegate
from callcoach_desktop.ui.screens.clips.model import ClipsModel, ListsModel
from callcoach_desktop.ui.screens.clips.view_model import ALL
from callcoach_desktop.ui.widgets.selecting import ChosenAlone


class _View(QListView):
    """What both have in common."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        theme.theme_signals().changed.connect(self._dress)

    def _dress(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class ClipsView(ChosenAlone, _View):
    """Space plays, Return opens the call, F2 renames, Del takes out, Ctrl with up and down moves."""

    play = Signal(object)  # a ShownClip
    opened = Signal(object)
    chosen = Signal(object)  # the ShownClip that is current, None for none
    take_out = Signal(list)  # ids
    remove = Signal(list)
    menu = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__(tr("Clips"))
        self.rows = ClipsModel()
        self.setModel(self.rows)
        self.paints = ClipDelegate(self, self.rows)
        self.setItemDelegate(self.paints)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self._kept: list[str] = []
        self.rows.modelAboutToBeReset.connect(self._keep)
        self.rows.modelReset.connect(self._put_back)
        self.rows.dataChanged.connect(lambda *_: self.chosen.emit(self.current()))
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit(self.current()))
        self.customContextMenuRequested.connect(lambda at: self.menu.emit(self.viewport().mapToGlobal(at)))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.clips[index.row()]))

    def current(self) -> ShownClip | None:
        """The clip with the focus."""
        index = self.currentIndex()
        return self.rows.clips[index.row()] if index.isValid() and index.row() < len(self.rows.clips) else None

    def picked(self) -> list[ShownClip]:
        """The clips that are selected, in the order of the list."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.rows.clips[row] for row in rows]

    def _keep(self) -> None:
        now = self.current()
        self._kept = ([now.clip.id] if now is not None else []) + [one.clip.id for one in self.picked()]
        self._place = self.currentIndex().row()

    def _put_back(self) -> None:
        """The same clips as before are selected; where the current one went, the one in its place is."""
        there = [row for one in dict.fromkeys(self._kept) if (row := self.rows.row_of(one)) >= 0]
        if not there and self.rows.clips:
            there = [min(max(self._place, 0), len(self.rows.clips) - 1)]
        if not there:
            self.chosen.emit(None)
            return
        self.setCurrentIndex(self.rows.index(there[0]))
        for row in there[1:]:
            self.selectionModel().select(self.rows.index(row), QItemSelectionModel.SelectionFlag.Select)

    def set_playing(self, clip_id: str) -> None:
        """Show which clip plays."""
        self.paints.playing, self.paints.part = clip_id, 0.0
        self.viewport().update()

    def set_part(self, part: float) -> None:
        """Show how much of it was heard."""
        self.paints.part = part
        row = self.rows.row_of(self.paints.playing)
        if row >= 0:
            rect = self.visualRect(self.rows.index(row))
            self.viewport().update(rect.left(), rect.bottom() - 3, rect.width(), 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            disc = self.paints.disc(self.visualRect(index)).adjusted(-4, -4, 4, 4)
            if disc.contains(event.position().toPoint()):
                self.setCurrentIndex(index)
                self.play.emit(self.rows.clips[index.row()])
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        now, ids = self.current(), [one.clip.id for one in self.picked()]
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if now is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            self.play.emit(now)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() != QAbstractItemView.State.EditingState:
                self.opened.emit(now)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and ids:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.remove.emit(ids)
            else:
                self.take_out.emit(ids)
        elif control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.rows.ordered:
            place = self.currentIndex().row() + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= place < len(self.rows.clips):
                self.rows.moved.emit(now.clip.id, place)
        elif event.key() == Qt.Key.Key_Menu:
            self.menu.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
        else:
            super().keyPressEvent(event)


class ListsView(_View):
    """F2 renames, Del removes a list; clips are dropped on a row."""

    chosen = Signal(str)  # the id of a list, ALL for all clips
    remove = Signal(str)
    menu = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__(tr("Lists of clips"))
        self.rows = ListsModel()
        self.setModel(self.rows)
        self.setItemDelegate(ListDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self._quiet = False
        self.selectionModel().currentChanged.connect(lambda *_: self._say())
        self.customContextMenuRequested.connect(lambda at: self.menu.emit(self.viewport().mapToGlobal(at)))

    def current(self) -> str:
        """The id of the list that is chosen."""
        index = self.currentIndex()
        return self.rows.rows[index.row()][0] if index.isValid() else ALL

    def show_list(self, list_id: str) -> None:
        """Mark a list without a signal."""
        self._quiet = True
        self.setCurrentIndex(self.rows.index(max(0, self.rows.row_of(list_id))))
        self._quiet = False

    def _say(self) -> None:
        if not self._quiet and self.currentIndex().isValid():
            self.chosen.emit(self.current())

    def is_own(self) -> bool:
        """Whether the list can be renamed and removed."""
        return self.current() not in (ALL, BEST)

    def rename(self) -> None:
        """Open a field over the name."""
        if self.is_own():
            self.edit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.is_own():
            self.remove.emit(self.current())
        else:
            super().keyPressEvent(event)
