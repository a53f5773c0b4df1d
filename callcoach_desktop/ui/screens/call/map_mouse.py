"""What mouse and trackpad do on the map: seek, select, resize, move, zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent

from callcoach_desktop.ui.screens.call.map_hover import with_note
from callcoach_desktop.ui.screens.call.map_layout import View
from callcoach_desktop.ui.screens.call.map_rows import mark_radius
from callcoach_desktop.ui.screens.call.mark_kinds import HOW_SAID
from callcoach_desktop.ui.screens.call.selecting import SNAP_REACH, Span, edge_at
from callcoach_desktop.ui.screens.call.snapping import snap

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.call.map import MapView

ZOOM_STEP = 1.25
_DRAG_STARTS = 4
_DOUBLE_ZOOM = 4.0


class MapMouse(QObject):
    """Turns events into what the map does. One press is one gesture: `head`, `select`, `edge` or `pan`."""

    def __init__(self, the_map: MapView) -> None:
        super().__init__(the_map)
        self._map = the_map
        self._pressed: QPointF | None = None
        self._pressed_view: View | None = None
        self._gesture = ""
        self._fixed = 0.0  # the second that stays while the other end of the selection moves

    # Press, move, release

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what is under the pointer."""
        rows = self._map.rows
        if rows is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            event.ignore()
            return
        point = event.position()
        self._pressed, self._pressed_view, self._gesture = point, self._map.view, ""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._gesture = "pan"
            self._map.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._map.hover_ended.emit()
            return
        edge = edge_at(self._map.selection, self._map.view, rows, point)
        if edge and self._map.selection is not None:
            self._gesture = "edge"
            self._fixed = self._map.selection.end if edge == "start" else self._map.selection.start
        elif rows.ruler[0] <= point.y() <= rows.ruler[1] + 2 and point.x() >= rows.left:
            self._gesture = "head"
            self._map.seek.emit(self._map.second_at(point.x()))
        elif abs(point.x() - self._map.head_x()) < 4 and not self._map.under.marks(point):
            self._gesture = "maybe head"

    def move(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or say what is under the pointer."""
        the_map, rows, point = self._map, self._map.rows, event.position()
        if rows is None:
            return
        if self._pressed is None or self._pressed_view is None:
            self._hover(point)
            return
        moved = point - self._pressed
        if not self._gesture or self._gesture == "maybe head":
            if abs(moved.x()) < _DRAG_STARTS:
                return
            self._begin(event)
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self._gesture == "pan":
            start = self._pressed_view.start - moved.x() / rows.width * self._pressed_view.length
            the_map.set_view(self._pressed_view.moved_to(start), by_hand=True)
        elif self._gesture == "head":
            the_map.seek.emit(the_map.second_at(point.x()))
        elif self._gesture in ("select", "edge"):
            self._scroll_at_edge(point.x())
            end = self._snapped(the_map.second_at(point.x()), free=free)
            the_map.set_selection(Span.between(self._fixed, end), done=False)

    def _begin(self, event: QMouseEvent) -> None:
        """The press became a drag."""
        if self._gesture == "maybe head":
            self._gesture = "head"
            return
        self._gesture = "select"
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._fixed = self._snapped(self._map.second_at(self._pressed.x()), free=free)
        self._map.hover_ended.emit()
        self._map.setCursor(Qt.CursorShape.IBeamCursor)

    def release(self, event: QMouseEvent) -> None:
        """End the gesture; a press without a drag is a click."""
        the_map, rows, point = self._map, self._map.rows, event.position()
        if rows is None or self._pressed is None:
            return
        gesture, self._gesture, self._pressed = self._gesture, "", None
        if gesture in ("select", "edge"):
            the_map.set_selection(the_map.selection, done=True)
        elif gesture in ("", "maybe head") and point.x() >= rows.left - mark_radius():
            self._click(point)
        self._hover(point)

    def _click(self, point: QPointF) -> None:
        the_map = self._map
        comment = the_map.under.comment(point)
        if comment is not None:
            the_map.seek.emit(comment.start)
            the_map.comment_clicked.emit(comment.id)
            return
        fact = the_map.under.fact(point)
        if fact is not None:
            the_map.seek.emit(fact.start)
            return
        marks = the_map.under.marks(point)
        second = marks[0].start if marks else the_map.second_at(point.x())
        span = the_map.selection
        if span is not None and not span.start <= second <= span.end:
            the_map.clear_selection()
        the_map.seek.emit(second)

    def double_click(self, event: QMouseEvent) -> None:
        """A stage fills the map; a knot of marks is zoomed into; a turn is selected."""
        the_map, point = self._map, event.position()
        if the_map.rows is None or event.button() != Qt.MouseButton.LeftButton:
            return
        stage = the_map.under.stage(point)
        marks = the_map.under.marks(point)
        if stage is not None:
            if abs(the_map.view.start - stage[0]) < 1e-3 and abs(the_map.view.end - stage[1]) < 1e-3:
                the_map.whole()  # the same stage once more goes back
            else:
                the_map.zoom_to(stage[0], stage[1], margin=0.0)
        elif len(marks) > 1:
            the_map.set_view(the_map.view.zoomed_at((marks[0].start + marks[-1].end) / 2, _DOUBLE_ZOOM), by_hand=True)
        elif not marks:
            turn = the_map.under.turn(point)
            if turn is not None:
                the_map.set_selection(Span(*turn))

    def menu(self, event: QContextMenuEvent) -> bool:
        """A menu over the one mark under the pointer; False where none can be judged there."""
        the_map = self._map
        marks = the_map.under.marks(QPointF(event.pos())) if the_map.rows is not None else []
        if len(marks) != 1 or marks[0].kind in HOW_SAID or event.reason() != QContextMenuEvent.Reason.Mouse:
            return False
        the_map.hover_ended.emit()  # its words would lie under the menu
        the_map.mark_menu.emit(marks[0], event.globalPos())
        return True

    def wheel(self, event: QWheelEvent) -> None:
        """Up and down zoom around the pointer; sideways, or with Shift, moves."""
        rows = self._map.rows
        if rows is None:
            return
        angle, pixels = event.angleDelta(), event.pixelDelta()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        view = self._map.view
        if shift or abs(angle.x()) > abs(angle.y()):
            if not pixels.isNull():  # a trackpad: the map stays under the fingers
                seconds = (pixels.x() or pixels.y()) / rows.width * view.length
            else:
                seconds = (angle.x() or angle.y()) / 120 * view.length * 0.12
            self._map.set_view(view.moved_to(view.start - seconds), by_hand=True)
        elif angle.y():
            self._map.zoom(ZOOM_STEP ** (angle.y() / 120), self._map.second_at(event.position().x()))
        event.accept()

    # Helpers

    def _snapped(self, second: float, *, free: bool) -> float:
        rows, scene = self._map.rows, self._map.scene
        if free or rows is None or scene is None:
            return second
        return snap(scene.borders, scene.blocks, second, SNAP_REACH / rows.width * self._map.view.length)

    def _scroll_at_edge(self, x: float) -> None:
        """A selection that is dragged out of the plot takes the view along."""
        rows, view = self._map.rows, self._map.view
        over = x - rows.right if x > rows.right else min(0.0, x - rows.left)
        if over and view.zoomed:
            seconds = max(-0.06, min(0.06, over / rows.width)) * view.length
            self._map.set_view(view.moved_to(view.start + seconds), by_hand=True)

    def _hover(self, point: QPointF) -> None:
        the_map, rows = self._map, self._map.rows
        if edge_at(the_map.selection, the_map.view, rows, point):
            the_map.setCursor(Qt.CursorShape.SizeHorCursor)
            the_map.hover_ended.emit()
            return
        inside = point.x() >= rows.left and point.y() <= rows.plot_bottom
        the_map.setCursor(Qt.CursorShape.PointingHandCursor if inside else Qt.CursorShape.ArrowCursor)
        texts = the_map.under.texts(point)
        if texts is None:
            the_map.hover_ended.emit()
        else:
            the_map.hovered.emit(point.toPoint(), *with_note(texts, the_map.under.marks(point), the_map.note_of))
