"""Calls: facts on one side, what a person typed on the other, and the two laid over each other for reading."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from callcoach_desktop.domain.calls import CallRow, CallState, RepChannel, Source
from callcoach_desktop.domain.codec import sound_copy_to_json
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.sound import SoundCopy
from callcoach_desktop.store import tags
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.schema import LAST_SLOT, SLOT_BITS
from callcoach_desktop.store.text import clean, fold

OVERRIDES = ("title", "customer", "deal", "call_type", "started_at", "rep_channel")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_ORDINAL = (1 << (63 - SLOT_BITS)) - 1  # the year 2248

ROW = """
    SELECT c.id, COALESCE(o.title, c.title), NULLIF(COALESCE(o.customer, c.customer), ''),
           NULLIF(COALESCE(o.deal, c.deal), ''), NULLIF(COALESCE(o.call_type, c.call_type), ''),
           COALESCE(o.started_at, c.started_at), c.duration, c.language, c.model, c.source, c.state,
           c.talk_ratio, c.questions, c.error, NULL, c.binned_at
    FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id
"""  # the columns in the order of CallRow's fields; the tags are to be put in


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call as an import first knows it.

    `folder` is relative to the library ("calls/2026/<id>"); `original` is the name of the copied original in it, or
    the absolute path of a linked one; `origin` is the path that the person dropped.
    """

    id: str
    title: str
    started_at: str  # ISO 8601, local time
    source: Source
    folder: str
    state: CallState = "queued"
    customer: str | None = None
    sha256: str | None = None
    original: str | None = None
    linked: bool = False
    origin: str | None = None


def insert(conn: sqlite3.Connection, call: NewCall) -> None:
    """Add a call. Raises sqlite3.IntegrityError when its id or its content hash is there already."""
    conn.execute(
        """
        INSERT INTO calls (id, ordinal, title, customer, started_at, source, state, folder, sha256, original, linked,
                           origin, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            call.id,
            _free_ordinal(conn, call.started_at),
            clean(call.title),
            call.customer and clean(call.customer),
            call.started_at,
            call.source,
            call.state,
            call.folder,
            call.sha256,
            call.original and clean(call.original),
            int(call.linked),
            call.origin and clean(call.origin),
            now(),
        ),
    )
    _refold(conn, call.id)
    touch(conn, call=call.id)


def by_hash(conn: sqlite3.Connection, sha256: str) -> str | None:
    """The call with this content hash."""
    row = conn.execute("SELECT id FROM calls WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else str(row[0])


def exists(conn: sqlite3.Connection, call_id: str) -> bool:
    """Whether there is a call with exactly this id."""
    return conn.execute("SELECT 1 FROM calls WHERE id = ?", (call_id,)).fetchone() is not None


def resolve(conn: sqlite3.Connection, name: str) -> str:
    """The id that `name` means: an id or the unique beginning of one. Raises KnownError otherwise."""
    if not name.isascii() or not name.isalnum():
        raise no_such_call(name)
    # A range and not LIKE, so that the index is used; "{" follows "z".
    found = conn.execute("SELECT id FROM calls WHERE id >= ? AND id < ? LIMIT 2", (name, name + "{")).fetchall()
    if not found:
        raise no_such_call(name)
    if len(found) > 1 and str(found[0][0]) != name:
        raise KnownError("call_ambiguous", f"More than one call begins with {name!r}.", "Give more of its id.")
    return str(found[0][0])


def row(conn: sqlite3.Connection, call_id: str) -> CallRow:
    """One call, also one in the bin. Raises KnownError `no_such_call`."""
    found = conn.execute(f"{ROW} WHERE c.id = ?", (call_id,)).fetchone()
    if found is None:
        raise no_such_call(call_id)
    return CallRow(*(*found[:-2], tags.of_call(conn, call_id), found[-1]))


def binned_before(conn: sqlite3.Connection, moment: str) -> list[str]:
    """Calls that were put into the bin before `moment` (as `now` writes it)."""
    return [str(call[0]) for call in conn.execute("SELECT id FROM calls WHERE binned_at < ?", (moment,))]


def set_binned(conn: sqlite3.Connection, call_id: str, binned_at: str | None) -> None:
    """Put a call into the bin, or with None take it out."""
    conn.execute("UPDATE calls SET binned_at = ? WHERE id = ?", (binned_at, call_id))
    touch(conn, call=call_id)


def set_state(conn: sqlite3.Connection, call_id: str, state: CallState, error: str | None = None) -> None:
    """Where the call is on its way; `error` is a sentence when it failed."""
    conn.execute("UPDATE calls SET state = ?, error = ? WHERE id = ?", (state, error and clean(error), call_id))
    touch(conn, call=call_id)


def set_sound(conn: sqlite3.Connection, call_id: str, copy: SoundCopy) -> None:
    """The working copy that was made, and the duration that its frames tell."""
    conn.execute(
        "UPDATE calls SET sound = ?, duration = ? WHERE id = ?",
        (to_json(sound_copy_to_json(copy)), copy.frames / copy.rate, call_id),
    )
    touch(conn, call=call_id)


def set_started_at(conn: sqlite3.Connection, call_id: str, started_at: str) -> None:
    """The date that the file tells (not a person's: that is an override)."""
    conn.execute("UPDATE calls SET started_at = ? WHERE id = ?", (started_at, call_id))
    _reorder(conn, call_id)
    touch(conn, call=call_id)


def set_source(conn: sqlite3.Connection, call_id: str, source: Source) -> None:
    """What the call was made from."""
    conn.execute("UPDATE calls SET source = ? WHERE id = ?", (source, call_id))
    touch(conn, call=call_id)


def set_recording(conn: sqlite3.Connection, call_id: str, original: str, sha256: str, duration: float) -> None:
    """A recording that is finished: its file in the call's folder, its content, its seconds. Its import comes next."""
    conn.execute(
        "UPDATE calls SET original = ?, sha256 = ?, duration = ?, state = 'queued' WHERE id = ?",
        (original, sha256, duration, call_id),
    )
    touch(conn, call=call_id)


def set_rep_channel(
    conn: sqlite3.Connection,
    call_id: str,
    channel: RepChannel | None,
    how: Literal["said", "remembered", "guessed"] | None,
) -> None:
    """The rep's channel as the import found it."""
    conn.execute("UPDATE calls SET rep_channel = ?, rep_channel_from = ? WHERE id = ?", (channel, how, call_id))
    touch(conn, call=call_id)


def add_notes(conn: sqlite3.Connection, call_id: str, notes: tuple[str, ...]) -> None:
    """Add sentences about the call; what is there already is not said twice."""
    found = conn.execute("SELECT notes FROM calls WHERE id = ?", (call_id,)).fetchone()
    if found is None or not notes:
        return
    every = list(dict.fromkeys([*json.loads(found[0]), *map(clean, notes)]))
    conn.execute("UPDATE calls SET notes = ? WHERE id = ?", (to_json(every), call_id))
    touch(conn, call=call_id)


def set_override(conn: sqlite3.Connection, call_id: str, field: str, value: str | None) -> None:
    """Keep what a person typed; None takes it back, an empty string says "none".

    `field` is one of OVERRIDES, or "speaker:<speaker id>" (a name), or "side:<speaker id>" (rep, customer, other).
    Raises ValueError for another field, or for a date that is not ISO 8601.
    """
    kind, _, speaker = field.partition(":")
    value = None if value is None else clean(value)
    if kind in {"speaker", "side"} and speaker:
        column = "name" if kind == "speaker" else "side"
        conn.execute(
            f"INSERT INTO speaker_overrides (call_id, speaker, {column}) VALUES (?, ?, ?) "  # noqa: S608 - one of two names
            f"ON CONFLICT DO UPDATE SET {column} = excluded.{column}",
            (call_id, speaker, value),
        )
    elif field in OVERRIDES:
        if field == "started_at" and value is not None:
            _milliseconds(value)
        conn.execute(
            f"INSERT INTO call_overrides (call_id, {field}) VALUES (?, ?) "  # noqa: S608 - one of OVERRIDES
            f"ON CONFLICT DO UPDATE SET {field} = excluded.{field}",
            (call_id, value),
        )
        if field == "started_at":
            _reorder(conn, call_id)
        _refold(conn, call_id)
    else:
        raise ValueError(f"nobody types {field!r}")
    touch(conn, call=call_id)


def delete(conn: sqlite3.Connection, call_id: str) -> str | None:
    """Remove a call with its words, its search entries and its figures; returns its folder, None when unknown.

    A tombstone stays until `forget_deleted`, so that what was cut short is finished later: the removal of its files
    and of its words from the index (`search.scrub`).
    Jobs of the call lose their link to it and stay; `jobs.delete_of_call` removes them.
    """
    found = conn.execute("SELECT folder FROM calls WHERE id = ?", (call_id,)).fetchone()
    if found is None:
        return None
    conn.execute("INSERT OR REPLACE INTO deleted_calls (call_id, folder) VALUES (?, ?)", (call_id, found[0]))
    conn.execute("DELETE FROM calls WHERE id = ?", (call_id,))
    tidy_steps(conn)
    touch(conn, call=call_id)
    return str(found[0])


def tidy_steps(conn: sqlite3.Connection) -> None:
    """Remove steps of which no call is left: their changes went with the calls. A setting alone is no step."""
    gone = conn.execute(
        "DELETE FROM steps WHERE number NOT IN (SELECT step FROM step_changes WHERE call_id IS NOT NULL "
        "OR (key NOT GLOB 'setting:*' AND key NOT GLOB 'channel:*'))"
    )
    if gone.rowcount > 0:
        touch(conn, journal=True)


def deleted(conn: sqlite3.Connection) -> dict[str, str]:
    """Calls that were deleted and whose files may still be there: id -> folder."""
    return dict(conn.execute("SELECT call_id, folder FROM deleted_calls").fetchall())


def forget_deleted(conn: sqlite3.Connection, call_id: str) -> None:
    """The files of a deleted call are gone too."""
    conn.execute("DELETE FROM deleted_calls WHERE call_id = ?", (call_id,))


def folder(conn: sqlite3.Connection, call_id: str) -> str:
    """The folder of a call, relative to the library. Raises KnownError `no_such_call`."""
    found = conn.execute("SELECT folder FROM calls WHERE id = ?", (call_id,)).fetchone()
    if found is None:
        raise no_such_call(call_id)
    return str(found[0])


def folders(conn: sqlite3.Connection) -> frozenset[str]:
    """The folders of all calls, relative to the library."""
    return frozenset(str(found[0]) for found in conn.execute("SELECT folder FROM calls"))


def remembered_channel(conn: sqlite3.Connection, folder: str) -> RepChannel | None:
    """The rep's channel in recordings of this source folder, when a person said it before."""
    found = conn.execute("SELECT channel FROM folder_channels WHERE folder = ?", (clean(folder),)).fetchone()
    return None if found is None else found[0]


def remember_channel(conn: sqlite3.Connection, folder: str, channel: RepChannel | None) -> None:
    """Remember the rep's channel for the next files of this source folder; None forgets it."""
    if channel is None:
        conn.execute("DELETE FROM folder_channels WHERE folder = ?", (clean(folder),))
    else:
        conn.execute("INSERT OR REPLACE INTO folder_channels (folder, channel) VALUES (?, ?)", (clean(folder), channel))


def to_json(value: Any) -> str:
    """Compact JSON. Raises ValueError for NaN: it must never be stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def now() -> str:
    """The time as rows keep it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _refold(conn: sqlite3.Connection, call_id: str) -> None:
    """Write anew the text that filters look in."""
    found = conn.execute(
        "SELECT COALESCE(o.title, c.title), COALESCE(o.customer, c.customer), COALESCE(o.deal, c.deal), "
        "COALESCE(o.call_type, c.call_type) FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?",
        (call_id,),
    ).fetchone()
    if found is not None:
        folded = "\n".join(fold(text) for text in found if text)
        conn.execute("UPDATE calls SET folded = ? WHERE id = ?", (folded, call_id))


def no_such_call(name: str) -> KnownError:
    """The error for a call that is not there (never was, or is deleted)."""
    return KnownError("no_such_call", f"There is no call {name!r} in this library.", "`callcoach list` shows all.")


def _milliseconds(started_at: str) -> int:
    moment = datetime.fromisoformat(started_at)
    try:
        moment = moment.astimezone(UTC)  # a time without a zone is local time
    except (OverflowError, OSError, ValueError):
        moment = moment.replace(tzinfo=UTC)  # the first and last days of the calendar have no other zone
    return min(max((moment - _EPOCH) // timedelta(milliseconds=1), 0), _LAST_ORDINAL)


def _free_ordinal(conn: sqlite3.Connection, started_at: str) -> int:
    ordinal = _milliseconds(started_at)
    step = -1 if ordinal == _LAST_ORDINAL else 1
    while conn.execute("SELECT 1 FROM calls WHERE ordinal = ?", (ordinal,)).fetchone() is not None:
        ordinal += step
    return ordinal


def _reorder(conn: sqlite3.Connection, call_id: str) -> None:
    """Move the call and its utterances to the place of its effective date."""
    found = conn.execute(
        "SELECT COALESCE(o.started_at, c.started_at), c.ordinal FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?",
        (call_id,),
    ).fetchone()
    if found is None or _milliseconds(found[0]) == found[1]:
        return
    ordinal = _free_ordinal(conn, found[0])
    conn.execute("UPDATE calls SET ordinal = ? WHERE id = ?", (ordinal, call_id))
    conn.execute(
        "UPDATE utterances SET key = (? << ?) | (key & ?) WHERE call_id = ?", (ordinal, SLOT_BITS, LAST_SLOT, call_id)
    )
