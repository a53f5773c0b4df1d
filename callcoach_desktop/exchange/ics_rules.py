"""Repeated events (RRULE of RFC 5545, 3.3.10): daily, weekly, monthly and yearly, as calendars of people use them.

Known: INTERVAL, COUNT, UNTIL, BYDAY (with a number for months and years), BYMONTHDAY, BYMONTH, BYSETPOS, WKST. Rules by
the hour or second do not occur between people and count as no repetition.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_MOST = 20_000  # repetitions that are walked over
_YEARS = 100  # after which a rule that fits no day is given up


def repeats(start: datetime, rule: str, since: datetime, until: datetime) -> list[datetime]:
    """The times of a repeated event from `since` to before `until`, at the wall time of `start`'s zone.

    Raises ValueError for a rule that makes no sense.
    """
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    left = int(parts["COUNT"]) if "COUNT" in parts else _MOST
    last = _until(parts["UNTIL"], start) if "UNTIL" in parts else None
    found = []
    for walked, day in enumerate(_days(start.date(), parts)):
        at = datetime.combine(day, start.timetz())
        if at.astimezone(UTC) >= until or left <= 0 or walked > _MOST or (last is not None and at > last):
            break
        left -= 1
        if at >= since:
            found.append(at)
    return found


def _until(text: str, start: datetime) -> datetime:
    if "T" not in text:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        return datetime.combine(day, start.timetz()).replace(hour=23, minute=59, second=59)
    at = datetime.strptime(text.rstrip("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone follows
    return at.replace(tzinfo=UTC if text.endswith("Z") else start.tzinfo)


def _days(first: date, parts: dict[str, str]) -> Iterator[date]:
    """The days of a rule, from its first on, without an end."""
    every = max(1, int(parts.get("INTERVAL", "1")))
    make = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}.get(parts.get("FREQ", ""))
    if make is None:
        yield first
        return
    months = _numbers(parts.get("BYMONTH", ""))
    sent = False
    for day in make(first, every, parts):
        if day < first or (months and day.month not in months):
            if day.year > first.year + _YEARS:
                return
            continue
        if not sent and day > first:
            yield first  # DTSTART counts as the first, whether or not it fits its own rule
        sent = True
        yield day


def _daily(first: date, every: int, parts: dict[str, str]) -> Iterator[date]:
    wanted = {day for _, day in _weekdays(parts.get("BYDAY", ""))}
    day = first
    while True:
        if not wanted or day.weekday() in wanted:
            yield day
        day += timedelta(days=every)


def _weekly(first: date, every: int, parts: dict[str, str]) -> Iterator[date]:
    begins = _DAYS.get(parts.get("WKST", "MO"), 0)
    wanted = {day for _, day in _weekdays(parts.get("BYDAY", ""))} or {first.weekday()}
    monday = first - timedelta(days=(first.weekday() - begins) % 7)
    while True:
        for number in range(7):
            day = monday + timedelta(days=number)
            if day.weekday() in wanted:
                yield day
        monday += timedelta(weeks=every)


def _monthly(first: date, every: int, parts: dict[str, str]) -> Iterator[date]:
    begin = first.year * 12 + first.month - 1
    for months in range(begin, begin + 12 * _YEARS, every):
        yield from _of_month(months // 12, months % 12 + 1, first.day, parts)


def _yearly(first: date, every: int, parts: dict[str, str]) -> Iterator[date]:
    months = sorted(_numbers(parts.get("BYMONTH", ""))) or [first.month]
    for year in range(first.year, first.year + _YEARS, every):
        for month in months:
            yield from _of_month(year, month, first.day, parts)


def _of_month(year: int, month: int, day: int, parts: dict[str, str]) -> list[date]:
    """The days of one month that a rule means."""
    length = calendar.monthrange(year, month)[1]
    every = [date(year, month, number) for number in range(1, length + 1)]
    by_day, by_number = _weekdays(parts.get("BYDAY", "")), _numbers(parts.get("BYMONTHDAY", ""))
    if not by_day and not by_number:
        return [one for one in every if one.day == day]
    found = every
    if by_number:
        found = [one for one in found if one.day in by_number or one.day - length - 1 in by_number]
    if by_day:
        chosen: set[date] = set()
        for number, weekday in by_day:
            those = [one for one in every if one.weekday() == weekday]
            chosen |= set(those if number == 0 else _pick(those, number))
        found = [one for one in found if one in chosen]
    places = _numbers(parts.get("BYSETPOS", ""))
    return sorted({one for place in places for one in _pick(found, place)}) if places else found


def _pick(days: list[date], place: int) -> list[date]:
    """The day at a place that counts from 1, or from -1 at the end; none where there are fewer."""
    return [days[place - 1 if place > 0 else place]] if 0 < abs(place) <= len(days) else []


def _weekdays(text: str) -> list[tuple[int, int]]:
    """`2TU,-1FR,MO` as (number, weekday); number 0 for every one. Raises ValueError."""
    found = []
    for part in filter(None, text.split(",")):
        number, name = part[:-2], part[-2:]
        if name not in _DAYS:
            raise ValueError(f"no day of the week: {part}")
        found.append((int(number) if number else 0, _DAYS[name]))
    return found


def _numbers(text: str) -> set[int]:
    return {int(part) for part in text.split(",") if part}
