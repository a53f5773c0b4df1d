"""How consent to a recording was given, one row a call."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.domain.consent import HOWS, Consent
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean


def put(conn: sqlite3.Connection, call_id: str, consent: Consent) -> None:
    """Keep how consent was given to a call, instead of what was kept before; the first time of it stays.

    Raises sqlite3.IntegrityError for a call that is not there, ValueError for a way that is none.
    """
    if consent.how not in HOWS:
        raise ValueError(f"no way to consent: {consent.how!r}")
    conn.execute(
        "INSERT INTO consents (call_id, how, note, beep, created_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (call_id) DO UPDATE SET how = excluded.how, note = excluded.note, beep = excluded.beep",
        (call_id, consent.how, clean(consent.note), int(consent.beep), consent.created_at or now()),
    )
    touch(conn, call=call_id)


def of_call(conn: sqlite3.Connection, call_id: str) -> Consent | None:
    """How consent was given to a call, None where nothing was kept (an imported call)."""
    found = conn.execute("SELECT how, note, beep, created_at FROM consents WHERE call_id = ?", (call_id,)).fetchone()
    return None if found is None else Consent(found[0], str(found[1]), bool(found[2]), str(found[3]))
