from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.services.agenda import ICS_PATH, Agenda
from callcoach_desktop.services.library import Library
from callcoach_desktop.store import calls
from callcoach_desktop.store.calls import NewCall

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=BERLIN)
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:past
SUMMARY:Breakfast
DTSTART:20261124T070000Z
DTEND:20261124T080000Z
END:VEVENT
BEGIN:VEVENT
UID:now
SUMMARY:Harrow Ridge pricing
DTSTART:20261124T093000Z
DTEND:20261124T103000Z
END:VEVENT
BEGIN:VEVENT
UID:next
SUMMARY:Demo
ATTENDEE;CN=Ana Lindenhof:mailto:ana@lindenhof.example
DTSTART:20261124T140000Z
DTEND:20261124T150000Z
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def library(home):
    with Library.open(home / "library") as opened:
        for number, customer in enumerate(("Lindenhof", "Harrow", "Harrow Ridge", "Ridgeway")):
            call = f"abcdefghjk0{number}"
            new = NewCall(call, "T", "2026-11-01T10:00:00", "sound", f"calls/2026/{call}", customer=customer)
            opened.db.write(lambda conn, new=new: calls.insert(conn, new))
        yield opened


def test_what_goes_on_and_what_comes_with_the_customers_that_are_named(library, tmp_path):
    agenda = Agenda(library)
    assert agenda.next_calls(NOW) == []
    path = tmp_path / "my.ics"
    path.write_text(CALENDAR)
    library.set_setting(ICS_PATH, str(path))
    found = agenda.next_calls(NOW)
    assert [(one.uid, one.start.hour, one.customer) for one in found] == [
        ("now", 10, "Harrow Ridge"),
        ("next", 15, "Lindenhof"),
    ]


def test_a_changed_file_is_read_again_and_a_lost_one_told(library, tmp_path):
    path = tmp_path / "my.ics"
    path.write_text(CALENDAR)
    library.set_setting(ICS_PATH, str(path))
    agenda = Agenda(library)
    assert len(agenda.next_calls(NOW)) == 2
    path.write_text(CALENDAR.replace("SUMMARY:Demo", "SUMMARY:Second demo"))
    assert agenda.next_calls(NOW)[1].title == "Second demo"
    path.unlink()
    with pytest.raises(KnownError) as caught:
        agenda.next_calls(NOW)
    assert caught.value.problem.code == "calendar_unreadable"
