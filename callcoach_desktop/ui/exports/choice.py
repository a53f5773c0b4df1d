"""A radio button in the theme's colours: the stylesheet leaves Fusion's own ring without an edge."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton

from callcoach_desktop.ui import theme

RING = 16
GAP = 10


class Choice(QRadioButton):
    """One of several; a ring, filled when it is the one, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setFont(theme.font())
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.theme_signals().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        measure, ring = QFontMetrics(self.font()), theme.px(RING)
        width = ring + theme.px(GAP) + measure.horizontalAdvance(self.text()) + 4
        return QSize(width, max(ring + 4, measure.height() + 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.px(RING)
        ring = QRectF(1.5, (self.height() - size) / 2 + 1, size - 2, size - 2)
        strong = tokens.accent if self.isChecked() or self.hasFocus() else tokens.muted
        edge = strong if self.isEnabled() else theme.mix(tokens.muted, tokens.surface, 0.55)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(tokens.surface)
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(edge)
            inset = ring.width() / 4
            painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))
        if self.hasFocus():
            painter.setPen(QPen(theme.mix(tokens.accent, tokens.surface, 0.35), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(tokens.text if self.isEnabled() else tokens.muted)
        painter.setFont(self.font())
        words = self.rect().adjusted(size + theme.px(GAP), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
