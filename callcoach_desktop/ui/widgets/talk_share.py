"""The talk-share bar: who spoke how much. Rep is solid, customer is hatched, so colour is never alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from callcoach_desktop.ui import theme
from callcoach_desktop.ui.i18n import tr
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


def spoken(share: float | None, rep: str = "", customer: str = "") -> str:
    """The bar in words, for screen readers and tooltips."""
    if share is None:
        return tr("talk share unknown: the speakers are not told apart")
    return tr(
        "{rep} {rep_share}, {customer} {customer_share} of the talk time",
        rep=rep or tr("you"),
        rep_share=percent(share),
        customer=customer or tr("customer"),
        customer_share=percent(1 - share),
    )
