"""The deals that a call may be about."""

from callcoach_desktop.store import calls, deals


def about(db, call, deal):
    db.write(lambda conn: calls.set_override(conn, call, "deal", deal))


def test_open_deals_come_first_and_ended_ones_not_at_all(db, add):
    about(db, add("First", "2026-03-01T10:00:00"), "Brightwater")
    about(db, add("Second", "2026-03-02T10:00:00"), "Harrow Ridge")
    about(db, add("Third", "2026-03-03T10:00:00"), "Lindenhof")

    def work(conn):
        deals.set_outcome(conn, "Harrow Ridge", "won", "2026-04-01", None)
        deals.set_outcome(conn, "Copper Kettle", "open", None, None)

    db.write(work)
    assert db.read(deals.open_names) == ["Copper Kettle", "Lindenhof", "Brightwater"]


def test_one_name_is_offered_once(db, add):
    about(db, add("First", "2026-03-01T10:00:00"), "Harrow Ridge")
    about(db, add("Second", "2026-03-02T10:00:00"), "harrow ridge ")
    assert len(db.read(deals.open_names)) == 1
