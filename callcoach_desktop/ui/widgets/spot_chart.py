"""Drawings with spots that can be pointed at: mouse, keys, tool tips and focus do the same in all of them."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from callcoach_desktop.ui.theme import current, px, theme_signals

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class SpotChart(QWidget):
    """Left and right go from spot to spot, Home and End to the first and the last, Enter chooses; so does a click.

    A subclass says where its spots are, what is said of each, and what it means to choose one. Keys with Alt or Ctrl
    are left to the window.
    """

    near = 9.0  # pixels from a spot's middle that still are the spot
    opens = True  # whether something happens when one is chosen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at = -1  # the spot that the keys or the mouse reached last
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme_signals().changed.connect(self.restyled)

    def places(self) -> list[QPointF]:
        """The middles of the spots in pixels, in the order in which the keys go through them."""
        raise NotImplementedError

    def words_of(self, at: int) -> str:
        """What is said of a spot on hover and to a screen reader."""
        raise NotImplementedError

    def choose(self, at: int) -> None:
        """A spot was clicked, or Enter was pressed at it."""

    def words_beside(self, point: QPointF) -> str:
        """What is said on hover where there is no spot."""
        return ""

    def restyled(self) -> None:
        """The theme or the size of texts has changed."""
        self.updateGeometry()
        self.update()

    def spot_at(self, point: QPointF) -> int:
        """The nearest spot that the pointer touches, -1 for none."""
        best, found = self.near, -1
        for n, spot in enumerate(self.places()):
            away = math.hypot(spot.x() - point.x(), spot.y() - point.y())
            if away < best:
                best, found = away, n
        return found

    @property
    def marked(self) -> int:
        """The spot to draw a ring at, -1 for none."""
        return self.at if self.hasFocus() or self.underMouse() else -1

    def paint_ring(self, painter: QPainter, spot: QPointF, radius: float) -> None:
        """Mark a spot; `radius` in pixels of the normal text size."""
        painter.setPen(QPen(current().accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(spot, px(radius), px(radius))

    def paint_focus(self, painter: QPainter) -> None:
        """The frame of what has the keyboard; to be called last."""
        if self.hasFocus():
            painter.setPen(QPen(current().accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 and self.opens else Qt.CursorShape.ArrowCursor)
        if at != self.at:
            self.at = at
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.spot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.choose(at)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            point = QPointF(event.pos())
            at = self.spot_at(point)
            words = self.words_of(at) if at >= 0 else self.words_beside(point)
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = self.places()
        last = len(places) - 1
        moves = {Qt.Key.Key_Left: self.at - 1, Qt.Key.Key_Right: self.at + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: last}  # fmt: skip
        if event.key() in moves and last >= 0 and event.modifiers() in _PLAIN:
            self.at = min(max(0, moves[Qt.Key(event.key())]), last)
            words = self.words_of(self.at)
            self.setAccessibleDescription(words)
            QToolTip.showText(self.mapToGlobal(places[self.at].toPoint()), words, self)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self.at <= last:
            self.choose(self.at)
        else:
            super().keyPressEvent(event)
