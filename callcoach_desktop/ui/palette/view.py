"""The command palette: a field and a list over the window; Enter does what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.palette.matching import Entry, best
from callcoach_desktop.ui.tasks import run_task
from callcoach_desktop.ui.widgets.basics import label

WIDTH, ROWS = 640, 9
EntryRole = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(self.entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        one = self.entries[index.row()]
        if role == EntryRole:
            return one
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (one.text, one.where, one.keys) if part)
        return None


class _Delegate(QStyledItemDelegate):
    """Text at the left, what it is in grey beside it, its key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, option.fontMetrics.height() + theme.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: Entry = index.data(EntryRole)
        tokens, gap = theme.current(), theme.px(12)
        painter.save()
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.selection)
            painter.drawRoundedRect(box.adjusted(4, 1, -4, -1), 6, 6)
        inside = box.adjusted(gap, 0, -gap, 0)
        small = theme.font("small")
        painter.setFont(small)
        painter.setPen(tokens.muted)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        keys = painter.fontMetrics().horizontalAdvance(one.keys)
        painter.drawText(inside, middle | int(Qt.AlignmentFlag.AlignRight), one.keys)
        beside = painter.fontMetrics()
        where = min(beside.horizontalAdvance(one.where), inside.width() * 0.35)  # a long title leaves it so much
        room = inside.width() - keys - where - 2 * gap
        painter.setFont(option.font)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(one.text, Qt.TextElideMode.ElideRight, int(room))
        painter.setPen(tokens.text)
        painter.drawText(inside, middle | int(Qt.AlignmentFlag.AlignLeft), text)
        painter.setFont(small)
        painter.setPen(tokens.muted)
        left = inside.left() + metrics.horizontalAdvance(text) + gap
        rest = inside.right() - keys - (gap if keys else 0) - left
        words = beside.elidedText(one.where, Qt.TextElideMode.ElideRight, int(rest))
        painter.drawText(QRectF(left, inside.top(), rest, inside.height()), middle, words)
        painter.restore()


class Palette(QDialog):
    """Made anew each time it is asked for; `entries` come in the order in which they are shown without a text."""

    def __init__(
        self, parent: QWidget, entries: Sequence[Entry], titles: Callable[[], list[Entry]] | None = None
    ) -> None:
        """`titles` gives the entries of the calls; it is asked on a worker thread."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Go to anything"))
        self.setObjectName("palette")
        self._entries = entries
        self._titles: list[Entry] = []
        self._model = _Model()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(0)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("An action, a call or a setting"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.setProperty("kind", "palette")
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setAccessibleName(tr("What fits"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        self.nothing = label(tr("Nothing is called that"), "body", "muted")
        self.nothing.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.field.textChanged.connect(self._typed)
        self._place(parent)
        self._typed("")
        if titles is not None:
            run_task(self, titles, self._titles_came)

    def _titles_came(self, titles: list[Entry]) -> None:
        self._titles = titles
        if self.field.text():
            self._typed(self.field.text())

    def _place(self, parent: QWidget) -> None:
        room = parent.rect()
        self.setFixedWidth(min(theme.px(WIDTH), room.width() - 48))
        corner = parent.mapToGlobal(room.topLeft())
        self.move(corner.x() + (room.width() - self.width()) // 2, corner.y() + room.height() // 8)

    def _typed(self, text: str) -> None:
        self._model.show(best(text, self._entries, self._titles))
        found = self._model.rowCount()
        self.nothing.setVisible(not found)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))
            self.list.setFixedHeight(min(found, ROWS) * self.list.sizeHintForRow(0) + theme.px(4))
        self.adjustSize()

    def _chosen(self, index: Index) -> None:
        if not index.isValid():
            return
        act = self._model.entries[index.row()].act
        self.accept()
        act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            moves = {
                Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS
            }  # fmt: skip
            step = moves.get(Qt.Key(event.key()))
            if step is not None and self._model.rowCount():
                row = self.list.currentIndex().row() + step
                row = row % self._model.rowCount() if abs(step) == 1 else max(0, min(row, self._model.rowCount() - 1))
                self.list.setCurrentIndex(self._model.index(row, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._chosen(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)
