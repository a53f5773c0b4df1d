"""The figures of a call as cards, and its moments by kind."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.figure_cards import FigureCard, FigureGrid
from callcoach_desktop.ui.screens.call.glyphs import paint_sign
from callcoach_desktop.ui.screens.call.mark_kinds import key_of
from callcoach_desktop.ui.screens.call.rows import RowsView
from callcoach_desktop.ui.screens.call.scene import Group, Mark
from callcoach_desktop.ui.screens.call.text_block import LINE_HEIGHT, text_layout
from callcoach_desktop.ui.screens.call.wording import clock
from callcoach_desktop.ui.theme import current, mix

__all__ = ["FigureCard", "FigureGrid", "MomentList"]


class _Heading:
    def __init__(self, text: str) -> None:
        self.text = text


class _Quote:
    def __init__(self, mark: Mark, layout: QTextLayout, height: float) -> None:
        self.mark = mark
        self.layout = layout
        self.height = height


class MomentList(RowsView):
    """Moments by kind: sign, time and quote; a click goes there."""

    go = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Moments of the call"))
        self._rows: list[str | Mark] = []
        self._groups: tuple[Group, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._hover = -1

    def set_groups(self, groups: tuple[Group, ...], *, keep_place: bool = False) -> None:
        """Show these groups."""
        self._groups = groups
        self._fill(keep_place=keep_place)

    def set_hidden(self, hidden: frozenset[str]) -> None:
        """Leave out the kinds that the map's legend hides."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._fill(keep_place=True)

    def _fill(self, *, keep_place: bool) -> None:
        self._rows = []
        for group in self._groups:
            marks = [m for m in group.marks if key_of(m.kind, m.type) not in self._hidden]
            if marks:
                self._rows.append(f"{group.title}\t{len(marks)}")
                self._rows.extend(marks)
        self._hover = -1
        self.set_rows(keep_place=keep_place)

    def estimate(self, width: int) -> np.ndarray:
        metrics = QFontMetricsF(face("body"))
        room = max(40.0, width - 94.0)
        lengths = np.array(
            [0 if isinstance(r, str) else len(r.quote) for r in self._rows], dtype=np.float64
        )  # fmt: skip
        lines = np.clip(np.ceil(lengths * metrics.averageCharWidth() / room), 1, 4)
        return np.where(lengths == 0, 34, lines * metrics.height() * 1.3 + 8)

    def lay_out(self, row: int, width: int) -> _Heading | _Quote:
        item = self._rows[row]
        if isinstance(item, str):
            return _Heading(item)
        text = item.quote if len(item.quote) <= 180 else item.quote[:179].rstrip() + "…"
        if item.kind == "competitor" and item.type and item.type not in text:
            text = f"{item.type}: {text}"
        layout = text_layout(text or item.label, face("body"), max(40.0, width - 94.0), [])
        line = layout.lineAt(layout.lineCount() - 1)
        return _Quote(item, layout, line.y() + line.height() * (1 + LINE_HEIGHT) / 2)

    def height_of(self, layout: _Heading | _Quote) -> int:
        return 34 if isinstance(layout, _Heading) else round(layout.height) + 8

    def paint_row(self, painter: QPainter, row: int, layout: _Heading | _Quote, rect: QRect) -> None:
        theme = current()
        if isinstance(layout, _Heading):
            title, count = layout.text.split("\t")
            bold = face("small", QFont.Weight.DemiBold)
            painter.setFont(bold)
            painter.setPen(theme.text)
            base = rect.bottom() - 8.0
            painter.drawText(QPointF(18, base), title)
            painter.setPen(theme.muted)
            painter.setFont(face("small"))
            painter.drawText(QPointF(18 + QFontMetricsF(bold).horizontalAdvance(title) + 7, base), count)
            return
        focused = row == self.focused_row and self.hasFocus()
        if row == self._hover or focused:
            painter.setPen(QPen(mix(theme.accent, theme.surface, 0.6), 1) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(QRectF(rect).adjusted(8.5, 0.5, -6.5, -0.5), 5, 5)
        mark = layout.mark
        line = layout.layout.lineAt(0)
        base = rect.top() + 4 + line.y() + line.ascent()
        paint_sign(painter, QPointF(25, base - 4.5), 7.0, mark.kind, mark.type, mark.side, theme)
        painter.setFont(face("small"))
        painter.setPen(theme.muted)
        painter.drawText(QPointF(38, base), clock(mark.start))
        painter.setPen(theme.text)
        layout.layout.draw(painter, QPointF(76, rect.top() + 4))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(round(event.position().y()))
        over = row if row is not None and isinstance(self._rows[row], Mark) else -1
        if over != self._hover:
            self._hover = over
            self.viewport().update()
            mark = self._rows[over] if over >= 0 else None
            tip = f"{mark.speaker} · {mark.label}\n{mark.why}" if isinstance(mark, Mark) else ""
            self.viewport().setToolTip(tip.strip())
        shape = Qt.CursorShape.PointingHandCursor if over >= 0 else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.row_activated(row)

    def leaveEvent(self, event: object) -> None:
        self._hover = -1
        self.viewport().update()

    def row_activated(self, row: int) -> None:
        item = self._rows[row]
        if isinstance(item, Mark):
            self.go.emit(item.start)

    def row_focused(self, row: int) -> None:
        item = self._rows[row]
        text = item.replace("\t", ": ") if isinstance(item, str) else f"{clock(item.start)} {item.label}: {item.quote}"
        self.setAccessibleDescription(text)
