"""Calls of two sentences whose figures are set by hand."""

from __future__ import annotations

from dataclasses import replace

from callcoach_desktop.coaching import counting
from callcoach_desktop.domain.transcript import Speaker, Transcript, Utterance
from callcoach_desktop.store import behaviours, calls, transcripts
from callcoach_desktop.store.calls import NewCall

WORDS = (
    Utterance("u1", "left", 0.0, 4.0, "So what happens when a load comes in warm?"),
    Utterance("u2", "right", 4.5, 9.0, "Well, we call the driver and hope."),
)


def add_call(library, coach, number, day, slowly=1, **values):
    """A call of two sentences, `slowly` times as long as they take."""
    call = f"call{number:08d}"
    new = NewCall(call, f"Otter {number} demo", f"{day.isoformat()}T10:00", "transcript", f"calls/2026/{call}",
                  state="working", customer=f"Otter {number}")  # fmt: skip
    people = (Speaker("left", "Leonie", "rep", 0), Speaker("right", f"Marcus{'abc'[number % 3]}", "customer", 1))

    said = tuple(replace(u, start=u.start * slowly, end=u.end * slowly) for u in WORDS)

    def put(conn):
        calls.insert(conn, new)
        calls.set_rep_channel(conn, call, "left", "said")
        transcripts.set_transcript(conn, call, Transcript(9.0 * slowly, "en", people, said), None)
        calls.set_state(conn, call, "ready")

    library.db.write(put)
    library.reanalyse(call)
    coach.fill()
    library.db.write(lambda conn: behaviours.put_figures(conn, call, counting.VERSION, values))
    return call
