"""Seconds as people write them."""

from __future__ import annotations

from datetime import datetime


def day_words(iso: str) -> str:
    """`8 Sep 2026`, or `8 Sep 2026, 10:00` where there is an hour; the text itself when it is no date."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {when:%b %Y, %H:%M}" if "T" in iso else f"{when.day} {when:%b %Y}"


def clock(seconds: float) -> str:
    """`m:ss`, or `h:mm:ss` from an hour on."""
    whole = int(seconds + 0.5)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
