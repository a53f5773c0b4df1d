"""A drawing that is made for the room that it has, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.exchange.return_charts import Ink
from callcoach_desktop.ui.theme import current, font, px, theme_signals


def theme_ink() -> Ink:
    """The colours of the window."""
    theme, used = current(), font("small")
    size = used.pixelSize() if used.pixelSize() > 0 else used.pointSizeF() * 4 / 3
    return Ink(
        theme.text.name(), theme.muted.name(), theme.line.name(), theme.rep.name(), theme.customer.name(),
        theme.accent.name(), float(size), used.family(),
    )  # fmt: skip


class SvgPicture(QWidget):
    """`draw` gives the SVG for a width in pixels. What it shows must be said elsewhere too: a picture has no words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._draw: Callable[[float, Ink], str] | None = None
        self._renderer = QSvgRenderer(self)
        self._made_for = -1
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_signals().changed.connect(self._again)

    def show_drawing(self, draw: Callable[[float, Ink], str], told: str) -> None:
        """Show another drawing; `told` is what a screen reader says of it."""
        self._draw = draw
        self.setAccessibleDescription(told)
        self._again()

    def sizeHint(self) -> QSize:
        return QSize(px(600), self.minimumHeight() or px(120))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(260), self.minimumHeight() or px(60))

    def _again(self) -> None:
        self._made_for = -1
        self._make()
        self.update()

    def _make(self) -> None:
        if self._draw is None or self.width() < 50 or self._made_for == self.width():
            return
        self._made_for = self.width()
        self._renderer.load(QByteArray(self._draw(float(self.width()), theme_ink()).encode()))
        self.setFixedHeight(self._renderer.defaultSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._draw is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            size = self._renderer.defaultSize()
            self._renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
