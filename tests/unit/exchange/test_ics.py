from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.exchange.ics import events

BERLIN = ZoneInfo("Europe/Berlin")

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def read(body, since="2026-11-24T00:00", until="2026-11-25T00:00", zone=BERLIN):
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}\nEND:VCALENDAR\n".replace("\n", "\r\n")
    at = [datetime.fromisoformat(one).replace(tzinfo=zone) for one in (since, until)]
    return events(text, at[0], at[1], zone)


def meeting(more="", summary="Copper Kettle, negotiation", start="DTSTART:20261124T103000Z", length="DURATION:PT45M"):
    return f"BEGIN:VEVENT\nUID:one\nSUMMARY:{summary}\n{start}\n{length}\n{more}\nEND:VEVENT"


def starts(found):
    return [one.start.astimezone(BERLIN).strftime("%d %H:%M") for one in found]


def test_a_meeting_with_its_time_length_and_people():
    (one,) = read(
        meeting(
            'ATTENDEE;CN="Doe, Jane":mailto:jane@copper.example\nORGANIZER;CN=Leonie:MAILTO:leonie@us.example\n'
            "ATTENDEE:mailto:jane@copper.example\nATTENDEE:mailto:bob@copper.example\nLOCATION:Room 4\\, second floor",
            summary="Copper Kettle\\, negotiation",
        )
    )
    assert one.title == "Copper Kettle, negotiation"
    assert one.start == datetime(2026, 11, 24, 11, 30, tzinfo=BERLIN)
    assert one.end - one.start == timedelta(minutes=45)
    assert one.people == ("Doe, Jane", "Leonie", "bob@copper.example")
    assert one.place == "Room 4, second floor"


def test_folded_lines_are_put_together():
    (one,) = read(
        "BEGIN:VEVENT\nUID:1\nSUMMARY:Second\n  demo with Li\n\tndenhof\nDTSTART:20261124T140000Z\nEND:VEVENT"
    )
    assert one.title == "Second demo with Lindenhof"


def test_zones_by_name_by_file_and_by_place():
    named = "DTSTART;TZID=America/New_York:20261124T090000"
    assert starts(read(meeting(start=named))) == ["24 15:00"]
    outlook = OUTLOOK_ZONE + meeting(start="DTSTART;TZID=W. Europe Standard Time:20261124T090000")
    assert starts(read(outlook)) == ["24 09:00"]
    summer = OUTLOOK_ZONE + meeting(start="DTSTART;TZID=W. Europe Standard Time:20260701T090000")
    (one,) = read(summer, "2026-07-01T00:00", "2026-07-02T00:00")
    assert one.start.astimezone(UTC).hour == 7
    assert starts(read(meeting(start="DTSTART:20261124T090000"))) == ["24 09:00"]


def test_a_week_of_repetitions_over_the_change_of_the_clock():
    body = meeting(
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", start="DTSTART;TZID=Europe/Berlin:20261019T090000", summary="Standing call"
    )
    found = read(body, "2026-10-23T00:00", "2026-10-29T00:00")
    assert starts(found) == ["23 09:00", "26 09:00", "28 09:00"]
    assert [one.start.astimezone(UTC).hour for one in found] == [7, 8, 8]


def test_daily_with_an_end_an_interval_and_days_left_out():
    body = meeting("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=4\nEXDATE:20261122T103000Z", start="DTSTART:20261120T103000Z")
    assert starts(read(body, "2026-11-01T00:00", "2026-12-30T00:00")) == ["20 11:30", "24 11:30", "26 11:30"]
    until = meeting("RRULE:FREQ=DAILY;UNTIL=20261122T103000Z", start="DTSTART:20261120T103000Z")
    assert starts(read(until, "2026-11-01T00:00", "2026-12-30T00:00")) == ["20 11:30", "21 11:30", "22 11:30"]


def test_monthly_and_yearly():
    third = meeting("RRULE:FREQ=MONTHLY;BYDAY=3TU", start="DTSTART:20260120T090000Z")
    assert starts(read(third, "2026-11-01T00:00", "2026-12-31T00:00")) == ["17 10:00", "15 10:00"]
    last = meeting("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", start="DTSTART:20260131T090000Z")
    assert starts(read(last, "2026-11-01T00:00", "2026-12-31T23:00")) == ["30 10:00", "31 10:00"]
    year = meeting("RRULE:FREQ=YEARLY", start="DTSTART:20201124T090000Z")
    assert starts(read(year)) == ["24 10:00"]
    never = meeting("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start="DTSTART:20200224T090000Z")
    assert read(never) == []


def test_one_repetition_that_was_moved_and_one_that_was_cancelled():
    body = "\n".join(
        (
            meeting("RRULE:FREQ=DAILY;COUNT=5", start="DTSTART:20261122T103000Z"),
            meeting("RECURRENCE-ID:20261124T103000Z", start="DTSTART:20261124T150000Z", summary="Moved"),
            meeting("RECURRENCE-ID:20261125T103000Z\nSTATUS:CANCELLED", start="DTSTART:20261125T103000Z"),
        )
    )
    found = read(body, "2026-11-23T00:00", "2026-11-27T00:00")
    assert [(one.title, when) for one, when in zip(found, starts(found), strict=True)] == [
        ("Copper Kettle, negotiation", "23 11:30"),
        ("Moved", "24 16:00"),
        ("Copper Kettle, negotiation", "26 11:30"),
    ]


def test_whole_days_cancelled_and_broken_ones_are_left_out():
    body = "\n".join(
        (
            meeting(start="DTSTART;VALUE=DATE:20261124", length=""),
            meeting("STATUS:CANCELLED"),
            meeting(start="DTSTART:2026-11-24T10:30"),
            meeting("RRULE:FREQ=WEEKLY;BYDAY=XX", start="DTSTART:20261124T093000Z"),
            "BEGIN:VEVENT\nSUMMARY:No time\nEND:VEVENT",
        )
    )
    assert read(body) == []


def test_what_is_no_calendar_says_so():
    with pytest.raises(KnownError) as caught:
        events("Hello,\nthe meeting is at nine.\n", datetime.now(UTC), datetime.now(UTC), UTC)
    assert caught.value.problem.code == "not_a_calendar"
