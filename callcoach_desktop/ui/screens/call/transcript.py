"""The transcript: who said what when, in step with the player."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from callcoach_desktop.ui.screens.call.blocks import Block
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.rows import RowsView
from callcoach_desktop.ui.screens.call.text_block import LINE_HEIGHT, BlockLayout
from callcoach_desktop.ui.screens.call.wording import clock
from callcoach_desktop.ui.theme import current, icon, mix

_PAD = 16
_GAP = 5  # above and below the text of a row
_TIME_W = 52
_RIGHT = 24


class TranscriptView(RowsView):
    """Paragraphs with times and names; a click on a word asks to play from there.

    `follow` keeps the word being said in sight; it ends when the person scrolls and starts again by the button.
    """

    seek = Signal(float)
    follow_changed = Signal(bool)
    found_changed = Signal(int, int)  # which hit, of how many

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Transcript")
        self._blocks: tuple[Block, ...] = ()
        self._name_w = 80.0
        self._now = -1.0
        self._lit: dict[int, int | None] = {}
        self._current = -1
        self.follow = True
        self._hits: list[tuple[int, int, int]] = []
        self._hits_of: dict[int, list[int]] = {}
        self._hit = -1
        self._follow_button = QPushButton("Follow", self.viewport())
        self._follow_button.setIcon(icon("audio-lines", "accent"))
        self._follow_button.setToolTip("Keep the word being said in sight (F)")
        self._follow_button.setAccessibleName("Follow the player")
        self._follow_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._follow_button.hide()
        self._follow_button.clicked.connect(lambda: self.set_follow(on=True))
        self.scrolled_by_hand.connect(lambda: self.set_follow(on=False))

    # Content

    def set_blocks(self, blocks: tuple[Block, ...], *, keep_place: bool = False) -> None:
        """Show these paragraphs; `keep_place` for a text that only grew or was marked anew."""
        self._blocks = blocks
        metrics = QFontMetricsF(face("body"))
        names = {b.speaker for b in blocks}
        widest = max((metrics.horizontalAdvance(n) for n in names), default=60.0)
        self._name_w = min(max(64.0, widest + 20), 132.0)
        self._lit = {}
        self._current = -1
        self.find("")
        self.set_rows(keep_place=keep_place)
        if self._now >= 0:
            self.set_position(self._now, scroll=not keep_place)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self._blocks

    def estimate(self, width: int) -> np.ndarray:
        metrics = QFontMetricsF(face("body"))
        each, line = metrics.averageCharWidth() * 1.02, metrics.height() * LINE_HEIGHT
        room = max(40.0, self._text_width(width))
        lengths = np.array([b.length for b in self._blocks], dtype=np.float64)
        return np.ceil(np.maximum(lengths * each / room, 0.2)) * line + 2 * _GAP

    def lay_out(self, row: int, width: int) -> BlockLayout:
        return BlockLayout(self._blocks[row], self._text_width(width))

    def height_of(self, layout: BlockLayout) -> int:
        return round(layout.height) + 2 * _GAP

    def _text_left(self) -> float:
        return _PAD + _TIME_W + self._name_w

    def _text_width(self, width: int) -> float:
        return width - self._text_left() - _RIGHT

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
        if row == self.focused_row and self.hasFocus():
            painter.setPen(mix(theme.accent, theme.surface, 0.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(7.5, 1.5, -8.5, -1.5), 6, 6)
        line = layout.layout.lineAt(0)
        top = rect.top() + _GAP + line.y() + line.ascent()
        if block.timed:
            painter.setFont(face("small"))
            painter.setPen(theme.muted)
            painter.drawText(QPointF(_PAD, top), clock(block.start))
        previous = self._blocks[row - 1] if row else None
        if previous is None or previous.speaker != block.speaker:
            bold = face("body", QFont.Weight.DemiBold)
            painter.setFont(bold)
            painter.setPen(theme.side_text(block.side))
            name = QFontMetricsF(bold).elidedText(block.speaker, Qt.TextElideMode.ElideRight, self._name_w - 12)
            painter.drawText(QPointF(_PAD + _TIME_W, top), name)
        found = [(*self._hits[i][1:], i == self._hit) for i in self._hits_of.get(row, ())]
        at = QPointF(self._text_left(), rect.top() + _GAP)
        layout.paint(painter, at, theme, word=self._lit.get(row), found=found)

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
            if scroll and self.follow and current_row >= 0 and not self.row_seen(current_row):
                self.show_row(current_row, at=0.3)
        self._lit = lit
        for row in changed:
            if 0 <= row < self.row_count():
                self.viewport().update(self.rect_of(row))

    def show_second(self, second: float) -> None:
        """Bring the paragraph of a second into view, also when it is in sight already at an edge."""
        if self._blocks:
            row = self._last_started(second)
            if not self.row_seen(row):
                self.show_row(row, at=0.3)

    def _last_started(self, second: float) -> int:
        low, high = 0, len(self._blocks)
        while low < high:
            middle = (low + high) // 2
            if self._blocks[middle].start <= second + 1e-3:
                low = middle + 1
            else:
                high = middle
        return max(0, low - 1)

    def set_follow(self, *, on: bool) -> None:
        """Follow the player, or leave the view to the person."""
        if on and self._current >= 0:
            self.show_row(self._current, at=0.3)
        if on != self.follow:
            self.follow = on
            self.follow_changed.emit(on)
        self._place_button()

    def _place_button(self) -> None:
        self._follow_button.setVisible(not self.follow and bool(self._blocks) and self._now >= 0)
        self._follow_button.adjustSize()
        size, view = self._follow_button.size(), self.viewport().size()
        self._follow_button.move(view.width() - size.width() - 16, view.height() - size.height() - 12)

    # Find

    def find(self, text: str) -> int:
        """Mark all hits of a text (any case) and choose the first at or after the view; returns how many."""
        self._hits, self._hits_of = [], {}
        wanted = re.compile(re.escape(text.strip()), re.IGNORECASE) if text.strip() else None
        for row, block in enumerate(self._blocks if wanted is not None else ()):
            for match in wanted.finditer(block.text) if wanted is not None else ():
                first, last = match.span()
                if any(a < last and first < b for a, b in block.chips):
                    continue
                self._hits_of.setdefault(row, []).append(len(self._hits))
                self._hits.append((row, first, last))
        self._hit = -1
        if self._hits:
            from_row = self.row_at(0) or 0
            self._choose(next((i for i, h in enumerate(self._hits) if h[0] >= from_row), 0))
        else:
            self.found_changed.emit(0, 0)
        self.viewport().update()
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Choose the next hit (or the one before with -1), around the ends."""
        if self._hits:
            self._choose((self._hit + step) % len(self._hits))

    def _choose(self, hit: int) -> None:
        self._hit = hit
        row = self._hits[hit][0]
        self.set_follow(on=False)
        if not self.row_seen(row):
            self.show_row(row, at=0.3)
        self.focused_row = row
        self.found_changed.emit(hit + 1, len(self._hits))
        self.viewport().update()

    def hit_second(self) -> float | None:
        """The second of the chosen hit."""
        if self._hit < 0:
            return None
        row, first, _ = self._hits[self._hit]
        return self._blocks[row].second_at(first)

    # Mouse and keys

    def _second_under(self, point: QPointF) -> float | None:
        row = self.row_at(round(point.y()))
        if row is None or not self._blocks[row].timed:
            return None
        rect = self.rect_of(row)
        if point.x() < self._text_left() - 4:
            return self._blocks[row].start
        inside = QPointF(point.x() - self._text_left(), point.y() - rect.top() - _GAP)
        character = self.layout_of(row).character_at(inside)
        return None if character is None else self._blocks[row].second_at(character)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self._second_under(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            second = self._second_under(event.position())
            if second is not None:
                self.seek.emit(second)

    def row_activated(self, row: int) -> None:
        if self._blocks[row].timed:
            self.seek.emit(self._blocks[row].start)

    def row_focused(self, row: int) -> None:
        block = self._blocks[row]
        self.setAccessibleDescription(f"{clock(block.start)} {block.speaker}: {block.text}")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.row_at(event.pos().y())
        if row is None:
            return
        block = self._blocks[row]
        menu = QMenu(self)
        play = QAction(icon("play"), "Play from here", menu)
        play.setEnabled(block.timed)
        play.triggered.connect(lambda: self.seek.emit(block.start))
        copy = QAction(icon("copy"), "Copy paragraph", menu)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(plain_text(block)))
        menu.addActions([play, copy])
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()


def plain_text(block: Block) -> str:
    """A paragraph without its chips, with time and name: what is copied."""
    text, done = "", 0
    for first, last in block.chips:
        text += block.text[done : first - 1]
        done = last
    text += block.text[done:]
    return f"{clock(block.start)} {block.speaker}: {text}" if block.timed else f"{block.speaker}: {text}"
