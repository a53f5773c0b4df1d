"""Days of the calendar as numbers that can be counted with: day 1 is 1 January of year 1 (proleptic Gregorian)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

LAST = date.max.toordinal()


def day_of(year: int, month: int, day: int) -> int | None:
    """The number of a day; None when the calendar has no such day."""
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def moment_of(iso: str) -> tuple[int, int] | None:
    """The day and the minute of the day of an ISO 8601 time or date, in its own zone; None when it is none."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return moment.toordinal(), moment.hour * 60 + moment.minute


def parts_of(day: int) -> tuple[int, int, int, int]:
    """Year, month, day of the month and weekday (Monday is 0) of a day's number."""
    found = date.fromordinal(min(max(day, 1), LAST))
    return found.year, found.month, found.day, found.weekday()


def iso_of(day: int, minute: int | None = None) -> str:
    """`2026-09-18`, or `2026-09-18T10:00` with a minute of the day."""
    written = date.fromordinal(min(max(day, 1), LAST)).isoformat()
    return written if minute is None else f"{written}T{minute // 60:02}:{minute % 60:02}"


def length_of(year: int, month: int) -> int:
    """How many days a month has."""
    return monthrange(year, month)[1]


def later(day: int, months: int) -> int:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    year, month, number, _ = parts_of(day)
    count = year * 12 + month - 1 + months
    year, month = count // 12, count % 12 + 1
    return day_of(year, month, min(number, length_of(year, month))) or day
