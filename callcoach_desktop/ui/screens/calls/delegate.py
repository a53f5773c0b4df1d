"""Paints a row of the list: calm text, a talk-share bar, a state with its sign."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from callcoach_desktop.domain.calls import CallRow
from callcoach_desktop.domain.jobs import Job
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.columns import COLUMNS
from callcoach_desktop.ui.screens.calls.model import Index, ProgressRole, RowRole
from callcoach_desktop.ui.widgets.talk_share import BAR_HEIGHT, paint_talk_share

ROW_HEIGHT = 48
PAD = 8
EDGE = 16
_PERCENT_WIDTH = 38
_BARS = 600  # pictures of bars that are kept: a hundred shares in three widths on two backgrounds


def row_height() -> int:
    """Pixels of a row at the text size that is on."""
    return theme.px(ROW_HEIGHT)


class CallsDelegate(QStyledItemDelegate):
    """All columns of the list; figures come from the model."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered = -1
        self._bars: dict[tuple[int, int, int, str], QPixmap] = {}
        self.dress()

    def dress(self) -> None:
        """Take fonts and pictures anew, for another theme or text size."""
        self._bars.clear()
        self._body = theme.font("body")
        self._strong = theme.font("body", weight=QFont.Weight.DemiBold)
        self._small = theme.font("small")
        self.body_metrics, self.strong_metrics = QFontMetrics(self._body), QFontMetrics(self._strong)
        self._small_metrics = QFontMetrics(self._small)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, row_height())

    def wanted_width(self, index: Index) -> int:
        """The width in which nothing of the cell would be cut."""
        column = COLUMNS[index.column()]
        metrics = self.strong_metrics if column.key == "title" else self.body_metrics
        extra = theme.px(_PERCENT_WIDTH + 48) if column.key == "talk_ratio" else theme.px(20) * (column.key == "state")
        return metrics.horizontalAdvance(str(index.data())) + extra + 2 * PAD + 2

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme.current()
        row: CallRow = index.data(RowRole)
        rect = option.rect
        header = self._view.horizontalHeader()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        behind = tokens.selection if selected else tokens.hover if index.row() == self.hovered else tokens.surface
        painter.save()
        painter.fillRect(rect, behind)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        place = header.visualIndex(index.column())
        first, last = self._ends()
        inner = rect.adjusted(EDGE if place == first else PAD, 0, -(EDGE if place == last else PAD), -1)
        column = COLUMNS[index.column()]
        if column.key == "title":
            self._title(painter, inner, row)
        elif column.key == "talk_ratio":
            self._share(painter, inner, row, behind)
        elif column.key == "state":
            self._state(painter, inner, index, row)
        else:
            self._text(painter, inner, index, tokens.muted if column.quiet else tokens.text)
        if selected and place == first and self._view.hasFocus():
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), tokens.accent)
        painter.restore()

    def _ends(self) -> tuple[int, int]:
        header = self._view.horizontalHeader()
        shown = [place for place in range(len(COLUMNS)) if not header.isSectionHidden(header.logicalIndex(place))]
        return (shown[0], shown[-1]) if shown else (0, 0)

    def _text(self, painter: QPainter, rect: QRect, index: Index, color: QColor) -> None:
        painter.setFont(self._body)
        painter.setPen(color)
        text = self.body_metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), text)

    def _below(self, row: CallRow) -> str:
        """What the second line of the title says: why it failed, else deal and tags where they have no column."""
        if row.error:
            return row.error
        parts = []
        for key, text in (("deal", row.deal or ""), ("tags", "  ".join(f"#{tag}" for tag in row.tags))):
            if text and self._hidden(key):
                parts.append(text)
        return "  ·  ".join(parts)

    def _hidden(self, key: str) -> bool:
        return self._view.isColumnHidden(next(n for n, one in enumerate(COLUMNS) if one.key == key))

    def _title(self, painter: QPainter, rect: QRect, row: CallRow) -> None:
        tokens = theme.current()
        painter.setFont(self._strong)
        painter.setPen(tokens.text)
        metrics = self.strong_metrics
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, rect.width())
        below = self._below(row)
        if not below:
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
            return
        both = metrics.height() + self._small_metrics.height() + 1
        top = rect.top() + (rect.height() - both) // 2
        painter.drawText(rect.left(), top + metrics.ascent(), title)
        painter.setFont(self._small)
        painter.setPen(tokens.warn if row.error else tokens.muted)
        below = self._small_metrics.elidedText(below, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect.left(), top + metrics.height() + 1 + self._small_metrics.ascent(), below)

    def _share(self, painter: QPainter, rect: QRect, row: CallRow, behind: QColor) -> None:
        tokens = theme.current()
        painter.setFont(self._body)
        figure = theme.px(_PERCENT_WIDTH)
        if row.talk_ratio is None:
            painter.setPen(tokens.muted)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), "–")
            return
        share = round(row.talk_ratio * 100)
        picture = self._bar(share, max(24, rect.width() - figure - 8), behind)
        painter.drawPixmap(rect.left() + figure, rect.center().y() - int(BAR_HEIGHT / 2) + 1, picture)
        painter.setPen(tokens.text)
        words = QRect(rect.left(), rect.top(), figure - 6, rect.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{share}%")

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

    def _state(self, painter: QPainter, rect: QRect, index: Index, row: CallRow) -> None:
        tokens = theme.current()
        job: Job | None = index.data(ProgressRole)
        if row.binned_at:
            self._text(painter, rect, index, tokens.muted)
            return
        if row.state == "ready" and job is None:
            return
        failed = row.state == "failed"
        color = tokens.warn if failed else tokens.muted
        sign = "circle-alert" if failed else "pause" if job and job.state == "paused" else "clock"
        size = theme.px(14)
        icon = QRectF(rect.left(), rect.center().y() - size / 2 + 1, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if job is not None and job.state == "running":
            share = job.done_seconds / job.total_seconds if job.total_seconds > 0 else 0.06
            painter.setPen(QPen(tokens.track, 2.5))
            painter.drawEllipse(icon.adjusted(1.5, 1.5, -1.5, -1.5))
            painter.setPen(QPen(tokens.accent, 2.5))
            painter.drawArc(icon.adjusted(1.5, 1.5, -1.5, -1.5), 90 * 16, -int(360 * 16 * min(1.0, share)))
        else:
            theme.paint_icon(painter, sign, icon, color)
        self._text(painter, rect.adjusted(theme.px(20), 0, 0, 0), index, color)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(self._strong)
        editor.setAccessibleName(tr("Title of the call"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(6, 6, -4, -7))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()
