"""A small popup to pick a value by typing: for filters, types, customers, deals; with marks, for tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
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
from callcoach_desktop.ui.widgets.basics import button, label

WIDTH = 280
ROWS = 9
_ROW = 30
_VALUE = int(Qt.ItemDataRole.UserRole) + 1
_COUNT = int(Qt.ItemDataRole.UserRole) + 3
Option = tuple[str, str, int]
"""Value, what it is called, how many calls have it (-1 = not said)."""


class _Row(QStyledItemDelegate):
    """A mark where there is one, the name, how many calls have it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, theme.px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, rect = theme.current(), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.selection)
            painter.drawRoundedRect(rect, 5, 5)
        inner = rect.adjusted(8, 0, -8, 0)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            self._mark(
                painter, QRectF(inner.left(), rect.center().y() - theme.px(7), theme.px(14), theme.px(14)), state
            )
            inner.setLeft(inner.left() + theme.px(22))
        painter.setFont(option.font)
        count = index.data(_COUNT)
        if count is not None and count >= 0:
            painter.setPen(tokens.muted)
            text = f"{count:,}"
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
            inner.setRight(inner.right() - option.fontMetrics.horizontalAdvance(text) - 12)
        painter.setPen(tokens.text)
        name = option.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()

    def _mark(self, painter: QPainter, box: QRectF, state: Any) -> None:
        tokens = theme.current()
        on, some = Qt.CheckState(state) == Qt.CheckState.Checked, Qt.CheckState(state) == Qt.CheckState.PartiallyChecked
        painter.setPen(QPen(tokens.accent if on or some else tokens.muted, 1.2))
        painter.setBrush(tokens.accent if on else tokens.surface)
        painter.drawRoundedRect(box, 3, 3)
        if on:
            theme.paint_icon(painter, "check", box.adjusted(1, 1, -1, -1), tokens.surface)
        elif some:
            middle = box.center().y()
            painter.setPen(QPen(tokens.accent, 2))
            painter.drawLine(QPointF(box.left() + 3.5, middle), QPointF(box.right() - 3.5, middle))


class Picker(QFrame):
    """`picked` carries the value (an empty text for "none"). The popup closes itself."""

    picked = Signal(str)

    def __init__(
        self, parent: QWidget, title: str, options: Iterable[Option], *, none: str = "", new: str = ""
    ) -> None:
        """`none` names an entry that picks nothing; `new` ("Use “{text}”") allows what is not in the list."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._options = list(options)
        self._none, self._new = none, new
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(label(title, "small", "muted", bold=True))
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Type to find"))
        self.field.setAccessibleName(title)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._fill)
        column.addWidget(self.field)
        self.items = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.items)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay in the field, which moves the choice
        self.list.setAccessibleName(title)
        self.list.setMouseTracking(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._chosen)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        column.addWidget(self.list)
        self._column = column
        self.setFixedWidth(theme.px(WIDTH))
        self._fill("")

    def open_at(self, place: QPoint) -> None:
        """Show it with its top left corner there, inside the screen."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        if screen is not None:
            room = screen.availableGeometry()
            place = QPoint(
                max(room.left(), min(place.x(), room.right() - self.width())),
                max(room.top(), min(place.y(), room.bottom() - self.height())),
            )
        self.move(place)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setPen(tokens.line)
        painter.setBrush(tokens.surface)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _matching(self, text: str) -> list[Option]:
        words = text.casefold().split()
        return [one for one in self._options if all(word in one[1].casefold() for word in words)]

    def _fill(self, text: str) -> None:
        text = self._part(text)
        self.items.clear()
        if self._none and not text:
            self._add("", self._none)
        found = self._matching(text)
        for value, name, number in found:
            self._add(value, name, number)
        if self._new and text and all(text.casefold() != name.casefold() for _, name, _ in found):
            self._add(text, self._new.format(text=text))
        height = min(ROWS, max(1, self.items.rowCount())) * theme.px(_ROW) + 4
        self.list.setFixedHeight(height)
        if self.items.rowCount():
            self.list.setCurrentIndex(self.items.index(0, 0))
        if self.isVisible():
            self.adjustSize()

    def _part(self, text: str) -> str:
        return text.strip()

    def _add(self, value: str, text: str, count: int = -1) -> QStandardItem:
        item = QStandardItem(text)
        item.setData(value, _VALUE)
        item.setData(count, _COUNT)
        self.items.appendRow(item)
        return item

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            number = self.list.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= number < self.items.rowCount():
                self.list.setCurrentIndex(self.items.index(number, 0))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
            return True
        return False

    def _entered(self) -> None:
        self._chosen(self.list.currentIndex())

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            value = str(index.data(_VALUE))
            self.close()
            self.picked.emit(value)


class TagPicker(Picker):
    """Marks tags: all, some or none of the chosen calls have them. `applied` carries what to add and what to take
    away; several new ones may be typed with commas."""

    applied = Signal(list, list)

    def __init__(
        self, parent: QWidget, title: str, tags: Sequence[tuple[str, int]], had: dict[str, int], of: int
    ) -> None:
        """`tags` are all of the library with how many calls have each; `had` tells how many of the `of` chosen calls
        have each."""
        self._states: dict[str, Qt.CheckState] = {}
        self._before: dict[str, Qt.CheckState] = {}
        for tag, number in had.items():
            self._before[tag] = Qt.CheckState.Checked if number >= of else Qt.CheckState.PartiallyChecked
        self._states.update(self._before)
        super().__init__(parent, title, [(tag, tag, number) for tag, number in tags], new=tr("New tag “{text}”"))
        self.field.setPlaceholderText(tr("Tags, with commas between"))
        foot = QHBoxLayout()
        foot.addWidget(label(tr("Space marks, Enter keeps"), "small", "muted"), 1)
        self.keep = button(tr("Keep"), self.apply, "primary")
        foot.addWidget(self.keep)
        self._column.addLayout(foot)

    def _part(self, text: str) -> str:
        return text.rsplit(",", 1)[-1].strip()

    def _add(self, value: str, text: str, count: int = -1) -> QStandardItem:
        item = super()._add(value, text, count)
        item.setCheckState(self._states.get(value, Qt.CheckState.Unchecked))
        return item

    def _key(self, event: QKeyEvent) -> bool:
        typing = bool(self.field.text().strip())
        if event.key() == Qt.Key.Key_Space and not typing:
            self._chosen(self.list.currentIndex())
            return True
        return super()._key(event)

    def _chosen(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        tag, row = str(index.data(_VALUE)), index.row()
        self._mark(tag, on=self._states.get(tag) != Qt.CheckState.Checked)
        self.field.setText("")
        self._fill("")
        names = [str(self.items.index(n, 0).data(_VALUE)) for n in range(self.items.rowCount())]
        place = names.index(tag) if tag in names else min(row, len(names) - 1)
        self.list.setCurrentIndex(self.items.index(place, 0))

    def _mark(self, tag: str, *, on: bool) -> None:
        self._states[tag] = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if all(tag != value for value, _, _ in self._options):
            self._options.insert(0, (tag, tag, -1))

    def _entered(self) -> None:
        self.apply()

    def apply(self) -> None:
        """Take what is marked and what is typed, and close."""
        typed = [part.strip() for part in self.field.text().split(",")]
        known = {value.casefold(): value for value, _, _ in self._options}
        for number, part in enumerate(typed):
            if not part:
                continue
            value = known.get(part.casefold(), part)
            if number == len(typed) - 1 and self.list.currentIndex().isValid():
                value = str(self.list.currentIndex().data(_VALUE))  # what the list completes it to
            self._mark(value, on=True)
        checked, unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked
        add = [tag for tag, state in self._states.items() if state == checked and self._before.get(tag) != checked]
        gone = [tag for tag, state in self._states.items() if state == unchecked and tag in self._before]
        self.close()
        self.applied.emit(add, gone)


def pick(
    parent: QWidget,
    title: str,
    options: Iterable[Option],
    place: QPoint,
    done: Callable[[str], object],
    *,
    none: str = "",
    new: str = "",
) -> Picker:
    """Open a picker there; `done` gets the value."""
    made = Picker(parent, title, options, none=none, new=new)
    made.picked.connect(done)
    made.open_at(place)
    return made
