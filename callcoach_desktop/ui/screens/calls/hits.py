"""Sentences that were found, below the calls."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QStaticText, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QVBoxLayout

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.calls.model import Index, RowRole
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.words import day

if TYPE_CHECKING:  # the start need not make its classes
    from PySide6.QtWidgets import QStyleOptionViewItem

    from callcoach_desktop.domain.calls import SearchHit

OPEN, CLOSE = "\x02", "\x03"
HIT_HEIGHT = 52
_TIME_WIDTH = 60
_SENTENCES = 500  # whose layout is kept
_LEAD = 0.35  # of the room, at most, for words before a hit that lies far on in its sentence


def runs(snippet: str) -> list[tuple[str, bool]]:
    """The snippet as (text, is the hit) runs; line breaks become spaces."""
    made: list[tuple[str, bool]] = []
    found = False
    part = ""
    for letter in snippet.replace("\n", " "):
        if letter in (OPEN, CLOSE):
            if part:
                made.append((part, found))
            part, found = "", letter == OPEN
        else:
            part += letter
    if part:
        made.append((part, found))
    return made


def around_the_hit(parts: list[tuple[str, bool]], room: float, width: Callable[[str], float]) -> list[tuple[str, bool]]:
    """Runs that begin later where the hit would lie beyond `room` (pixels, as `width` measures a text): with some
    words before the two hits that stand nearest to each other, or before the only one."""
    hits = [i for i, (_, found) in enumerate(parts) if found]
    if not hits:
        return parts
    apart = [(sum(len(text) for text, _ in parts[a + 1 : b]), a, b) for a, b in pairwise(hits)]
    first, last = min(apart)[1:] if apart else (hits[0], hits[0])
    if sum(width(text) for text, _ in parts[: last + 1]) <= room - width("…"):
        return parts
    spare = max(0.0, min(room * _LEAD, room - sum(width(text) for text, _ in parts[first : last + 1])))
    before: list[tuple[str, bool]] = []
    for text, found in reversed(parts[:first]):
        words = text.split(" ")
        at = len(words)
        while at and width(" ".join(words[at - 1 :])) <= spare:
            at -= 1
        kept = " ".join(words[at:])
        before.insert(0, (kept, found))
        spare -= width(kept)
        if at:
            break
    lead = [(text, found) for text, found in before if text]
    if lead:
        lead[0] = (lead[0][0].lstrip(), lead[0][1])
    return [("…", False), *lead, *parts[first:]]


class HitsModel(QAbstractListModel):
    """The hits of one search."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[SearchHit] = []

    def set_hits(self, hits: list[SearchHit]) -> None:
        """Replace all hits."""
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()

    def hit(self, index: Index) -> SearchHit:
        """The hit of a row."""
        return self._hits[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        hit = self._hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            plain = "".join(text for text, _ in runs(hit.snippet))
            return tr("{title}, at {time}: {words}", title=hit.title, time=clock(hit.second), words=plain)
        if role == RowRole:
            return hit
        return None


class HitsDelegate(QStyledItemDelegate):
    """Time, the sentence with its hit marked, the call below."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._sentences: dict[tuple[str, int], list[tuple[int, int, bool, QStaticText]]] = {}
        self._dress()
        theme.theme_signals().changed.connect(self._dress)

    def _dress(self) -> None:
        """Take fonts anew, for another theme or text size."""
        self._sentences.clear()
        self._small, self._plain = theme.font("small"), theme.font("body")
        self._strong = theme.font("body", weight=QFont.Weight.DemiBold)
        self._small_metrics, self._body_metrics = QFontMetrics(self._small), QFontMetrics(self._plain)
        self._strong_metrics = QFontMetrics(self._strong)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme.px(HIT_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        from PySide6.QtWidgets import QStyle  # its many enumerations take 10 ms, which no start waits for

        tokens = theme.current()
        hit: SearchHit = index.data(RowRole)
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, tokens.selection if selected else tokens.hover if hovered else tokens.surface)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected:  # also while the cursor is in the search field: Enter opens it
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), tokens.accent)
        painter.setFont(self._small)
        painter.setPen(tokens.muted)
        high, low = self._body_metrics.height(), self._small_metrics.height()
        top = rect.top() + (rect.height() - high - low) // 2
        painter.drawText(
            QRect(rect.left() + 16, top, theme.px(_TIME_WIDTH) - 12, high),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
            clock(hit.second),
        )
        left = rect.left() + 16 + theme.px(_TIME_WIDTH)
        below = QRect(left, top + high, rect.right() - left - 16, low)
        where = f"{hit.title} · {day(hit.started_at)}"
        painter.drawText(below, 0, self._small_metrics.elidedText(where, Qt.TextElideMode.ElideRight, below.width()))
        self._sentence(painter, QRect(left, top, rect.right() - left - 16, high), hit.snippet)
        painter.restore()

    def _sentence(self, painter: QPainter, rect: QRect, snippet: str) -> None:
        """Its layout is kept: while one types, the same sentences are painted with each letter."""
        key = (snippet, rect.width())
        parts = self._sentences.get(key)
        if parts is None:
            if len(self._sentences) >= _SENTENCES:
                self._sentences.clear()
            parts = self._sentences[key] = self._lay_out(snippet, rect.width())
        tokens = theme.current()
        mark: QColor = theme.mix(tokens.accent, tokens.surface, 0.22)
        for x, width, found, text in parts:
            if found:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(mark)
                painter.drawRoundedRect(QRect(rect.left() + x - 1, rect.top() + 1, width + 2, rect.height() - 1), 3, 3)
            painter.setFont(self._strong if found else self._plain)
            painter.setPen(tokens.text)
            painter.drawStaticText(rect.left() + x, rect.top(), text)

    def _lay_out(self, snippet: str, room: int) -> list[tuple[int, int, bool, QStaticText]]:
        """The runs of a sentence that have room: where each begins, its width, whether it is the hit, its text."""
        made: list[tuple[int, int, bool, QStaticText]] = []
        direction = QTextOption()
        direction.setTextDirection(self._view.layoutDirection())  # of the sentence, whatever a run begins with
        x = 0
        for text, found in around_the_hit(runs(snippet), room, self._strong_metrics.horizontalAdvance):
            left = room - 1 - x
            if left < 12:
                break
            metrics = self._strong_metrics if found else self._body_metrics
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, left)
            width = metrics.horizontalAdvance(shown)
            static = QStaticText(shown)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setTextOption(direction)
            static.prepare(font=self._strong if found else self._plain)
            made.append((x, width, found, static))
            x += width
            if shown != text:
                break
        return made


class _List(QListView):
    entered_row = Signal(QModelIndex)
    above = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.above.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.entered_row.emit(index)


class HitsPanel(QFrame):
    """A card with the sentences found; `open_hit` carries call and second."""

    open_hit = Signal(str, float)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 8)
        column.setSpacing(0)
        self._heading = label("", "small", "muted", bold=True)
        self._heading.setContentsMargins(16, 12, 16, 8)
        column.addWidget(self._heading)
        self.model = HitsModel()
        self.list = _List()
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitsDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(tr("Sentences found"))
        self.list.entered_row.connect(self._open)
        theme.theme_signals().changed.connect(self.list.doItemsLayout)
        column.addWidget(self.list, 1)

    def show_hits(self, hits: list[SearchHit], limit: int) -> None:
        """Show them; the first one is chosen so that Enter opens it."""
        index = self.list.currentIndex()
        before = self.model.hit(index) if index.isValid() else None
        self.model.set_hits(hits)
        number = (
            tr("the {n} newest|the {n} newest", limit)
            if len(hits) >= limit
            else tr("{n} sentence|{n} sentences", len(hits))
        )
        self._heading.setText(tr("Said in calls · {number}", number=number))
        if hits:
            self.list.setCurrentIndex(self.model.index(hits.index(before) if before in hits else 0))

    def step(self, by: int) -> None:
        """Choose the hit that many further down (or up); the ends hold."""
        last = self.model.rowCount() - 1
        if last >= 0:
            self.list.setCurrentIndex(self.model.index(max(0, min(self.list.currentIndex().row() + by, last)), 0))

    def open_current(self) -> bool:
        """Open the hit that is chosen; False when there is none."""
        index = self.list.currentIndex()
        if not index.isValid():
            return False
        self._open(index)
        return True

    def _open(self, index: QModelIndex) -> None:
        hit = self.model.hit(index)
        self.open_hit.emit(hit.call, hit.second)
