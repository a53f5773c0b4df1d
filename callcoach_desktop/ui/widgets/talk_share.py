"""The talk-share bar: who spoke how much. Rep is solid, customer is hatched, so colour is never alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.widgets.words import percent

BAR_HEIGHT = 8.0
_GAP = 2.0


def _hatched(painter: QPainter, rect: QRectF, color: QColor, behind: QColor) -> None:
    painter.fillRect(rect, color)
    painter.setPen(QPen(theme.mix(behind, color, 0.55), 1.4))
    step, height = 5.0, rect.height()
    x = rect.left() - height
    while x < rect.right() + height:
        painter.drawLine(int(x), int(rect.bottom()) + 1, int(x + height), int(rect.top()))
        x += step


def paint_talk_share(painter: QPainter, rect: QRectF, share: float | None, behind: QColor | None = None) -> None:
    """Draw the bar of `share` (the rep's part, 0..1; None when the call cannot tell) into `rect`."""
    tokens = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setClipPath(outline)
    if share is None:
        painter.fillRect(rect, tokens.track)
    else:
        share = min(1.0, max(0.0, share))
        split = rect.left() + rect.width() * share
        gap = _GAP if 0.0 < share < 1.0 else 0.0
        painter.fillRect(QRectF(rect.left(), rect.top(), split - rect.left() - gap / 2, rect.height()), tokens.rep)
        rest = QRectF(split + gap / 2, rect.top(), rect.right() - split - gap / 2, rect.height())
        if rest.width() > 0:
            painter.setClipRect(rest, Qt.ClipOperation.IntersectClip)
            _hatched(painter, rest, tokens.customer, behind or tokens.surface)
    painter.restore()


def spoken(share: float | None, rep: str = "you", customer: str = "customer") -> str:
    """The bar in words, for screen readers and tooltips."""
    if share is None:
        return "talk share unknown: the speakers are not told apart"
    return f"{rep} {percent(share)}, {customer} {percent(1 - share)} of the talk time"


class TalkShareBar(QWidget):
    """A labelled bar: names and shares above, the bar below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._rep, self._customer = "You", "Customer"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setFont(theme.font("small"))
        theme.theme_signals().changed.connect(self.update)
        self._tell()

    def set_share(self, share: float | None, rep: str = "You", customer: str = "Customer") -> None:
        """Show the rep's share (0..1), with the two names."""
        self._share, self._rep, self._customer = share, rep, customer
        self._tell()
        self.update()

    def _tell(self) -> None:
        words = spoken(self._share, self._rep, self._customer)
        self.setAccessibleName(words)
        self.setToolTip(f"Talk ratio: {words}. Overlapping talk counts for both.")

    def sizeHint(self) -> QSize:
        return QSize(240, self.fontMetrics().height() + 4 + int(BAR_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme.current()
        top = QRectF(0, 0, self.width(), self.fontMetrics().height())
        painter.setPen(tokens.muted)
        if self._share is None:
            painter.drawText(top, Qt.AlignmentFlag.AlignLeft, "Speakers are not told apart")
        else:
            painter.drawText(top, Qt.AlignmentFlag.AlignLeft, f"{self._rep} {percent(self._share)}")
            painter.drawText(top, Qt.AlignmentFlag.AlignRight, f"{percent(1 - self._share)} {self._customer}")
        bar = QRectF(0, top.bottom() + 4, self.width(), BAR_HEIGHT)
        paint_talk_share(painter, bar, self._share, tokens.background)
