"""Time zones of calendar files: by their name where the system knows it, else by what the file says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callcoach_desktop.exchange.ics_rules import repeats

Properties = list[tuple[str, dict[str, str], str]]


class Block(Protocol):
    """A component of a file (`exchange.ics.Component`)."""

    name: str
    properties: Properties

    @property
    def inside(self) -> Sequence[Block]: ...  # noqa: D102 - the blocks in it

    def text(self, name: str) -> str: ...  # noqa: D102 - the value of a property


class FileZone(tzinfo):
    """A VTIMEZONE block: standard and summer time as the file tells them (Outlook names zones in its own way)."""

    def __init__(self, block: Block) -> None:
        self._name = block.text("TZID")
        self._turns: list[tuple[datetime, str, timedelta, bool]] = []
        for one in block.inside:
            if one.name in {"STANDARD", "DAYLIGHT"}:
                begins = datetime.strptime(one.text("DTSTART")[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
                offset = _offset(one.text("TZOFFSETTO"))
                self._turns.append((begins, one.text("RRULE"), offset, one.name == "DAYLIGHT"))
        if not self._turns:
            raise ValueError(f"a time zone without an offset: {self._name}")
        self._years: dict[int, list[tuple[datetime, timedelta, bool]]] = {}

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """The offset that is in force at a wall time."""
        return self._at(dt)[0]

    def dst(self, dt: datetime | None) -> timedelta:
        """An hour in summer (how much it is does not matter to us)."""
        return timedelta(hours=1) if self._at(dt)[1] else timedelta(0)

    def tzname(self, dt: datetime | None) -> str:  # noqa: ARG002 - the same name all year
        """The zone as the file calls it."""
        return self._name

    def _at(self, dt: datetime | None) -> tuple[timedelta, bool]:
        if dt is None:
            return self._turns[0][2], self._turns[0][3]
        wall = dt.replace(tzinfo=UTC)  # turns are told in wall time; compared as such
        if wall.year not in self._years:
            self._years[wall.year] = self._of_year(wall.year)
        past = [turn for turn in self._years[wall.year] if turn[0] <= wall]
        if past:
            return past[-1][1], past[-1][2]
        first = next((turn for turn in self._turns if not turn[3]), self._turns[0])
        return first[2], first[3]

    def _of_year(self, year: int) -> list[tuple[datetime, timedelta, bool]]:
        """The turns that matter in a year, from the last one before it on."""
        since, until = datetime(year - 1, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        found = []
        for begins, rule, offset, summer in self._turns:
            times = [begins]
            if rule:
                # Walked from two years before: such rules begin in 1601.
                near = begins if begins.year >= year - 2 else _near(begins, year - 2)
                times = repeats(near, rule, since, until)
            found += [(at, offset, summer) for at in times if at < until]
        return sorted(found, key=lambda turn: turn[0])


def zone_of(name: str, zones: Sequence[Block]) -> tzinfo | None:
    """The zone that a TZID means; None when nobody knows it, or none is named."""
    if not name:
        return None
    block = next((one for one in zones if one.text("TZID") == name), None)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass  # not a name of the system's: the file may say itself what it means
    try:
        return None if block is None else FileZone(block)
    except ValueError:
        return None


def _near(begins: datetime, year: int) -> datetime:
    """The same place of another year, so that a yearly rule still fits it."""
    return begins.replace(year=year, day=1)


def _offset(text: str) -> timedelta:
    """`+0130` or `-08`. Raises ValueError."""
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    return sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0), seconds=int(digits[4:6] or 0))
