"""What a person's word about a call's facts means for what is stored."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from callcoach_desktop.domain.calls import RepChannel
from callcoach_desktop.domain.errors import KnownError
from callcoach_desktop.domain.transcript import Side
from callcoach_desktop.store import calls, transcripts
from callcoach_desktop.store.changes import Connection
from callcoach_desktop.store.journal import Change

LABELS: dict[str, str] = {
    "title": "Rename call",
    "customer": "Set customer",
    "deal": "Set deal",
    "call_type": "Set type",
    "started_at": "Set date",
    "rep_channel": "Set the rep's channel",
}
_OTHER_CHANNEL: dict[RepChannel, RepChannel] = {"left": "right", "right": "left"}
_OTHER_SIDE: dict[Side, Side] = {"rep": "customer", "customer": "rep", "other": "other"}


def checked(name: str, value: str | None) -> str | None:
    """The value to keep for a field; an empty title, date or channel takes a person's own back.

    Raises ValueError for a field that is none or a channel that is none, KnownError `bad_date`.
    """
    if name not in LABELS:
        raise ValueError(f"nobody types {name!r}")
    value = None if value is None else value.strip()
    if name in {"title", "started_at", "rep_channel"}:
        value = value or None
    if name == "started_at" and value is not None:
        try:
            datetime.fromisoformat(value)
        except ValueError as error:
            raise KnownError(
                "bad_date", f"{value!r} is not a date.", "Write it as 2026-03-31 or 2026-03-31T14:05."
            ) from error
    if name == "rep_channel" and value not in {None, "left", "right"}:
        raise ValueError(f"no channel: {value!r}")
    return value


def field(conn: Connection, call_id: str, name: str, value: str | None) -> list[Change]:
    """The changes that keep a (checked) value of a field; a rep's channel is remembered for its source folder."""
    changes = [Change(call_id, f"field:{name}", value)]
    origin = transcripts.origin(conn, call_id)
    if name == "rep_channel" and value is not None and origin is not None:
        changes.append(Change(None, f"channel:{Path(origin).parent}", value))
    return changes


def swapped(conn: Connection, call_id: str) -> list[Change]:
    """The changes that exchange rep and customer. Raises KnownError `no_such_call`, `nothing_to_swap`."""
    calls.row(conn, call_id)
    words = transcripts.transcript(conn, call_id)
    channel = transcripts.rep_channel(conn, call_id)
    by_channel = words is None or any(s.channel is not None for s in words.speakers)
    changes = []
    if channel is not None and by_channel:
        changes += field(conn, call_id, "rep_channel", _OTHER_CHANNEL[channel])
    for speaker in words.speakers if words else ():
        # A voice whose side a person said does not follow its channel, so it is swapped by itself.
        own = transcripts.said_side(conn, call_id, speaker.id)
        follows = channel is not None and speaker.channel is not None and own is None
        if speaker.side != "other" and not follows:
            changes.append(Change(call_id, f"side:{speaker.id}", _OTHER_SIDE[speaker.side]))
    if not changes:
        raise KnownError(
            "nothing_to_swap", "In this call nobody is known as rep or customer yet.", "Say who is who first."
        )
    return changes
