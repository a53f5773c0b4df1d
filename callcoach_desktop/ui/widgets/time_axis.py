"""Days to scale: where a date lies between two others, and which months to write under it."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtGui import QFontMetricsF

from callcoach_desktop.ui.widgets.words import month as month_word


class TimeAxis:
    """From `first` to `last` (both shown), between two pixels."""

    def __init__(self, first: date, last: date, left: float, right: float) -> None:
        room = max(2, round((last - first).days * 0.03))
        self.first, self.last = first - timedelta(days=room), last + timedelta(days=room)
        self.left, self.right = left, max(left + 1, right)

    def x(self, day: date) -> float:
        """The pixel of a day."""
        span = max(1, (self.last - self.first).days)
        return self.left + (day - self.first).days / span * (self.right - self.left)

    def ticks(self, metrics: QFontMetricsF) -> list[tuple[float, str]]:
        """Pixels and words of months (or years) that have room beside one another."""
        months = []
        day = self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first:
                months.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        one = metrics.horizontalAdvance("Sept 2026") + 10
        for step in (1, 2, 3, 6, 12, 24, 60):
            years = max(1, step // 12)
            kept = [m for m in months if (m.month - 1) % min(step, 12) == 0 and m.year % years == 0]
            if len(kept) * one <= self.right - self.left:
                break
        made = []
        year = 0
        for month in kept:
            words = month_word(month.month)
            made.append((self.x(month), words if month.year == year else f"{words} {month.year}"))
            year = month.year
        return made


def day_of(iso: str | None) -> date | None:
    """The day of an ISO 8601 text, None when it is none."""
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None
