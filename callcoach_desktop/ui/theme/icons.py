"""Icons: one-colour SVG drawings (`resources/icons`), painted in the theme's colours at any scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from callcoach_desktop.system.paths import resources
from callcoach_desktop.ui.theme.state import current


@cache
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = _source(name).replace("currentColor", color)
    return QSvgRenderer(QByteArray(drawing.encode()))


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Draw the icon into `rect`."""
    _renderer(name, color.name()).render(painter, rect)


class _Engine(QIconEngine):
    """Looks the colour up when it paints, so that an icon follows the theme without being made again."""

    def __init__(self, name: str, color_name: str) -> None:
        super().__init__()
        self._name = name
        self._color = color_name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme = current()
        color: QColor = getattr(theme, self._color)
        if mode == QIcon.Mode.Disabled:
            color = theme.line
        paint_icon(painter, self._name, QRectF(rect), color)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        theme = current()
        color = theme.line if mode == QIcon.Mode.Disabled else getattr(theme, self._color)
        key = f"callcoach/{self._name}/{color.rgba():x}/{size.width()}x{size.height()}"
        kept = QPixmap()
        if QPixmapCache.find(key, kept):  # a button asks for its picture each time it is painted
            return kept
        made = QPixmap(size)
        if made.isNull():  # a button that has no room yet still asks for its picture
            return made
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        QPixmapCache.insert(key, made)
        return made

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._color)


def icon(name: str, color_name: str = "text") -> QIcon:
    """The icon called `name` in the theme's colour `color_name` (`text`, `muted`, `accent`, `warn`, `on_inverse` ...).

    Raises FileNotFoundError when there is no such drawing.
    """
    _source(name)
    return QIcon(_Engine(name, color_name))
