"""Settings of the library: JSON values by name, and the vocabulary among them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from callcoach_desktop.domain.vocabulary import Term, Vocabulary
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_VOCABULARY = "vocabulary"


def get(conn: sqlite3.Connection, key: str, default: Any = None) -> Any:
    """A setting, or `default` when it was never set."""
    found = conn.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return default if found is None else json.loads(found[0])


def put(conn: sqlite3.Connection, key: str, value: Any) -> None:
    """Keep a setting; `value` must be plain JSON. None removes it, so that the default is in force again."""
    if value is None:
        conn.execute("DELETE FROM settings WHERE key = ?", (key,))
    else:
        conn.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, clean(to_json(value))))
    touch(conn, settings=True)


def vocabulary(conn: sqlite3.Connection) -> Vocabulary:
    """The library's vocabulary; empty when none was given."""
    data = get(conn, _VOCABULARY, {})
    return Vocabulary(
        **{kind: tuple(Term(t["name"], tuple(t["aliases"])) for t in terms) for kind, terms in data.items()}
    )


def set_vocabulary(conn: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    """Keep the vocabulary."""
    put(conn, _VOCABULARY, asdict(vocabulary))
