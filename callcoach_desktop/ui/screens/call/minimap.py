"""The whole call as a strip under the map: a window over what is seen, to drag, to resize, to click away from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_pictures import lane_image
from callcoach_desktop.ui.screens.call.scene import CallScene
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.theme import current, mix, theme_signals

_GRIP = 6.0  # pixels on both sides of an edge of the window that take hold of it
_LEAST_WINDOW = 10.0


class MiniMap(QWidget):
    """Draws itself once; the window and the play head lie over the picture. Drag inside moves, at an edge resizes,
    a click outside centres what is seen there."""

    view_wanted = Signal(object)  # View

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("The whole call, small"))
        self.setToolTip(tr("Drag the window to move, its edges to zoom; click to go there"))
        self._scene: CallScene | None = None
        self._sound: SoundPicture | None = None
        self._view = View.whole(1.0)
        self._picture: QPixmap | None = None
        self._position = 0.0
        self._hold = ""  # "move", "left", "right"
        self._grabbed = 0.0  # seconds between the pointer and the start of the window
        theme_signals().changed.connect(self._forget_picture)

    def set_scene(self, scene: CallScene, sound: SoundPicture | None) -> None:
        """Show another call."""
        self._scene, self._sound = scene, sound
        self._forget_picture()

    def forget(self) -> None:
        """No call is shown."""
        self._scene = self._sound = self._picture = None
        self.hide()

    def set_view(self, view: View) -> None:
        """The window over what the map shows."""
        self._view = view
        self.update()

    def set_position(self, second: float) -> None:
        """Move the play head."""
        before, self._position = self._x(self._position), second
        for x in (before, self._x(second)):
            self.update(int(x) - 2, 0, 5, self.height())

    def _forget_picture(self) -> None:
        self._picture = None
        self.update()

    def _x(self, second: float) -> float:
        return second / self._view.duration * self.width()

    def _second(self, x: float) -> float:
        return min(max(0.0, x / max(1, self.width())), 1.0) * self._view.duration

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        painter = QPainter(self)
        theme = current()
        if self._picture is None or self._picture.deviceIndependentSize().toSize() != self.size():
            self._picture = self._draw()
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        a, b = self._window()
        height = float(self.height())
        shade = QColor(theme.surface)
        shade.setAlphaF(0.62)
        painter.fillRect(QRectF(0, 0, a, height), shade)
        painter.fillRect(QRectF(b, 0, self.width() - b, height), shade)
        if not self._view.zoomed:  # the same picture stands above it, large: here only its two handles matter
            painter.fillRect(QRectF(self.rect()), shade)
        edge = theme.text if self._view.zoomed else mix(theme.muted, theme.surface, 0.55)
        painter.setPen(QPen(edge, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(a, 0, b - a, height).adjusted(0.6, 0.6, -0.6, -0.6), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(edge)
        for x in (a + 1.5, b - 4.5):  # grips at both edges
            painter.drawRoundedRect(QRectF(x, height * 0.26, 3, height * 0.48), 1.5, 1.5)
        painter.setPen(QPen(theme.text, 1))
        x = self._x(self._position)
        painter.drawLine(QPointF(x, 1), QPointF(x, height - 1))

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(QSize(max(1, self.width()), max(1, self.height())) * ratio)
        made.setDevicePixelRatio(ratio)
        theme = current()
        made.fill(theme.raised)
        if self._scene is not None:
            painter = QPainter(made)
            lanes = self._scene.lanes[:3]
            each = self.height() / max(1, len(lanes))
            whole = View.whole(self._view.duration)
            for i, lane in enumerate(lanes):
                picture = lane_image(lane, whole, self.width(), each - 1, theme, self._sound, ratio)
                painter.drawImage(QPointF(0, i * each + 0.5), picture)
            painter.end()
        return made

    def _window(self) -> tuple[float, float]:
        """The window in pixels, never too narrow to be taken hold of."""
        a, b = self._x(self._view.start), self._x(self._view.end)
        if b - a < _LEAST_WINDOW:
            middle = min(max(_LEAST_WINDOW / 2, (a + b) / 2), self.width() - _LEAST_WINDOW / 2)
            a, b = middle - _LEAST_WINDOW / 2, middle + _LEAST_WINDOW / 2
        return a, b

    # Mouse

    def _part(self, x: float) -> str:
        a, b = self._window()
        reach = min(_GRIP, max(2.0, (b - a) / 4))
        if abs(x - a) <= reach:
            return "left"
        if abs(x - b) <= reach:
            return "right"
        return "move" if a < x < b and self._view.zoomed else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        x = event.position().x()
        self._hold = self._part(x)
        if not self._hold and self._view.zoomed:
            self.view_wanted.emit(self._view.moved_to(self._second(x) - self._view.length / 2))
            self._hold = "move"
        self._grabbed = self._second(x) - self._view.start

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not self._hold:
            self._show_cursor(self._part(x))
            return
        second, view = self._second(x), self._view
        if self._hold == "move":
            self.view_wanted.emit(view.moved_to(second - self._grabbed))
        elif self._hold == "left":
            self.view_wanted.emit(view.between(min(second, view.end), view.end, keep="end"))
        else:
            self.view_wanted.emit(view.between(view.start, max(second, view.start)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hold = ""
        self._show_cursor(self._part(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the map under it zooms and moves

    def _show_cursor(self, part: str) -> None:
        shapes = {
            "left": Qt.CursorShape.SizeHorCursor,
            "right": Qt.CursorShape.SizeHorCursor,
            "move": Qt.CursorShape.OpenHandCursor,
        }
        self.setCursor(shapes.get(part, Qt.CursorShape.PointingHandCursor))
