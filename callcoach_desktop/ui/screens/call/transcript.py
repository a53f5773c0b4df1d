"""The transcript: who said what when, in step with the player."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.blocks import Block
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.finding import Hits
from callcoach_desktop.ui.screens.call.rows import RowsView
from callcoach_desktop.ui.screens.call.text_block import LINE_HEIGHT, BlockLayout
from callcoach_desktop.ui.screens.call.text_selection import TextSelection, plain_text, whole_rows
from callcoach_desktop.ui.screens.call.transcript_mouse import TranscriptMouse
from callcoach_desktop.ui.theme import current, icon, mix, px

PAD = 16
GAP = 5  # above and below the text of a row
_RIGHT = 24


def time_width() -> int:
    """The room for a line's time, in pixels."""
    return px(52)


class TranscriptView(RowsView):
    """Paragraphs with times and names; a click on a word asks to play from there, a double click to edit there.

    `follow` keeps the word being said in sight; it ends when the person scrolls and starts again by the button.
    """

    seek = Signal(float)
    follow_changed = Signal(bool)
    found_changed = Signal(int, int)  # which hit, of how many
    edit_requested = Signal(int, int)  # paragraph, character
    give_requested = Signal(object, str)  # a range of paragraphs, the voice they are given to
    name_clicked = Signal(str, QPoint)  # a voice, where on the screen
    menu_requested = Signal(int, QPoint)  # paragraph, where on the screen
    selection_changed = Signal()
    laid_out = Signal()  # rows may have moved in the viewport

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Transcript"))
        self._blocks: tuple[Block, ...] = ()
        self._name_w = 80.0
        self._now = -1.0
        self._lit: dict[int, int | None] = {}
        self._current = -1
        self.follow = True
        self._hits = Hits()
        self.selection: TextSelection | None = None
        self._edited: tuple[int, str] | None = None  # the paragraph that is being edited, and its text now
        self._follow_button = QPushButton(self.viewport())
        self._follow_button.setObjectName("follow")
        self._follow_button.setIcon(icon("audio-lines", "accent"))
        self._follow_button.setToolTip(tr("Keep the word being said in sight (F)"))
        self._follow_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._follow_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # F does it, also without the mouse
        self._follow_button.hide()
        self._follow_button.clicked.connect(lambda: self.set_follow(on=True))
        self.mouse = TranscriptMouse(self)
        self.verticalScrollBar().valueChanged.connect(self.laid_out)
        self.scrolled_by_hand.connect(lambda: self.set_follow(on=False))

    # Content

    def set_blocks(self, blocks: tuple[Block, ...], *, keep_place: bool = False) -> None:
        """Show these paragraphs; `keep_place` for a text that only grew or was marked anew."""
        first = self._same_row(self._anchor()[0], blocks) if keep_place else None
        focused = self._same_row(self.focused_row, blocks) if keep_place else 0
        self._blocks = blocks
        self.select(None)
        metrics = QFontMetricsF(face("body"))
        names = {b.speaker for b in blocks}
        widest = max((metrics.horizontalAdvance(n) for n in names), default=60.0)
        self._name_w = min(max(px(64), widest + 20), px(132))
        self._lit = {}
        self._current = -1
        self._edited = None
        self._find_again(keep_place=keep_place)
        self.set_rows(keep_place=keep_place, first_row=first)
        self.focused_row = focused or 0
        if self._now >= 0:
            self.set_position(self._now, scroll=not keep_place)

    def _same_row(self, row: int, blocks: tuple[Block, ...]) -> int | None:
        """Where a paragraph of now is among other paragraphs: the last that begins no later."""
        if not 0 <= row < len(self._blocks) or not blocks:
            return None
        return max(0, bisect_right(blocks, self._blocks[row].start + 1e-3, key=lambda b: b.start) - 1)

    def lit_word(self, row: int) -> int | None:
        """The word of a paragraph that is being said, None for none."""
        return self._lit.get(row)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self._blocks

    def replace_blocks(self, first: int, last: int, blocks: tuple[Block, ...]) -> None:
        """Other paragraphs in the place of those from `first` to `last` (exclusive): an edit, shown at once."""
        self.set_blocks((*self._blocks[:first], *blocks, *self._blocks[last:]), keep_place=True)

    def row_of(self, voice: str, second: float) -> int | None:
        """The paragraph of a voice that holds a second or begins nearest to it; None when the voice has none."""
        ours = [row for row, b in enumerate(self._blocks) if b.voice == voice]
        inside = [row for row in ours if self._blocks[row].start - 0.01 <= second <= self._blocks[row].end]
        return next(iter(inside), min(ours, key=lambda row: abs(self._blocks[row].start - second), default=None))

    def set_edited(self, edited: tuple[int, str] | None) -> None:
        """Which paragraph is being edited and its text now: it keeps that text's room and does not paint its own."""
        before, self._edited = self._edited, edited
        for row in {one[0] for one in (before, edited) if one is not None}:
            self.measure_again(row)
        self.laid_out.emit()

    def text_rect(self, row: int) -> QRect:
        """Where a paragraph's text stands in the viewport."""
        rect = self.rect_of(row)
        left = round(self.text_left())
        return QRect(left, rect.top() + GAP, round(self._text_width(self._width)), rect.height() - 2 * GAP)

    def has_name(self, row: int) -> bool:
        """Whether a paragraph begins with its speaker's name: the first of a voice in a row does."""
        return row == 0 or self._blocks[row - 1].voice != self._blocks[row].voice

    def name_rect(self, row: int) -> QRect:
        """Where a paragraph's speaker's name stands in the viewport."""
        text = self.text_rect(row)
        line = self.layout_of(row).layout.lineAt(0)
        return QRect(PAD + time_width(), text.top(), round(self._name_w) - 12, round(line.y() + line.height()) + 3)

    def scroll_towards(self, y: int) -> None:
        """Scroll on while the mouse is dragged over the edge."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if y < 0 or y > height:
            self.scrolled_by_hand.emit()
            bar.setValue(bar.value() + (y if y < 0 else y - height))

    def _heights_changed(self) -> None:
        super()._heights_changed()
        self.laid_out.emit()

    def estimate(self, width: int) -> np.ndarray:
        metrics = QFontMetricsF(face("body"))
        each, line = metrics.averageCharWidth() * 1.02, metrics.height() * LINE_HEIGHT
        room = max(40.0, self._text_width(width))
        lengths = np.array([b.length for b in self._blocks], dtype=np.float64)
        return np.ceil(np.maximum(lengths * each / room, 0.2)) * line + 2 * GAP

    def lay_out(self, row: int, width: int) -> BlockLayout:
        text = self._edited[1] if self._edited is not None and self._edited[0] == row else None
        return BlockLayout(self._blocks[row], self._text_width(width), text=text)

    def height_of(self, layout: BlockLayout) -> int:
        return round(layout.height) + 2 * GAP

    def text_left(self) -> float:
        return PAD + time_width() + self._name_w

    def _text_width(self, width: int) -> float:
        return width - self.text_left() - _RIGHT

    def paint_row(self, painter: QPainter, row: int, layout: BlockLayout, rect: QRect) -> None:
        theme = current()
        block = self._blocks[row]
        if row == self._current:
            box = QRectF(rect).adjusted(7, 1, -8, -1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.raised)
            painter.drawRoundedRect(box, 6, 6)
            painter.setBrush(theme.side(block.side))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + 3, 3, box.height() - 6), 1.5, 1.5)
        editing = self._edited is not None and self._edited[0] == row
        if self.mouse.target == row:
            painter.setPen(theme.accent)
            painter.setBrush(theme.accent_soft)
            painter.drawRoundedRect(QRectF(rect).adjusted(7.5, 1.5, -8.5, -1.5), 6, 6)
        elif editing or (row == self.focused_row and self.hasFocus()):
            painter.setPen(theme.accent if editing else mix(theme.accent, theme.surface, 0.6))
            painter.setBrush(theme.surface if editing else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(7.5, 1.5, -8.5, -1.5), 6, 6)
        line = layout.layout.lineAt(0)
        top = rect.top() + GAP + line.y() + line.ascent()
        if block.timed:
            painter.setFont(face("small"))
            painter.setPen(theme.muted)
            painter.drawText(QPointF(PAD, top), clock(block.start))
        if self.has_name(row):
            bold = face("body", QFont.Weight.DemiBold)
            painter.setFont(bold)
            painter.setPen(theme.side_text(block.side))
            name = QFontMetricsF(bold).elidedText(block.speaker, Qt.TextElideMode.ElideRight, self._name_w - 12)
            painter.drawText(QPointF(PAD + time_width(), top), name)
        if not editing:
            selected = self.selection.within(row, block) if self.selection is not None else None
            at = QPointF(self.text_left(), rect.top() + GAP)
            word = self._lit.get(row)
            layout.paint(painter, at, theme, word=word, found=self._hits.in_row(row), selected=selected)

    # The player

    def set_position(self, second: float, *, scroll: bool = True) -> None:
        """Light the word said at a second, and keep it in sight while following."""
        self._now = second
        last = self._last_started(second)
        lit: dict[int, int | None] = {}
        for row in range(max(0, last - 5), min(last + 1, len(self._blocks))):
            block = self._blocks[row]
            if block.timed and block.start <= second + 1e-3 and second <= block.end + 0.4:
                lit[row] = block.word_at(second)
        changed = {r for r in lit.keys() | self._lit.keys() if lit.get(r, -1) != self._lit.get(r, -1)}
        current_row = last if self._blocks else -1
        if current_row != self._current:
            changed |= {self._current, current_row}
            self._current = current_row
            if QAccessible.isActive() and current_row >= 0:
                self.tell_reader(current_row)
            if scroll and self.follow and self._edited is None and current_row >= 0 and not self.row_seen(current_row):
                self.show_row(current_row, at=0.3)
        self._lit = lit
        for row in changed:
            if 0 <= row < self.row_count():
                self.viewport().update(self.rect_of(row))
        self._place_button()

    def show_second(self, second: float) -> None:
        """Bring the paragraph of a second into view, also when it is in sight already at an edge."""
        if self._blocks:
            row = self._last_started(second)
            if not self.row_seen(row):
                self.show_row(row, at=0.3)

    def _last_started(self, second: float) -> int:
        return max(0, bisect_right(self._blocks, second + 1e-3, key=lambda b: b.start) - 1)

    def set_follow(self, *, on: bool) -> None:
        """Follow the player, or leave the view to the person."""
        if on and self._current >= 0:
            self.show_row(self._current, at=0.3)
        if on != self.follow:
            self.follow = on
            self.follow_changed.emit(on)
        self._place_button()

    def _place_button(self) -> None:
        shown = not self.follow and bool(self._blocks) and self._now >= 0
        if shown:
            text = tr(" Back to {time} (F)", time=clock(self._now))
            if text != self._follow_button.text():
                self._follow_button.setText(text)
                self._follow_button.setAccessibleName(text.strip())
            self._follow_button.adjustSize()
            size, view = self._follow_button.size(), self.viewport().size()
            self._follow_button.move(view.width() - size.width() - 16, view.height() - size.height() - 12)
        if shown == self._follow_button.isHidden():
            self._follow_button.setVisible(shown)

    # Find

    def find(self, text: str) -> int:
        """Mark all hits of a text (any case) and choose the first at or after the view; returns how many."""
        self._hits = Hits(self._blocks, text)
        if self._hits.places:
            self._choose(self._hits.nearest(self.row_at(0) or 0))
        else:
            self.found_changed.emit(0, 0)
        self.viewport().update()
        return len(self._hits.places)

    def _find_again(self, *, keep_place: bool) -> None:
        """The same search in other paragraphs: the chosen hit stays where it was, nothing scrolls."""
        before = self._hits
        if not before.text:
            return
        self._hits = Hits(self._blocks, before.text if keep_place else "")
        if self._hits.places:
            self._hits.chosen = min(max(0, before.chosen), len(self._hits.places) - 1)
        self.found_changed.emit(self._hits.chosen + 1, len(self._hits.places))

    def find_next(self, step: int = 1) -> None:
        """Choose the next hit (or the one before with -1), around the ends."""
        if self._hits.places:
            self._choose((self._hits.chosen + step) % len(self._hits.places))

    def _choose(self, hit: int) -> None:
        self._hits.chosen = hit
        row = self._hits.places[hit][0]
        self.set_follow(on=False)
        if not self.row_seen(row):
            self.show_row(row, at=0.3)
        self.focused_row = row
        self.found_changed.emit(hit + 1, len(self._hits.places))
        self.viewport().update()

    # Selection and keys

    def select(self, selection: TextSelection | None) -> None:
        """Select this part of the text, or nothing."""
        if selection is not None and selection.empty:
            selection = None
        if selection != self.selection:
            self.selection = selection
            self.viewport().update()
            self.selection_changed.emit()

    def chosen_rows(self, row: int | None = None) -> range:
        """The paragraphs an order is for: the selected ones when `row` (the focused one) is among them."""
        row = self.focused_row if row is None else row
        if self.selection is not None and row in self.selection.rows():
            return self.selection.rows()
        return range(row, row + 1)

    def copy(self) -> None:
        """What is selected, or the focused paragraph, with times and names."""
        if self._blocks:
            text = self.selection.text(self._blocks) if self.selection else plain_text(self._blocks[self.focused_row])
            QGuiApplication.clipboard().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self._blocks:
            self.select(whole_rows(0, len(self._blocks) - 1, self._blocks))
        elif shift and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._blocks:
            anchor = self.selection.anchor[0] if self.selection is not None else self.focused_row
            super().keyPressEvent(event)
            self.select(whole_rows(anchor, self.focused_row, self._blocks))
        elif key == Qt.Key.Key_Escape and self.selection is not None:
            self.select(None)
        else:
            super().keyPressEvent(event)

    def row_activated(self, row: int) -> None:
        if self._blocks[row].timed:
            self.seek.emit(self._blocks[row].start)

    def row_focused(self, row: int) -> None:
        self.tell_reader(row)

    def tell_reader(self, row: int) -> None:
        """Hand a paragraph's words to a screen reader."""
        block = self._blocks[row]
        text = plain_text(block)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.focused_row if by_key else self.row_at(event.pos().y())
        if row is not None and row < self.row_count():
            where = self.viewport().mapToGlobal(self.text_rect(row).topLeft()) if by_key else event.globalPos()
            self.focused_row = row
            self.menu_requested.emit(row, where)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()
        self.laid_out.emit()
