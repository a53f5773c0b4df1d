"""Feasts by which people set their dates: "before Christmas", "the Tuesday after Easter" (the western church's, and
the United States' Thanksgiving)."""

from __future__ import annotations

from callcoach_desktop.domain.days import day_of, parts_of

NAMES = "christmas|xmas|easter|thanksgiving|new year's|new year"
DAYS_BY_NAME = "christmas eve|christmas day|boxing day|new year's eve|new year's day|good friday|easter monday"
_THURSDAY = 3


def easter(year: int) -> int:
    """Easter Sunday (Meeus, Jones and Butcher's rule)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    week = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * week) // 433
    month = (h + week - 7 * m + 90) // 25
    return _day(year, month, (h + week - 7 * m + 33 * month + 19) % 32)


def thanksgiving(year: int) -> int:
    """The fourth Thursday of November."""
    first = _day(year, 11, 1)
    return first + (_THURSDAY - parts_of(first)[3]) % 7 + 21


def feast_of(name: str, today: int) -> int:
    """The next day of a feast (of NAMES or DAYS_BY_NAME) that is not over."""
    year = parts_of(today)[0]
    here = _in_year(name, year)
    return here if here >= today else _in_year(name, year + 1)


def _in_year(name: str, year: int) -> int:
    if name in {"good friday", "easter", "easter monday"}:
        return easter(year) + {"good friday": -2, "easter monday": 1}.get(name, 0)
    if name == "thanksgiving":
        return thanksgiving(year)
    if name == "new year's eve":
        return _day(year, 12, 31)
    if name.startswith("new year"):
        return _day(year, 1, 1)
    return _day(year, 12, {"christmas eve": 24, "boxing day": 26}.get(name, 25))


def _day(year: int, month: int, number: int) -> int:
    day = day_of(year, month, number)
    if day is None:
        message = f"no such day: {year}-{month}-{number}"
        raise ValueError(message)
    return day
