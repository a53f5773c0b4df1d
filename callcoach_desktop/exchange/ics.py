"""Calendar files (iCalendar, RFC 5545): the events of a stretch of time, repeated ones laid out.

Only what a list of coming calls needs is read. What an event does not say is left out; an event that cannot be
understood is left out alone, and the rest of the file is still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.ics_rules import repeats
from callcoach_desktop.exchange.ics_zones import zone_of

_LONGEST = 100_000  # events of one file that are looked at
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:"]*(?:,"[^"]*"|,[^;:",]*)*)')


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting at one time. Times have a zone. `people` are names, or addresses where no name is given."""

    uid: str
    title: str
    start: datetime
    end: datetime
    place: str = ""
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class Component:
    """A `BEGIN:X` ... `END:X` block: properties as (name, parameters, value), and the blocks inside."""

    name: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def get(self, name: str) -> tuple[dict[str, str], str] | None:
        """Parameters and value of the first property of that name."""
        return next(((parameters, value) for key, parameters, value in self.properties if key == name), None)

    def text(self, name: str) -> str:
        """The value of a text property, its escapes undone; "" where there is none."""
        found = self.get(name)
        return "" if found is None else unescape(found[1])


def events(text: str, since: datetime, until: datetime, local: tzinfo) -> list[Event]:
    """The meetings that are under way or begin between two moments, earliest first; whole days and cancelled ones are
    left out. A time without a zone is in `local`.

    Raises KnownError `not_a_calendar`.
    """
    root = parse(text)
    zones = [one for one in root.inside if one.name == "VTIMEZONE"]
    found: dict[tuple[str, datetime], Event] = {}
    moved: dict[tuple[str, datetime], Event | None] = {}
    for component in root.inside[:_LONGEST]:
        if component.name != "VEVENT":
            continue
        try:
            _take(component, zones, (since, until, local), found, moved)
        except (ValueError, OverflowError):
            continue  # this one makes no sense
    for key, one in moved.items():
        found.pop(key, None)
        if one is not None:
            found[one.uid, one.start] = one
    inside = [one for one in found.values() if one.start < until and one.end > since]
    return sorted(inside, key=lambda one: (one.start, one.title))


def _take(
    component: Component,
    zones: list[Component],
    span: tuple[datetime, datetime, tzinfo],
    found: dict[tuple[str, datetime], Event],
    moved: dict[tuple[str, datetime], Event | None],
) -> None:
    """Add what one VEVENT means to `found`, or to `moved` when it stands for one repetition of another."""
    since, until, local = span
    begins = component.get("DTSTART")
    if begins is None or begins[0].get("VALUE") == "DATE" or "T" not in begins[1]:
        return
    start = moment(begins[0], begins[1], zones, local)
    length = _length(component, start, zones, local)
    uid = component.text("UID") or component.text("SUMMARY")
    event = Event(
        uid, " ".join(component.text("SUMMARY").split()), start, start + length,
        component.text("LOCATION").strip(), tuple(_people(component)),
    )  # fmt: skip
    cancelled = component.text("STATUS").upper() == "CANCELLED"
    instead = component.get("RECURRENCE-ID")
    if instead is not None:
        key = (uid, moment(instead[0], instead[1], zones, local).astimezone(UTC))
        moved[key] = None if cancelled else replace(event, start=start.astimezone(UTC), end=event.end.astimezone(UTC))
        return
    if cancelled:
        return
    rule = component.get("RRULE")
    left_out = set(_moments(component, "EXDATE", zones, local))
    times = [start] if rule is None else repeats(start, rule[1], since - length, until)
    for at in [*times, *_moments(component, "RDATE", zones, local)]:
        at = at.astimezone(UTC)
        if at not in left_out:
            found[uid, at] = replace(event, start=at, end=at + length)


def parse(text: str) -> Component:
    """The VCALENDAR of a file. Raises KnownError `not_a_calendar`."""
    stack = [Component("")]
    for line in _unfolded(text):
        name, parameters, value = _split(line)
        if name == "BEGIN":
            stack.append(Component(value.strip().upper()))
            stack[-2].inside.append(stack[-1])
        elif name == "END":
            if len(stack) > 1 and stack[-1].name == value.strip().upper():
                stack.pop()
        else:
            stack[-1].properties.append((name, parameters, value))
    calendars = [one for one in stack[0].inside if one.name == "VCALENDAR"]
    if not calendars:
        raise KnownError("not_a_calendar", "This is no calendar file.", "Choose a file that ends in .ics.")
    whole = Component("VCALENDAR")
    for one in calendars:  # some programs write several into one file
        whole.inside += one.inside
    return whole


def moment(parameters: dict[str, str], value: str, zones: list[Component], local: tzinfo) -> datetime:
    """A date-time with its zone; a date alone is its midnight. Raises ValueError."""
    value = value.strip()
    if "T" not in value:
        day = date(int(value[:4]), int(value[4:6]), int(value[6:8]))
        return datetime.combine(day, time(), local)
    at = datetime.strptime(value.rstrip("Z")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone follows
    if value.endswith("Z"):
        return at.replace(tzinfo=UTC)
    name = parameters.get("TZID", "")
    return at.replace(tzinfo=zone_of(name, zones) or local)


def unescape(text: str) -> str:
    """The text behind the escapes of RFC 5545, 3.3.11."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines: one that begins with a blank goes on the one before it (RFC 5545, 3.1)."""
    held = ""
    for line in re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")):
        if line[:1] in {" ", "\t"}:
            held += line[1:]
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _split(line: str) -> tuple[str, dict[str, str], str]:
    end = re.match(r"[A-Za-z0-9-]+", line)
    if end is None:
        return "", {}, ""
    place, parameters = end.end(), {}
    while (found := _PARAMETER.match(line, place)) is not None:
        parameters[found[1].upper()] = found[2].strip('"')
        place = found.end()
    value = line[place + 1 :] if line[place : place + 1] == ":" else ""
    return end[0].upper(), parameters, value


def _length(component: Component, start: datetime, zones: list[Component], local: tzinfo) -> timedelta:
    ends = component.get("DTEND")
    if ends is not None:
        # In one zone: across a change of the clock an hour of wall time is not an hour.
        return max(timedelta(0), moment(ends[0], ends[1], zones, local).astimezone(UTC) - start.astimezone(UTC))
    found = _DURATION.fullmatch(component.text("DURATION").strip())
    if found is None or found[1] == "-":
        return timedelta(0)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _moments(component: Component, name: str, zones: list[Component], local: tzinfo) -> Iterator[datetime]:
    for key, parameters, value in component.properties:
        if key == name and parameters.get("VALUE") != "PERIOD":
            for one in value.split(","):
                yield moment(parameters, one, zones, local).astimezone(UTC)


def _people(component: Component) -> Iterator[str]:
    seen = set()
    for key, parameters, value in component.properties:
        if key in {"ATTENDEE", "ORGANIZER"}:
            address = re.sub(r"(?i)^mailto:", "", value.strip())
            name = parameters.get("CN", "").strip() or address
            if name and address.casefold() not in seen:
                seen.add(address.casefold())
                yield name
