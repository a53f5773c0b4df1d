"""Lengths, and places in a call, as people write them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """A length or a place in a call: `0:07`, `31:40`, `1:02:03`. Seconds are cut, not rounded."""
    whole = max(0, int(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
