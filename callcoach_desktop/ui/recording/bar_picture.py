"""What the record bar draws: the two sides with their parts of the talk and their levels, and the dot that says how
things are. Sides differ by name, place and hatching, not by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
from callcoach_desktop.ui.recording.live import Live
from callcoach_desktop.ui.widgets.talk_share import paint_talk_share
from callcoach_desktop.ui.widgets.words import percent

QUIETEST_DB = -60.0  # dB of full scale at which a level's bar is empty


def loudness(level: float | None) -> float:
    """A level as a part (0..1) of its bar."""
    return 0.0 if level is None else min(1.0, max(0.0, 1 - level / QUIETEST_DB))


def paint_dot(painter: QPainter, rect: QRectF, live: Live) -> None:
    """A full dot while sound is recorded, two bars while it is paused, a ring when it has stopped."""
    tokens = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if live.phase == "recording":
        painter.setBrush(tokens.record)
        painter.drawEllipse(rect)
    elif live.phase == "paused":
        painter.setBrush(tokens.muted)
        wide = rect.width() * 0.32
        for x in (rect.left() + rect.width() * 0.06, rect.right() - wide - rect.width() * 0.06):
            painter.drawRoundedRect(QRectF(x, rect.top(), wide, rect.height()), 1.5, 1.5)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.muted, 2))
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))


class Dot(QWidget):
    """The dot alone."""

    def __init__(self) -> None:
        super().__init__()
        self._live = Live()
        self.setFixedSize(theme.px(14), theme.px(14))

    def show_live(self, live: Live) -> None:
        """Draw this."""
        self._live = live
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_dot(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._live)


class Sides(QWidget):
    """Two rows: who, the part of the talk as a bar with the level under it, the part as a number."""

    def __init__(self) -> None:
        super().__init__()
        self._live = Live()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_live(self, live: Live) -> None:
        """Draw this."""
        changed = live.two_sided != self._live.two_sided
        self._live = live
        if changed:
            self.updateGeometry()
        self.update()

    def _row(self) -> int:
        return max(theme.px(26), round(QFontMetricsF(theme.font("title")).height()) + theme.px(2))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), self._row() * (2 if self._live.two_sided else 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        live = self._live
        share = live.share
        self._side(painter, 0, "rep", tr("You"), share, live.mic_db)
        if live.two_sided:
            other = None if share is None else 1 - share
            self._side(painter, 1, "customer", tr("Customer"), other, live.system_db)

    def _side(
        self, painter: QPainter, number: int, side: str, name: str, share: float | None, level: float | None
    ) -> None:
        tokens, live = theme.current(), self._live
        row, font = self._row(), theme.font("body")
        top = number * row
        metrics = QFontMetricsF(font)
        names = max(metrics.horizontalAdvance(one) for one in (tr("You"), tr("Customer"))) + theme.px(14)
        far = theme.font("title", weight=QFont.Weight.DemiBold)  # read from where one sits back
        figures = QFontMetricsF(far).horizontalAdvance("100%") + theme.px(10) if live.two_sided else 0
        painter.setFont(font)
        painter.setPen(tokens.muted)
        painter.drawText(QRectF(0, top, names, row), int(Qt.AlignmentFlag.AlignVCenter), name)
        if live.two_sided:
            painter.setPen(tokens.side_text(side))
            painter.setFont(far)
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(QRectF(self.width() - figures, top, figures, row), flags, percent(share))
        left, wide = names, self.width() - names - figures
        thick, thin = theme.px(8), theme.px(3)
        y = top + (row - thick - thin - theme.px(3)) / 2
        bar = QRectF(left, y, wide, thick)
        quiet = live.phase != "recording"
        if live.two_sided:
            _part(painter, bar, side, share or 0.0)
        below = QRectF(left, bar.bottom() + theme.px(3), wide, thin)
        if not live.two_sided:
            below = QRectF(left, top + (row - thick) / 2, wide, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.track)
        painter.drawRoundedRect(below, below.height() / 2, below.height() / 2)
        loud = 0.0 if quiet else loudness(level)
        if loud > 0:
            painter.setBrush(theme.mix(tokens.side(side), tokens.surface, 0.75))
            filled = QRectF(below.left(), below.top(), max(below.height(), wide * loud), below.height())
            painter.drawRoundedRect(filled, below.height() / 2, below.height() / 2)


def _part(painter: QPainter, rect: QRectF, side: str, share: float) -> None:
    """A side's part of the talk, from the left, hatched for the customer."""
    tokens = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.track)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    wide = rect.width() * min(1.0, max(0.0, share))
    if wide >= 1:
        filled = QRectF(rect.left(), rect.top(), max(wide, rect.height()), rect.height())
        paint_talk_share(painter, filled, 1.0 if side == "rep" else 0.0)


class ShareLine(QWidget):
    """The small bar's picture: one line that is shared by both, the rep's number beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._live = Live()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_live(self, live: Live) -> None:
        """Draw this."""
        self._live = live
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(116), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, live, font = theme.current(), self._live, theme.font("title", weight=QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        text = percent(live.share) if live.two_sided else ""
        room = metrics.horizontalAdvance("100%") + theme.px(8) if live.two_sided else 0
        middle, thick, thin = self.height() / 2, theme.px(8), theme.px(3)
        wide = self.width() - room
        bar = QRectF(0, middle - thick / 2, wide, thick)
        if live.two_sided:
            paint_talk_share(painter, bar.translated(0, -theme.px(2)), live.share)
            levels = (("rep", live.mic_db, 0.0), ("customer", live.system_db, wide / 2))
        else:
            levels = (("rep", live.mic_db, 0.0),)
        part = wide / len(levels)
        for side, level, x in levels:
            rect = QRectF(x, bar.bottom() + theme.px(2), part - theme.px(2), thin)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.track)
            painter.drawRoundedRect(rect, thin / 2, thin / 2)
            loud = loudness(level) if live.phase == "recording" else 0.0
            if loud:
                painter.setBrush(theme.mix(tokens.side(side), tokens.surface, 0.75))
                painter.drawRoundedRect(QRectF(rect.left(), rect.top(), rect.width() * loud, thin), thin / 2, thin / 2)
        if text:
            painter.setFont(font)
            painter.setPen(tokens.side_text("rep"))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(self.width() - metrics.horizontalAdvance(text), base), text)
