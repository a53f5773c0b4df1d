"""The mouse in the transcript: words are played and edited, text is selected, lines are dragged to another voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.text_selection import Place, TextSelection, whole_rows

if TYPE_CHECKING:
    from callcoach_desktop.ui.screens.call.transcript import TranscriptView

_NEAR = 4  # pixels left of the text that still belong to it


class TranscriptMouse(QObject):
    """Listens to the viewport. `target` is the paragraph over which a dragged line is held, None for none."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self.target: int | None = None
        self._down: QPoint | None = None
        self._from: Place | None = None  # where a selection began
        self._dragged: range | None = None
        self._selecting = False
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._view.blocks:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed(event)
            elif event.type() == QEvent.Type.MouseMove:
                self._moved(event)
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._released(event)
            elif event.type() == QEvent.Type.MouseButtonDblClick and event.button() == Qt.MouseButton.LeftButton:
                self._doubled(event)
                return True
        elif event.type() == QEvent.Type.ToolTip:
            self._tell(event.globalPos(), event.pos())
            return True
        return False

    # Where

    def _in_text(self, point: QPointF) -> bool:
        return point.x() >= self._view.text_left() - _NEAR

    def _on_name(self, row: int, point: QPointF) -> bool:
        return self._view.has_name(row) and self._view.name_rect(row).contains(point.toPoint())

    def place(self, point: QPointF) -> Place | None:
        """The character nearest to a point."""
        view = self._view
        row = view.row_at(round(point.y()))
        if row is None:
            row = 0 if point.y() < 0 else len(view.blocks) - 1
        rect = view.text_rect(row)
        return row, view.layout_of(row).nearest_character(point - QPointF(rect.topLeft()))

    def second(self, point: QPointF) -> float | None:
        """The second of what is under a point: a word, or in front of the text the paragraph."""
        view = self._view
        row = view.row_at(round(point.y()))
        if row is None or not view.blocks[row].timed:
            return None
        if not self._in_text(point):
            return view.blocks[row].start
        character = view.layout_of(row).character_at(point - QPointF(view.text_rect(row).topLeft()))
        return None if character is None else view.blocks[row].second_at(character)

    # What is done

    def _pressed(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position()
        row = view.row_at(round(point.y()))
        if event.button() != Qt.MouseButton.LeftButton or row is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            anchor = view.selection.anchor[0] if view.selection is not None else view.focused_row
            view.select(whole_rows(anchor, row, view.blocks))
            return
        self._down = event.position().toPoint()
        if self._in_text(point):
            self._from = self.place(point)
        else:
            self._dragged = view.chosen_rows(row)

    def _moved(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position()
        if self._down is None or not event.buttons() & Qt.MouseButton.LeftButton:
            row = view.row_at(round(point.y()))
            hand = self.second(point) is not None or (row is not None and self._on_name(row, point))
            view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            return
        far = (event.position().toPoint() - self._down).manhattanLength() >= QApplication.startDragDistance()
        if self._from is not None and (far or self._selecting):
            self._selecting = True
            place = self.place(point)
            view.select(TextSelection(self._from, place) if place is not None else None)
            view.scroll_towards(round(point.y()))
        elif self._dragged is not None and (far or self.target is not None):
            row = view.row_at(round(point.y()))
            self.target = row if row is not None and self._other_voice(row) else None
            shape = Qt.CursorShape.DragMoveCursor if self.target is not None else Qt.CursorShape.ClosedHandCursor
            view.viewport().setCursor(shape)
            view.viewport().update()
            view.scroll_towards(round(point.y()))

    def _other_voice(self, row: int) -> bool:
        view = self._view
        return self._dragged is not None and view.blocks[row].voice != view.blocks[self._dragged.start].voice

    def _released(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position()
        down, began, dragged, target, selecting = self._down, self._from, self._dragged, self.target, self._selecting
        self._down = self._from = self._dragged = self.target = None
        self._selecting = False
        if down is None or event.button() != Qt.MouseButton.LeftButton:
            return
        view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        view.viewport().update()
        if selecting:
            return
        moved = (point.toPoint() - down).manhattanLength() >= QApplication.startDragDistance()
        if dragged is not None and moved:
            if target is not None:
                view.give_requested.emit(dragged, view.blocks[target].voice)
            return
        row = view.row_at(round(point.y()))
        if began is not None or dragged is not None:
            view.select(None)
        if row is not None and self._on_name(row, point):
            corner = view.name_rect(row).bottomLeft()
            view.name_clicked.emit(view.blocks[row].voice, view.viewport().mapToGlobal(corner))
            return
        second = self.second(point)
        if second is not None:
            view.seek.emit(second)

    def _doubled(self, event: QMouseEvent) -> None:
        place = self.place(event.position())
        if place is not None and self._in_text(event.position()):
            view = self._view
            view.focused_row = place[0]
            view.edit_requested.emit(*place)

    def _tell(self, where: QPoint, point: QPoint) -> None:
        view = self._view
        row = view.row_at(point.y())
        text = ""
        if row is not None and self._in_text(QPointF(point)):
            at = view.layout_of(row).character_at(QPointF(point - view.text_rect(row).topLeft()))
            for one in view.blocks[row].corrections if at is not None else ():
                if one.first <= at <= one.last:
                    text = tr("Edited; nothing was heard here")
                    if one.heard == view.blocks[row].without_chips(one.first, one.last):
                        text = tr("Given to this voice by hand")
                    elif one.heard:
                        text = tr("Edited; heard: {words}", words=one.heard)
        elif row is not None and self._on_name(row, QPointF(point)):
            text = tr("Name this voice; drag the line to another voice to give it to that one")
        QToolTip.showText(where, text, view.viewport())
