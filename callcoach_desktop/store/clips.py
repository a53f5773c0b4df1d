"""Clips and the lists that they are in. What is written here is written by the journal (`store.typed`)."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from callcoach_desktop.domain.clips import Clip, ClipList, Said, ShownClip
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_COLUMNS = 'k.id, k.call_id, k.start, k."end", k.name, k.note, k.created_at'
_SHOWN = (
    f"SELECT {_COLUMNS}, COALESCE(o.title, c.title), NULLIF(COALESCE(o.customer, c.customer), ''), "  # noqa: S608
    "NULLIF(COALESCE(o.call_type, c.call_type), ''), COALESCE(o.started_at, c.started_at), c.duration, "
    "c.sound IS NOT NULL "
    "FROM clips k JOIN calls c ON c.id = k.call_id LEFT JOIN call_overrides o ON o.call_id = c.id"
)


# Reading


def shown(conn: sqlite3.Connection, list_id: str | None = None, call_id: str | None = None) -> list[ShownClip]:
    """Clips of calls that are not in the bin, without their words: those of a list in its order, those of a call by
    their seconds, or all, newest first."""
    if list_id is not None:
        sql = (
            f"{_SHOWN} JOIN clip_places p ON p.clip_id = k.id AND p.list_id = ? "
            "WHERE c.binned_at IS NULL ORDER BY p.place"
        )
        found = conn.execute(sql, (list_id,)).fetchall()
    elif call_id is not None:
        sql = f"{_SHOWN} WHERE c.binned_at IS NULL AND k.call_id = ? ORDER BY k.start, k.created_at, k.id"
        found = conn.execute(sql, (call_id,)).fetchall()
    else:
        sql = f"{_SHOWN} WHERE c.binned_at IS NULL ORDER BY k.created_at DESC, k.id"
        found = conn.execute(sql).fetchall()
    of = _lists_of(conn)
    return [_shown(row, of) for row in found]


def one(conn: sqlite3.Connection, clip_id: str) -> ShownClip | None:
    """A clip without its words, also when its call is in the bin."""
    found = conn.execute(f"{_SHOWN} WHERE k.id = ?", (clip_id,)).fetchone()
    return None if found is None else _shown(found, _lists_of(conn))


def starting_with(conn: sqlite3.Connection, beginning: str) -> list[str]:
    """Ids of clips that begin like this."""
    found = conn.execute("SELECT id FROM clips WHERE substr(id, 1, ?) = ?", (len(beginning), beginning))
    return [str(row[0]) for row in found]


def lists(conn: sqlite3.Connection) -> list[ClipList]:
    """All lists in their order, with how much is in them."""
    found = conn.execute(
        'SELECT l.id, l.name, count(c.id), COALESCE(sum(CASE WHEN c.id IS NULL THEN 0 ELSE k."end" - k.start END), 0) '
        "FROM clip_lists l LEFT JOIN clip_places p ON p.list_id = l.id LEFT JOIN clips k ON k.id = p.clip_id "
        "LEFT JOIN calls c ON c.id = k.call_id AND c.binned_at IS NULL GROUP BY l.id "
        "ORDER BY l.place, l.created_at, l.id"
    )
    return [ClipList(*row) for row in found]


def list_of(conn: sqlite3.Connection, list_id: str) -> list[str]:
    """Ids of all clips of a list in their order, those of calls in the bin among them."""
    found = conn.execute("SELECT clip_id FROM clip_places WHERE list_id = ? ORDER BY place", (list_id,))
    return [str(row[0]) for row in found]


def said(conn: sqlite3.Connection, clip: Clip, names: dict[str, str]) -> tuple[Said, ...]:
    """What is said in a clip. An utterance that lies there in part gives the words whose middles lie there.

    `names` are those of the call's voices by id.
    """
    found = conn.execute(
        'SELECT speaker, start, "end", text, words FROM utterances WHERE call_id = ? AND timed = 1 AND start < ? '
        'AND "end" > ? ORDER BY key DESC',
        (clip.call, clip.end, clip.start),
    )
    pieces = []
    for speaker, start, end, text, stored in found:
        if start < clip.start or end > clip.end:
            words = json.loads(stored)
            inside = [word for word in words if clip.start <= (word[1] + word[2]) / 2 <= clip.end]
            if words and not inside:
                continue
            if words and len(inside) < len(words):
                start, end = inside[0][1], inside[-1][2]
                text = " ".join(str(word[0]) for word in inside)
        if text.strip():
            pieces.append(Said(speaker, names.get(speaker, speaker), start, end, " ".join(text.split())))
    return tuple(pieces)


def _lists_of(conn: sqlite3.Connection) -> dict[str, list[str]]:
    of: dict[str, list[str]] = {}
    found = conn.execute(
        "SELECT p.clip_id, p.list_id FROM clip_places p JOIN clip_lists l ON l.id = p.list_id "
        "ORDER BY l.place, l.created_at, l.id"
    )
    for clip, list_id in found:
        of.setdefault(clip, []).append(list_id)
    return of


def _shown(row: tuple[Any, ...], of: dict[str, list[str]]) -> ShownClip:
    title, customer, call_type, date, duration, sound = row[7:]
    lists = tuple(of.get(row[0], ()))
    return ShownClip(Clip(*row[:7]), title, customer, call_type, date, duration, bool(sound), lists)


# Writing: values of the journal's keys


def clip_value(clip: Clip) -> dict[str, Any]:
    """A clip as the value of its key."""
    return {
        "start": clip.start,
        "end": clip.end,
        "name": clip.name,
        "note": clip.note,
        "created_at": clip.created_at,
    }


def get_clip(conn: sqlite3.Connection, call_id: str | None, clip_id: str) -> dict[str, Any] | None:
    """The value of `clip:<id>`."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM clips k WHERE k.id = ? AND k.call_id = ?",  # noqa: S608 - our own words only
        (clip_id, call_id),
    ).fetchone()
    return None if found is None else clip_value(Clip(*found))


def put_clip(conn: sqlite3.Connection, call_id: str | None, clip_id: str, new: dict[str, Any] | None) -> None:
    """Set it; None removes the clip. Its places in lists are keys of their own, and have to go before."""
    if new is None:
        conn.execute("DELETE FROM clips WHERE id = ? AND call_id = ?", (clip_id, call_id))
    else:
        # Not INSERT OR REPLACE: that would delete the row, and with it the clip's places in lists.
        conn.execute(
            'INSERT INTO clips (id, call_id, start, "end", name, note, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) '
            'ON CONFLICT (id) DO UPDATE SET start = excluded.start, "end" = excluded."end", name = excluded.name, '
            "note = excluded.note",
            (clip_id, call_id, new["start"], new["end"], clean(new["name"]), clean(new["note"]), new["created_at"]),
        )
    touch(conn, kept=True)


def get_list(conn: sqlite3.Connection, _call: str | None, list_id: str) -> dict[str, Any] | None:
    """The value of `clip_list:<id>`."""
    found = conn.execute("SELECT name, place, created_at FROM clip_lists WHERE id = ?", (list_id,)).fetchone()
    return None if found is None else dict(zip(("name", "place", "created_at"), found, strict=True))


def put_list(conn: sqlite3.Connection, _call: str | None, list_id: str, new: dict[str, Any] | None) -> None:
    """Set it; None removes the list, with the places in it."""
    if new is None:
        conn.execute("DELETE FROM clip_lists WHERE id = ?", (list_id,))
    else:
        conn.execute(
            "INSERT INTO clip_lists (id, name, place, created_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place",
            (list_id, clean(new["name"]), new["place"], new["created_at"]),
        )
    touch(conn, kept=True)


def get_order(conn: sqlite3.Connection, _call: str | None, list_id: str) -> list[str] | None:
    """The value of `clip_order:<list>`: the ids of its clips."""
    return list_of(conn, list_id) or None


def put_order(conn: sqlite3.Connection, _call: str | None, list_id: str, new: list[str] | None) -> None:
    """Set it. Clips that are gone for good meanwhile are left out."""
    conn.execute("DELETE FROM clip_places WHERE list_id = ?", (list_id,))
    conn.execute(
        "INSERT INTO clip_places (list_id, clip_id, place) SELECT ?, k.id, j.key FROM json_each(?) j "
        "JOIN clips k ON k.id = j.value WHERE EXISTS (SELECT 1 FROM clip_lists WHERE id = ?)",
        (list_id, json.dumps(new or []), list_id),
    )
    touch(conn, kept=True)
