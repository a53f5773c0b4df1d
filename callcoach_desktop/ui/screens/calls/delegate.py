"""Paints a row of the list: calm text, a talk-share bar, a state with its sign."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from callcoach_desktop.domain.calls import CallRow
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.screens.calls.model import BY_KEY, COLUMNS, TITLE, Index, ProgressRole, RowRole
from callcoach_desktop.ui.widgets.talk_share import BAR_HEIGHT, paint_talk_share

ROW_HEIGHT = 48
PAD = 8
_PERCENT_WIDTH = 38


class CallsDelegate(QStyledItemDelegate):
    """All columns of the list; figures come from the model."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered = -1
        self._body = theme.font("body")
        self._strong = theme.font("body", weight=QFont.Weight.DemiBold)
        self._small = theme.font("small")
        self._small_metrics = QFontMetrics(self._small)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme.current()
        row: CallRow = index.data(RowRole)
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        behind = tokens.selection if selected else tokens.hover if index.row() == self.hovered else tokens.surface
        painter.save()
        painter.fillRect(rect, behind)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        last = len(COLUMNS) - 1
        left = 16 if index.column() == 0 else PAD
        inner = rect.adjusted(left, 0, -(16 if index.column() == last else PAD), -1)
        key = COLUMNS[index.column()].key
        if key == "title":
            self._title(painter, inner, row)
        elif key == "talk_ratio":
            self._share(painter, inner, row, behind)
        elif key == "state":
            self._state(painter, inner, index, row)
        else:
            quiet = key in ("started_at", "call_type", "duration")
            self._text(painter, inner, index, tokens.muted if quiet else tokens.text)
        if selected and index.column() == TITLE and self._view.hasFocus():
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), tokens.accent)
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, index: Index, color: QColor) -> None:
        painter.setFont(self._body)
        painter.setPen(color)
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), text)

    def _title(self, painter: QPainter, rect: QRect, row: CallRow) -> None:
        tokens = theme.current()
        painter.setFont(self._strong)
        painter.setPen(tokens.text)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, rect.width())
        if not row.error:
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
            return
        both = metrics.height() + self._small_metrics.height() + 1
        top = rect.top() + (rect.height() - both) // 2
        painter.drawText(rect.left(), top + metrics.ascent(), title)
        painter.setFont(self._small)
        painter.setPen(tokens.warn)
        error = self._small_metrics.elidedText(row.error, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect.left(), top + metrics.height() + 1 + self._small_metrics.ascent(), error)

    def _share(self, painter: QPainter, rect: QRect, row: CallRow, behind: QColor) -> None:
        tokens = theme.current()
        if row.talk_ratio is None:
            painter.setFont(self._body)
            painter.setPen(tokens.muted)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), "–")
            return
        bar = QRectF(
            rect.left() + _PERCENT_WIDTH,
            rect.center().y() - BAR_HEIGHT / 2 + 1,
            max(24, rect.width() - _PERCENT_WIDTH - 8),
            BAR_HEIGHT,
        )
        paint_talk_share(painter, bar, row.talk_ratio, behind)
        painter.setFont(self._body)
        painter.setPen(tokens.text)
        words = QRect(rect.left(), rect.top(), _PERCENT_WIDTH - 6, rect.height())
        painter.drawText(
            words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{round(row.talk_ratio * 100)}%"
        )

    def _state(self, painter: QPainter, rect: QRect, index: Index, row: CallRow) -> None:
        tokens = theme.current()
        job: Job | None = index.data(ProgressRole)
        if row.state == "ready" and job is None:
            return
        failed = row.state == "failed"
        color = tokens.warn if failed else tokens.muted
        sign = "circle-alert" if failed else "pause" if job and job.state == "paused" else "clock"
        icon = QRectF(rect.left(), rect.center().y() - 6, 14, 14)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if job is not None and job.state == "running":
            share = job.done_seconds / job.total_seconds if job.total_seconds > 0 else 0.06
            painter.setPen(QPen(tokens.track, 2.5))
            painter.drawEllipse(icon.adjusted(1.5, 1.5, -1.5, -1.5))
            painter.setPen(QPen(tokens.accent, 2.5))
            painter.drawArc(icon.adjusted(1.5, 1.5, -1.5, -1.5), 90 * 16, -int(360 * 16 * min(1.0, share)))
        else:
            theme.paint_icon(painter, sign, icon, color)
        self._text(painter, rect.adjusted(20, 0, 0, 0), index, color)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(self._strong)
        editor.setAccessibleName("Title of the call")
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(6, 6, -4, -7))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()


__all__ = ["BY_KEY", "ROW_HEIGHT", "CallsDelegate"]
