"""The moments of a call by kind, with quote, type and how sure: to go to, to confirm, to correct, to remove."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QShowEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from callcoach_desktop.domain.times import clock
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.glyphs import paint_sign
from callcoach_desktop.ui.screens.call.mark_kinds import HOW_SAID, key_of
from callcoach_desktop.ui.screens.call.rows import RowsView
from callcoach_desktop.ui.screens.call.scene import Group, Mark
from callcoach_desktop.ui.screens.call.text_block import LINE_HEIGHT, text_layout
from callcoach_desktop.ui.screens.call.wording import ending_word, type_word
from callcoach_desktop.ui.theme import current, icon, mix, px, theme_signals
from callcoach_desktop.ui.widgets.basics import tool

_MOST_LETTERS = 180
_META, _META_STEP = 18, 15  # pixels at 100 % for the line under a quote, and from it to the next


def judged_word(judged: str) -> str:
    """What a person said of a moment, in a word."""
    words = {"right": tr("confirmed"), "changed": tr("corrected"), "added": tr("added by you")}
    return words.get(judged, "")


def about(mark: Mark) -> tuple[str, ...]:
    """What stands under a moment's quote: type (or who said it), and how sure; in a line of their own, how an objection
    ended that was answered, and how long the answer to a question was."""
    if mark.kind in HOW_SAID:
        return (mark.label,)
    said = judged_word(mark.judged) or tr("{percent}% sure", percent=round(mark.confidence * 100))
    what = type_word(mark.kind, mark.type) or mark.speaker
    came = ending_word(mark.outcome) if mark.outcome else mark.answer
    return (what, f"{came} · {said}") if came else (f"{what} · {said}",)


class _Heading:
    def __init__(self, text: str) -> None:
        self.text = text


class _Quote:
    def __init__(self, mark: Mark, layout: QTextLayout, height: float) -> None:
        self.mark = mark
        self.layout = layout
        self.height = height


class JudgeBar(QWidget):
    """Buttons at a moment: its entry in the playbook, right, other type, no moment. One click each."""

    def __init__(self, parent: QWidget, confirm: Callable[[], object], change: Callable[[], object],
                 remove: Callable[[], object], entry: Callable[[], object]) -> None:  # fmt: skip
        super().__init__(parent)
        self.book = tool("book-open", tr("Your playbook"), entry)
        self.right = tool("check", tr("Right"), confirm, "good")
        self.other = tool("tag", tr("Of another type"), change)
        self.none = tool("x", tr("No such moment"), remove, "warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for one in (self.book, self.right, self.other, self.none):
            one.setIconSize(QSize(px(14), px(14)))
            one.setFixedSize(px(24), px(20))
            one.setStyleSheet("padding: 0px;")
            row.addWidget(one)
        self.hide()

    def show_mark(self, mark: Mark, *, types: bool, judging: bool = True, note: str = "") -> None:
        """Say what a click would be about; `note` is the title of the moment's entry in the playbook."""
        self.book.setVisible(bool(note))
        self.book.setToolTip(tr("Your playbook: {title} (B)", title=note))
        self.book.setAccessibleName(tr("Your playbook: {title}", title=note))
        for one in (self.right, self.none):
            one.setVisible(judging)
        what = f"{mark.label}, {clock(mark.start)}"
        judged = bool(mark.judged)
        self.right.setIcon(icon("undo-2" if judged else "check", "muted" if judged else "good"))
        words = tr("Take your verdict back") if judged else tr("Right (Y)")
        self.right.setToolTip(words)
        self.right.setAccessibleName(f"{words}: {what}")
        self.other.setAccessibleName(tr("Of another type: {what}", what=what))
        self.other.setToolTip(tr("Of another type (O)"))
        self.other.setVisible(types and judging)
        self.none.setAccessibleName(tr("No such moment: {what}", what=what))
        self.none.setToolTip(tr("No such moment (Del)"))
        self.resize(self.sizeHint())


class MomentList(RowsView):
    """Moments by kind; a click goes there. With the focus here: Y right, O another type, Del no such moment.

    The buttons appear on the row under the pointer or with the focus. Signals carry a Mark.
    """

    go = Signal(float)
    confirmed = Signal(object)
    withdrawn = Signal(object)
    removed = Signal(object)
    type_wanted = Signal(object, QPoint)  # the moment, where on the screen a menu may open
    entry_wanted = Signal(object)  # its entry in the playbook

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Moments of the call"))
        self._rows: list[str | Mark] = []
        self._lengths = np.zeros(0)  # letters of each row's quote
        self._groups: tuple[Group, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._hover = -1
        self.judging = False  # whether verdicts can be given
        self.has_types: Callable[[str], bool] = lambda _kind: True
        self.note_of: Callable[[Mark], str] = lambda _mark: ""
        self.bar = JudgeBar(self.viewport(), self._right, self._other, self._none, self._entry)
        for one in self.bar.findChildren(QToolButton):
            one.installEventFilter(self)
        self._bar_row = -1
        self._waiting: bool | None = None  # whether to keep the place when the rows are shown; None: they are
        self.verticalScrollBar().valueChanged.connect(self._place_bar)
        theme_signals().changed.connect(self._place_bar)

    # Content

    def set_groups(self, groups: tuple[Group, ...], *, keep_place: bool = False) -> None:
        """Show these groups."""
        if groups == self._groups and keep_place:
            return
        self._groups = groups
        self._fill(keep_place=keep_place)

    def set_hidden(self, hidden: frozenset[str]) -> None:
        """Leave out the kinds that the map's legend hides."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._fill(keep_place=True)

    @property
    def shown(self) -> list[str | Mark]:
        """The rows: headings ("title<tab>count") and moments."""
        return self._rows

    def _fill(self, *, keep_place: bool) -> None:
        self._rows = []
        for group in self._groups:
            marks = group.marks
            if self._hidden:
                marks = [m for m in marks if key_of(m.kind, m.type) not in self._hidden]
            if marks:
                self._rows.append(f"{group.title}\t{len(marks)}")
                self._rows.extend(marks)
        lengths = [0 if isinstance(row, str) else len(row.quote) for row in self._rows]
        self._lengths = np.array(lengths, dtype=np.float64)
        self._hover = -1
        if self.isVisible():
            self.set_rows(keep_place=keep_place)
        else:  # nothing is laid out for a page that nobody looks at
            self._waiting = keep_place
        self._place_bar()

    def catch_up(self) -> None:
        """Lay out what came while nobody looked; for who shows the list, once it has its size."""
        if self._waiting is not None and self.isVisible():
            keep_place, self._waiting = self._waiting, None
            self.set_rows(keep_place=keep_place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting is not None:
            QTimer.singleShot(0, self, self.catch_up)

    # Rows

    def estimate(self, width: int) -> np.ndarray:
        metrics = QFontMetricsF(face("body"))
        room = max(40.0, width - 94.0)
        lengths = self._lengths
        lines = np.clip(np.ceil(lengths * metrics.averageCharWidth() / room), 1, 4)
        return np.where(lengths == 0, 34, lines * metrics.height() * 1.3 + 8 + px(_META))

    def lay_out(self, row: int, width: int) -> _Heading | _Quote:
        item = self._rows[row]
        if isinstance(item, str):
            return _Heading(item)
        text = item.quote if len(item.quote) <= _MOST_LETTERS else item.quote[: _MOST_LETTERS - 1].rstrip() + "…"
        layout = text_layout(text or item.label, face("body"), max(40.0, width - 94.0), [])
        line = layout.lineAt(layout.lineCount() - 1)
        return _Quote(item, layout, line.y() + line.height() * (1 + LINE_HEIGHT) / 2)

    def height_of(self, layout: _Heading | _Quote) -> int:
        if isinstance(layout, _Heading):
            return 34
        return round(layout.height) + 8 + px(_META) + (len(about(layout.mark)) - 1) * px(_META_STEP)

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
        focused = row == self.focused_row and self._has_focus()
        if row == self._hover or focused:
            painter.setPen(QPen(mix(theme.accent, theme.surface, 0.6), 1) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(QRectF(rect).adjusted(8.5, 0.5, -6.5, -0.5), 5, 5)
        mark = layout.mark
        line = layout.layout.lineAt(0)
        base = rect.top() + 4 + line.y() + line.ascent()
        sign = QPointF(25, base - 4.5)
        paint_sign(painter, sign, 7.0, mark.kind, mark.type, mark.side, theme, faint=mark.faint)
        painter.setFont(face("small"))
        painter.setPen(theme.muted)
        painter.drawText(QPointF(38, base), clock(mark.start))
        left = self._text_left()
        painter.setPen(theme.text if not mark.faint else mix(theme.text, theme.muted, 0.4))
        layout.layout.draw(painter, QPointF(left, rect.top() + 4))
        self._paint_about(painter, row, mark, rect, left)

    def _text_left(self) -> float:
        return 76.0

    def _paint_about(self, painter: QPainter, row: int, mark: Mark, rect: QRect, left: float) -> None:
        theme = current()
        painter.setFont(face("small"))
        painter.setPen(theme.good if mark.judged else theme.muted)
        room = rect.width() - left - 12 - (self.bar.width() if row == self._bar_row else 0)
        note = self.note_of(mark)
        *above, last = about(mark)
        words = f"{last} · {tr('playbook: {title}', title=note)}" if note else last
        metrics, base = QFontMetricsF(face("small")), rect.bottom() - px(_META) * 0.42
        painter.drawText(QPointF(left, base), metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))
        for text in reversed(above):
            base -= px(_META_STEP)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - left - 12)
            painter.drawText(QPointF(left, base), text)

    # The buttons

    def _has_focus(self) -> bool:
        return self.hasFocus() or any(b.hasFocus() for b in self.bar.findChildren(QToolButton))

    def _mark(self, row: int) -> Mark | None:
        item = self._rows[row] if 0 <= row < len(self._rows) else None
        return item if isinstance(item, Mark) else None

    def _place_bar(self) -> None:
        row = self._hover if self._hover >= 0 else self.focused_row if self._has_focus() else -1
        mark = self._mark(row)
        before = self._bar_row
        note = self.note_of(mark) if mark is not None else ""
        judging = mark is not None and bool(mark.id) and self.judging
        self._bar_row = row if judging or note else -1
        if self._bar_row < 0 or mark is None:
            self.bar.hide()
        else:
            self.bar.show_mark(mark, types=self.has_types(mark.kind), judging=judging, note=note)
            rect = self.rect_of(row)
            self.bar.move(rect.right() - 10 - self.bar.width(), rect.bottom() - self.bar.height() - 1)
            self.bar.show()
            self.bar.raise_()
        if before != self._bar_row:
            self.viewport().update()

    def _right(self) -> None:
        mark = self._mark(self._bar_row)
        if mark is not None:
            (self.withdrawn if mark.judged else self.confirmed).emit(mark)

    def _other(self) -> None:
        mark = self._mark(self._bar_row)
        if mark is not None:
            self.type_wanted.emit(mark, self.bar.mapToGlobal(QPoint(0, self.bar.height())))

    def _entry(self) -> None:
        mark = self._mark(self._bar_row)
        if mark is not None:
            self.entry_wanted.emit(mark)

    def _none(self) -> None:
        mark = self._mark(self._bar_row)
        if mark is not None:
            self.removed.emit(mark)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._place_bar()
        return False

    # Events

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(round(event.position().y()))
        over = row if row is not None and isinstance(self._rows[row], Mark) else -1
        if over != self._hover:
            self._hover = over
            self.viewport().update()
            mark = self._mark(over)
            self.viewport().setToolTip(f"{mark.speaker} · {mark.label}\n{mark.why}".strip() if mark else "")
            self._place_bar()
        shape = Qt.CursorShape.PointingHandCursor if over >= 0 else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.row_activated(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        row = self.row_at(event.pos().y()) if by_mouse else self.focused_row
        mark = self._mark(row if row is not None else -1)
        if mark is not None and self.judging:
            self.type_wanted.emit(mark, event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self._place_bar()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._place_bar()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._place_bar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mark = self._mark(self.focused_row)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if mark is not None and event.key() == Qt.Key.Key_B and not held and self.note_of(mark):
            self.entry_wanted.emit(mark)
            return
        if mark is not None and self.judging and held == Qt.KeyboardModifier.NoModifier:
            if event.key() == Qt.Key.Key_Y:
                (self.withdrawn if mark.judged else self.confirmed).emit(mark)
                return
            if event.key() == Qt.Key.Key_O:
                self.type_wanted.emit(mark, self.viewport().mapToGlobal(self.rect_of(self.focused_row).bottomLeft()))
                return
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.removed.emit(mark)
                return
        super().keyPressEvent(event)
        self._place_bar()

    def row_activated(self, row: int) -> None:
        mark = self._mark(row)
        if mark is not None:
            self.go.emit(mark.start)

    def row_focused(self, row: int) -> None:
        mark = self._mark(row)
        text = f"{clock(mark.start)} {mark.label}: {mark.quote}. {', '.join(about(mark))}" if mark else ""
        if not mark and 0 <= row < len(self._rows):
            text = str(self._rows[row]).replace("\t", ": ")
        self.setAccessibleDescription(text)
