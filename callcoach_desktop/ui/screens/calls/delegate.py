"""Paints a row of the list: calm text, a talk-share bar, a state with its sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QTableView, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.columns import BY_KEY, COLUMNS, kind_name
from callcoach_desktop.ui.screens.calls.model import CallsModel, Index
from callcoach_desktop.ui.widgets.talk_share import BAR_HEIGHT, paint_talk_share

if TYPE_CHECKING:  # the start need not make its classes
    from PySide6.QtWidgets import QStyleOptionViewItem

    from callcoach_desktop.domain.calls import CallRow

ROW_HEIGHT = 48
PAD = 8
EDGE = 16
_PERCENT_WIDTH = 38
_LINES = 4000  # texts whose layout is kept
_BARS = 600  # pictures of bars that are kept: a hundred shares in three widths on two backgrounds


def row_height() -> int:
    """Pixels of a row at the text size that is on."""
    return theme.px(ROW_HEIGHT)


class CallsDelegate(QStyledItemDelegate):
    """All columns of the list; figures come from the model."""

    def __init__(self, view: QTableView, model: CallsModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._bars: dict[tuple[int, int, int, str], QPixmap] = {}
        self._lines: dict[tuple[str, int, int], tuple[QStaticText, int]] = {}
        self._first = self._last = 0
        self._here: set[str] = set()
        self.dress()

    def dress(self) -> None:
        """Take colours, fonts and pictures anew, for another theme or text size."""
        self._bars.clear()
        self._lines.clear()
        self._tokens = theme.current()
        self._fonts = (
            theme.font("body"), theme.font("body", weight=QFont.Weight.DemiBold), theme.font("small")
        )  # fmt: skip
        self._metrics = tuple(QFontMetrics(font) for font in self._fonts)
        self.body_metrics, self.strong_metrics, self._small_metrics = self._metrics

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, row_height())

    def wanted_width(self, index: Index) -> int:
        """The width in which nothing of the cell would be cut."""
        column = COLUMNS[index.column()]
        metrics = self.strong_metrics if column.key == "title" else self.body_metrics
        extra = theme.px(_PERCENT_WIDTH + 48) if column.key == "talk_ratio" else theme.px(20) * (column.key == "state")
        return metrics.horizontalAdvance(str(index.data())) + extra + 2 * theme.px(PAD) + 2

    def forget_places(self) -> None:
        """The columns were shown, hidden or moved."""
        header = self._view.horizontalHeader()
        shown = [
            number
            for number in (header.logicalIndex(place) for place in range(len(COLUMNS)))
            if not header.isSectionHidden(number)
        ]
        self._first, self._last = (shown[0], shown[-1]) if shown else (0, 0)
        self._here = {COLUMNS[number].key for number in shown}

    def paint_row(
        self, painter: QPainter, row: CallRow, cells: Sequence[tuple[int, QRect]], *, selected: bool, hovered: bool
    ) -> None:
        """Paint the columns (number, place) of a row. The table calls this itself: Qt's own way asks the style sheet
        and the model a dozen times for each cell, which costs more than painting it."""
        tokens = self._tokens
        behind = tokens.selection if selected else tokens.hover if hovered else tokens.surface
        edge, pad = theme.px(EDGE), theme.px(PAD)
        whole = cells[0][1].united(cells[-1][1]) if cells else QRect()
        painter.fillRect(whole, behind)
        painter.fillRect(whole.left(), whole.bottom(), whole.width(), 1, tokens.line)
        for number, rect in cells:
            inner = rect.adjusted(
                edge if number == self._first else pad, 0, -(edge if number == self._last else pad), -1
            )
            column = COLUMNS[number]
            if column.key == "title":
                self._title(painter, inner, row)
            elif column.key == "talk_ratio":
                self._share(painter, inner, row, behind)
            elif column.key == "state":
                self._state(painter, inner, row)
            else:
                color = tokens.muted if column.quiet else tokens.text
                self._text(painter, inner, self._model.text(row, column), color, column.right)
            if selected and number == self._first and self._view.hasFocus():
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), tokens.accent)

    def _text(self, painter: QPainter, rect: QRect, text: str, color: QColor, right: bool = False) -> None:
        if text:
            top = rect.top() + (rect.height() - self.body_metrics.height()) // 2
            self._draw(painter, rect, top, text, 0, color, right)

    def _draw(
        self, painter: QPainter, rect: QRect, top: int, text: str, font: int, color: QColor, right: bool = False
    ) -> None:
        """Draw a line of text at `top`; its layout is kept, because most values of a list come again and again."""
        key = (text, rect.width(), font)
        kept = self._lines.get(key)
        if kept is None:
            if len(self._lines) >= _LINES:
                self._lines.clear()
            metrics = self._metrics[font]
            made = QStaticText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(font=self._fonts[font])
            kept = self._lines[key] = (made, metrics.horizontalAdvance(made.text()))
        painter.setFont(self._fonts[font])
        painter.setPen(color)
        line, width = kept
        painter.drawStaticText(rect.right() + 1 - width if right else rect.left(), top, line)

    def _below(self, row: CallRow) -> str:
        """What the second line of the title says: why it failed, else what has no column of its own."""
        if row.error:
            return row.error
        parts = []
        for key, text in (
            ("state", self._model.state_text(row)),
            ("duration", self._model.text(row, COLUMNS[BY_KEY["duration"]]) if row.recording else ""),
            ("call_type", kind_name(row.call_type)),
            ("deal", row.deal or ""),
            ("tags", "  ".join(f"#{tag}" for tag in row.tags)),
        ):
            if text and self._hidden(key):
                parts.append(text)
        return "  ·  ".join(parts)

    def _hidden(self, key: str) -> bool:
        return key not in self._here

    def _title(self, painter: QPainter, rect: QRect, row: CallRow) -> None:
        tokens = self._tokens
        height, below = self.strong_metrics.height(), self._below(row)
        if not below:
            self._draw(painter, rect, rect.top() + (rect.height() - height) // 2, row.title, 1, tokens.text)
            return
        top = rect.top() + (rect.height() - height - self._small_metrics.height() - 1) // 2
        self._draw(painter, rect, top, row.title, 1, tokens.text)
        self._draw(painter, rect, top + height + 1, below, 2, tokens.warn if row.error else tokens.muted)

    def _share(self, painter: QPainter, rect: QRect, row: CallRow, behind: QColor) -> None:
        tokens = self._tokens
        if row.talk_ratio is None:
            self._text(painter, rect, "–", tokens.muted)
            return
        share = round(row.talk_ratio * 100)
        figure = theme.px(_PERCENT_WIDTH)
        picture = self._bar(share, max(24, rect.width() - figure - 8), behind)
        painter.drawPixmap(rect.left() + figure, rect.center().y() - int(BAR_HEIGHT / 2) + 1, picture)
        words = QRect(rect.left(), rect.top(), figure - 6, rect.height())
        self._text(painter, words, f"{share}%", tokens.text, right=True)

    def _bar(self, share: int, width: int, behind: QColor) -> QPixmap:
        """The bar as a picture: its clip and hatching cost more than all else in a row, and a list has few shares."""
        ratio = self._view.devicePixelRatioF()
        key = (share, width, int(ratio * 100), behind.name())
        made = self._bars.get(key)
        if made is None:
            if len(self._bars) >= _BARS:
                self._bars.clear()
            made = QPixmap(int(width * ratio), int(BAR_HEIGHT * ratio))
            made.setDevicePixelRatio(ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            paint_talk_share(painter, QRectF(0, 0, width, BAR_HEIGHT), share / 100, behind)
            painter.end()
            self._bars[key] = made
        return made

    def _state(self, painter: QPainter, rect: QRect, row: CallRow) -> None:
        tokens, text = self._tokens, self._model.state_text(row)
        if row.binned_at:
            self._text(painter, rect, text, tokens.muted)
            return
        job = self._model.job(row.id)
        if row.state == "ready" and job is None:
            return
        failed = row.state == "failed"
        color = tokens.warn if failed else tokens.muted
        sign = "circle-alert" if failed else "pause" if job and job.state == "paused" else "clock"
        size = theme.px(14)
        icon = QRectF(rect.left(), rect.center().y() - size / 2 + 1, size, size)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if job is not None and job.state == "running":
            share = job.done_seconds / job.total_seconds if job.total_seconds > 0 else 0.06
            painter.setPen(QPen(tokens.track, 2.5))
            painter.drawEllipse(icon.adjusted(1.5, 1.5, -1.5, -1.5))
            painter.setPen(QPen(tokens.accent, 2.5))
            painter.drawArc(icon.adjusted(1.5, 1.5, -1.5, -1.5), 90 * 16, -int(360 * 16 * min(1.0, share)))
        elif row.recording and job is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.record)
            painter.drawEllipse(icon.adjusted(2, 2, -2, -2))
        else:
            theme.paint_icon(painter, sign, icon, color)
        painter.restore()
        self._text(painter, rect.adjusted(theme.px(20), 0, 0, 0), text, color)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(self._fonts[1])
        editor.setAccessibleName(tr("Title of the call"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(6, 6, -4, -7))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()
