"""The last words of the call in the record bar: three lines at most, the newest at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr

LINES = 3


class WordsStrip(QWidget):
    """`says` is whether there is anything to show."""

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[Any, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def says(self) -> bool:
        """Whether anybody has said anything."""
        return bool(self._said)

    def show_words(self, said: Sequence[Any]) -> None:
        """Show these utterances, `side` and `text` of each, the last one at the foot."""
        if tuple(said) == self._said:
            return
        self._said = tuple(said)
        self.setAccessibleName(". ".join(f"{_name(one.side)}: {one.text}" for one in self._said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), round(self._line() * max(1, len(self.lines()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # other lines
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _line(self) -> float:
        return QFontMetricsF(theme.font("body")).lineSpacing() + theme.px(2)

    def lines(self) -> list[tuple[str, str, str]]:
        """(side, name, text) of each line that is shown; a name where an utterance begins."""
        found: list[tuple[str, str, str]] = []
        for one in self._said:
            name = _name(one.side)
            layout = QTextLayout(one.text, theme.font("body"))
            layout.beginLayout()
            rows = []
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(40.0, self.width() - self._names()))
                rows.append(one.text[line.textStart() : line.textStart() + line.textLength()].strip())
            layout.endLayout()
            found += [(one.side, "" if n else name, row) for n, row in enumerate(rows)]
        shown = found[-LINES:]
        if shown and not shown[0][1]:  # its beginning is out of sight: it is still said who speaks
            side, _, text = shown[0]
            shown[0] = (side, _name(side), f"… {text}")
        return shown

    def _names(self) -> float:
        metrics = QFontMetricsF(theme.font("body"))
        return max(metrics.horizontalAdvance(one) for one in (tr("You"), tr("Customer"))) + theme.px(14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens, font = theme.current(), theme.font("body")
        metrics = QFontMetricsF(font)
        shown = self.lines()
        top = self.height() - self._line() * len(shown)
        for number, (side, name, text) in enumerate(shown):
            base = top + number * self._line() + metrics.ascent()
            if name:
                painter.setFont(theme.font("body", weight=QFont.Weight.DemiBold))
                painter.setPen(tokens.side_text(side))
                painter.drawText(QPointF(0, base), name)
            painter.setFont(font)
            painter.setPen(tokens.text)
            room = self.width() - self._names()
            painter.drawText(QPointF(self._names(), base), metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))


def _name(side: str) -> str:
    return tr("You") if side == "rep" else tr("Customer")
