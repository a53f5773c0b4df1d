"""The playbook's entries in versions. What a version says is never written over; the journal says which is in force.

`current` of a row is 1 for the version in force, 2 for another side that came with a file and waits for a choice, and 0
for the past. An entry without either is deleted: its rows stay while a step of Undo may bring it back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, cast

from callcoach_desktop.domain.playbook import (
    Content,
    Entry,
    Origin,
    Version,
    VersionState,
    content_from_json,
    content_to_json,
)
from callcoach_desktop.store import settings
from callcoach_desktop.store.calls import to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

READ = "playbook_read"
"""Setting: entry -> when it was read last (ISO 8601, UTC). Not a step of Undo, and nothing that a figure depends on."""
_STATES: tuple[VersionState, ...] = ("past", "current", "offered")
_COLUMNS = "id, version, current, data, origin, created_at"


# Reading


def every(conn: sqlite3.Connection) -> list[Entry]:
    """All entries in force, in the order of their titles."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM playbook WHERE current > 0 ORDER BY title COLLATE NOCASE, id, version"  # noqa: S608 - our own words
    )
    spans = {
        str(row[0]): (int(row[1]), str(row[2]))
        for row in conn.execute("SELECT id, count(*), min(created_at) FROM playbook GROUP BY id")
    }
    read = settings.get(conn, READ, {})
    in_force: dict[str, Version] = {}
    offered: dict[str, list[Version]] = {}
    for row in found:
        version = _version(row)
        if version.state == "current":
            in_force[version.entry] = version
        else:
            offered.setdefault(version.entry, []).append(version)
    return [
        Entry(id_, version, tuple(offered.get(id_, ())), *spans[id_], read_at=read.get(id_, ""))
        for id_, version in in_force.items()
    ]


def history(conn: sqlite3.Connection, entry: str) -> list[Version]:
    """All versions of an entry, newest first; also of one that is deleted."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM playbook WHERE id = ? ORDER BY version DESC",  # noqa: S608 - our own words only
        (entry,),
    )
    return [_version(row) for row in found]


def sounds(conn: sqlite3.Connection) -> set[str]:
    """The hashes of all sounds that some version refers to."""
    found = conn.execute('SELECT data FROM playbook WHERE data LIKE \'%"sound":"_%\'')
    return {e["sound"] for row in found for e in json.loads(row[0])["content"]["examples"] if e.get("sound")}


def where_calls_are(conn: sqlite3.Connection, calls: Iterable[str]) -> dict[str, str]:
    """Those of the calls that are in the library and not in the bin, with their titles as they are now."""
    found = conn.execute(
        "SELECT c.id, COALESCE(o.title, c.title) FROM json_each(?) w JOIN calls c ON c.id = w.value "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL",
        (to_json(sorted(set(calls))),),
    )
    return {str(call): str(title) for call, title in found}


# Writing


def append(conn: sqlite3.Connection, entry: str, content: Content, origin: Origin, mark: str) -> int:
    """Keep another version, which is not in force yet (see `put`); returns its number."""
    newest = conn.execute("SELECT COALESCE(max(version), 0) FROM playbook WHERE id = ?", (entry,)).fetchone()
    number = int(newest[0]) + 1
    told = {"kind": origin.kind, "who": origin.who, "file": origin.file}
    conn.execute(
        "INSERT INTO playbook (id, version, current, situation, title, data, origin, created_at) "
        "VALUES (?, ?, 0, ?, ?, ?, ?, ?)",
        (
            entry,
            number,
            clean(content.situation.key),
            clean(content.title),
            clean(to_json({"content": content_to_json(content), "mark": mark})),
            clean(to_json(told)),
            origin.at,
        ),
    )
    return number


def get(conn: sqlite3.Connection, _call: str | None, entry: str) -> dict[str, Any] | None:
    """Which versions of an entry are in force and offered, as the journal keeps it: None for none."""
    found = conn.execute("SELECT version, current FROM playbook WHERE id = ? AND current > 0", (entry,)).fetchall()
    if not found:
        return None
    return {
        "version": next((v for v, state in found if state == 1), None),
        "offered": sorted(v for v, state in found if state == 2),
    }


def put(conn: sqlite3.Connection, _call: str | None, entry: str, new: dict[str, Any] | None) -> None:
    """Say which versions are in force and offered; None deletes the entry, which `forget` does for good later."""
    conn.execute("UPDATE playbook SET current = 0 WHERE id = ? AND current > 0", (entry,))
    if new is not None:
        chosen = [(1, entry, new["version"]), *((2, entry, number) for number in new["offered"])]
        conn.executemany("UPDATE playbook SET current = ? WHERE id = ? AND version = ?", chosen)
    touch(conn, kept=True)


def forget_calls(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take what was said in calls that are deleted for good out of all versions' examples.

    The one change of a version's words: delete means delete. What an entry says to say is the rep's own, and stays.
    """
    gone = set(ids)
    for entry, number, data in conn.execute("SELECT id, version, data FROM playbook").fetchall():
        told = json.loads(data)
        kept = [e for e in told["content"]["examples"] if e["call"] not in gone]
        if len(kept) < len(told["content"]["examples"]):
            told["content"]["examples"] = kept
            sql = "UPDATE playbook SET data = ? WHERE id = ? AND version = ?"
            conn.execute(sql, (clean(to_json(told)), entry, number))
            touch(conn, kept=True)


_FORGOTTEN = (
    "id NOT IN (SELECT id FROM playbook WHERE current > 0) "
    "AND 'playbook:' || id NOT IN (SELECT key FROM step_changes WHERE call_id IS NULL)"
)


def forgotten(conn: sqlite3.Connection) -> bool:
    """Whether there are deleted entries that no step of Undo can bring back."""
    return conn.execute(f"SELECT 1 FROM playbook WHERE {_FORGOTTEN} LIMIT 1").fetchone() is not None  # noqa: S608 - our own words


def forget(conn: sqlite3.Connection) -> None:
    """Delete those for good."""
    conn.execute(f"DELETE FROM playbook WHERE {_FORGOTTEN}")  # noqa: S608 - our own words


def mark_read(conn: sqlite3.Connection, entry: str, at: str) -> None:
    """Note that an entry was read. Nothing that is shown or counted elsewhere changes, so nobody is told."""
    read = {**settings.get(conn, READ, {}), entry: at}
    conn.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (READ, to_json(read)))


def _version(row: tuple[Any, ...]) -> Version:
    entry, number, state, data, origin, created_at = row
    told = json.loads(data)
    came = json.loads(origin or "{}")
    made = Origin(came.get("kind", "own"), created_at, came.get("who", ""), came.get("file", ""))
    content = content_from_json(told["content"])
    return Version(entry, number, content, made, told["mark"], cast("VersionState", _STATES[state]))
