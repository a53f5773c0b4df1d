"""Figures as people read them."""

from __future__ import annotations

from datetime import datetime

from callcoach_desktop.ui.i18n import tr


def month(number: int) -> str:
    """A month (1..12) in three letters."""
    names = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return names[number - 1]


def time_left(seconds: float | None) -> str:
    """An estimate in words, coarse on purpose; empty when unknown."""
    if seconds is None:
        return ""
    if seconds < 10:
        return tr("a few seconds left")
    if seconds < 55:
        return tr("about {seconds} s left", seconds=round(seconds / 10) * 10)
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return tr("about {minutes} min left", minutes=minutes)
    return tr("about {hours} h left", hours=f"{seconds / 3600:.1f}")


def day(iso: str) -> str:
    """A date for a list: `24 Nov 2026`; the text itself when it is not ISO 8601."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {month(when.month)} {when.year}"


def day_and_time(iso: str) -> str:
    """A date with its time of day: `24 Nov 2026, 14:00`."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {month(when.month)} {when.year}, {when.hour:02}:{when.minute:02}"


def percent(share: float | None) -> str:
    """A share (0..1) as whole per cent; a dash when it is unknown."""
    return "–" if share is None else f"{round(share * 100)}%"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 call`, `2 calls`, `10,000 calls`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(number_of_bytes: float) -> str:
    """A size of a file or a download: `145 MB`, `1.4 GB`."""
    if number_of_bytes >= 1e9:
        return f"{number_of_bytes / 1e9:.1f} GB"
    if number_of_bytes >= 1e6:
        return f"{number_of_bytes / 1e6:.0f} MB"
    return f"{number_of_bytes / 1e3:.0f} kB"
