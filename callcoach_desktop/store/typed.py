"""What a person typed, each piece by a key with a plain JSON value (None: nothing): what Undo puts back.

Keys of a call: `field:<one of calls.OVERRIDES>`, `name:<speaker>`, `side:<speaker>`, `speaker:<id>` (a voice that a
person added: `{"name", "side"}`), `tags` (a sorted list), `binned` (the moment), `edit:<id>`, `comment:<id>`,
`judgement:<id>`, `dismissed:<kind of outlier>`, `clip:<id>`, `sheet:<id>` (a form that was filled in).
Keys of the library (without a call): `setting:<name>`, `channel:<source folder>`, and rows of its own:
`one_on_one:<id>`, `agenda:<id>` (with a call: an item about it, which goes with the call), `focus:<id>`,
`intervention:<id>`, `behaviour:<id>`,
`clip_list:<id>`, `clip_order:<list>`, `form:<id>@<version>`, `sheet:<id>` (of a 1-on-1), `playbook:<id>`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from callcoach_desktop.domain.editing import Comment, Edit
from callcoach_desktop.store import behaviours, calls, clips, judgements, own_rows, playbook, scorecards, settings, tags
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.text import clean

_OVERRIDDEN = {"name": "speaker", "side": "side"}  # the kind of key -> what `calls.set_override` calls it


def value(conn: sqlite3.Connection, call_id: str | None, key: str) -> Any:
    """What is typed there now. Raises ValueError for a key that is none."""
    kind, _, name = key.partition(":")
    if kind in _ELSEWHERE:
        return _ELSEWHERE[kind][0](conn, call_id, name)
    if kind in own_rows.TABLES:
        return own_rows.value(conn, kind, name)
    if call_id is None:
        if kind == "setting":
            return settings.get(conn, name)
        if kind == "channel":
            return calls.remembered_channel(conn, name)
    elif kind == "field" and name in calls.OVERRIDES:
        return _one(conn, f"SELECT {name} FROM call_overrides WHERE call_id = ?", call_id)  # noqa: S608 - one of OVERRIDES
    elif kind in _OVERRIDDEN:
        sql = f"SELECT {kind} FROM speaker_overrides WHERE call_id = ? AND speaker = ?"  # noqa: S608 - one of two names
        return _one(conn, sql, call_id, name)
    elif kind == "tags":
        return list(tags.of_call(conn, call_id)) or None
    elif kind == "binned":
        return _one(conn, "SELECT binned_at FROM calls WHERE id = ?", call_id)
    elif kind in _TABLES:
        table, columns, own = _TABLES[kind]
        listed = ", ".join(f'"{column}"' for column in columns)
        sql = f"SELECT {listed} FROM {table} WHERE call_id = ? AND {own} = ?"  # noqa: S608 - our own words only
        found = conn.execute(sql, (call_id, name)).fetchone()
        return None if found is None else dict(zip(columns, found, strict=True))
    raise ValueError(f"nobody types {key!r}")


def put(conn: sqlite3.Connection, call_id: str | None, key: str, new: Any) -> None:
    """Set what is typed there; None takes it away. Raises ValueError for a key that is none.

    After a change of edits `transcripts.derive` has to follow, after one of judgements `transcripts.relay`.
    """
    kind, _, name = key.partition(":")
    if kind in _ELSEWHERE:
        _ELSEWHERE[kind][1](conn, call_id, name, new)
        return
    if kind in own_rows.TABLES:
        own_rows.put(conn, kind, name, new)
        return
    if call_id is None:
        if kind == "setting":
            settings.put(conn, name, new)
        elif kind == "channel":
            calls.remember_channel(conn, name, new)
        else:
            raise ValueError(f"nobody types {key!r}")
        return
    if kind == "field" and name in calls.OVERRIDES:
        calls.set_override(conn, call_id, name, new)
    elif kind in _OVERRIDDEN:
        calls.set_override(conn, call_id, f"{_OVERRIDDEN[kind]}:{name}", new)
    elif kind == "tags":
        tags.put(conn, call_id, new or ())
    elif kind == "binned":
        calls.set_binned(conn, call_id, new)
    elif kind in _TABLES:
        _put_row(conn, call_id, kind, name, new)
    else:
        raise ValueError(f"nobody types {key!r}")
    touch(conn, call=call_id)


def edits(conn: sqlite3.Connection, call_id: str) -> tuple[Edit, ...]:
    """The edits of a call in the order in which they apply."""
    found = conn.execute(
        'SELECT id, kind, speaker, start, "end", text, target FROM edits WHERE call_id = ? ORDER BY position, id',
        (call_id,),
    )
    return tuple(Edit(*edit) for edit in found)


def edit_value(edit: Edit, position: int) -> dict[str, Any]:
    """An edit as the value of its key; a higher `position` applies later."""
    return {
        "position": position,
        "kind": edit.kind,
        "speaker": edit.speaker,
        "start": edit.start,
        "end": edit.end,
        "text": edit.text,
        "target": edit.to,
    }


def next_position(conn: sqlite3.Connection, call_id: str) -> int:
    """The position of an edit that applies after all others of the call."""
    found = conn.execute("SELECT COALESCE(max(position), 0) + 1 FROM edits WHERE call_id = ?", (call_id,)).fetchone()
    return int(found[0])


def comments(conn: sqlite3.Connection, call_id: str) -> tuple[Comment, ...]:
    """The comments and bookmarks of a call by their second."""
    found = conn.execute(
        'SELECT id, kind, start, "end", text, created_at, author, reaction FROM comments WHERE call_id = ? '
        "ORDER BY start, created_at, id",
        (call_id,),
    )
    return tuple(Comment(*comment) for comment in found)


def comment_value(comment: Comment) -> dict[str, Any]:
    """A comment as the value of its key."""
    return {
        "kind": comment.kind,
        "start": comment.start,
        "end": comment.end,
        "text": comment.text,
        "created_at": comment.created_at,
        "author": comment.author,
        "reaction": comment.reaction,
    }


_TABLES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "speaker": ("added_speakers", ("name", "side"), "speaker"),
    "edit": ("edits", ("position", "kind", "speaker", "start", "end", "text", "target"), "id"),
    "comment": ("comments", ("kind", "start", "end", "text", "created_at", "author", "reaction"), "id"),
    "judgement": ("judgements", judgements.COLUMNS, "id"),
    "dismissed": ("dismissed_outliers", ("created_at",), "kind"),
}
"""Kind of key -> table, columns of the value, column of the name."""

_ELSEWHERE: dict[
    str,
    tuple[
        Callable[[sqlite3.Connection, str | None, str], Any], Callable[[sqlite3.Connection, str | None, str, Any], None]
    ],
] = {
    "behaviour": (behaviours.get_own, behaviours.set_own),
    "clip": (clips.get_clip, clips.put_clip),
    "clip_list": (clips.get_list, clips.put_list),
    "clip_order": (clips.get_order, clips.put_order),
    "form": (scorecards.get_form, scorecards.put_form),
    "playbook": (playbook.get, playbook.put),
    "sheet": (scorecards.get_sheet, scorecards.put_sheet),
}
"""Kind of key -> what reads its value, and what sets it and says what it touched; both get the call, or None."""


def _put_row(conn: sqlite3.Connection, call_id: str, kind: str, name: str, new: dict[str, Any] | None) -> None:
    table, columns, own = _TABLES[kind]
    if new is None:
        conn.execute(f"DELETE FROM {table} WHERE call_id = ? AND {own} = ?", (call_id, name))  # noqa: S608 - our own words
        return
    listed = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    new = {"author": "", "reaction": "", "outcome": ""} | new  # steps of an earlier version do not name them
    values = [clean(new[column]) if isinstance(new[column], str) else new[column] for column in columns]
    conn.execute(
        f"INSERT OR REPLACE INTO {table} (call_id, {own}, {listed}) VALUES (?, ?, {marks})",  # noqa: S608 - our own words
        (call_id, name, *values),
    )


def _one(conn: sqlite3.Connection, sql: str, *values: str) -> Any:
    found = conn.execute(sql, values).fetchone()
    return None if found is None else found[0]
