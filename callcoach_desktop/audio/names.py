"""When was it recorded: dates in file names and in the tags of sound files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FIRST_YEAR = 1990  # no call recording is older; 1904 and 1970 are what recorders without a clock write
_TAG_KEYS = (
    "com.apple.quicktime.creationdate",  # local time with its offset: better than creation_time
    "creation_time",
    "origination",  # put together below from BWF's origination_date and origination_time
    "date_recorded",
    "recording_time",
    "tdrc",
    "date",
    "icrd",
)

# 2026-09-14, 20260914, 2026.09.14, 2026_09_14 and so on; year first only: 09/10/2026 could be two different days.
_DAY = r"(?P<y>(?:19|20)\d\d)(?P<ds>[-._ ]?)(?P<m>0[1-9]|1[0-2])(?P=ds)(?P<d>0[1-9]|[12]\d|3[01])"
_CLOCK = (
    r"(?:(?:[ _T-]{1,3}|\s+at\s+)(?P<h>[01]\d|2[0-3])(?P<ts>[-:._h]?)(?P<min>[0-5]\d)"
    r"(?:(?P=ts)(?P<s>[0-5]\d))?(?:\s?(?P<ampm>[AaPp][Mm]))?(?P<z>Z|UTC|[+-]\d\d:?\d\d)?)?"
)
_DATE_IN_NAME = re.compile(rf"(?<!\d)(?P<gmt>GMT|UTC)?{_DAY}{_CLOCK}(?!\d)")
_RUN_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d{6})([0-2]\d[0-5]\d[0-5]\d)(?!\d)")  # 20260914103015
_SAME_FOR_ALL = re.compile(r"(?:audio|video)(?:_only|\d{5,})|zoom_\d+", re.IGNORECASE)
_MEETING_NUMBER = re.compile(r"\s\d{9,11}$")
_UNIX_IN_NAME = re.compile(r"(?<!\d)(?P<unix>1\d{9})(?P<milli>\d{3})?(?!\d)")


def telling_name(path: Path) -> str:
    """The name that tells about a recording, without suffix: its own, or its folder's where a program gives every
    recording the same one (Zoom: "2026-09-14 10.30.00 Acme demo 91234567890/audio1694685600.m4a", whose number is
    neither a date nor a title). The path is not asked of the disk.
    """
    folder = path.parent.name
    if _SAME_FOR_ALL.fullmatch(path.stem) and date_from_name(folder) is not None:
        return _MEETING_NUMBER.sub("", folder)
    return path.stem


def date_from_name(name: str) -> datetime | None:
    """The moment that a file name tells, with its time zone; None when it tells none or could mean several.

    Understood are year-first dates with or without a time of day (Zoom's "GMT20260914-103000_..." is UTC, Teams'
    "...-20260914_103000-Meeting Recording" and "2026-09-14 10.30.15" are local time; without a time: midnight) and
    Unix times in seconds or milliseconds ("rec-1694685600"). Day-first and month-first dates are left alone: 09/10
    is two different days to two readers.
    """
    name = _RUN_TOGETHER.sub(r"\1T\2", name)
    for match in _DATE_IN_NAME.finditer(name):
        found = _from_match(match)
        if found is not None and _plausible(found):
            return found
    unix = _UNIX_IN_NAME.search(name)
    if unix is not None:
        moment = datetime.fromtimestamp(int(unix["unix"]), tz=UTC)
        return moment if _plausible(moment) else None
    return None


def date_from_tags(tags: Mapping[str, str]) -> datetime | None:
    """The moment that a file's metadata tells (keys in lower case); None when absent, partial or impossible.

    Known are QuickTime's and Matroska's creation dates, BWF's origination date and time, and ID3's TDRC. A year
    alone is not a date. Times without a zone are taken as local time.
    """
    tags = dict(tags)
    if "origination_date" in tags:
        clock = tags.get("origination_time", "").replace("-", ":")
        tags["origination"] = f"{tags['origination_date'].replace(':', '-').replace('_', '-')} {clock}".strip()
    for key in _TAG_KEYS:
        found = _from_text(tags.get(key, ""))
        if found is not None and _plausible(found):
            return found
    return None


def _from_match(match: re.Match[str]) -> datetime | None:
    hour = int(match["h"] or 0)
    half = (match["ampm"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    text = f"{match['y']}-{match['m']}-{match['d']}T{hour:02}:{match['min'] or '00'}:{match['s'] or '00'}"
    zone = match["z"] or ""
    if match["gmt"] or zone in {"Z", "UTC"}:
        text += "+00:00"
    elif zone:
        text += zone
    return _from_text(text)


def _from_text(text: str) -> datetime | None:
    text = text.strip()
    if len(text) < len("20260914"):  # a year, or a year and a month
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.astimezone()


def _plausible(moment: datetime) -> bool:
    """After computers had microphones and not in the future; two days of grace for wrong clocks and zones."""
    return moment.year >= _FIRST_YEAR and moment <= _now() + timedelta(days=2)


def _now() -> datetime:
    return datetime.now(tz=UTC)
