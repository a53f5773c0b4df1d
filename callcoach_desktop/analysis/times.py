"""Dates as people write them."""

from __future__ import annotations

import re

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d).*)?$")


def day_words(iso: str) -> str:
    """`8 Sep 2026`, or `8 Sep 2026, 10:00` where there is an hour; the text itself when it is no date."""
    found = _DATE.match(iso)
    if found is None or not 1 <= int(found[2]) <= 12:
        return iso
    day = f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"
    return f"{day}, {found[4]}" if found[4] else day
