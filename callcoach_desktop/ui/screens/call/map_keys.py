"""What the keys do on the map: the same as the mouse, without one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from callcoach_desktop.ui.screens.call.map_hover import mark_texts, with_note
from callcoach_desktop.ui.screens.call.map_mouse import ZOOM_STEP
from callcoach_desktop.ui.screens.call.mark_kinds import key_of
from callcoach_desktop.ui.screens.call.scene import Mark
from callcoach_desktop.ui.screens.call.selecting import Span
from callcoach_desktop.ui.screens.call.snapping import step

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.call.map import MapView

_STEP_S, _LONG_STEP_S = 5.0, 15.0


class MapKeys:
    """Turns key events into what the map does."""

    def __init__(self, the_map: MapView) -> None:
        self._map = the_map

    def press(self, event: QKeyEvent) -> None:
        """Do what a key asks for, or leave it to the screen."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        key, direction = event.key(), -1 if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1
        none = Qt.KeyboardModifier.NoModifier
        if self._map.scene is None:
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held == shift | control:
            self._select_on(direction)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held in (none, shift):
            self._seek(self._map.position + direction * (_LONG_STEP_S if held == shift else _STEP_S))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held == none:
            self._to_mark(direction)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and held == none:
            self._seek(0.0 if key == Qt.Key.Key_Home else self._map.scene.duration)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._map.set_view(
                self._map.view.moved_to(self._map.view.start + direction * 0.8 * self._map.view.length), by_hand=True
            )
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and not held & control:
            self._map.zoom(ZOOM_STEP ** (-2 if key == Qt.Key.Key_Minus else 2))
        elif key == Qt.Key.Key_0 and held == none:
            self._map.whole()
        elif key == Qt.Key.Key_Z and held == none and self._map.selection is not None:
            self._map.zoom_to_selection()
        elif key == Qt.Key.Key_Escape and self._map.selection is not None:
            self._map.clear_selection()
        else:
            event.ignore()

    def _seek(self, second: float) -> None:
        second = min(max(0.0, second), self._map.view.duration)
        self._map.seek.emit(second)
        self._map.bring_into_view(second)

    def _select_on(self, direction: int) -> None:
        """Grow or shrink the selection to the next border; without one it begins at the play head."""
        span = self._map.selection or Span(self._map.position, self._map.position)
        end = step(self._map.scene.borders, span.end, direction)
        self._map.bring_into_view(end)
        self._map.set_selection(Span.between(span.start, max(end, span.start)))

    def _to_mark(self, direction: int) -> None:
        shown = [m for m in self._map.scene.marks if key_of(m.kind, m.type) not in self._map.legend.hidden]
        starts = [m.start for m in shown]
        i = (
            bisect_right(starts, self._map.position + 0.01)
            if direction > 0
            else bisect_left(starts, self._map.position - 0.01) - 1
        )
        if 0 <= i < len(shown):
            self._seek(shown[i].start)
            self._tell(shown[i])

    def _tell(self, mark: Mark) -> None:
        """Show what the pointer would: the words of a mark that was reached by key."""
        if self._map.rows is None or mark.lane >= len(self._map.rows.lanes):
            return
        x = self._map.rows.left + self._map.view.x(mark.middle, self._map.rows.width)
        top, bottom = self._map.rows.lanes[mark.lane]
        texts = with_note(mark_texts([mark]), [mark], self._map.note_of)
        self._map.hovered.emit(QPoint(round(x), round((top + bottom) / 2)), *texts)
        self._map.setAccessibleDescription(". ".join(part for part in texts if part))
