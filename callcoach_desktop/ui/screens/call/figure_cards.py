"""The figures of a call as cards, each on the rep's own usual range."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from callcoach_desktop.domain.times import clock
from callcoach_desktop.services.usual import LEAST_CALLS, Usual
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.screens.call.faces import face
from callcoach_desktop.ui.screens.call.figure_texts import Figure, calls_words, usual_words, write_value
from callcoach_desktop.ui.screens.call.range_bar import paint_range
from callcoach_desktop.ui.theme import current, font, icon, px, theme_signals
from callcoach_desktop.ui.widgets.basics import still

_HEIGHT, _HEIGHT_WITH_RANGE = 42, 48
_CARD_ROOM = 118  # pixels that a card needs beside another
_READY = 11
"""Cards that are made with the grid: a call has so many figures, and opening it does not wait for a new widget each."""

_NOTHING = Figure("", "", "", "", "", "", None)


class FigureCard(QAbstractButton):
    """One figure: its name, its value, what stands beside it, its usual range. With a place, a click goes there."""

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.usual: Usual | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme_signals().changed.connect(self._theme_changed)
        self.set_figure(figure)

    def set_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self.figure = figure
        self.setCursor(Qt.CursorShape.ArrowCursor if figure.place is None else Qt.CursorShape.PointingHandCursor)
        self._tell()
        self.update()

    def set_usual(self, usual: Usual | None) -> None:
        """The range that the value is shown on; None while it is not known."""
        if usual != self.usual:
            self.usual = usual
            self._tell()
            self.updateGeometry()
            self.update()

    @property
    def ranged(self) -> bool:
        """Whether there is a range to be drawn."""
        return self.usual is not None and self.usual.low is not None and self.usual.high is not None

    def _theme_changed(self) -> None:
        self.setToolTip(self._tip())
        self.updateGeometry()

    def _tell(self) -> None:
        figure = self.figure
        parts = (f"{figure.label}: {figure.value}", figure.note, usual_words(figure, self.usual))
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setAccessibleDescription(" ".join(part for part in (figure.definition, figure.source) if part))
        self.setToolTip(self._tip())

    def _tip(self) -> str:
        figure, quiet = self.figure, current().muted.name()
        parts = [f"<b>{escape(figure.label)}</b><br>{escape(figure.definition)}"]
        if self.ranged:
            words = tr("Your {range}. Mean {mean} over {calls}; limits are the mean and 2.66 mean moves from call to "
                       "call (XmR).", range=usual_words(figure, self.usual),
                       mean=write_value(figure.key, self.usual.mean), calls=calls_words(self.usual))  # fmt: skip
            parts.append(escape(words))
        elif self.usual is not None:
            words = tr("Your usual range is shown after {least} calls of this type ({n} now).", least=LEAST_CALLS,
                       n=self.usual.n)  # fmt: skip
            parts.append(escape(words))
        if figure.source:
            parts.append(f"<span style='color:{quiet}'>{escape(figure.source)}</span>")
        if figure.place is not None:
            parts.append(tr("Click to hear it, at {time}.", time=clock(figure.place)))
        return f"<p style='width:{px(290)}px'>{'<br><br>'.join(parts)}</p>"

    def sizeHint(self) -> QSize:
        return QSize(px(130), px(_HEIGHT_WITH_RANGE if self.ranged else _HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())  # where there is no room the grid scrolls; a value is never cut off

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        theme = current()
        if self.hasFocus() or (self.underMouse() and self.figure.place is not None):
            painter.setPen(QPen(theme.accent if self.hasFocus() else theme.line, 1))
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        small = face("small")
        painter.setFont(small)
        painter.setPen(theme.muted)
        metrics = QFontMetricsF(small)
        room = self.width() - 14
        label = metrics.elidedText(self.figure.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(8, 4 + metrics.ascent()), label)
        big = face("body", QFont.Weight.DemiBold, 1.2)
        painter.setFont(big)
        known = self.figure.value != "–"
        painter.setPen(theme.text if known else theme.muted)
        base = px(_HEIGHT) - px(9) - (px(2) if self.ranged else 0)
        painter.drawText(QPointF(8, base), self.figure.value)
        left = 8 + QFontMetricsF(big).horizontalAdvance(self.figure.value) + 6
        room = self.width() - left - 6
        if metrics.horizontalAdvance(self.figure.note) > room:  # "customer 12.5%" beside a wide value
            small = face("small", scale=0.9)
            metrics = QFontMetricsF(small)
        painter.setFont(small)
        painter.setPen(theme.muted)
        note = metrics.elidedText(self.figure.note, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, base), note)
        if self.ranged:
            box = QRectF(8, self.height() - px(13), self.width() - 18, px(10))
            paint_range(painter, box, self.usual.low, self.usual.high, self.figure.amount, theme)


class FigureGrid(QScrollArea):
    """All figures in two columns, and under them what the ranges were made of; scrolls where there is no room."""

    go = Signal(float)
    table_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Figures of the call"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cards are reached, and reaching one shows it
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._inside = QWidget()
        self._inside.setObjectName("plain")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(10, 3, 4, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self.setWidget(self._inside)
        self.cards: list[FigureCard] = []
        self._spare = [self._make() for _ in range(_READY)]
        self._columns = 0
        self.usual: dict[str, Usual] = {}
        self._foot = QWidget(self._inside)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(8, 0, 0, 0)
        self.foot = QLabel()
        self.foot.setProperty("kind", "muted")
        self.foot.setFont(font("small"))
        self.foot.setAccessibleName(tr("What the usual ranges are made of"))
        self.table_button = QToolButton()
        self.table_button.setIcon(icon("table", "muted"))
        self.table_button.setIconSize(QSize(px(14), px(14)))
        self.table_button.setToolTip(tr("Show the figures as a table"))
        self.table_button.setAccessibleName(tr("Show the figures as a table"))
        self.table_button.clicked.connect(self.table_requested)
        row.addWidget(self.foot, 1)
        row.addWidget(self.table_button)

    def set_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show these figures; the same figures leave the cards as they are."""
        if [c.figure for c in self.cards] == list(figures):
            return
        every = [*self.cards, *self._spare]
        every += [self._make() for _ in range(len(figures) - len(every))]
        placed, self.cards, self._spare = len(self.cards), every[: len(figures)], every[len(figures) :]
        for card, figure in zip(self.cards, figures, strict=True):
            card.set_figure(figure)
            card.set_usual(self.usual.get(figure.key))
        if placed != len(figures):
            for card in every[:placed]:
                self._grid.removeWidget(card)
            self._grid.removeWidget(self._foot)
            self._columns = 0
        with still(self._grid):
            self._place()
            for card in self.cards:
                card.show()
            for card in self._spare:
                card.hide()
        self.setVisible(bool(figures))
        self.updateGeometry()

    def _make(self) -> FigureCard:
        card = FigureCard(_NOTHING, self._inside)
        card.clicked.connect(lambda _=False: self._go(card.figure))
        card.hide()
        card.ensurePolished()
        return card

    def _go(self, figure: Figure) -> None:
        if figure.place is not None:
            self.go.emit(figure.place)

    def _place(self) -> None:
        """Two columns, or one where two would cut what they say."""
        columns = 2 if self.viewport().width() >= 2 * px(_CARD_ROOM) + 24 else 1
        if columns == self._columns:
            return
        self._columns = columns
        for i, card in enumerate(self.cards):
            self._grid.addWidget(card, i // columns, i % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
        self._grid.addWidget(self._foot, (len(self.cards) + columns - 1) // columns, 0, 1, columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(_HEIGHT))

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        inside = self._inside.focusWidget()
        if inside is not None:
            self.ensureWidgetVisible(inside)
        return moved

    def set_usual(self, usual: Mapping[str, Usual]) -> None:
        """Show the figures on these ranges; none while they are being read."""
        self.usual = dict(usual)
        for card in self.cards:
            card.set_usual(self.usual.get(card.figure.key))
        self.updateGeometry()
        best = max(self.usual.values(), key=lambda u: u.n, default=None)
        if best is None:
            self.foot.setText("")
        elif best.n < LEAST_CALLS:
            self.foot.setText(tr("Your usual range: after {least} calls ({n} so far)", least=LEAST_CALLS, n=best.n))
        else:
            self.foot.setText(tr("Band: your usual range, {calls}", calls=calls_words(best)))
        self.foot.setToolTip(tr("Mean and 2.66 mean moves from call to call, over the newest calls of this type."))
