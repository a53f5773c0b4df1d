"""One paragraph of the transcript, laid out once: text, tinted spans, chips, word rectangles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption

from callcoach_desktop.ui.screens.call.blocks import Block
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.theme import Theme, current, mix

LINE_HEIGHT = 1.28
"""Times the font's own height: 21 pixels for the body text, where chips and tints still do not touch."""
_WRAPPED = QTextOption(Qt.AlignmentFlag.AlignLeft)
_WRAPPED.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


def text_layout(text: str, letters: QFont, width: float, formats: list[QTextLayout.FormatRange]) -> QTextLayout:
    """A finished layout of a text at a width, lines LINE_HEIGHT apart."""
    layout = QTextLayout(text, letters)
    layout.setTextOption(_WRAPPED)
    layout.setCacheEnabled(True)
    if formats:
        layout.setFormats(formats)
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        height = line.height()
        line.setPosition(QPointF(0, y + height * (LINE_HEIGHT - 1) / 2))
        y += height * LINE_HEIGHT
    layout.endLayout()
    return layout


def ranges(layout: QTextLayout, first: int, last: int) -> list[QRectF]:
    """The rectangles of the characters first..last, one a line, in the layout's coordinates."""
    found = []
    for i in range(layout.lineCount()):
        line = layout.lineAt(i)
        start, end = line.textStart(), line.textStart() + line.textLength()
        a, b = max(first, start), min(last, end)
        if a < b:
            left, right = line.cursorToX(a)[0], line.cursorToX(b)[0]
            found.append(QRectF(left, line.y(), right - left, line.height()))
    return found


class BlockLayout:
    """A block at a width, ready to paint at any place and theme. Most are made for their height alone, so what lies
    under the text is found at the first painting."""

    def __init__(self, block: Block, width: float, *, text: str | None = None) -> None:
        """With `text` that is laid out instead of the block's own: the room of a text that is being edited."""
        self.block = block
        self._plain = text is not None
        formats = []
        if text is None and block.chips:
            look = QTextCharFormat()
            look.setFont(face("small", scale=0.92))
            look.setForeground(current().muted)
            formats = [_formatted(first, last, look) for first, last in block.chips]
        self.layout = text_layout(block.text if text is None else text, face("body"), max(40.0, width), formats)
        self.height = self._height()

    def _rects(self, spans: Iterable[tuple[int, int]]) -> list[QRectF]:
        return [] if self._plain else [r for first, last in spans for r in ranges(self.layout, first, last)]

    @cached_property
    def _tints(self) -> list[QRectF]:
        return [r.adjusted(-2, -1, 2, 1) for r in self._rects((s.first, s.last) for s in self.block.spans)]

    @cached_property
    def _chips(self) -> list[QRectF]:
        return [r.adjusted(1.5, 0.5, -1.5, -0.5) for r in self._rects(self.block.chips)]

    @cached_property
    def _corrected(self) -> list[QRectF]:
        return self._rects((c.first, c.last) for c in self.block.corrections)

    def _height(self) -> float:
        last_line = self.layout.lineAt(self.layout.lineCount() - 1) if self.layout.lineCount() else None
        return (last_line.y() + last_line.height() * (1 + LINE_HEIGHT) / 2) if last_line else 20.0

    def nearest_character(self, point: QPointF) -> int:
        """The character nearest to a point, also beside the text."""
        count = self.layout.lineCount()
        for i in range(count):
            line = self.layout.lineAt(i)
            if point.y() < line.y() + line.height() * LINE_HEIGHT or i == count - 1:
                return line.xToCursor(point.x())
        return 0

    def character_at(self, point: QPointF) -> int | None:
        """The character under a point of the layout; None beside the text."""
        for i in range(self.layout.lineCount()):
            line = self.layout.lineAt(i)
            if line.y() - 3 <= point.y() < line.y() + line.height() + 3:
                if not -2 <= point.x() <= line.naturalTextWidth() + 3:
                    return None
                return line.xToCursor(point.x())
        return None

    def paint(
        self,
        painter: QPainter,
        at: QPointF,
        theme: Theme,
        *,
        word: int | None,
        found: list[tuple[int, int, bool]],
        selected: tuple[int, int] | None = None,
    ) -> None:
        """Paint at a point; `word` is the index of the lit word, `found` the hits of a search (True: the chosen)."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.side_soft(self.block.side))
        for rect in self._tints:
            painter.drawRoundedRect(rect.translated(at), 3, 3)
        if selected is not None:
            painter.setBrush(mix(theme.accent, theme.surface, 0.3))
            for rect in ranges(self.layout, *selected):
                painter.drawRect(rect.translated(at).adjusted(-1, -2, 1, 2))
        for first, last, chosen in found:
            painter.setBrush(theme.accent if chosen else mix(theme.accent, theme.surface, 0.28))
            for rect in ranges(self.layout, first, last):
                painter.drawRoundedRect(rect.translated(at).adjusted(-1, -1, 1, 1), 3, 3)
        lit = []
        if word is not None and word < len(self.block.word_first) and self.block.word_first:
            first, last = self.block.word_first[word], self.block.word_last[word]
            painter.setBrush(theme.inverse)
            for rect in ranges(self.layout, first, last):
                painter.drawRoundedRect(rect.translated(at).adjusted(-2.5, -1, 2.5, 1), 3, 3)
            lit.append(_painted(first, last, theme.on_inverse))
        lit += [_painted(f, last, theme.on_inverse if not theme.dark else theme.background)
                for f, last, chosen in found if chosen]  # fmt: skip
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.surface)
        for rect in self._chips:
            painter.drawRoundedRect(rect.translated(at), rect.height() / 2, rect.height() / 2)
        painter.setPen(theme.text)
        self.layout.draw(painter, at, lit)
        if self._corrected:
            pen = QPen(theme.muted, 1.4)
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            for rect in self._corrected:
                line = rect.translated(at)
                painter.drawLine(line.bottomLeft() + QPointF(0, 1.5), line.bottomRight() + QPointF(0, 1.5))


def _painted(first: int, last: int, color: QColor) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setForeground(color)
    return _formatted(first, last, look)


def _formatted(first: int, last: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    piece = QTextLayout.FormatRange()
    piece.start, piece.length, piece.format = first, last - first, look
    return piece
