"""Voices of calls, and the rep's own: kept in the library only, and gone when a person says so."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Sequence

from callcoach_desktop.domain.voices import OwnVoice, Voiceprint, VoiceState
from callcoach_desktop.store import settings
from callcoach_desktop.store.calls import now
from callcoach_desktop.store.changes import touch

LEARNING = "learn_own_voice"  # setting: whether calls may teach the rep's voice; True while nobody has said
_RECENT = 20  # calls that teach the voice: the newest, since voices and headsets change
_CALLS = "own_voice_calls"  # setting: from how many calls the voice was learned


def put(conn: sqlite3.Connection, call_id: str, voices: Sequence[Voiceprint]) -> None:
    """Keep the voices of a call in the place of those it had."""
    conn.execute("DELETE FROM call_voices WHERE call_id = ?", (call_id,))
    conn.executemany(
        "INSERT INTO call_voices (call_id, speaker, seconds, embedding) VALUES (?, ?, ?, ?)",
        [(call_id, v.speaker, v.seconds, _bytes(v.numbers)) for v in voices],
    )


def of_call(conn: sqlite3.Connection, call_id: str) -> list[Voiceprint]:
    """The voices of a call, by speaker."""
    found = conn.execute(
        "SELECT speaker, seconds, embedding FROM call_voices WHERE call_id = ? ORDER BY speaker", (call_id,)
    )
    return [Voiceprint(speaker, seconds, _numbers(blob)) for speaker, seconds, blob in found]


def known_of_rep(conn: sqlite3.Connection) -> list[Voiceprint]:
    """The rep's voice in the newest calls of which it is known (said, or remembered of the folder) who is the rep.

    Calls in which the rep was guessed, or found by this very voice, teach nothing. `speaker` is the call's id.
    """
    found = conn.execute(
        """
        SELECT c.id, v.seconds, v.embedding FROM call_voices v
        JOIN calls c ON c.id = v.call_id
        LEFT JOIN call_overrides o ON o.call_id = c.id
        LEFT JOIN speaker_overrides s ON s.call_id = c.id AND s.speaker = v.speaker
        WHERE c.binned_at IS NULL AND (
            s.side = 'rep'
            OR (s.side IS NULL AND v.speaker = COALESCE(o.rep_channel, c.rep_channel)
                AND (o.rep_channel IS NOT NULL OR c.rep_channel_from IN ('said', 'remembered')))
        )
        ORDER BY c.ordinal DESC LIMIT ?
        """,
        (_RECENT,),
    )
    return [Voiceprint(call, seconds, _numbers(blob)) for call, seconds, blob in found]


def own(conn: sqlite3.Connection) -> list[tuple[float, ...]]:
    """The rep's known voices, as numbers."""
    return [_numbers(blob) for (blob,) in conn.execute("SELECT embedding FROM own_voice ORDER BY id")]


def keep_own(conn: sqlite3.Connection, origin: str, voice: Voiceprint | None, calls: int = 0) -> None:
    """Keep the rep's voice of an origin (`enrolled` or `calls`) in the place of the one before; None forgets it."""
    conn.execute("DELETE FROM own_voice WHERE id = ?", (origin,))
    if voice is not None:
        conn.execute(
            "INSERT INTO own_voice (id, origin, seconds, embedding, created_at) VALUES (?, ?, ?, ?, ?)",
            (origin, origin, voice.seconds, _bytes(voice.numbers), now()),
        )
    if origin == "calls":
        settings.put(conn, _CALLS, calls if voice is not None else None)
    touch(conn, settings=True)


def forget(conn: sqlite3.Connection) -> None:
    """Take every voice out of the library, and learn no more until somebody says so."""
    conn.execute("DELETE FROM own_voice")
    conn.execute("DELETE FROM call_voices")
    settings.put(conn, _CALLS, None)
    settings.put(conn, LEARNING, False)
    touch(conn, settings=True)


def learning(conn: sqlite3.Connection) -> bool:
    """Whether calls may teach the rep's voice."""
    return bool(settings.get(conn, LEARNING, True))


def set_learning(conn: sqlite3.Connection, wished: bool) -> None:
    """Let calls teach the rep's voice, or not; what they taught is dropped when they may not."""
    settings.put(conn, LEARNING, wished)
    if not wished:
        keep_own(conn, "calls", None)
        conn.execute("DELETE FROM call_voices")


def state(conn: sqlite3.Connection) -> VoiceState:
    """What is known of the rep's voice."""
    rows = conn.execute("SELECT origin, seconds, created_at FROM own_voice ORDER BY origin DESC").fetchall()
    calls = int(settings.get(conn, _CALLS, 0))
    counted = conn.execute("SELECT count(DISTINCT call_id) FROM call_voices").fetchone()[0]
    return VoiceState(
        tuple(OwnVoice(origin, seconds, calls if origin == "calls" else 0, since) for origin, seconds, since in rows),
        learning(conn),
        int(counted),
    )


def _bytes(numbers: Sequence[float]) -> bytes:
    packed = array("f", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _numbers(blob: bytes) -> tuple[float, ...]:
    packed = array("f")
    packed.frombytes(blob)
    if sys.byteorder == "big":
        packed.byteswap()
    return tuple(packed)
