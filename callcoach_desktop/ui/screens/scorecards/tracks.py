"""The fields of a form over time: a small plot each. Rep: filled; manager: a ring; what was measured: a thin line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QWidget

from callcoach_desktop.domain.scorecards import Field, Track
from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.widgets.basics import label
from callcoach_desktop.ui.widgets.words import day

Points = tuple[tuple[str, str, float], ...]


def last_words(track: Track) -> str:
    """The newest values in words: `rep 4, manager 3, measured 43 %`."""
    parts = []
    if track.rep:
        parts.append(tr("rep {value}", value=_value(track.field, track.rep[-1][2])))
    if track.manager:
        parts.append(tr("manager {value}", value=_value(track.field, track.manager[-1][2])))
    if track.newest:
        # A unit stays with its figure at the end of a line.
        parts.append(tr("measured {figure}", figure=track.newest.replace(" %", "\u00a0%")))
    return ", ".join(parts)


def _value(field: Field, value: float) -> str:
    if field.kind == "yes_no":
        return tr("yes") if value else tr("no")
    return f"{value:.0f}" if field.kind == "scale" else f"{value:.2g}"


class Spark(QWidget):
    """The plot of one field. Dates are put side by side, in order."""

    def __init__(self, track: Track) -> None:
        super().__init__()
        self.track = track
        self.setMinimumSize(QSize(theme.px(140), theme.px(34)))
        self.setAccessibleName(track.field.label)
        self.setAccessibleDescription(describe(track))
        theme.theme_signals().changed.connect(self.update)
        self._dates = sorted({date for points in (track.rep, track.manager, track.measured) for date, *_ in points})

    def _span(self, points: Points) -> tuple[float, float]:
        if self.track.field.kind == "scale":
            return 1.0, float(self.track.field.steps)
        if self.track.field.kind == "yes_no":
            return 0.0, 1.0
        values = [value for *_, value in points]
        low, high = min(values), max(values)
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def _place(self, date: str, value: float, span: tuple[float, float]) -> QPointF:
        room = theme.px(7)
        wide = self.width() - 2 * room
        x = room + (self._dates.index(date) + 0.5) / len(self._dates) * wide
        share = (value - span[0]) / (span[1] - span[0])
        return QPointF(x, self.height() - room - share * (self.height() - 2 * room))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, track = theme.current(), self.track
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.raised)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if track.measured and track.field.kind == "figure":
            self._path(painter, track.measured, QPen(tokens.muted, 1.4))
            span = self._span(track.measured)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.muted)
            for date, _, value in track.measured:
                painter.drawEllipse(self._place(date, value, span), 2.5, 2.5)
        if track.rep:
            self._path(painter, track.rep, QPen(theme.mix(tokens.rep, tokens.raised, 0.6), 1.6))
        span = self._span(track.rep or track.manager or track.measured)
        radius = theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.rep)
        for date, _, value in track.rep:
            painter.drawEllipse(self._place(date, value, span), radius - 0.5, radius - 0.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.text, 1.5))
        for date, _, value in track.manager:
            painter.drawEllipse(self._place(date, value, span), radius + 1, radius + 1)

    def _path(self, painter: QPainter, points: Points, pen: QPen) -> None:
        span, path = self._span(points), QPainterPath()
        for number, (date, _, value) in enumerate(points):
            spot = self._place(date, value, span)
            path.moveTo(spot) if number == 0 else path.lineTo(spot)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), describe(self.track), self)
            return True
        return super().event(event)


def describe(track: Track) -> str:
    """All values with their days, a line each."""
    names = ((tr("rep"), track.rep), (tr("manager"), track.manager), (tr("measured"), track.measured))
    found = [
        (date, tr("{day}, {title}: {who} {value}", day=day(date), title=title, who=name,
                  value=_value(track.field, value)))
        for name, points in names for date, title, value in points
    ]  # fmt: skip
    return "\n".join(words for _, words in sorted(found)[-12:])


class TrackRow(QWidget):
    """A field, its newest values, its plot."""

    def __init__(self, track: Track) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(14)
        words = label(track.field.label, "body", wrap=True)
        newest = label(last_words(track), "small", "muted", wrap=True)
        row.addWidget(words, 5)
        row.addWidget(newest, 3)
        row.addWidget(Spark(track), 4)
