"""Words and what was computed from them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal, cast

from callcoach_desktop.domain.analysis import Analysis
from callcoach_desktop.domain.calls import CallDetail, RepChannel
from callcoach_desktop.domain.codec import (
    analysis_from_text,
    analysis_to_json,
    transcript_to_json,
    utterances_from_json,
    words_to_json,
)
from callcoach_desktop.domain.judging import Judgement
from callcoach_desktop.domain.transcript import Side, Speaker, Transcript, Utterance, with_placeholders
from callcoach_desktop.store import calls, judgements, settings, typed
from callcoach_desktop.store.calls import now, to_json
from callcoach_desktop.store.changes import touch
from callcoach_desktop.store.schema import LAST_SLOT, SLOT_BITS
from callcoach_desktop.store.text import clean
from callcoach_desktop.store.utterances import stored_utterance
from callcoach_desktop.system.garbage import without_gc

_TRACKED = "tracked"
"""The row among a call's metrics that says with which trackers its moments were found."""
REP_NAME = "rep_name"
"""Setting: what the rep is called where a call says no other name."""
_CHANNELS: dict[str, int] = {"left": 0, "right": 1}


def set_transcript(
    conn: sqlite3.Connection, call_id: str, transcript: Transcript, model: str | None, notes: tuple[str, ...] = ()
) -> None:
    """Keep the words of a call in the place of earlier ones; the analysis of the earlier ones is dropped.

    Times of words are kept to the millisecond. Raises KnownError `no_such_call`, ValueError for NaN.
    """
    found = conn.execute("SELECT ordinal, sound FROM calls WHERE id = ?", (call_id,)).fetchone()
    if found is None:
        calls.row(conn, call_id)  # raises
        return
    ordinal, sound = found
    if len(transcript.utterances) > LAST_SLOT:
        raise ValueError(f"more than {LAST_SLOT} utterances in a call")
    conn.execute("DELETE FROM analyses WHERE call_id = ?", (call_id,))
    conn.execute("DELETE FROM metrics WHERE call_id = ?", (call_id,))
    conn.execute("DELETE FROM call_figures WHERE call_id = ?", (call_id,))
    conn.execute("DELETE FROM heard WHERE call_id = ?", (call_id,))
    conn.execute(
        "INSERT OR REPLACE INTO transcripts (call_id, duration, language, speakers, created_at) VALUES (?, ?, ?, ?, ?)",
        (
            call_id,
            transcript.duration,
            transcript.language,
            to_json([asdict(speaker) for speaker in transcript.speakers]),
            now(),
        ),
    )
    _put_utterances(conn, call_id, ordinal, transcript.utterances)
    conn.execute(
        "UPDATE calls SET language = ?, model = ?, talk_ratio = NULL, questions = NULL WHERE id = ?",
        (transcript.language or None, model, call_id),
    )
    if sound is None:
        conn.execute("UPDATE calls SET duration = ? WHERE id = ?", (transcript.duration, call_id))
    derive(conn, call_id)  # what a person corrected holds for these words too
    calls.add_notes(conn, call_id, notes)
    touch(conn, call=call_id)


def derive(conn: sqlite3.Connection, call_id: str) -> None:
    """Write the transcript in force: what the machine heard with the call's edits applied.

    With the first edit the machine's own utterances move to `heard`; without any edit they move back.
    """
    edits = typed.edits(conn, call_id)
    kept = conn.execute("SELECT utterances FROM heard WHERE call_id = ?", (call_id,)).fetchone()
    machine = heard(conn, call_id) if edits or kept else None
    if machine is None:
        return
    if not edits:
        conn.execute("DELETE FROM heard WHERE call_id = ?", (call_id,))
    elif kept is None:
        conn.execute(
            "INSERT INTO heard (call_id, model, utterances) SELECT id, model, ? FROM calls WHERE id = ?",
            (clean(to_json(transcript_to_json(machine)["utterances"])), call_id),
        )
    from callcoach_desktop.analysis.editing import apply  # its package loads numpy, which lists do without

    ordinal = conn.execute("SELECT ordinal FROM calls WHERE id = ?", (call_id,)).fetchone()[0]
    _put_utterances(conn, call_id, ordinal, apply(machine, edits).utterances)
    touch(conn, call=call_id)


def heard(conn: sqlite3.Connection, call_id: str) -> Transcript | None:
    """The machine's own words with the sides and names in force; None when there are none yet."""
    in_force = transcript(conn, call_id)
    found = conn.execute("SELECT utterances FROM heard WHERE call_id = ?", (call_id,)).fetchone()
    if in_force is None or found is None:
        return in_force
    return replace(in_force, utterances=utterances_from_json(json.loads(found[0])))


def seen_by_analysis(conn: sqlite3.Connection, call_id: str) -> tuple[object, ...]:
    """A value that changes with whatever an analysis depends on: words, edits, voices, sides, the call's date."""
    queries = (
        (
            "SELECT COALESCE(o.started_at, c.started_at) FROM calls c "
            "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?"
        ),
        "SELECT created_at, speakers FROM transcripts WHERE call_id = ?",
        "SELECT count(*) FROM utterances WHERE call_id = ?",
        "SELECT id, position, text FROM edits WHERE call_id = ? ORDER BY id",
        "SELECT speaker, side FROM speaker_overrides WHERE call_id = ? ORDER BY speaker",
        "SELECT speaker, side FROM added_speakers WHERE call_id = ? ORDER BY speaker",
    )
    found = [tuple(conn.execute(sql, (call_id,)).fetchall()) for sql in queries]
    return (*found, rep_channel(conn, call_id))


def outdate(conn: sqlite3.Connection, call_id: str) -> None:
    """Let `stale` find the call: its analysis is of other words or sides."""
    conn.execute("UPDATE analyses SET version = -1 WHERE call_id = ?", (call_id,))


def transcript(conn: sqlite3.Connection, call_id: str) -> Transcript | None:
    """The words of a call with the sides and names that are in force; None when there are none yet."""
    found = conn.execute(
        "SELECT t.duration, t.language, t.speakers, COALESCE(o.started_at, c.started_at) FROM transcripts t "
        "JOIN calls c ON c.id = t.call_id LEFT JOIN call_overrides o ON o.call_id = t.call_id WHERE t.call_id = ?",
        (call_id,),
    ).fetchone()
    if found is None:
        return None
    return Transcript(found[0], found[1], _speakers(conn, call_id, found[2]), _utterances(conn, call_id), found[3])


def names(conn: sqlite3.Connection, call_id: str) -> dict[str, str]:
    """The names in force of a call's voices, by id; empty while there are no words."""
    found = conn.execute("SELECT speakers FROM transcripts WHERE call_id = ?", (call_id,)).fetchone()
    return {} if found is None else {s.id: s.name for s in _speakers(conn, call_id, found[0])}


def set_analysis(conn: sqlite3.Connection, call_id: str, analysis: Analysis) -> None:
    """Keep the analysis of a call, its metrics one by one, and the two figures that lists show.

    What a person judged is laid over it; the machine's own is kept beside what is in force then.
    """
    machine = None
    if verdicts := judgements.of_call(conn, call_id):
        machine, analysis = analysis, _relaid(conn, call_id, analysis, verdicts)
    spoken = conn.execute("SELECT speakers FROM transcripts WHERE call_id = ?", (call_id,)).fetchone()
    reps = {s.id for s in _speakers(conn, call_id, spoken[0]) if s.side == "rep"} if spoken else set()
    asked = [m for m in analysis.moments if m.kind == "question" and m.type != "rhetorical" and m.speaker in reps]
    conn.execute(
        "INSERT OR REPLACE INTO analyses (call_id, version, created_at, data, machine) VALUES (?, ?, ?, ?, ?)",
        (call_id, analysis.version, now(), _stored(analysis), None if machine is None else _stored(machine)),
    )
    conn.execute("DELETE FROM metrics WHERE call_id = ?", (call_id,))
    conn.execute("DELETE FROM call_figures WHERE call_id = ?", (call_id,))
    conn.executemany(
        "INSERT INTO metrics (call_id, name, value) VALUES (?, ?, ?)",
        [(call_id, name, value) for name, value in analysis.metrics.items()]
        + [(call_id, _TRACKED, _number(analysis.tracked))],
    )
    conn.execute(
        "UPDATE calls SET talk_ratio = ?, questions = ? WHERE id = ?",
        (analysis.metrics.get("talk_ratio"), len(asked) if reps else None, call_id),
    )
    touch(conn, call=call_id)


def relay(conn: sqlite3.Connection, call_id: str) -> None:
    """Lay the call's judgements over what the machine found, after they changed; the words are not analysed anew."""
    machine = machine_analysis(conn, call_id)
    if machine is not None:
        set_analysis(conn, call_id, machine)


def _relaid(conn: sqlite3.Connection, call_id: str, machine: Analysis, verdicts: tuple[Judgement, ...]) -> Analysis:
    from callcoach_desktop.analysis.judged import relaid  # its package loads numpy, which lists do without

    words = transcript(conn, call_id)
    return machine if words is None else relaid(machine, verdicts, words)


def _stored(analysis: Analysis) -> str:
    return clean(to_json(analysis_to_json(analysis)))


def analysis(conn: sqlite3.Connection, call_id: str) -> Analysis | None:
    """The stored analysis of a call, of whatever version, with the person's judgements in it. The confidence of
    moments is moved by what all judgements of the library teach."""
    found = conn.execute("SELECT data FROM analyses WHERE call_id = ?", (call_id,)).fetchone()
    if found is None:
        return None
    stored = analysis_from_text(found[0])
    tallies = judgements.tallies(conn)
    if not tallies:
        return stored
    from callcoach_desktop.analysis.ranking import ranked, shifts

    return replace(stored, moments=ranked(stored.moments, shifts(tallies)))


def stale(conn: sqlite3.Connection, version: int) -> list[str]:
    """Calls with words whose analysis is missing or older than `version`, newest call first; the bin aside."""
    found = conn.execute(
        "SELECT c.id FROM calls c JOIN transcripts t ON t.call_id = c.id LEFT JOIN analyses a ON a.call_id = c.id "
        "WHERE c.binned_at IS NULL AND (a.version IS NULL OR a.version < ?) ORDER BY c.ordinal DESC",
        (version,),
    )
    return [str(call[0]) for call in found]


def untracked(conn: sqlite3.Connection, tracked: str) -> list[str]:
    """Calls whose moments were found with other trackers than those of this fingerprint, newest call first; the bin
    aside, and calls whose whole analysis is to be made anew."""
    found = conn.execute(
        "SELECT c.id FROM calls c JOIN analyses a ON a.call_id = c.id "
        "LEFT JOIN metrics m ON m.call_id = c.id AND m.name = ? "
        "WHERE c.binned_at IS NULL AND a.version >= 0 AND COALESCE(m.value, 0) <> ? ORDER BY c.ordinal DESC",
        (_TRACKED, _number(tracked)),
    )
    return [str(call[0]) for call in found]


def newest(conn: sqlite3.Connection, most: int) -> list[str]:
    """The newest calls that have words, the bin aside."""
    found = conn.execute(
        "SELECT c.id FROM calls c JOIN transcripts t ON t.call_id = c.id "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.binned_at IS NULL "
        "ORDER BY COALESCE(o.started_at, c.started_at) DESC, c.ordinal DESC LIMIT ?",
        (most,),
    )
    return [str(call[0]) for call in found]


def machine_analysis(conn: sqlite3.Connection, call_id: str) -> Analysis | None:
    """The analysis as the machine made it, without a person's verdicts; None when there is none."""
    found = conn.execute(
        "SELECT COALESCE(machine, data), version FROM analyses WHERE call_id = ?", (call_id,)
    ).fetchone()
    return None if found is None else replace(analysis_from_text(found[0]), version=found[1])


def _number(tracked: str) -> float:
    return float(int(tracked[:12] or "0", 16))  # 48 bits: a float holds them all


def detail(conn: sqlite3.Connection, call_id: str, library: Path) -> CallDetail:
    """All of one call. Raises KnownError `no_such_call`."""
    row = calls.row(conn, call_id)
    facts = conn.execute(
        "SELECT c.rep_channel, c.rep_channel_from, o.rep_channel, c.folder, c.original, c.linked, c.origin, c.sound, "
        "c.notes, c.sha256, c.rep_channel IS NULL AND EXISTS (SELECT 1 FROM speaker_overrides s WHERE s.call_id = c.id "
        "AND s.side IS NOT NULL) FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?",
        (call_id,),
    ).fetchone()
    # Voices that no channel tells apart have their sides said one by one.
    stored, how, said, folder, original, linked, origin, sound, notes, sha256, sided = facts
    here = library / folder
    extra = {"folder": str(here)}
    if original is not None:
        extra["original"] = str(original if linked else here / original)
    extra |= {k: v for k, v in (("origin", origin), ("sha256", sha256)) if v is not None}
    with without_gc():
        words = transcript(conn, call_id)
        computed = analysis(conn, call_id)
    edits = typed.edits(conn, call_id)
    return CallDetail(
        row=row,
        transcript=words,
        analysis=computed,
        sound=None if sound is None else str(here / "sound.flac"),
        peaks=None if sound is None else str(here / "peaks.npz"),
        rep_channel=said or stored,
        rep_channel_from=cast("Literal['said', 'remembered', 'guessed'] | None", "said" if said or sided else how),
        comments=typed.comments(conn, call_id),
        splits=tuple((edit.speaker, edit.start) for edit in edits if edit.kind == "split"),
        edited=bool(edits),
        notes=tuple(json.loads(notes)),
        extra=extra,
    )


def rep_channel(conn: sqlite3.Connection, call_id: str) -> RepChannel | None:
    """The rep's channel in force: what a person said, else what the import found."""
    found = conn.execute(
        "SELECT COALESCE(o.rep_channel, c.rep_channel) FROM calls c LEFT JOIN call_overrides o ON o.call_id = c.id "
        "WHERE c.id = ?",
        (call_id,),
    ).fetchone()
    return None if found is None else found[0]


def rep_channel_is_guess(conn: sqlite3.Connection, call_id: str) -> bool:
    """Whether nobody, and no folder's memory, has said whose channels these are."""
    found = conn.execute(
        "SELECT o.rep_channel IS NULL AND COALESCE(c.rep_channel_from, 'guessed') = 'guessed' FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id WHERE c.id = ?",
        (call_id,),
    ).fetchone()
    return bool(found and found[0])


def said_side(conn: sqlite3.Connection, call_id: str, speaker: str) -> Side | None:
    """The side that a person said for a voice; None when nobody did."""
    found = conn.execute(
        "SELECT side FROM speaker_overrides WHERE call_id = ? AND speaker = ?", (call_id, speaker)
    ).fetchone()
    return None if found is None else found[0]


def origin(conn: sqlite3.Connection, call_id: str) -> str | None:
    """The path that the person dropped."""
    found = conn.execute("SELECT origin FROM calls WHERE id = ?", (call_id,)).fetchone()
    return None if found is None else found[0]


def _put_utterances(conn: sqlite3.Connection, call_id: str, ordinal: int, utterances: tuple[Utterance, ...]) -> None:
    """Write the utterances of a call; rows that are there already as they should be are not touched."""
    columns = 'key, call_id, id, speaker, start, "end", text, timed, words'
    sql = f"SELECT {columns} FROM utterances WHERE call_id = ?"  # noqa: S608 - our own words only
    there = {row[0]: row for row in conn.execute(sql, (call_id,))}
    first = (ordinal << SLOT_BITS) | LAST_SLOT
    wanted = {
        first - number: (
            first - number,
            call_id,
            u.id,
            u.speaker,
            u.start,
            u.end,
            clean(u.text),
            int(u.timed),
            clean(to_json(words_to_json(u.words))),
        )
        for number, u in enumerate(utterances)
    }
    changed = [key for key, row in there.items() if wanted.get(key) != row]
    conn.executemany("DELETE FROM utterances WHERE key = ?", [(key,) for key in changed])
    conn.executemany(
        f"INSERT INTO utterances ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own words only
        [row for key, row in wanted.items() if there.get(key) != row],
    )


def _speakers(conn: sqlite3.Connection, call_id: str, stored: str) -> tuple[Speaker, ...]:
    channel = rep_channel(conn, call_id)
    said = {
        speaker: (name, side)
        for speaker, name, side in conn.execute(
            "SELECT speaker, name, side FROM speaker_overrides WHERE call_id = ?", (call_id,)
        )
    }
    every = [Speaker(**data) for data in json.loads(stored)]
    every += [
        Speaker(*added)
        for added in conn.execute("SELECT speaker, name, side FROM added_speakers WHERE call_id = ?", (call_id,))
    ]
    speakers = []
    for speaker in every:
        side: Side = speaker.side
        if channel is not None and speaker.channel is not None:
            side = "rep" if speaker.channel == _CHANNELS[channel] else "customer"
        name, said_side = said.get(speaker.id, (None, None))
        speakers.append(Speaker(speaker.id, name or speaker.name, said_side or side, speaker.channel))
    nameless = [number for number, s in enumerate(speakers) if s.side == "rep" and not s.name]
    if len(nameless) == 1 and not _guessed(conn, call_id, speakers[nameless[0]]):
        rep = speakers[nameless[0]]
        speakers[nameless[0]] = Speaker(rep.id, settings.get(conn, REP_NAME, ""), rep.side, rep.channel)
    return with_placeholders(speakers)


def _guessed(conn: sqlite3.Connection, call_id: str, rep: Speaker) -> bool:
    """Whether it is a guess that this voice is the rep's: then it does not get the rep's name."""
    found = conn.execute(
        "SELECT c.rep_channel_from = 'guessed' AND o.rep_channel IS NULL AND s.side IS NULL FROM calls c "
        "LEFT JOIN call_overrides o ON o.call_id = c.id "
        "LEFT JOIN speaker_overrides s ON s.call_id = c.id AND s.speaker = ? WHERE c.id = ?",
        (rep.id, call_id),
    ).fetchone()
    return bool(found[0])


def _utterances(conn: sqlite3.Connection, call_id: str) -> tuple[Utterance, ...]:
    found = conn.execute(
        'SELECT id, speaker, start, "end", text, timed, words FROM utterances WHERE call_id = ? ORDER BY key DESC',
        (call_id,),
    ).fetchall()
    return tuple([stored_utterance(*row) for row in found])
