"""A scrolling column of rows whose heights depend on the width, of any number, laid out only where it is seen."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from callcoach_desktop.ui.theme import current, theme_signals
from callcoach_desktop.ui.theme.state import scale as text_scale

_SLICE_S = 0.004  # of the UI thread for measuring rows out of sight at a time
_PATIENCE_MS = 500  # from new rows to the first slice: what is in sight comes first, and reading goes on in threads
_BETWEEN_MS = 4  # from slice to slice
_AT_ONCE = 200  # measured rows that move the scroll bar together
_KEPT_LAYOUTS = 300


class RowsView(QAbstractScrollArea):
    """Rows out of sight have an estimated height until an idle moment measures them.

    Heights that change above the view move the scroll bar with them, so that what is read stays where it is.
    A subclass says how a row is estimated, laid out, measured and painted.
    """

    scrolled_by_hand = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._heights = np.zeros(0)
        self._exact = np.zeros(0, dtype=bool)
        self._tops = np.zeros(1)
        self._unmeasured = 0
        self._found: dict[int, float] = {}  # heights that were measured and are not in force yet
        self._settling = self._fitting = False
        self._scale = text_scale()
        self._width = 0
        self._layouts: OrderedDict[int, Any] = OrderedDict()
        self.focused_row = 0
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._measure_some)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self.scrolled_by_hand.emit())
        theme_signals().changed.connect(self._theme_changed)

    # What a subclass gives

    def estimate(self, width: int) -> np.ndarray:
        """Likely heights of all rows at a width, cheaply."""
        raise NotImplementedError

    def lay_out(self, row: int, width: int) -> Any:
        """Whatever paints a row fast; kept for the rows near the view."""
        raise NotImplementedError

    def height_of(self, layout: Any) -> int:
        """The height of a laid-out row in pixels."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, row: int, layout: Any, rect: QRect) -> None:
        """Paint one row into its rectangle."""
        raise NotImplementedError

    def row_activated(self, row: int) -> None:
        """Enter was pressed on a row."""

    def row_focused(self, row: int) -> None:
        """The keyboard moved to a row."""

    # Rows

    def set_rows(self, *, keep_place: bool = False, first_row: int | None = None) -> None:
        """Begin anew: the number of rows or their content has changed; `first_row` is what the first row in sight is
        called now."""
        first, within = self._anchor()
        first = first if first_row is None else first_row
        self._layouts.clear()
        self._width = max(1, self.viewport().width())
        self._heights = self.estimate(self._width).astype(np.float64)
        if self._make_room():
            self._width = max(1, self.viewport().width())
            self._heights = self.estimate(self._width).astype(np.float64)
        self._exact = np.zeros(len(self._heights), dtype=bool)
        self._unmeasured = 0
        self._found = {}
        self._heights_changed()
        if keep_place and 0 <= first < len(self._heights):
            self._measure_from(first)
            self.verticalScrollBar().setValue(round(self._tops[first] + within))
        else:
            self.verticalScrollBar().setValue(0)
        self.focused_row = min(self.focused_row, max(0, len(self._heights) - 1)) if keep_place else 0
        if len(self._heights) and self.isVisible():
            self._idle.start(_PATIENCE_MS)
        self.viewport().update()

    def _make_room(self) -> bool:
        """Have the scroll bar there before rows are laid out beside it, or they would be laid out twice. Gives whether
        the width has changed."""
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if self._heights.sum() > self.viewport().height():
            policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        if policy == self.verticalScrollBarPolicy():
            return False
        self._fitting = True
        self.setVerticalScrollBarPolicy(policy)
        self._fitting = False
        return self.viewport().width() != self._width

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._heights)

    def layout_of(self, row: int) -> Any:
        """The layout of a row, made when it is not at hand; its height is exact from then on."""
        layout = self._layouts.get(row)
        if layout is None:
            layout = self.lay_out(row, self._width)
            self._layouts[row] = layout
            if len(self._layouts) > _KEPT_LAYOUTS:
                self._layouts.popitem(last=False)
        else:
            self._layouts.move_to_end(row)
        return layout

    def row_at(self, y: int) -> int | None:
        """The row under a height of the viewport."""
        at = y + self.verticalScrollBar().value()
        if not 0 <= at < self._tops[-1]:
            return None
        return int(np.searchsorted(self._tops, at, side="right")) - 1

    def rect_of(self, row: int) -> QRect:
        """A row's rectangle in the viewport."""
        top = round(self._tops[row]) - self.verticalScrollBar().value()
        return QRect(0, top, self._width, round(self._heights[row]))

    def show_row(self, row: int, *, at: float | None = None) -> None:
        """Scroll so that a row is seen: at a part of the height (0 top), or by as little as needed."""
        if not 0 <= row < len(self._heights):
            return
        self._measure_from(row)
        bar, view = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self._tops[row], self._tops[row] + self._heights[row]
        if at is not None:
            bar.setValue(round(top - at * view))
        elif top < bar.value() + 8:
            bar.setValue(round(top) - 8)
        elif bottom > bar.value() + view - 8:
            bar.setValue(round(min(bottom - view + 8, top)))

    def row_seen(self, row: int) -> bool:
        """Whether a row lies wholly in sight."""
        rect = self.rect_of(row)
        return rect.top() >= 0 and rect.bottom() <= self.viewport().height()

    def measure_again(self, row: int) -> None:
        """A row's content has changed: its height follows."""
        if 0 <= row < len(self._heights):
            self._layouts.pop(row, None)
            self._found.pop(row, None)
            self._exact[row] = False
            self._measure(row)
            self._heights_changed()
            self.viewport().update()

    # Heights

    def _measure(self, row: int) -> None:
        if not self._exact[row]:
            self._exact[row] = True
            self._heights[row] = self.height_of(self.layout_of(row))

    def _measure_from(self, row: int) -> None:
        """Make exact what fills the viewport from a row on."""
        filled = 0.0
        view = self.viewport().height()
        while row < len(self._heights) and filled < view:
            self._measure(row)
            filled += self._heights[row]
            row += 1
        self._heights_changed()

    def _heights_changed(self) -> None:
        self._tops = np.concatenate(((0.0,), np.cumsum(self._heights)))
        bar, view = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(max(1, view))
        bar.setSingleStep(24)
        bar.setRange(0, max(0, round(self._tops[-1]) - view))
        if not bar.maximum() and self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # fewer lines than estimated

    def _anchor(self) -> tuple[int, float]:
        """The first row in sight and how much of it is scrolled away."""
        place = self.verticalScrollBar().value()
        first = max(0, int(np.searchsorted(self._tops, place, side="right")) - 1)
        return first, place - self._tops[first]

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._settling:
            super().scrollContentsBy(dx, dy)

    def _measure_some(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while self._unmeasured < len(self._heights) and time.perf_counter() < until:
            row = self._unmeasured
            if not self._exact[row]:
                self._found[row] = self.height_of(self._layouts.get(row) or self.lay_out(row, self._width))
            self._unmeasured += 1
        done = self._unmeasured >= len(self._heights)
        if done or len(self._found) >= _AT_ONCE:
            self._settle()
        if done:
            self._idle.stop()
        elif self._idle.interval() != _BETWEEN_MS:
            self._idle.setInterval(_BETWEEN_MS)

    def _settle(self) -> None:
        """Put the measured heights in force. Rows in sight are exact already and stay where they are, so nothing needs
        painting but the scroll bar."""
        first, within = self._anchor()
        for row, height in self._found.items():
            if not self._exact[row]:
                self._exact[row], self._heights[row] = True, height
        self._found = {}
        self._settling = True
        self._heights_changed()
        self.verticalScrollBar().setValue(round(self._tops[first] + within))
        self._settling = False

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unmeasured < len(self._heights):
            self._idle.start(_PATIENCE_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._idle.stop()  # a list on a page that is not seen takes no time from the one that is

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(event.rect(), current().surface)
        if not len(self._heights):
            return
        first = int(np.searchsorted(self._tops, self.verticalScrollBar().value(), side="right")) - 1
        first = min(first, len(self._heights) - 1)
        self._measure_from(first)
        row = first
        while row < len(self._heights):
            rect = self.rect_of(row)
            if rect.top() > event.rect().bottom():
                break
            if rect.bottom() >= event.rect().top():
                self.paint_row(painter, row, self.layout_of(row), rect)
            row += 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting:
            return
        if self.viewport().width() != self._width and len(self._heights):
            first = max(0, int(np.searchsorted(self._tops, self.verticalScrollBar().value(), side="right")) - 1)
            focused = self.focused_row
            self.set_rows()
            self.focused_row = focused
            self.show_row(first, at=0)
        else:
            self._heights_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.scrolled_by_hand.emit()
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._heights) - 1
        page = max(1, self.viewport().height() // 60)
        moves = {
            Qt.Key.Key_Down: self.focused_row + 1,
            Qt.Key.Key_Up: self.focused_row - 1,
            Qt.Key.Key_PageDown: self.focused_row + page,
            Qt.Key.Key_PageUp: self.focused_row - page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves and last >= 0:
            self.scrolled_by_hand.emit()
            self.focused_row = min(max(0, moves[key]), last)
            self.show_row(self.focused_row)
            self.row_focused(self.focused_row)
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and last >= 0:
            self.row_activated(self.focused_row)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and len(self._heights):
            self.set_rows(keep_place=True)
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(round(event.position().y()))
        if row is not None:
            self.focused_row = row
        super().mousePressEvent(event)

    def _theme_changed(self) -> None:
        self._layouts.clear()
        if text_scale() != self._scale:
            self._scale = text_scale()
            self.set_rows(keep_place=True)
        self.viewport().update()
