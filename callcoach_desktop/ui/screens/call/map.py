"""The map of a call: custom-painted, cached, with the play head over it."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.glyphs import paint_sign
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_paint import MARK_RADIUS, Painted, Rows, arrange, lane_image, paint_map
from callcoach_desktop.ui.screens.call.scene import CallScene, Mark
from callcoach_desktop.ui.screens.call.sound_picture import SoundPicture
from callcoach_desktop.ui.screens.call.wording import clock, kind_word, span_words
from callcoach_desktop.ui.theme import current, theme_signals

_ZOOM_STEP = 1.25
_DRAG_STARTS = 4


class MapView(QWidget):
    """Shows a scene to scale. Wheel zooms around the pointer, drag or shift+wheel moves, a click seeks.

    Keys, with the focus here: + and - zoom around the play head, 0 shows the whole call, page keys move.
    """

    seek = Signal(float)
    hovered = Signal(QPoint, str, str, str)  # where (in this widget), heading, words, why
    hover_ended = Signal()
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Map of the call")
        self.setAccessibleDescription("Lanes of talk over time with marks. The table button lists the same in words.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._scene: CallScene | None = None
        self._sound: SoundPicture | None = None
        self._view = View.whole(1.0)
        self._cache: QPixmap | None = None
        self._mini: QPixmap | None = None
        self._rows: Rows | None = None
        self._painted = Painted()
        self._position = 0.0
        self._pressed: QPointF | None = None
        self._pressed_view: View | None = None
        self._dragging = ""  # "pan", "head", "mini"
        self._hand_moved = False
        theme_signals().changed.connect(self._drop_cache)

    # Content

    def set_scene(self, scene: CallScene, sound: SoundPicture | None) -> None:
        """Show a scene; the view is kept when it is the same call."""
        same = self._scene is not None and self._scene.call_id == scene.call_id
        if not same or abs(self._view.duration - scene.duration) > 1e-3:
            self._view = View.whole(scene.duration)
            self._position = 0.0 if not same else self._position
        self._scene, self._sound = scene, sound
        self.updateGeometry()
        self._drop_cache()

    @property
    def view(self) -> View:
        """What is in view."""
        return self._view

    def set_view(self, view: View) -> None:
        """Show other seconds."""
        if view != self._view:
            self._view = view
            self._cache = None
            self.hover_ended.emit()
            self.view_changed.emit()
            self.update()

    def set_position(self, second: float, *, playing: bool = False) -> None:
        """Move the play head; while playing a zoomed map turns the page with it, until it was moved by hand."""
        before = self._head_x()
        self._position = second
        outside = not self._view.start <= second <= self._view.end
        if playing and self._view.zoomed and outside and not self._hand_moved:
            self.set_view(self._view.moved_to(second - self._view.length * 0.08))
            return
        if not outside:
            self._hand_moved = False
        for x in (before, self._head_x()):
            self.update(int(x) - 8, 0, 16, self.height())
        if self._view.zoomed and self._rows:
            self.update(int(self._rows.left) - 2, int(self._rows.foot[0]) - 2, int(self._rows.width) + 4, 24)

    def bring_into_view(self, second: float) -> None:
        """Move the view so that a second is seen."""
        if not self._view.start <= second <= self._view.end:
            self.set_view(self._view.moved_to(second - self._view.length / 3))

    def zoom(self, factor: float, second: float | None = None) -> None:
        """Closer (above 1) or further, around a second or the play head."""
        if second is None:
            seen = self._view.start <= self._position <= self._view.end
            second = self._position if seen else (self._view.start + self._view.end) / 2
        self.set_view(self._view.zoomed_at(second, factor))

    def whole(self) -> None:
        """Show the whole call."""
        self.set_view(View.whole(self._view.duration))

    def sizeHint(self) -> QSize:
        lanes = len(self._scene.lanes) if self._scene else 2
        stages = 26 if self._scene and self._scene.stages else 0
        share = 46 if self._scene is None or bool(np.isfinite(self._scene.share).any()) else 0
        return QSize(900, 78 + 44 * max(1, lanes) + stages + share)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height() - 40)

    # Painting

    def _drop_cache(self) -> None:
        self._cache = self._mini = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current()
        if self._scene is None:
            painter.fillRect(event.rect(), theme.surface)
            return
        if self._cache is None or self._cache.deviceIndependentSize().toSize() != self.size():
            self._paint_cache()
        painter.drawPixmap(0, 0, self._cache)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_foot(painter)
        self._paint_head(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), 7, 7)

    def _paint_cache(self) -> None:
        ratio = self.devicePixelRatioF()
        self._cache = QPixmap(self.size() * ratio)
        self._cache.setDevicePixelRatio(ratio)
        self._cache.fill(current().surface)
        self._rows = arrange(self._scene, self.width(), self.height())
        painter = QPainter(self._cache)
        self._painted = paint_map(painter, self._scene, self._view, self._rows, current(), self._sound)
        painter.end()

    def _head_x(self) -> float:
        if self._rows is None:
            return 0.0
        return self._rows.left + self._view.x(self._position, self._rows.width)

    def _paint_head(self, painter: QPainter) -> None:
        rows, theme = self._rows, current()
        x = self._head_x()
        if not rows.left - 1 <= x <= rows.left + rows.width + 1:
            return
        painter.setPen(QPen(theme.text, 1.5))
        top = rows.ruler[0] + 8
        painter.drawLine(QPointF(x, top), QPointF(x, rows.plot_bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text)
        painter.drawEllipse(QPointF(x, top), 4.5, 4.5)

    def _paint_foot(self, painter: QPainter) -> None:
        """The minimap while zoomed; else what the signs mean."""
        rows, theme = self._rows, current()
        top, bottom = rows.foot
        if not self._view.zoomed:
            self._paint_legend(painter)
            return
        if self._mini is None or self._mini.deviceIndependentSize().width() != round(rows.width):
            self._mini = self._paint_mini(rows.width, bottom - top)
        painter.drawPixmap(QPointF(rows.left, top), self._mini)
        a, b = (rows.left + s / self._view.duration * rows.width for s in (self._view.start, self._view.end))
        shade = QColor(theme.surface)
        shade.setAlphaF(0.6)
        painter.fillRect(QRectF(rows.left, top, a - rows.left, bottom - top), shade)
        painter.fillRect(QRectF(b, top, rows.left + rows.width - b, bottom - top), shade)
        painter.setPen(QPen(theme.text, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(a, top, max(5.0, b - a), bottom - top), 3, 3)
        x = rows.left + self._position / self._view.duration * rows.width
        painter.drawLine(QPointF(x, top + 1), QPointF(x, bottom - 1))
        painter.setFont(face("small"))
        painter.setPen(theme.muted)
        painter.drawText(QPointF(16, bottom - 4), "whole call")

    def _paint_mini(self, width: float, height: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(QSize(round(width), round(height)) * ratio)
        made.setDevicePixelRatio(ratio)
        theme = current()
        made.fill(theme.raised)
        painter = QPainter(made)
        lanes = self._scene.lanes[:3]
        each = height / max(1, len(lanes))
        for i, lane in enumerate(lanes):
            picture = lane_image(lane, View.whole(self._view.duration), width, each - 1, theme, self._sound, ratio)
            painter.drawImage(QPointF(0, i * each), picture)
        painter.end()
        return made

    def _paint_legend(self, painter: QPainter) -> None:
        rows, theme = self._rows, current()
        middle = (rows.foot[0] + rows.foot[1]) / 2
        small = face("small")
        metrics = QFontMetricsF(small)
        entries: dict[tuple[str, str], tuple[str, str]] = {}
        for mark in self._scene.marks:
            opened = mark.kind == "question" and mark.type == "open"
            key = (mark.kind, "open" if opened else "")
            word = "open question" if opened else "other question" if mark.kind == "question" else kind_word(mark.kind)
            entries.setdefault(key, (word, mark.side))
        x = rows.left + MARK_RADIUS
        order = sorted(entries.items(), key=lambda e: (e[0][0] != "question", e[0][1] == "", e[0][0]))
        for (kind, type_), (word, side) in order:
            wide = metrics.horizontalAdvance(word)
            if x + 14 + wide > rows.left + rows.width:
                break
            paint_sign(painter, QPointF(x, middle), 7.0, kind, type_, side, theme)
            painter.setFont(small)
            painter.setPen(theme.muted)
            painter.drawText(QPointF(x + 12, middle + 4), word)
            x += wide + 34
        hint = "scroll to zoom, click to jump"
        wide = metrics.horizontalAdvance(hint)
        if x + wide < rows.left + rows.width:
            painter.setFont(small)
            painter.setPen(theme.muted)
            painter.drawText(QPointF(rows.left + rows.width - wide, middle + 4), hint)

    # Mouse

    def _second(self, x: float) -> float:
        return self._view.second(x - self._rows.left, self._rows.width) if self._rows else 0.0

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._rows is None:
            return
        delta = event.angleDelta()
        sideways = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            self._hand_moved = True
            self.set_view(self._view.moved_to(self._view.start - sideways / 120 * self._view.length * 0.12))
        elif delta.y():
            self.zoom(_ZOOM_STEP ** (delta.y() / 120), self._second(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._rows is None:
            return
        self._pressed, self._pressed_view, self._dragging = event.position(), self._view, ""
        y = event.position().y()
        if self._view.zoomed and y >= self._rows.foot[0] - 2:
            self._dragging = "mini"
            self._mini_to(event.position().x())
        elif self._rows.ruler[0] <= y <= self._rows.ruler[1] + 2 or abs(event.position().x() - self._head_x()) < 4:
            self._dragging = "head"
            self.seek.emit(self._second(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._rows is None:
            return
        if self._pressed is None:
            self._hover(event.position())
            return
        moved = event.position() - self._pressed
        if not self._dragging and abs(moved.x()) >= _DRAG_STARTS and self._view.zoomed:
            self._dragging = "pan"
            self._hand_moved = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.hover_ended.emit()
        if self._dragging == "pan":
            start = self._pressed_view.start - moved.x() / self._rows.width * self._view.length
            self.set_view(self._view.moved_to(start))
        elif self._dragging == "head":
            self.seek.emit(self._second(event.position().x()))
        elif self._dragging == "mini":
            self._mini_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if not self._dragging and event.position().x() >= self._rows.left - MARK_RADIUS:
            marks = self._marks_at(event.position())
            self.seek.emit(marks[0].start if marks else self._second(event.position().x()))
        self._pressed, self._dragging = None, ""
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        marks = self._marks_at(event.position())
        if len(marks) > 1:
            middle = (marks[0].start + marks[-1].end) / 2
            self.set_view(self._view.zoomed_at(middle, 4.0))

    def _mini_to(self, x: float) -> None:
        middle = (x - self._rows.left) / self._rows.width * self._view.duration
        self._hand_moved = True
        self.set_view(self._view.moved_to(middle - self._view.length / 2))

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_ended.emit()
        super().leaveEvent(event)

    # Hover

    def _lane_at(self, y: float) -> int | None:
        lanes = self._rows.lanes if self._rows else []
        return next((i for i, (top, bottom) in enumerate(lanes) if top <= y <= bottom), None)

    def _marks_at(self, point: QPointF) -> list[Mark]:
        lane = self._lane_at(point.y())
        if lane is None or lane >= len(self._painted.clusters):
            return []
        near = [c for c in self._painted.clusters[lane] if abs(c.x + self._rows.left - point.x()) <= MARK_RADIUS + 2]
        if not near:
            return []
        best = min(near, key=lambda c: abs(c.x + self._rows.left - point.x()))
        return [self._scene.marks[self._painted.marks[lane][i]] for i in best.members]

    def _hover(self, point: QPointF) -> None:
        text = self._hover_text(point)
        inside = point.x() >= self._rows.left and point.y() <= self._rows.plot_bottom
        self.setCursor(Qt.CursorShape.PointingHandCursor if inside else Qt.CursorShape.ArrowCursor)
        if text is None:
            self.hover_ended.emit()
        else:
            self.hovered.emit(point.toPoint(), *text)

    def _hover_text(self, point: QPointF) -> tuple[str, str, str] | None:
        marks = self._marks_at(point)
        if len(marks) == 1:
            m = marks[0]
            sure = f"{m.confidence * 100:.0f}% sure" if m.confidence < 0.995 else ""
            why = " · ".join(part for part in (m.why, sure) if part)
            return f"{clock(m.start)} · {m.speaker} · {m.label}", f"“{m.quote}”" if m.quote else "", why
        if marks:
            lines = [f"{clock(m.start)}  {m.label}: {_short(m.quote, 44)}" for m in marks[:6]]
            more = f"and {len(marks) - 6} more; " if len(marks) > 6 else ""
            return f"{len(marks)} marks close together", "\n".join(lines), f"{more}zoom in to see each"
        second = self._second(point.x())
        if point.x() < self._rows.left:
            return None
        if self._rows.stage and self._rows.stage[0] <= point.y() <= self._rows.stage[1]:
            stage = next((s for s in self._scene.stages if s.start <= second < s.end), None)
            span = f"{clock(stage.start)} to {clock(stage.end)}" if stage else ""
            return (f"{stage.name.capitalize()} · {span}", "", "") if stage else None
        if self._rows.share and self._rows.share[0] <= point.y() <= self._rows.share[1]:
            return self._share_text(second)
        lane = self._lane_at(point.y())
        if lane is None:
            return None
        return self._talk_text(lane, second)

    def _share_text(self, second: float) -> tuple[str, str, str] | None:
        times = self._scene.share_times
        at = min(bisect_right(times, second), len(times) - 1)
        value = self._scene.share[at]
        if np.isnan(value) or self._scene.talk is None:
            return None
        left, right = self._scene.talk.left, self._scene.talk.right
        words = f"{left} {value * 100:.0f}%, {right} {100 - value * 100:.0f}%"
        return f"{clock(second)} · talk share", words, "Talk in the minute around this second."

    def _talk_text(self, index: int, second: float) -> tuple[str, str, str] | None:
        lane = self._scene.lanes[index]
        slack = self._view.length / self._rows.width * 1.5
        i = bisect_right(lane.talk_starts, second + slack) - 1
        if i < 0 or lane.talk_ends[i] < second - slack:
            return None
        words = ""
        for row in range(max(0, self._scene.block_at(second + slack) - 3), len(self._scene.blocks)):
            block = self._scene.blocks[row]
            if block.start > second + slack:
                break
            if block.end >= second - slack and (block.speaker == lane.name or block.side == lane.side):
                words = block.text
                for first, last in reversed(block.chips):
                    words = words[: first - 1] + words[last:]
        t = bisect_right(lane.turn_starts, second + slack) - 1
        held = t >= 0 and lane.turn_ends[t] >= second - slack
        a, b = (lane.turn_starts[t], lane.turn_ends[t]) if held else (lane.talk_starts[i], lane.talk_ends[i])
        kind = "turn" if held else "while the other side holds the floor"
        return f"{clock(a)} · {lane.name} · {kind}, {span_words(b - a)}", _short(words, 220), ""

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM_STEP**2)
        elif key == Qt.Key.Key_Minus:
            self.zoom(_ZOOM_STEP**-2)
        elif key == Qt.Key.Key_0:
            self.whole()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = 0.8 if key == Qt.Key.Key_PageDown else -0.8
            self._hand_moved = True
            self.set_view(self._view.moved_to(self._view.start + step * self._view.length))
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cache = None


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
