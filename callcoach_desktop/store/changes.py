"""What a write touched, collected on the writer's connection by the functions that write."""

from __future__ import annotations

import sqlite3

from callcoach_desktop.domain.calls import ChangeSet

Connection = sqlite3.Connection
"""What the functions of this package work on; other packages hand it on and never look into it."""


class WriterConnection(sqlite3.Connection):
    """The one connection that writes; `changes` grows during a transaction and is published after its commit."""

    changes: ChangeSet = ChangeSet()


def touch(
    conn: sqlite3.Connection,
    *,
    call: str | None = None,
    job: str | None = None,
    settings: bool = False,
    journal: bool = False,
    kept: bool = False,
) -> None:
    """Note that the running transaction changed this call, this job, the settings, the journal of steps or what is
    kept beside calls (clips, forms)."""
    if isinstance(conn, WriterConnection):
        calls = frozenset() if call is None else frozenset({call})
        jobs = frozenset() if job is None else frozenset({job})
        conn.changes |= ChangeSet(calls, jobs, settings, journal, kept)
