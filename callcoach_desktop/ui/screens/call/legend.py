"""The legend of the map: what its signs mean and how often each occurs; a click hides or shows a kind."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.preferences import window_settings
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.flags import paint_flag
from callcoach_desktop.ui.screens.call.glyphs import paint_sign
from callcoach_desktop.ui.screens.call.map_rows import LEGEND_HEIGHT
from callcoach_desktop.ui.screens.call.mark_kinds import WORDING, Kind
from callcoach_desktop.ui.theme import current, px, theme_signals

_REMEMBERED = "call/hidden_marks"
_SPACE = 1
_SIGN = 24  # pixels of a sign with the room around it; the words of ten kinds fit beside it at 1280
_READY = 10
"""Entries that are made with the legend: a call has so many kinds, and opening it waits for no new widgets."""


class Entry(QAbstractButton):
    """One kind: sign, word, count. Checked is shown; Shift and a click shows it alone."""

    alone = Signal(str)

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.words = self.counted = True
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_kind(kind)

    def set_kind(self, kind: Kind) -> None:
        """Show another kind, or another count of it."""
        self.kind = kind
        self.setText(f"{kind.word} {kind.count}" if kind.count else kind.word)
        self.setAccessibleName(tr("{word}, {count}", word=kind.word, count=kind.count) if kind.count else kind.word)
        self.setAccessibleDescription(tr("Shown on the map when checked"))
        hint = tr("A click hides or shows these; with Shift they are shown alone.")
        if kind.count:
            self.setToolTip(f"{kind.word.capitalize()}: {kind.count}\n{hint}")
        else:
            self.setToolTip(tr("Show how it is said: fillers, hedges, jargon, “you” and “we”, fast and slow stretches, "
                               "raised and low voices"))  # fmt: skip
        self.update()

    def width_with(self, *, words: bool, counted: bool = True) -> int:
        """How wide it is with the word, only with sign and count, or with the sign alone."""
        metrics = QFontMetricsF(face("small"))
        text = self.text() if words else str(self.kind.count or "") if counted else ""
        return px(_SIGN) + (round(metrics.horizontalAdvance(text)) + 5 if text else 0)

    def sizeHint(self) -> QSize:
        return QSize(self.width_with(words=self.words, counted=self.counted), px(LEGEND_HEIGHT) - 4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.alone.emit(self.kind.key)
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme = current()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(theme.accent, 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(box, 5, 5)
        middle, radius, shown = box.center().y(), px(7), self.isChecked()
        center = QPointF(min(px(12), self.width() / 2), middle)
        if not shown:
            painter.setOpacity(0.38)
        if self.kind.kind in ("comment", "bookmark"):
            paint_flag(painter, center, px(6), self.kind.kind, theme)
        else:
            paint_sign(painter, center, radius, self.kind.kind, self.kind.type, self.kind.side, theme)
        painter.setOpacity(1.0)
        font = face("small")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        base = middle + (metrics.ascent() - metrics.descent()) / 2
        x = px(_SIGN) - 1
        count = str(self.kind.count or "")
        if self.words:
            painter.setPen(theme.text if shown else theme.muted)
            painter.drawText(QPointF(x, base), self.kind.word)
            word = metrics.horizontalAdvance(self.kind.word)
            if not shown:
                painter.drawLine(QPointF(x, middle + 0.5), QPointF(x + word, middle + 0.5))
            x += word + metrics.horizontalAdvance(" ")
        painter.setPen(theme.muted)
        if self.counted:
            painter.drawText(QPointF(x, base), count)
        if not shown and not self.words:
            painter.drawLine(QPointF(px(4), middle + 0.5), QPointF(px(22), middle + 0.5))


class Legend(QWidget):
    """Only kinds that occur; what is hidden is remembered for all calls."""

    hidden_changed = Signal(object)  # frozenset of keys

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Legend of the map"))
        self.entries: list[Entry] = []
        self._spare = [self._make(Kind("", "", 0, "", "", "")) for _ in range(_READY)]
        self.hidden: frozenset[str] = frozenset(_remembered())
        theme_signals().changed.connect(self._place)

    def set_kinds(self, kinds: tuple[Kind, ...]) -> None:
        """Show these kinds."""
        if [e.kind for e in self.entries] == list(kinds):
            return
        every = [*self.entries, *self._spare]  # in the order in which Tab reaches them
        every += [self._make(kind) for kind in kinds[len(every):]]  # fmt: skip
        self.entries, self._spare = every[: len(kinds)], every[len(kinds):]  # fmt: skip
        for entry, kind in zip(self.entries, kinds, strict=True):
            entry.set_kind(kind)
        self._check()
        self._place()
        for entry in self.entries:
            entry.show()
        for entry in self._spare:
            entry.hide()

    def _make(self, kind: Kind) -> Entry:
        entry = Entry(kind, self)
        entry.clicked.connect(lambda _=False: self._toggled(entry))
        entry.alone.connect(self._alone)
        entry.hide()
        entry.ensurePolished()
        return entry

    def set_hidden(self, hidden: frozenset[str]) -> None:
        """Hide these kinds and show all others; remembered."""
        if hidden == self.hidden:
            return
        self.hidden = hidden
        self._check()
        settings = window_settings()
        settings.setValue(_REMEMBERED, sorted(hidden))
        self.hidden_changed.emit(hidden)

    def needed(self, *, words: bool) -> int:
        """The width that all words, or all counts, need in pixels."""
        return sum(e.width_with(words=words) + _SPACE for e in self.entries)

    def _check(self) -> None:
        for entry in self.entries:
            entry.setChecked(entry.kind.key not in self.hidden)

    def _toggled(self, entry: Entry) -> None:
        key = entry.kind.key
        self.set_hidden(self.hidden - {key} if entry.isChecked() else self.hidden | {key})

    def _alone(self, key: str) -> None:
        """Show one kind alone; once more shows all again."""
        others = frozenset(e.kind.key for e in self.entries) - {key}
        every = frozenset({WORDING}) - {key}  # it is asked for, and no part of "all"
        self.set_hidden(every if others <= self.hidden else (self.hidden | others) - {key})

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        words = self.needed(words=True) <= self.width()
        counted = words or self.needed(words=False) <= self.width()
        # Where not even the signs have room they stand closer together.
        most = self.width() if counted or not self.entries else self.width() // len(self.entries) - _SPACE
        x = 0
        for entry in self.entries:
            entry.words, entry.counted = words, counted
            size = entry.sizeHint()
            width = min(size.width(), most)
            entry.setGeometry(x, (self.height() - size.height()) // 2, width, size.height())
            x += width + _SPACE


def _remembered() -> list[str]:
    kept = window_settings().value(_REMEMBERED, [WORDING])  # hundreds of marks: who wants them says so
    return [kept] if isinstance(kept, str) else [str(key) for key in kept or []]
