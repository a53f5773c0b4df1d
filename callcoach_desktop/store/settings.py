"""Settings of the library: JSON values by name, and the vocabulary among them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from callcoach_desktop.domain.codec import vocabulary_from_json
from callcoach_desktop.domain.vocabulary import Tracker, Vocabulary
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_VOCABULARY = "vocabulary"
TRACKERS = "trackers"
"""The setting that holds the trackers, apart from the names: each is put back by Undo without the other."""


def get(conn: sqlite3.Connection, key: str, default: Any = None) -> Any:
    """A setting, or `default` when it was never set."""
    found = conn.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return default if found is None else json.loads(found[0])


def put(conn: sqlite3.Connection, key: str, value: Any, *, told: bool = True) -> None:
    """Keep a setting; `value` must be plain JSON. None removes it, so that the default is in force again.

    `told` is False for what nothing else depends on: subscribers then have nothing to read or compute anew.
    """
    if value is None:
        conn.execute("DELETE FROM settings WHERE key = ?", (key,))
    else:
        conn.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, clean(to_json(value))))
    if told:
        touch(conn, settings=True)


def vocabulary(conn: sqlite3.Connection) -> Vocabulary:
    """The library's vocabulary; empty when none was given."""
    return vocabulary_from_json({**get(conn, _VOCABULARY, {}), "trackers": get(conn, TRACKERS, ())})


def set_vocabulary(conn: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    """Keep the vocabulary."""
    data = asdict(vocabulary)
    del data["trackers"]
    put(conn, _VOCABULARY, data)
    put(conn, TRACKERS, trackers_value(vocabulary.trackers))


def trackers_value(trackers: Sequence[Tracker]) -> list[dict[str, Any]] | None:
    """Trackers as they are kept; None for none."""
    kept = [
        {
            "name": t.name,
            "phrases": list(t.phrases),
            "examples": list(t.examples),
            "side": t.side,
            "unlike": list(t.unlike),
        }
        for t in trackers
    ]
    return kept or None
