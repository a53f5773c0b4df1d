"""The calls that are coming, from the calendar file of the person's choice. It is only read, never fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.recording import ICS_PATH
from callcoach_desktop.exchange.ics import Event, events
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import listing

__all__ = ["ICS_PATH", "Agenda", "NextCall"]

AHEAD = timedelta(hours=36)
_LARGEST = 30_000_000  # bytes
_Read = tuple[tuple[int, int], datetime, list[Event]]


@dataclass(frozen=True, slots=True)
class NextCall:
    """A call of the calendar. Times are local, with their zone. `customer` is one that the library knows and that the
    meeting names, None where it names none."""

    uid: str
    title: str
    start: datetime
    end: datetime
    people: tuple[str, ...] = ()
    place: str = ""
    customer: str | None = None


class Agenda:
    """Reads the calendar file again only when it changed or the day goes on. Not for the UI thread; not thread-safe."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._read: dict[str, _Read] = {}

    @property
    def path(self) -> Path | None:
        """The calendar file, None where none was chosen."""
        kept = self._library.setting(ICS_PATH)
        return Path(str(kept)).expanduser() if kept else None

    def next_calls(self, now: datetime, ahead: timedelta = AHEAD) -> list[NextCall]:
        """What is under way at `now` (with a zone) or begins within `ahead`, earliest first; [] without a calendar.

        Raises KnownError `calendar_unreadable`, `not_a_calendar`.
        """
        path = self.path
        if path is None:
            return []
        found = self._events(path, now, ahead)
        customers = self._library.db.read(listing.customers) if found else []
        return [_call(event, customers, now) for event in found if event.end > now and event.start < now + ahead]

    def _events(self, path: Path, now: datetime, ahead: timedelta) -> list[Event]:
        try:
            facts = path.stat()
            stamp = (facts.st_mtime_ns, facts.st_size)
            kept = self._read.get(str(path))
            if kept is not None and kept[0] == stamp and kept[1] >= now + ahead:
                return kept[2]
            if facts.st_size > _LARGEST:
                raise KnownError("calendar_unreadable", "The calendar file is too large.", "Export a shorter time.")
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise KnownError(
                "calendar_unreadable",
                f"The calendar file {path.name} cannot be read ({error.strerror}).",
                "Choose it again in the settings.",
            ) from error
        # Some more than was asked for, so that the next minutes need no reading.
        until = now + ahead + timedelta(hours=6)
        found = events(text, now - timedelta(minutes=1), until, now.astimezone().tzinfo or UTC)
        self._read = {str(path): (stamp, until, found)}
        return found


def _call(event: Event, customers: list[str], now: datetime) -> NextCall:
    zone = now.tzinfo
    words = f"{event.title} {' '.join(event.people)}".casefold()
    named = [one for one in customers if re.search(rf"\b{re.escape(one.casefold())}\b", words)]
    return NextCall(
        event.uid,
        event.title,
        event.start.astimezone(zone),
        event.end.astimezone(zone),
        event.people,
        event.place,
        max(named, key=len, default=None),
    )
